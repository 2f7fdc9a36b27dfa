"""What an agency answered within some days: how long that took, how often it was late or objected to, where it waited.

At most MOST_ANSWERED parts are counted, the newest: a walk along an index of their own. Praise is not counted, for
nothing is owed for it. What the complainant sent back counts with its newest answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from complaints.overview import CASES, FEWEST, Key, Measure, Scope, group_by_left_out
from complaints.overview import GROUPS as OVERVIEW_GROUPS
from complaints.queue_conditions import VISIBLE
from complaints.steps_of_waiting import STEPS, waits_of
from complaints.workflow import CLOSED_BY_ITS_ANSWER, GIVEN_AWAY
from directory.statements import listed

MOST_ANSWERED = 5_000
_STANDS = "a.state IN ('answered', 'approved')"
_LED = "a.part = 'lead'"
MEASURES = {
    "answered": Measure(_("Answered"), "true"),
    "standing": Measure(_("Answered, and not sent back"), _STANDS),
    "answered_late": Measure(_("Answered late"), f"{_STANDS} AND a.answered_at > a.due_at"),
    "led": Measure(_("Answered as the responsible agency"), _LED),
    "objected": Measure(_("The complainant objected"), f"{_LED} AND c.reopened_count > 0"),
    "objected_again": Measure(_("The complainant objected more than once"), f"{_LED} AND c.reopened_count > 1"),
    "solved": Measure(_("Closed as solved"), f"{_LED} AND c.closed_at IS NOT NULL AND c.outcome = 'solved'"),
    "confirmed": Measure(
        _("Closed, and the complainant said yes"), f"{_LED} AND c.closed_at IS NOT NULL AND c.confirmed_at IS NOT NULL"
    ),
    "closed": Measure(_("Answered and closed"), f"{_LED} AND c.closed_at IS NOT NULL"),
    **{f"in_{name}": Measure(label, f"w.{name} > 0", needs_waits=True) for name, label in STEPS.items()},
}
_FIRST_ANSWER = """CASE WHEN c.reopened_count = 0 THEN a.answered_at ELSE coalesce((SELECT min(e.at) FROM complaints_caseevent e
    WHERE e.assignment_id = a.id AND e.kind IN ('resolution_proposed', 'part_done')), a.answered_at) END"""
"""When it was answered first, where what stands is a later answer."""
LENGTHS = {
    "to_accept": "extract(epoch FROM a.accepted_at - a.proposed_at)::float8",
    "to_answer": "extract(epoch FROM a.answered_at - a.proposed_at)::float8",
    "to_first_answer": f"extract(epoch FROM {_FIRST_ANSWER} - a.proposed_at)::float8",
    "to_close": f"CASE WHEN {_LED} THEN extract(epoch FROM c.closed_at - c.created_at)::float8 END",
    **{name: f"CASE WHEN w.{name} > 0 THEN w.{name} END" for name in STEPS},
}
"""Seconds of the calendar, as the complainant waits; null where there is none."""
ORDER = "a.answered_at DESC, a.id DESC"
GROUPS = ("unit", "topic", "channel")
"""Not by person: how fast somebody answers says more about what they were given."""
_IS_OWED = f"c.kind NOT IN ({listed(CLOSED_BY_ITS_ANSWER)})"


def answered_parts() -> str:
    """The beginning of a statement: the parts that are counted, named `answered`."""
    return f"""WITH answered AS MATERIALIZED (
            SELECT a.*, c.created_at AS filed_at FROM (
                SELECT a.* FROM complaints_assignment a
                WHERE a.agency_id = %(agency)s AND a.answered_at >= %(since)s AND a.answered_at <= %(now)s
                    AND a.state NOT IN ({listed(GIVEN_AWAY)}) AND {VISIBLE}
                ORDER BY {ORDER} LIMIT {MOST_ANSWERED}
            ) AS a JOIN LATERAL (SELECT created_at FROM complaints_case WHERE id = a.case_id LIMIT 1) AS c ON true)"""  # noqa: S608 - words and numbers of our own


def from_answered(*, with_waits: bool = True) -> str:
    """FROM and WHERE of what was answered, with `a`, `c`, `t` and, if asked for, `w`; conditions may follow with AND."""
    waits = f"JOIN ({waits_of('answered')}) AS w ON w.id = a.id" if with_waits else ""
    return f"FROM answered AS a JOIN {CASES} {waits} WHERE {_IS_OWED}"


@dataclass(frozen=True)
class Length:
    """How long something took: of so many parts; half of them and nine of ten at most so long, None where they are few.

    total: of all of them together.
    """

    parts: int = 0
    half: timedelta | None = None
    most: timedelta | None = None
    total: timedelta = timedelta()


@dataclass(frozen=True)
class Answered:
    """counts: by the names of MEASURES; lengths: by those of LENGTHS."""

    counts: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0))
    lengths: Mapping[str, Length] = field(default_factory=lambda: dict.fromkeys(LENGTHS, Length()))

    def share(self, measure: str, of: str) -> int | None:
        """In percent; None of too few."""
        whole = self.counts[of]
        return round(100 * self.counts[measure] / whole) if whole >= FEWEST else None

    @property
    def steps(self) -> list[tuple[str, Length, int, timedelta]]:
        """Each step with its length, its share of all time in percent, and its mean over all parts."""
        everything = sum((self.lengths[name].total for name in STEPS), timedelta())
        parts = max(self.counts["answered"], 1)
        told = [(name, self.lengths[name]) for name in STEPS]
        return [
            (name, length, round(100 * (length.total / everything)) if everything else 0, length.total / parts)
            for name, length in told
        ]


@dataclass(frozen=True)
class AnsweredBy:
    """What was answered: by the whole agency, by the id of a unit or a main topic (None: of none), and by channel."""

    total: Answered
    groups: Mapping[str, Mapping[Key, Answered]]
    capped_at: datetime | None = None
    """Since when all is counted, where there is more than is counted."""


def answered_within(scope: Scope) -> AnsweredBy:
    """Counted in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), scope.parameters)
        rows = cursor.fetchall()
    total, capped_at = Answered(), None
    groups: dict[str, dict[Key, Answered]] = {by: {} for by in GROUPS}
    for looked_at, since, left_out, *keys_and_numbers in rows:
        capped_at = since if looked_at >= MOST_ANSWERED else None
        keys, told = keys_and_numbers[: len(GROUPS)], _told(keys_and_numbers[len(GROUPS) :])
        by = _GROUP_BY_LEFT_OUT.get(left_out)
        if by is None:
            total = told
        else:
            groups[by][keys[GROUPS.index(by)]] = told
    return AnsweredBy(total, groups, capped_at)


