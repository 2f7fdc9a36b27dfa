"""The queue of the triage desk: what it is narrowed to, in which order, and one page of it at a time.

A page walks the index of its order and stops when it is full. Where little fits, it stops after LOOKED_AT cases, and the
next page goes on from there: what it costs does not grow with the queue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.utils.translation import gettext_lazy as _

from complaints.models import Case
from complaints.queue_counts import Count
from complaints.queue_filters import Filters, areas_to_choose
from complaints.queue_order import as_cursor, from_cursor
from complaints.text_languages import language_choices
from complaints.workflow import GIVEN_AWAY
from directory.models import Topic
from directory.statements import listed
from routing.models import RoutingDecision

Why = RoutingDecision.Why
PAGE = 50
COUNT_CAP = 100
LOOKED_AT = 5_000
"""Cases that one page of a narrowed queue looks at: some ten milliseconds."""
OTHER = "other"
HELD_BACK = (
    Why.UNSURE,
    Why.ABSTAINED,
    Why.NO_MODEL,
    Why.NOT_THAI,
    Why.NO_RULE,
    Why.TIE,
    Why.PLACE_NEEDED,
    Why.NO_LOCAL_OFFICE,
    Why.AGENCY_CLOSED,
)
"""Why the routing itself hands a case to the desk."""
REASONS = {
    **{str(why): why.label for why in HELD_BACK},
    str(Why.DECLINED): _("The agency declined, or has been closed"),
    OTHER: _("Another reason"),
}
NEWEST = "newest"


@dataclass(frozen=True)
class DeskFilters:
    """What the address asks for. typed, language, topic and area as complaints.queue_filters.Filters has them; reason: of REASONS.

    topic: what a case has been given, else what the routing took it for first.
    """

    typed: str = ""
    language: str = ""
    topic: str = ""
    area: int = 0
    reason: str = ""
    newest_first: bool = False

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> DeskFilters:
        """What an address asks for; what nobody offers counts as not asked."""
        shared, reason = Filters.asked(query), query.get("reason", "")
        return cls(
            typed=shared.typed,
            language=shared.language,
            topic=shared.topic,
            area=shared.area,
            reason=reason if reason in REASONS else "",
            newest_first=query.get("order", "") == NEWEST,
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.typed or self.language or self.topic or self.area or self.reason)

    @property
    def asks(self) -> dict[str, str]:
        """The parts of an address that ask for the same."""
        told = {
            "q": self.typed,
            "language": self.language,
            "topic": self.topic,
            "area": str(self.area or ""),
            "reason": self.reason,
            "order": NEWEST if self.newest_first else "",
        }
        return {name: value for name, value in told.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.asks)

    def choices(self) -> dict[str, Sequence[tuple[Any, object]]]:
        """What the page offers to narrow it by."""
        return {
            "languages": language_choices(),
            "areas": areas_to_choose((), self.area),
            "reasons": list(REASONS.items()),
        }


class Place(NamedTuple):
    """Where a case stands in the queue."""

    is_urgent: bool
    id: int


class Page(NamedTuple):
    """next_cursor: "" at the end of the queue. is_cut: it looked at LOOKED_AT cases and is not full; more may wait behind."""

    cases: list[Case]
    next_cursor: str
    is_cut: bool


def page(filters: DeskFilters, cursor: str = "") -> Page:
    """50 cases behind the cursor, with topic_id and area_id only (complaints.listing.complete_cases)."""
    after = read(cursor)
    found = _places(filters, after, PAGE + 1)
    shown = found[:PAGE]
    end = shown[-1] if len(found) > PAGE else _last_looked_at(filters, after) if filters.is_narrowed else None
    rows = Case.objects.at_the_triage_desk().defer("words", "public_text").in_bulk([place.id for place in shown])
    cases = [rows[place.id] for place in shown if place.id in rows]
    return Page(cases, write(end) if end else "", is_cut=end is not None and len(found) <= PAGE)


def count(filters: DeskFilters) -> Count:
    """How many wait, counted up to 100, among the first LOOKED_AT where it is narrowed."""
    found = len(_places(filters, None, COUNT_CAP))
    is_cut = found < COUNT_CAP and filters.is_narrowed and _last_looked_at(filters, None) is not None
    return Count(found, is_least=is_cut)


def next_behind(case: Case, filters: DeskFilters) -> str:
    """The number of the case that stands behind this one, which may have left; "" at the end."""
    found = _places(filters, Place(case.is_urgent, case.pk), 1)
    return Case.objects.get(pk=found[0].id).reference if found else ""


def write(place: Place) -> str:
    return as_cursor([int(place.is_urgent), place.id])


def read(cursor: str) -> Place | None:
    """The place that `write` wrote; None for what it did not write."""
    try:
        is_urgent, pk = from_cursor(cursor)
        place = Place(bool(is_urgent), int(pk))
    except (ValueError, TypeError, OverflowError):
        return None
    return place if 0 <= place.id < 2**63 else None


# -- as the database is asked --------------------------------------------------------------------------------------

# Not for words typed: their own index finds rare ones, and common ones are met on the walk. PostgreSQL knows which are.
# With what follows they are one transaction, and end with it. PostgreSQL expects few rows behind a cursor, and would
# gather and sort them all.
_ALONG_THE_INDEX = "SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off; "
_ORDER = {False: "is_urgent DESC, id", True: "id DESC"}
_BEHIND_AN_URGENT_ONE = "CASE WHEN is_urgent THEN id > %(after_id)s ELSE true END"
_BEHIND_ANOTHER = "NOT is_urgent AND id > %(after_id)s"
_BEHIND_A_NEWER_ONE = "id < %(after_id)s"
_WALK = """SELECT id, is_urgent, topic_id, area_id FROM complaints_case
    WHERE state = 'triage' AND {behind} AND {searched} ORDER BY {order} LIMIT {rows}"""
_SEARCHED = {
    "reference": "id = ANY(ARRAY(SELECT case_id FROM complaints_complaint WHERE reference = %(reference)s))",
    "words": "words @@ to_tsquery('simple', %(words)s)",
}
_DECISION = """LEFT JOIN LATERAL (
    SELECT why, proposals -> 0 ->> 'topic' AS topic FROM routing_routingdecision
    WHERE case_id = c.id ORDER BY id DESC LIMIT 1) AS d ON true"""
# Each an aggregate or a LIMIT: an EXISTS may become a join that reads all complaints of the country.
_FITTING = {
    # What was not told yet counts as Thai, as nearly all are.
    "language": """(SELECT bool_or(coalesce(nullif(text_language, ''), 'th') = %(language)s)
        FROM complaints_complaint WHERE case_id = c.id)""",
    "not_thai": """(SELECT bool_or(text_language NOT IN ('', 'th'))
        FROM complaints_complaint WHERE case_id = c.id)""",
    "topics": "(c.topic_id = ANY(%(topics)s) OR c.topic_id IS NULL AND d.topic = ANY(%(topic_codes)s))",
    # The codes of what lies in an area begin with its own: 40 → 4001 → 400101.
    "area": "%(area)s IN (c.area_id, c.area_id / 100, c.area_id / 10000)",
    "reason": f"""%(reason)s = CASE
        WHEN (SELECT bool_or(part = 'lead' AND state IN ({listed(GIVEN_AWAY)}))
            FROM complaints_assignment WHERE case_id = c.id) THEN '{Why.DECLINED}'
        WHEN d.why IN ({listed(HELD_BACK)}) THEN d.why ELSE '{OTHER}' END""",  # noqa: S608
}


def _places(filters: DeskFilters, after: Place | None, limit: int) -> list[Place]:
    values = _values(filters)
    if values is None:
        return []
    fitting = [condition for name, condition in _FITTING.items() if name in values]
    walk = _walk(filters, after, LOOKED_AT if fitting else limit)
    sql = f"""{_how(filters)}SELECT c.is_urgent, c.id FROM ({walk}) AS c {_DECISION if fitting else ""}
        WHERE {" AND ".join(fitting) or "true"} ORDER BY {_ORDER[filters.newest_first]} LIMIT {limit}"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, values | {"after_id": after.id if after else None})
        return [Place(*row) for row in cursor.fetchall()]


