"""What the home page tells about the last thirty days. Figures are counted, never invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from complaints.models import Case
from complaints.workflow import Outcome
from consultations.models import Consultation
from consultations.public import closing_soon as consultations_closing_soon
from records.caching import kept_for

COUNTED = timedelta(days=30)
SOLVED_SHOWN = 3


@dataclass(frozen=True)
class Figures:
    """Whole country, last thirty days. Done as the agency says and done as the person confirmed stay two numbers."""

    received: int
    reported_done: int
    confirmed: int
    disputed: int
    counted_at: datetime


@dataclass(frozen=True)
class SolvedCase:
    """A public case whose complainant confirmed that it is solved."""

    title: str
    agency: str
    place: str
    address: str
    closed_at: datetime
    picture: str | None = None


def figures() -> Figures | None:
    """None while nothing can be counted: the page then leaves the numbers out."""
    try:
        return _count()
    except DatabaseError:
        return None


def solved_cases() -> list[SolvedCase]:
    """The newest three, for everybody to see."""
    return [
        SolvedCase(
            title=case.heading,
            agency=lead.agency.name if (lead := case.lead()) else "",
            place=case.place_in_public(get_language()),
            address=reverse("public_case", args=[case.reference]),
            closed_at=case.closed_at or case.created_at,
        )
        for case in _newest_solved()
    ]


@kept_for(seconds=5)
def closing_soon() -> list[Consultation]:
    """What asks for opinions and closes within a week, the soonest first."""
    return consultations_closing_soon()


@kept_for(seconds=5)
def _count() -> Figures:
    """Of the cases filed in the last thirty days: one look at the table, whoever asks within five seconds shares it."""
    now = timezone.now()
    return Figures(
        **Case.objects.filter(created_at__gte=now - COUNTED).aggregate(
            received=Count("pk"),
            reported_done=Count("pk", filter=Q(resolution_proposed_at__isnull=False)),
            confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
            disputed=Count("pk", filter=Q(reopened_count__gt=0)),
        ),
        counted_at=now,
    )


@kept_for(seconds=5)
def _newest_solved() -> list[Case]:
    """Open to everybody, released, and confirmed by the person; agencies' own word is not enough."""
    return list(
        Case.objects.public()
        .filter(
            confirmed_at__isnull=False,
            closed_at__isnull=False,
            outcome=Outcome.SOLVED,
        )
        .select_related("topic", "area__parent__parent")
        .prefetch_related("assignments__agency")
        .order_by("-id")[:SOLVED_SHOWN]
    )
