"""How an agency reports its work as done, for who supervises or audits it: how often without a picture, or with a doubtful one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from complaints.access import CASEWORK_ROLES, Viewer
from complaints.models import CaseFile, Closing
from directory.models import User

LAST = timedelta(days=90)
ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Figures:
    """Of the last 90 days: all reports, those that need a picture, and what is to be looked at of these."""

    all: int
    needing: int
    without: int
    repeated: int
    doubted: int


@dataclass(frozen=True)
class Row:
    closing: Closing
    may_open: bool
    why_none: str
    why_again: str
    repeated_in: tuple[str, ...]
    """Numbers of other cases in which its pictures were used, where this person reviews those too."""


def figures(user: User) -> Figures:
    counted = Closing.objects.reviewed_by(user).filter(at__gte=timezone.now() - LAST)
    return Figures(
        **counted.aggregate(
            all=Count("pk"),
            needing=Count("pk", filter=~Q(photo=Closing.Photo.NOT_NEEDED)),
            without=Count("pk", filter=Q(photo=Closing.Photo.NONE)),
            repeated=Count("pk", filter=Q(has_repeat=True)),
            doubted=Count("pk", filter=Q(is_doubted=True)),
        )
    )


def to_look_at(user: User, *, after: int | None) -> tuple[list[Row], int | None]:
    """The newest that somebody should look at, and where the next page begins. after: id of the last one seen."""
    closings = Closing.objects.reviewed_by(user).to_look_at().select_related("agency", "event__case__topic")
    if after is not None:
        closings = closings.filter(pk__lt=after)
    found = list(closings.order_by("-pk")[: ROWS_A_PAGE + 1])
    shown = found[:ROWS_A_PAGE]
    offices = set(Viewer(user).agencies(CASEWORK_ROLES))
    repeated = _repeated_in(shown, user)
    rows = [
        Row(
            closing=closing,
            may_open=closing.agency_id in offices,
            why_none=str(closing.event.facts.get("no_photo", "")),
            why_again=str(closing.event.facts.get("why_again", "")),
            repeated_in=repeated.get(closing.event_id, ()),
        )
        for closing in shown
    ]
    return rows, shown[-1].pk if len(found) > ROWS_A_PAGE else None


def _repeated_in(closings: list[Closing], user: User) -> dict[int, tuple[str, ...]]:
    """By the event: the other cases that its pictures were used in before, of those that this person reviews."""
    events = [closing.event_id for closing in closings if closing.has_repeat]
    files = CaseFile.objects.filter(event__in=events, repeats__event__closing__in=Closing.objects.reviewed_by(user))
    found: dict[int, tuple[str, ...]] = {}
    for event_id, case_id, other_id, reference in files.order_by("pk").values_list(
        "event_id", "case_id", "repeats__case_id", "repeats__case__reference"
    ):
        if case_id != other_id and reference not in found.get(event_id or 0, ()):
            found[event_id or 0] = (*found.get(event_id or 0, ()), reference)
    return found
