"""What everybody finds: the list of public cases, a page at a time, and its filters.

Everything starts at `Case.objects.public()`, and nothing here counts: what is hidden must not show in a total. The words
searched are those of the released text.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from complaints.access import CaseQuerySet
from complaints.models import Assignment, Case, CaseFile
from complaints.public_search import first_of
from complaints.searching import asked_for, number_in
from complaints.workflow import ENDS, GIVEN_AWAY, CaseState
from directory import known
from directory.models import Agency, Topic
from ml.thai_text import clean
from records.search import CONFIG

PAGE = 20
MOST_PEOPLE = 2**31 - 1
STATES = {
    "open": (_("Still open"), frozenset(CaseState.values) - ENDS - {CaseState.RESOLUTION_PROPOSED}),
    "reported": (_("Reported as done"), frozenset({CaseState.RESOLUTION_PROPOSED})),
    "closed": (_("Closed"), frozenset({CaseState.CLOSED})),
}
ORDERS = {"": _("Newest first"), "people": _("Most people first")}
PERIODS = {"7": _("Last 7 days"), "30": _("Last 30 days"), "365": _("Last 12 months")}
Spot = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What to look for; all empty means everything public, newest first.

    area: a DOPA code of any level. days: filed within so many. spot: the latitude and longitude of one square of the map.
    """

    typed: str = ""
    topic: Topic | None = None
    area: int | None = None
    kind: str = ""
    state: str = ""
    days: int | None = None
    spot: Spot | None = None
    order: str = ""


@dataclass(frozen=True)
class PublicRow:
    """One case as a list shows it."""

    reference: str
    heading: str
    place: str
    text: str
    answer: str
    """What the agency answered, where an officer let everybody read it."""
    kind: str
    state: str
    outcome: str
    filed_at: datetime
    agency: str
    picture: UUID | None
    people: int
    """How many said "me too"."""


@dataclass(frozen=True)
class PublicPage:
    """One page of rows, and the cursor at which the next one begins ("" at the end).

    is_cut_short: not all was searched, so the page may hold few rows or none, and still another one follows.
    """

    rows: Sequence[PublicRow]
    next_cursor: str
    is_cut_short: bool = False


def found(filters: Filters, *, now: datetime | None = None) -> CaseQuerySet:
    """The public cases that all filters let through, in no order."""
    cases = Case.objects.public()
    if filters.typed:
        cases = _searched(cases, filters.typed)
    if filters.topic:
        cases = cases.filter(topic__in=topic_and_parts(filters.topic))
    if filters.area:
        cases = cases.filter(within(filters.area))
    if filters.kind:
        cases = cases.filter(kind=filters.kind)
    if filters.state in STATES:
        cases = cases.filter(state__in=sorted(STATES[filters.state][1]))
    if filters.days:
        cases = cases.filter(created_at__gte=(now or timezone.now()) - timedelta(days=filters.days))
    if filters.spot:
        cases = cases.filter(public_latitude=filters.spot[0], public_longitude=filters.spot[1])
    return cases


def page(filters: Filters, *, cursor: str = "") -> PublicPage:
    """Twenty cases in the order asked for, by keyset: page 1,000 costs what page 1 does."""
    if filters.typed and not filters.order and not number_in(filters.typed):
        return page_as_typed(filters, cursor)
    by_people = filters.order == "people"
    cases, among = found(filters), Case.objects.public() if by_people else _indexed_newest_first(filters)
    if after := _read(cursor):
        beyond = _beyond(*after, by_people=by_people)
        cases, among = cases.filter(beyond), among.filter(beyond)
    order = ["-me_too_count"] * by_people + ["-created_at", "-reference"]
    first, ended_at = _first(cases, filters, among=among, order=order, most=PAGE + 1)
    more = ended_at or (first[PAGE - 1] if len(first) > PAGE else None)
    return PublicPage(rows_of(first[:PAGE]), _write(more) if more else "", is_cut_short=ended_at is not None)


def lately_released(filters: Filters, most: int) -> list[Case]:
    """The cases that became public last."""
    return _first(found(filters), filters, among=Case.objects.public(), order=["-released_at"], most=most)[0]