def _told(numbers: Sequence[Any]) -> Answered:
    counts = dict(zip(MEASURES, numbers, strict=False))
    rest = iter(numbers[len(MEASURES) :])
    return Answered(counts, {name: _length(next(rest), next(rest), next(rest)) for name in LENGTHS})


def _length(parts: int, seconds: Any, limits: list[float] | None) -> Length:
    half, most = limits if limits and parts >= FEWEST else (None, None)
    return Length(parts, _seconds(half), _seconds(most), timedelta(seconds=float(seconds or 0)))


def _seconds(length: float | None) -> timedelta | None:
    return None if length is None else timedelta(seconds=float(length))


_GROUP_BY_LEFT_OUT = group_by_left_out(GROUPS)


def _statement() -> str:
    names = ", ".join(GROUPS)
    columns = ", ".join(f"{OVERVIEW_GROUPS[name]} AS {name}" for name in GROUPS)
    marks = ", ".join(f"({measure.condition}) AS is_{name}" for name, measure in MEASURES.items())
    lengths = ", ".join(f"{sql} AS {name}" for name, sql in LENGTHS.items())
    counts = ", ".join(f"count(*) FILTER (WHERE is_{name})" for name in MEASURES)
    limits = ", ".join(
        f"count({name}), sum({name}), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {name})"
        for name in LENGTHS
    )
    return f"""{answered_parts()}
        SELECT (SELECT count(*) FROM answered), (SELECT min(answered_at) FROM answered), grouping({names}), {names}, {counts}, {limits}
        FROM (SELECT {columns}, {marks}, {lengths} {from_answered()}) AS part
        GROUP BY GROUPING SETS ({", ".join(f"({name})" for name in GROUPS)}, ())"""  # noqa: S608