def _last_looked_at(filters: DeskFilters, after: Place | None) -> Place | None:
    """The last case that such a page looks at; None where the queue ends before."""
    walk, values = _walk(filters, after, LOOKED_AT), _values(filters)
    if values is None:
        return None
    with connection.cursor() as cursor:
        last = f"{_how(filters)}SELECT is_urgent, id FROM ({walk}) AS c OFFSET {LOOKED_AT - 1}"  # noqa: S608
        cursor.execute(last, values | {"after_id": after.id if after else None})
        row = cursor.fetchone()
    return Place(*row) if row else None


def _walk(filters: DeskFilters, after: Place | None, rows: int) -> str:
    values = _values(filters) or {}
    searched = " AND ".join(["true", *(condition for name, condition in _SEARCHED.items() if name in values)])
    order = _ORDER[filters.newest_first]
    return _WALK.format(behind=_behind(filters, after), searched=searched, order=order, rows=rows)


def _how(filters: DeskFilters) -> str:
    return "" if filters.typed else _ALONG_THE_INDEX


def _behind(filters: DeskFilters, after: Place | None) -> str:
    if after is None:
        return "true"
    if filters.newest_first:
        return _BEHIND_A_NEWER_ONE
    return _BEHIND_AN_URGENT_ONE if after.is_urgent else _BEHIND_ANOTHER


def _values(filters: DeskFilters) -> dict[str, Any] | None:
    """None where nothing could be found."""
    narrowing = Filters(typed=filters.typed, language=filters.language, topic=filters.topic, area=filters.area)
    told = narrowing.parameters()
    if told is None:
        return None
    if filters.reason:
        told["reason"] = filters.reason
    if topics := told.get("topics"):
        told["topic_codes"] = list(Topic.objects.filter(pk__in=topics).values_list("code", flat=True))
    return told