def _first(
    cases: CaseQuerySet, filters: Filters, *, among: CaseQuerySet, order: Sequence[str], most: int
) -> tuple[list[Case], Case | None]:
    """The first of these cases, and the one at which the search ended before it had them all."""
    if not filters.typed or number_in(filters.typed):
        return list(cases.defer("words", "public_words").order_by(*order)[:most]), None
    by_words = first_of(cases, among=among, order=order, most=most)
    ended_at = cases_of([by_words.ended_at]) if by_words.ended_at else []
    return cases_of(by_words.ids), ended_at[0] if ended_at else None


WINDOW = 100
"""So many cases that hold the words, the newest first, are sorted by whether they hold them as they were typed."""


@dataclass(frozen=True)
class _Window:
    """A stretch of the cases found that is sorted by itself, as a cursor tells it.

    begins: with which case. size: how many it has. skip: how many of them were shown. goes_on: others may lie behind.
    """

    begins: tuple[int, datetime, str]
    size: int
    skip: int
    goes_on: bool


def page_as_typed(filters: Filters, cursor: str = "") -> PublicPage:
    """Twenty cases that hold the words: among the newest WINDOW of them those first that hold them as they were typed.

    Then those of the next WINDOW. Sorting all of them would mean to read all of them; so each page costs the same, and no
    case comes twice, whatever is filed meanwhile.
    """
    window, after = _read_window(cursor), _read(cursor)
    cases, among, order = found(filters), _indexed_newest_first(filters), ["-created_at", "-reference"]
    if window or after:
        beyond = _from(*window.begins) if window else _beyond(*after, by_people=False) if after else Q()
        cases, among = cases.filter(beyond), among.filter(beyond)
    most, enough = (window.size, window.size) if window else (WINDOW + 1, PAGE + 1)
    met = first_of(cases, among=among, order=order, most=most, enough=enough)
    ids, skip, last = list(met.ids), 0, met.ended_at
    goes_on = last is not None or len(ids) >= most
    if window:
        skip, goes_on, last = window.skip, window.goes_on, None
    elif goes_on and len(ids) > PAGE:  # whole pages only, and at least one case is left for the next stretch
        ids, last = ids[: (len(ids) - 1) // PAGE * PAGE], None
    shown = _as_typed_first(ids, filters.typed)[skip : skip + PAGE]
    next_cursor = ""
    if skip + PAGE < len(ids):
        if begins := window.begins if window else _place(cases_of(ids[:1])):
            next_cursor = _write_window(_Window(begins, len(ids), skip + PAGE, goes_on))
    elif goes_on and (end := cases_of([last or ids[-1]] if last or ids else [])):
        next_cursor = _write(end[0])
    is_cut_short = bool(next_cursor) and len(shown) < PAGE
    return PublicPage(rows_of(cases_of(shown)), next_cursor, is_cut_short=is_cut_short)


def _as_typed_first(ids: list[int], typed: str) -> list[int]:
    """The same, those whose public text holds the very letters first, each group in its order."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING, {"ids": ids, "typed": clean(typed).lower()})
        holding = {row[0] for row in cursor.fetchall()}
    return sorted(ids, key=lambda pk: pk not in holding)


_HOLDING = """SELECT id FROM complaints_case WHERE id = ANY(%(ids)s)
    AND strpos(lower(concat_ws(' ', public_text, public_place, public_translation)), %(typed)s) > 0"""


def cases_of(ids: Sequence[int]) -> list[Case]:
    """The public cases with these ids, in this order; one that is public no more is left out."""
    found = Case.objects.public().defer("words", "public_words").in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _indexed_newest_first(filters: Filters) -> CaseQuerySet:
    """The fewest public cases which hold all that was asked for and stand in the order of their filing in an index."""
    cases = Case.objects.public()
    if filters.topic and filters.topic.parent_id:
        return cases.filter(topic=filters.topic)
    if filters.area and filters.area >= 100_000:
        return cases.filter(area=filters.area)
    return cases.filter(kind=filters.kind) if filters.kind else cases


def _beyond(people: int, at: datetime, reference: str, *, by_people: bool) -> Q:
    """What comes after this place; its first part alone lets an index begin there."""
    older = Q(created_at__lt=at) | Q(created_at=at, reference__lt=reference)
    if by_people:
        return Q(me_too_count__lte=people) & (Q(me_too_count__lt=people) | older)
    return Q(created_at__lte=at) & older


def _from(_people: int, at: datetime, reference: str) -> Q:
    """This place and what comes after it, the newest first."""
    return Q(created_at__lte=at) & (Q(created_at__lt=at) | Q(created_at=at, reference__lte=reference))


def rows_of(cases: Sequence[Case]) -> list[PublicRow]:
    """The rows of these public cases, in their order; two statements, whatever their number."""
    topics = known.topics.by_id(case.topic_id for case in cases)
    areas = known.areas.by_id(case.area_id for case in cases)
    agencies, pictures = _leads([case.pk for case in cases]), _pictures([case.pk for case in cases])
    language = get_language()
    rows = []
    for case in cases:
        case.topic = topics[case.topic_id] if case.topic_id else None
        area = areas[case.area_id] if case.area_id else None
        rows.append(
            PublicRow(
                reference=case.reference,
                heading=case.heading,
                place=area.full_name(language) if area else case.public_place,
                text=case.public_text,
                answer=case.public_answer,
                kind=case.kind,
                state=case.state,
                outcome=case.outcome if case.closed_at else "",
                filed_at=case.created_at,
                agency=agencies[case.pk].name if case.pk in agencies else "",
                picture=pictures.get(case.pk),
                people=case.me_too_count,
            )
        )
    return rows


def topic_and_parts(topic: Topic) -> list[int]:
    """Ids of a topic and, of one of the first level, of its parts."""
    return [topic.pk, *topic.children.values_list("pk", flat=True)]


def within(area: int) -> Q:
    """Cases in this area or a part of it: a code begins with the code of what it lies in."""
    inside = Q(area=area)
    if area < 10_000:
        inside |= Q(area__code__range=(area * 100, area * 100 + 99))
    if area < 100:
        inside |= Q(area__code__range=(area * 10_000, area * 10_000 + 9_999))
    return inside


def _searched(cases: CaseQuerySet, typed: str) -> CaseQuerySet:
    if reference := number_in(typed):
        return cases.filter(reference=reference)
    query = asked_for(typed)
    return cases.filter(public_words=SearchQuery(query, config=CONFIG, search_type="raw")) if query else cases.none()


def _leads(case_ids: Sequence[int]) -> dict[int, Agency]:
    """Who answers for each case now, by case id."""
    parts: Iterable[Any] = (
        Assignment.objects.filter(case__in=case_ids, part=Assignment.Part.LEAD)
        .exclude(state__in=GIVEN_AWAY)
        .order_by("id")
        .values_list("case_id", "agency_id")
    )
    leads = dict(parts)
    agencies = known.agencies.by_id(leads.values())
    return {case: agencies[agency] for case, agency in leads.items()}


def _pictures(case_ids: Sequence[int]) -> dict[int, UUID]:
    """The newest released picture of each case, by case id."""
    shown = CaseFile.objects.filter(case__in=case_ids, released_at__isnull=False).order_by("id")
    return dict(shown.values_list("case_id", "upload__public_id"))


def _place(cases: Sequence[Case]) -> tuple[int, datetime, str] | None:
    return (cases[0].me_too_count, cases[0].created_at, cases[0].reference) if cases else None


def _write(case: Case) -> str:
    return _encoded(f"{case.me_too_count} {case.created_at.isoformat()} {case.reference}")


def _read(cursor: str) -> tuple[int, datetime, str] | None:
    """Where the page before ended; None for what is no cursor of ours: the list then begins at the top."""
    try:
        people, at, reference = _decoded(cursor)
        place = min(int(people), MOST_PEOPLE), datetime.fromisoformat(at), reference
    except ValueError:
        return None
    return place if place[1].tzinfo else None


def _write_window(window: _Window) -> str:
    people, at, reference = window.begins
    return _encoded(f"{people} {at.isoformat()} {reference} {window.size} {window.skip} {window.goes_on:d}")


def _read_window(cursor: str) -> _Window | None:
    """What `_write_window` wrote; None for anything else."""
    try:
        people, at, reference, size, skip, goes_on = _decoded(cursor)
        window = _Window((int(people), datetime.fromisoformat(at), reference), int(size), int(skip), goes_on == "1")
    except ValueError:
        return None
    return window if window.begins[1].tzinfo and 0 < window.skip < window.size <= WINDOW else None


def _encoded(told: str) -> str:
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _decoded(cursor: str) -> list[str]:
    """Raises ValueError for what is no cursor."""
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(" ")
