"""Two models on the same later cases: the one that decided, and the one that was asked beside and decided nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.db import connection

from ml.wilson import Z
from routing.models import ModelChange
from routing.outcomes import LEAD_IN_THE_END
from routing.registry import deciding_name

FEWEST = 100
"""Fewer cases that people have judged bear nothing out."""
MOST = 20_000

JUDGED = f"""
    SELECT agency.code = d.proposals->0->>'agency', agency.code = o.agency,
        topic.code = d.proposals->0->>'topic', topic.code = o.topic
    FROM routing_shadowopinion o
    JOIN routing_routingdecision d ON d.id = o.decision_id
    JOIN complaints_case k ON k.id = d.case_id AND k.state NOT IN ('withdrawn', 'rejected')
    LEFT JOIN directory_topic topic ON topic.id = k.topic_id
    JOIN {LEAD_IN_THE_END} agency ON agency.accepted_at IS NOT NULL OR d.settled_by_id IS NOT NULL
    WHERE o.version_id = %s AND d.model_version = %s
    ORDER BY d.id DESC LIMIT %s
"""  # noqa: S608 - a part that is written here


@dataclass(frozen=True)
class Paired:
    """How often each was right on the same cases. mended: only the new one was; broken: only the old one."""

    of: int = 0
    old_right: int = 0
    new_right: int = 0
    mended: int = 0
    broken: int = 0

    @property
    def difference(self) -> tuple[float, float, float]:
        """New less old as a share, with its 95% interval (Bonett and Price 2012): middle, low, high."""
        if not self.of:
            return 0.0, -1.0, 1.0
        n = self.of + 2
        mended, broken = (self.mended + 1) / n, (self.broken + 1) / n
        half = Z * math.sqrt(max(mended + broken - (mended - broken) ** 2, 0.0) / n)
        middle = mended - broken
        return (self.mended - self.broken) / self.of, max(-1.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Compared:
    agency: Paired
    topic: Paired

    @property
    def is_better(self) -> bool:
        """Whether more cases reach the right agency beyond chance, and topics are not plainly worse."""
        return self.agency.of >= FEWEST and self.agency.difference[1] > 0 and self.topic.difference[2] >= 0

    @property
    def is_worse(self) -> bool:
        return self.agency.of >= FEWEST and self.agency.difference[2] < 0


def compare(shadow: ModelChange, most: int = MOST) -> Compared:
    """The model asked beside since this act, and the one that decided then; on the newest cases that people have judged.

    An agency that takes what it was sent counts for the one that decided: people correct what is plainly wrong only.
    """
    if shadow.version is None:
        return Compared(Paired(), Paired())
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, [shadow.version_id, deciding_name(), most])
        rows = cursor.fetchall()
    return Compared(
        _paired([(bool(old), bool(new)) for old, new, _, _ in rows]),
        _paired([(bool(old), bool(new)) for _, _, old, new in rows if old is not None or new is not None]),
    )


def _paired(rows: list[tuple[bool, bool]]) -> Paired:
    return Paired(
        of=len(rows),
        old_right=sum(old for old, _ in rows),
        new_right=sum(new for _, new in rows),
        mended=sum(new and not old for old, new in rows),
        broken=sum(old and not new for old, new in rows),
    )
