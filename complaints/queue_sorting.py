"""An inbox sorted by topic, area, state, urgency, people or channel, and among equals by what is most pressing.

Such an order begins with something that many rows have in common. Value by value, each is a walk along an index from what
is due first, until the page is full: a page costs the same in an agency with ten cases and with two hundred thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from complaints.assignment_tables import WORK_IN_SQL
from complaints.complaint_tables import Complaint
from complaints.queue_conditions import VIEW_CONDITIONS, VISIBLE
from complaints.queue_filters import (
    CONDITIONS,
    OF_THE_DATE,
    OF_THE_PART,
    STANDING,
    Filters,
    topic_ids,
    topics_in_groups,
)
from complaints.queue_order import Ranked, order_of
from complaints.queue_rows import LINE
from complaints.workflow import RUNNING, AssignmentState
from directory.statements import Prepared

LOOKED_AT_FIRST = 3_000
"""Cases of each agency: some ten milliseconds, where none of them fits."""
STATES = (
    AssignmentState.PROPOSED,
    AssignmentState.ACCEPTED,
    AssignmentState.WORKING,
    AssignmentState.SCHEDULED,
    AssignmentState.WAITING,
    AssignmentState.EXTERNAL,
)
"""Of what is in hand, as the work goes on."""
_STATES_OF = {
    "new": {AssignmentState.PROPOSED},
    "waiting": {AssignmentState.WAITING},
    "overdue": {AssignmentState.PROPOSED, *RUNNING},
    "silent": RUNNING,
}
"""Of views in which not all are found: no walk goes where nothing is."""
_OF_FEW = frozenset({"mine", "absent", "appeals", "to_approve"})
"""Views that an index of their own finds: what it finds is sorted."""


def keys_of(ranked: Ranked, view: str, filters: Filters) -> Sequence[Any]:
    """The values of `ranked.key` in their order, those that the view and its filters leave; none where it needs none."""
    keys: list[Any] = []
    if ranked.by == "topic":
        chosen = set(topic_ids(filters.topic))
        keys = [topic.pk for topic in topics_in_groups() if not chosen or topic.pk in chosen] + [0] * (not chosen)
    elif ranked.by == "state":
        left_out = STANDING if filters.due else frozenset()
        keys = [str(state) for state in STATES if state in _STATES_OF.get(view, STATES) and state not in left_out]
    elif ranked.by == "urgent":
        keys = [True] if filters.urgent else [True, False]
    elif ranked.by == "channel":
        keys = [*Complaint.Channel.values, ""]
    return keys[::-1] if ranked.is_turned else keys


@cache
def walk_of(view: str, sort: str, known: frozenset[str], rows: int) -> Prepared | None:
    """The statement that fills a page from the first cases in this order; None where so few are asked for that all are sorted.

    known: the names of its values.
    """
    if view in _OF_FEW or known & {"reference", "words"}:
        return None
    ranked, fitting = _ranked(view, sort), _fitting(view, known)
    begin, keys, where = _keys_of(ranked, is_later="after_rank" in known)
    walked = [WORK_IN_SQL, VISIBLE, *(["a.next_duty_at < %(now)s"] if view == "overdue" else [])]
    walked += [condition for name, condition in OF_THE_DATE.items() if name in known]
    walked += [_LATER] if "after_at" in known else []
    sql = _WALK.format(
        begin=begin,
        keys=keys,
        where=where,
        key=ranked.key,
        walked=" AND ".join(walked),
        most=LOOKED_AT_FIRST if fitting else rows,
        fitting=" AND ".join(fitting or ["true"]),
        rows=rows,
    )
    return Prepared(sql, walks=True)


@cache
def sorted_page_of(view: str, sort: str, known: frozenset[str], rows: int) -> Prepared | None:
    """The statement of the same page that gathers and sorts all that fit; None where the walk has met all of them."""
    if not _fitting(view, known):
        return None
    order, ranked = order_of(view, sort), _ranked(view, sort)
    conditions = [VISIBLE, VIEW_CONDITIONS[view]]
    conditions += [each for name, each in (OF_THE_PART | OF_THE_DATE | CONDITIONS).items() if name in known]
    conditions += [order.beyond] if "after_at" in known else []
    joined = f"JOIN {_GIVEN.format(type=ranked.type)} ON v.value = {ranked.key}" if ranked.type else ""
    joined += " JOIN complaints_case c ON c.id = a.case_id" if known & CONDITIONS.keys() else ""
    sql = _SORTED.format(
        rank=ranked.rank, joined=joined, conditions=" AND ".join(conditions), order=order.sql, rows=rows
    )
    return Prepared(sql, planned_anew=True)


def _ranked(view: str, sort: str) -> Ranked:
    ranked = order_of(view, sort).ranked
    assert ranked is not None  # noqa: S101 - who asks has looked
    return ranked


def _fitting(view: str, known: frozenset[str]) -> list[str]:
    """What must be so of the cases that the walk meets, so that they are on the page."""
    of_the_view = [] if view == "all" else [VIEW_CONDITIONS[view]]
    return of_the_view + [each for name, each in (OF_THE_PART | CONDITIONS).items() if name in known]


def _keys_of(ranked: Ranked, *, is_later: bool) -> tuple[str, str, str]:
    """What a walk goes along: before its SELECT, in its FROM, and where a later page begins."""
    if ranked.type:
        return "", _GIVEN.format(type=ranked.type), "WHERE v.rank >= %(after_rank)s::bigint" if is_later else ""
    sign, beyond, way = ("-", "<", "DESC") if ranked.is_turned else ("", ">", "ASC")
    first = f" AND {ranked.key} {beyond}= {sign}(%(after_rank)s::bigint)" if is_later else ""
    begin = _MET.format(key=ranked.key, first=first, beyond=beyond, way=way)
    return begin, f"(SELECT value, {sign}value AS rank FROM met) AS v", ""  # noqa: S608


_GIVEN = "unnest(%(keys)s::{type}[]) WITH ORDINALITY AS v(value, rank)"
# From each value to the next along the index, no further than the page needs them.
_MET = f"""WITH RECURSIVE met(value) AS (
        (SELECT {{key}} FROM complaints_assignment a WHERE a.agency_id = %(agency)s AND {WORK_IN_SQL}{{first}}
            ORDER BY {{key}} {{way}} LIMIT 1)
        UNION ALL SELECT (SELECT {{key}} FROM complaints_assignment a
            WHERE a.agency_id = %(agency)s AND {WORK_IN_SQL} AND {{key}} {{beyond}} met.value ORDER BY {{key}} {{way}} LIMIT 1)
        FROM met WHERE met.value IS NOT NULL) """  # noqa: S608 - words of our own
# Without an ORDER BY of its own, which would wait for all of it: a loop meets one value after the other.
_WALK = f"""{{begin}}SELECT {LINE}, a.rank FROM (
        SELECT a.*, v.rank FROM {{keys}} CROSS JOIN LATERAL (
            SELECT * FROM complaints_assignment a WHERE a.agency_id = %(agency)s AND {{walked}} AND {{key}} = v.value
            ORDER BY a.next_duty_at, a.id LIMIT {{most}}) AS a {{where}} LIMIT {{most}}) AS a
    JOIN LATERAL (SELECT * FROM complaints_case WHERE id = a.case_id LIMIT 1) AS c ON true
    WHERE {{fitting}} LIMIT {{rows}}"""  # noqa: S608
# No other table than a condition asks for before it is sorted, nor anything else of all that is left out then.
_SORTED = f"""SELECT {LINE}, a.rank FROM (
        SELECT a.*, {{rank}} AS rank FROM complaints_assignment a {{joined}}
        WHERE a.agency_id = %(agency)s AND {{conditions}} ORDER BY {{order}} LIMIT {{rows}}) AS a
    JOIN complaints_case c ON c.id = a.case_id ORDER BY a.rank, a.next_duty_at, a.id"""  # noqa: S608
_LATER = """a.next_duty_at >= CASE WHEN v.rank = %(after_rank)s::bigint THEN %(after_at)s ELSE '-infinity'::timestamptz END
    AND (v.rank > %(after_rank)s::bigint OR (a.next_duty_at, a.id) > (%(after_at)s, %(after_id)s))"""
