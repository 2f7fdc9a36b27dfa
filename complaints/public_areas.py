"""What everybody may know of one place: what was told in public there, what became of it, and how long that took.

Everything is counted from `Case.objects.public()`: a hidden case is in no figure.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from complaints.models import Case
from complaints.public_cases import PublicRow, rows_of, within
from complaints.timeline import WHOLE_COUNTRY
from complaints.workflow import ENDS, CaseKind, CaseState, Outcome
from directory import known
from directory.models import Area, Topic

DAYS = 365
FEWEST = 5
"""Of fewer solved cases a typical time would say more about one person than about the place."""
NEWEST = 6
KEPT_S = 2.0
"""A thousand open pages ask together when a case changes; they share one count."""


@dataclass(frozen=True)
class Figures:
    """Public cases filed here within a year. days: half of the solved ones took at most so many; None for too few."""

    reported: int = 0
    open: int = 0
    solved: int = 0
    days: int | None = None

    @property
    def ended_otherwise(self) -> int:
        """Explained, refused, nothing found, withdrawn and so on; praise too."""
        return self.reported - self.open - self.solved


@dataclass(frozen=True)
class AreaFigures:
    """The figures of a place, of each main topic and of each part of the place, the largest first."""

    counted_at: float
    """Seconds since 1970, before the count began: what happened later may be missing."""
    total: Figures
    topics: Sequence[tuple[Topic, Figures]]
    parts: Sequence[tuple[Area, Figures]]

    @property
    def number(self) -> int:
        """To compare with the number of a live topic `area:<code>:<n>`."""
        return int(self.counted_at * 1000)


_kept: dict[int, tuple[float, AreaFigures]] = {}


def figures_of(code: int) -> AreaFigures:
    """The figures of an area by its DOPA code, or of the whole country (0); at most two seconds old."""
    now = time.monotonic()
    for other, (since, _figures) in list(_kept.items()):
        if now - since > KEPT_S:
            _kept.pop(other, None)
    if code not in _kept:
        _kept[code] = now, _count(code)
    return _kept[code][1]


def forget_figures() -> None:
    _kept.clear()


def newest_in(code: int) -> list[PublicRow]:
    """The newest public cases of the place, as the public list shows them."""
    cases = Case.objects.public()
    if code != WHOLE_COUNTRY:
        cases = cases.filter(within(code))
    newest = cases.defer("words", "public_words").order_by("-created_at", "-reference")
    return rows_of(list(newest[:NEWEST]))


def _count(code: int) -> AreaFigures:
    begun = time.time()
    # One hole that ten told of and that is mended is one case, solved: what was joined is not counted beside it.
    cases = Case.objects.public().filter(created_at__gte=timezone.now() - timedelta(days=DAYS), joined_into=None)
    if code != WHOLE_COUNTRY:
        cases = cases.filter(within(code))
    wanted = cases.values("area_id", "topic_id", "state", "kind", "outcome", "created_at", "closed_at")
    sql, values = wanted.query.sql_with_params()
    with connection.cursor() as cursor:
        # One pass over the cases for all three tables; Django has no GROUPING SETS.
        cursor.execute(
            _FIGURES.format(cases=sql, part=_PART[len(str(code)) if code else 0]),
            [sorted(ENDS), CaseState.CLOSED, Outcome.SOLVED, CaseKind.PRAISE, *values],
        )
        rows = cursor.fetchall()
    total, topics, parts = Figures(), {}, {}
    for kind, topic, part, *counted in rows:
        figures = _figures(*counted)
        if kind == _TOTAL:
            total = figures
        elif kind == _BY_TOPIC and topic is not None:
            topics[topic] = figures
        elif kind == _BY_PART and part is not None:
            parts[part] = figures
    return AreaFigures(begun, total, _by_size(known.topics.by_id(topics), topics), _parts(code, parts))


def _figures(reported: int, still_open: int, solved: int, median: timedelta | None) -> Figures:
    days = max(1, round(median / timedelta(days=1))) if median is not None and solved >= FEWEST else None
    return Figures(reported, still_open, solved, days)


def _by_size(rows: dict[int, Topic], figures: dict[int, Figures]) -> list[tuple[Topic, Figures]]:
    found = [(rows[pk], counted) for pk, counted in figures.items() if pk in rows]
    return sorted(found, key=lambda pair: (-pair[1].reported, pair[0].code))


def _parts(code: int, figures: dict[int, Figures]) -> list[tuple[Area, Figures]]:
    """Every part of the place in the order of the alphabet, those where nothing was told among them."""
    areas = Area.objects.provinces() if code == WHOLE_COUNTRY else Area.objects.children_of(code)
    return [(area, figures.get(area.code, Figures())) for area in areas]


_BY_TOPIC, _BY_PART, _TOTAL = 1, 2, 3
"""What grouping(part, topic) says: which of the two was left out of the group."""
_PART = {
    0: "CASE WHEN area_id > 99999 THEN area_id / 10000 WHEN area_id > 999 THEN area_id / 100 ELSE area_id END",
    2: "CASE WHEN area_id > 99999 THEN area_id / 100 WHEN area_id > 999 THEN area_id END",
    4: "CASE WHEN area_id > 99999 THEN area_id END",
    6: "NULL::int",
}
"""In which part of a place a case lies, by the length of the place's own code."""
_FIGURES = """
    SELECT grouping(topic, part), topic, part, count(*), count(*) FILTER (WHERE is_open), count(*) FILTER (WHERE is_solved),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FILTER (WHERE is_solved)
    FROM (
        SELECT coalesce(t.parent_id, t.id) AS topic, {part} AS part, c.closed_at - c.created_at AS took,
            c.state <> ALL(%s) AS is_open, c.state = %s AND c.outcome = %s AND c.kind <> %s AS is_solved
        FROM ({cases}) AS c LEFT JOIN directory_topic t ON t.id = c.topic_id
    ) AS placed
    GROUP BY GROUPING SETS ((topic), (part), ())
"""
