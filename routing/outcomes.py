"""What became of decisions, and from which likelihood on the agency proposed first is right often enough.

A decision is judged by people: the agency took the case or handed it on, or the triage desk chose. What nobody has
judged yet says nothing. Thresholds are chosen on the earlier decisions and tried on the later ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from ml.wilson import wilson
from routing.models import RoutingDecision

LOOKED_AT = 20_000
"""Of the newest decisions: at ten thousand cases a day, two days; at fifty a day, a year."""
FEW = 30
"""Fewer judged decisions say nothing that anybody should act on."""
EARLIER = 2 / 3
LEAST_LIKELY = 0.5
"""Below this the second agency may be the likelier one when both are added up; nobody should be asked to trust it."""
LEAD_IN_THE_END = """LATERAL (
        SELECT g.code, a.accepted_at FROM complaints_assignment a JOIN directory_agency g ON g.id = a.agency_id
        WHERE a.case_id = k.id AND a.part = 'lead' AND a.state NOT IN ('declined', 'transferred')
        ORDER BY a.accepted_at IS NULL, a.id DESC LIMIT 1
    )"""
"""In a statement whose case is k: the agency that has the case, and when it took it; that which took it, where one did."""

JUDGED = """
    WITH newest AS (
        SELECT * FROM routing_routingdecision
        WHERE made_at >= COALESCE(%s, '-infinity'::timestamptz) AND made_at < COALESCE(%s, 'infinity'::timestamptz)
        ORDER BY id DESC LIMIT %s
    )
    SELECT split_part(d.proposals->0->>'topic', '/', 1), (d.proposals->0->>'probability')::float, d.made_at,
        d.did = 'assigned', CASE WHEN d.did = 'assigned' THEN part.was_right ELSE settled.code = d.proposals->0->>'agency' END,
        CASE WHEN k.visibility <> 'confidential' THEN left(k.area_id::text, 2)::int END
    FROM newest d
    JOIN complaints_case k ON k.id = d.case_id
    LEFT JOIN directory_agency settled ON settled.id = d.settled_agency_id
    LEFT JOIN LATERAL (
        SELECT CASE
            WHEN a.state IN ('declined', 'transferred') THEN FALSE
            WHEN a.accepted_at IS NOT NULL OR a.state NOT IN ('proposed') THEN TRUE
        END AS was_right
        FROM complaints_assignment a JOIN directory_agency g ON g.id = a.agency_id
        WHERE a.case_id = d.case_id AND a.part = 'lead' AND g.code = d.proposals->0->>'agency'
        ORDER BY a.id LIMIT 1
    ) part ON TRUE
    WHERE d.proposals->0->>'agency' <> '' AND COALESCE(d.proposals->0->>'problem', '') = '' AND d.why = ANY(%s)
    ORDER BY d.id
"""


@dataclass(frozen=True)
class Judged:
    """One decision that people have judged. topic: of the first level, its code. likelihood: of the agency, 0 to 1.

    province: the code; None without a place, and of confidential cases, whose place is told to nobody.
    """

    topic: str
    likelihood: float
    at: datetime
    by_itself: bool
    was_right: bool
    province: int | None = None


@dataclass(frozen=True)
class Share:
    """So many of so many, with the 95% interval of Wilson (1927)."""

    right: int
    of: int

    @property
    def share(self) -> float | None:
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.of)


@dataclass(frozen=True)
class Chosen:
    """A threshold and what it would have done. later: on decisions that had no part in choosing it."""

    threshold: float
    earlier: Share
    later: Share
    target: float

    @property
    def holds(self) -> bool:
        """Whether the later decisions bear it out, and are enough to say so."""
        return self.later.of >= FEW and self.later.right / self.later.of >= self.target


def judged_decisions(
    most: int = LOOKED_AT, *, since: datetime | None = None, until: datetime | None = None
) -> list[Judged]:
    """The newest decisions, made in that time, that people have judged; the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, [since, until, most, list(RoutingDecision.BY_THE_TEXT)])
        return [Judged(*row) for row in cursor.fetchall() if row[4] is not None]


def choose_threshold(judged: Sequence[Judged], target: float) -> Chosen | None:
    """The lowest likelihood from which the earlier two thirds are right that often; None where none is.

    judged: the oldest first. target: the share that has to be right, 0 to 1.
    """
    cut = round(len(judged) * EARLIER)
    earlier, later = judged[:cut], judged[cut:]
    right = of = 0
    lowest: tuple[float, Share] | None = None
    ranked = sorted(earlier, key=lambda one: -one.likelihood)
    for place, one in enumerate(ranked):
        right, of = right + one.was_right, of + 1
        is_last_of_its_step = place + 1 == len(ranked) or _step(ranked[place + 1]) < _step(one)
        if is_last_of_its_step and of >= FEW and _step(one) >= LEAST_LIKELY and right / of >= target:
            lowest = _step(one), Share(right, of)
    if lowest is None:
        return None
    return Chosen(lowest[0], lowest[1], share_right(one for one in later if one.likelihood >= lowest[0]), target)


def share_right(judged: Iterable[Judged]) -> Share:
    found = list(judged)
    return Share(sum(one.was_right for one in found), len(found))


def _step(one: Judged) -> float:
    """Thresholds go by hundredths, downwards: nobody reads more."""
    return math.floor(one.likelihood * 100 + 1e-9) / 100
