"""What can be followed of consultations, besides places, topics and laws (setting FOLLOWED_ELSEWHERE)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.following import Followed, followed_all
from consultations.models import Consultation
from consultations.workflow import ConsultationKind
from directory.models import Agency, User
from notifications.following import follows


def agencies_followed(codes: Iterable[str]) -> dict[str, Followed]:
    """By code, those that there are."""
    agencies = Agency.objects.filter(code__in=list(codes))
    return {
        agency.code: Followed(
            f"agency:{agency.code}",
            _("Consultations of %(agency)s") % {"agency": agency.name},
            _list(agency=agency.code),
        )
        for agency in agencies
    }


def kinds_followed(kinds: Iterable[str]) -> dict[str, Followed]:
    labels = dict(ConsultationKind.choices)
    return {
        kind: Followed(
            f"consultations:{kind}", _("All consultations: %(kind)s") % {"kind": labels[kind]}, _list(kind=kind)
        )
        for kind in kinds
        if kind in labels
    }


def consultations_followed(slugs: Iterable[str]) -> dict[str, Followed]:
    found = Consultation.objects.announced().filter(slug__in=list(slugs))
    return {each.slug: Followed(f"consultation:{each.slug}", each.title, each.get_absolute_url()) for each in found}


def _list(**asked: str) -> str:
    return f"{reverse('consultations')}?{urlencode(asked)}"


def offered(subjects: list[str], user: object) -> list[dict[str, object]]:
    """Those of the subjects that can be followed, each with whether this reader does."""
    things = [thing for thing in followed_all(subjects) if thing]
    mine = follows(user, subjects) if isinstance(user, User) and subjects else set()
    return [{"thing": thing, "is_followed": thing.subject in mine} for thing in things]


def subjects_of(consultation: Consultation) -> list[str]:
    """What its page offers to follow: itself first, then what it is one of."""
    topic = consultation.topic
    places = [f"area:{area.code}" for area in consultation.places()][:MOST_PLACES]
    return [
        f"consultation:{consultation.slug}",
        f"agency:{consultation.agency.code}",
        f"consultations:{consultation.kind}",
        *([f"topic:{topic.code}"] if topic else []),
        *places,
    ]


MOST_PLACES = 5
"""Of a long list of places nobody chooses here; each has a page of its own."""
