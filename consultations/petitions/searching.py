"""What everybody finds among petitions: by state, agency, topic, place and words; and open ones like what somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from consultations.petitions.models import Petition, PetitionQuerySet
from consultations.petitions.workflow import PetitionState
from directory.models import Agency, Topic
from records.search import CONFIG, quoted, search_query, typed_words

PAGE = 20
MOST_SIMILAR = 3
SOON = timedelta(days=7)
SHOWN = {
    "open": _("Open for signatures"),
    "soon": _("Closing within 7 days"),
    "reached": _("Has to be answered"),
    "answered": _("Answered"),
    "joined": _("Joined into another"),
    "closed": _("Closed, not enough signatures"),
}
_ORDERS = {
    "open": "-published_at",
    "soon": "closes_at",
    "reached": "-reached_at",
    "answered": "-answered_at",
    "joined": "-joined_at",
    "closed": "-closes_at",
}


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. shown: a key of SHOWN, or "" for all; area: a code."""

    shown: str = ""
    typed: str = ""
    agency: Agency | None = None
    topic: Topic | None = None
    area: int | None = None


@dataclass(frozen=True)
class FoundPage:
    """next: what the address of the next page carries, or ""."""

    petitions: Sequence[Petition]
    next: str = ""


def find_petitions(asked: Asked, *, now: datetime, after: str = "") -> FoundPage:
    """One page, along the moment that orders it. after: the slug of the last petition of the page before."""
    found = _wanted(asked, now).select_related("agency", "topic", "area__parent__parent", "joined_into")
    order = _ORDERS.get(asked.shown, "-published_at")
    name, is_downwards = order.lstrip("-"), order.startswith("-")
    last = Petition.objects.public().filter(slug=after).first() if after else None
    if last is not None and (at := getattr(last, name)) is not None:
        way = "lt" if is_downwards else "gt"
        found = found.filter(Q(**{f"{name}__{way}": at}) | Q(**{name: at, f"pk__{way}": last.pk}))
    rows = list(found.order_by(order, "-pk" if is_downwards else "pk")[: PAGE + 1])
    return FoundPage(rows[:PAGE], rows[PAGE - 1].slug if len(rows) > PAGE else "")


def _wanted(asked: Asked, now: datetime) -> PetitionQuerySet:
    found = Petition.objects.public()
    if asked.shown == "soon":
        found = found.in_state(PetitionState.OPEN, now).filter(closes_at__lte=now + SOON)
    elif asked.shown:
        found = found.in_state(PetitionState(asked.shown), now)
    if asked.agency:
        found = found.filter(agency=asked.agency)
    if asked.topic:
        found = found.filter(Q(topic=asked.topic) | Q(topic__parent=asked.topic))
    if asked.area:
        found = found.about(asked.area)
    if asked.typed:
        query = search_query(asked.typed)
        return found.filter(words=query) if query else found.none()
    return found


def similar_to(text: str, *, now: datetime, but: Petition | None = None) -> list[Petition]:
    """Petitions open for signatures that hold at least half of the words typed, those with the most first.

    One word alone is like nothing: every petition about roads says road.
    """
    words = typed_words(text)
    if len(words) < 2:
        return []
    queries = [SearchQuery(quoted(word), config=CONFIG, search_type="raw") for word in words]
    shared = sum(
        (Case(When(words=query, then=Value(1)), default=Value(0), output_field=IntegerField()) for query in queries),
        Value(0),
    )
    any_of_them = SearchQuery(" | ".join(quoted(word) for word in words), config=CONFIG, search_type="raw")
    found = Petition.objects.signable(now).filter(words=any_of_them).annotate(shared=shared)
    found = found.filter(shared__gte=max((len(words) + 1) // 2, 2)).exclude(pk__in=[but.pk] if but else [])
    return list(found.select_related("agency").order_by(F("shared").desc(), "-signature_count", "pk")[:MOST_SIMILAR])
