"""Which statement a voter sees next: drawn by Pol.is' priority, so that new ones are seen and dull ones less often.

No numpy: pages draw with it.
"""

import random
from collections.abc import Mapping
from typing import NamedTuple

META_PRIORITY = 7
"""Of a statement about the voters themselves, before squaring: Pol.is fixes it, since neither agreement nor extremity tell."""


class Seen(NamedTuple):
    """What became of a statement so far. extremity: how far it moves who agrees with it (`ml.opinion_space`), at least 0."""

    agreed: int
    passed: int
    votes: int
    extremity: float = 0.0
    is_meta: bool = False


def importance(seen: Seen) -> float:
    """High where few pass, many agree and agreeing says where one stands. Between 0 and 1 + extremity."""
    passing = (seen.passed + 1) / (seen.votes + 2)
    agreeing = (seen.agreed + 1) / (seen.votes + 2)
    return (1 - passing) * (seen.extremity + 1) * agreeing


def priority(seen: Seen) -> float:
    """How often to show it, against others. Nine times its importance when nobody has voted, halved every five votes to
    once; squared."""
    if seen.is_meta:
        return float(META_PRIORITY**2)
    newness = 1 + 8 * 2 ** (-seen.votes / 5)
    return (importance(seen) * newness) ** 2


def draw_statement(open_ones: Mapping[str, Seen], chance: random.Random) -> str | None:
    """One of the statements that a voter has not voted on yet, by priority; None when there are none."""
    if not open_ones:
        return None
    ids = list(open_ones)
    return chance.choices(ids, weights=[priority(open_ones[id]) for id in ids])[0]
