"""What everybody finds in the law database: laws by agency, rank and whether they are in force, and the sections that hold some words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from consultations.statutes.models import Law, LawWords, Wording
from consultations.statutes.models.laws import LawQuerySet
from records.search import search_query

PAGE = 20
MOST_FOUND = 200
"""Laws of one search, over all its pages."""
MOST_PIECES = 5_000
SECTIONS_A_LAW = 3


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. agency: its id, or None; kind and state: "" for all."""

    typed: str = ""
    agency: int | None = None
    kind: str = ""
    state: str = ""


@dataclass(frozen=True)
class FoundSection:
    eid: str
    label: str
    said: str


@dataclass
class FoundLaw:
    """sections: some of those that hold what was typed, of `section_count` pieces."""

    law: Law
    sections: list[FoundSection] = field(default_factory=list)
    section_count: int = 0


@dataclass(frozen=True)
class FoundPage:
    """next: what the address of the next page carries, or "". is_capped: more laws hold the words than are shown."""

    laws: Sequence[FoundLaw]
    next: str = ""
    is_capped: bool = False
    number: int = 1


def find_laws(asked: Asked, *, day: date, after: str = "", page: int = 1) -> FoundPage:
    """One page, at a handful of statements however many there are. after: the slug of the last law of the page before."""
    laws = _wanted(asked, day).select_related("agency")
    if asked.typed:
        return _search(asked, laws, day, page)
    last = Law.objects.filter(slug=after).first() if after else None
    if last is not None:
        laws = laws.filter(Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, pk__gt=last.pk))
    found = list(laws.order_by("sort_key", "pk")[: PAGE + 1])
    following = found[PAGE - 1].slug if len(found) > PAGE else ""
    return FoundPage([FoundLaw(law) for law in found[:PAGE]], following)


def _wanted(asked: Asked, day: date) -> LawQuerySet:
    laws = Law.objects.in_state(asked.state, day) if asked.state else Law.objects.all()
    laws = laws.filter(agency=asked.agency) if asked.agency else laws
    return laws.filter(kind=asked.kind) if asked.kind else laws


def _search(asked: Asked, laws: LawQuerySet, day: date, page: int) -> FoundPage:
    query = search_query(asked.typed)
    if query is None:
        return FoundPage([])
    pieces = LawWords.objects.filter(words=query, law__in=_wanted(asked, day))
    titled = set(pieces.filter(wording__isnull=True).values_list("law", flat=True)[:MOST_PIECES])
    inside = pieces.filter(wording__in=Wording.objects.shown_on(day)).order_by("law", "provision__place", "pk")
    held: dict[int, list[int]] = defaultdict(list)
    for law, piece in inside.values_list("law", "pk")[:MOST_PIECES]:
        held[law].append(piece)
    ids = sorted(titled | held.keys(), key=lambda law: (law not in titled, -len(held[law]), law))
    at = (page - 1) * PAGE
    shown = ids[:MOST_FOUND][at : at + PAGE]
    known = laws.in_bulk(shown)
    wanted = [piece for law in shown for piece in held[law][:SECTIONS_A_LAW]]
    told = {
        each.pk: FoundSection(each.provision.eid, each.provision.label, each.said)
        for each in LawWords.objects.filter(pk__in=wanted).select_related("provision")
        if each.provision is not None
    }
    found = [
        FoundLaw(known[law], [told[each] for each in held[law][:SECTIONS_A_LAW] if each in told], len(held[law]))
        for law in shown
        if law in known
    ]
    more = str(page + 1) if len(ids[:MOST_FOUND]) > at + PAGE else ""
    return FoundPage(found, more, len(ids) > MOST_FOUND, page)
