"""What a group of opinion stands for, and what all agree on: Pol.is' statistics of statements."""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

SIGNIFICANT = 1.2816
"""z of a one-sided test at 90 %."""
MOST = 5

Side = Literal["agree", "disagree"]


@dataclass(frozen=True)
class Said:
    """How many said so to a statement, of how many who voted on it.

    probability: (said + 1) / (votes + 2). z_probability: of the test that it is above one half.
    """

    statement: str
    side: Side
    said: int
    votes: int
    probability: float
    z_probability: float


@dataclass(frozen=True)
class Representative(Said):
    """A statement that tells a group from the others, with the numbers of the group.

    ratio: of its probability to that of all other groups. z_ratio: of the test that it is above theirs. is_first: what the
    group agrees on best, told even when it is not significant.
    """

    ratio: float
    z_ratio: float
    is_first: bool = False

    @property
    def strength(self) -> float:
        return self.ratio * self.z_ratio * self.probability * self.z_probability

    @property
    def is_significant(self) -> bool:
        return self.z_ratio > SIGNIFICANT and self.z_probability > SIGNIFICANT


def z_of_proportion(said: float, votes: float) -> float:
    """Against one half, each count one higher, as Pol.is takes it."""
    return 2 * math.sqrt(votes + 1) * ((said + 1) / (votes + 1) - 0.5)


def z_of_two(said: float, votes: float, others_said: float, others_votes: float) -> float:
    """That a share is higher than that of others, each count one higher; 0 where all said the same."""
    here, there = (said + 1) / (votes + 1), (others_said + 1) / (others_votes + 1)
    pooled = (said + others_said + 2) / (votes + others_votes + 2)
    if pooled >= 1:
        return 0.0
    return (here - there) / math.sqrt(pooled * (1 - pooled) * (1 / (votes + 1) + 1 / (others_votes + 1)))


def representative(counts: np.ndarray, statements: list[str], is_out: np.ndarray) -> list[list[Representative]]:
    """For each group at most MOST statements: first the one it agrees on best, agreements before disagreements.

    counts: (3, groups, statements) of disagree, pass and agree. is_out: moderated out, never told. A group whose
    statements are all insignificant still gets its best one, so that it has a face.
    """
    groups = counts.shape[1]
    return [_of_group(counts, group, statements, is_out) for group in range(groups)] if groups > 1 else [[]] * groups


def consensus(counts: np.ndarray, statements: list[str], is_out: np.ndarray) -> list[Said]:
    """At most MOST statements that all agree on and MOST that all disagree on, the clearest first.

    counts: (3, statements) of everybody who voted, grouped or not.
    """
    votes = counts.sum(axis=0)
    told: list[Said] = []
    sides: list[tuple[Side, int]] = [("agree", 2), ("disagree", 0)]
    for side, row in sides:
        found = []
        for place in np.flatnonzero(~is_out & (votes > 0)):
            said, seen = int(counts[row, place]), int(votes[place])
            probability, z = (said + 1) / (seen + 2), z_of_proportion(said, seen)
            if probability > 0.5 and z > SIGNIFICANT:
                found.append(Said(statements[place], side, said, seen, probability, z))
        told += sorted(found, key=lambda one: -one.probability * one.z_probability)[:MOST]
    return told


def group_aware(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each statement the product over groups of the probabilities to agree, and to disagree.

    One group that dislikes a statement is enough to make it low, however large the others are.
    """
    votes = counts.sum(axis=0)
    agree, disagree = ((counts[row] + 1) / (votes + 2) for row in (2, 0))
    return agree.prod(axis=0), disagree.prod(axis=0)


def _of_group(counts: np.ndarray, group: int, statements: list[str], is_out: np.ndarray) -> list[Representative]:
    own, all_of_them = counts[:, group], counts.sum(axis=1)
    candidates: list[tuple[Representative, Representative]] = []
    for place in np.flatnonzero(~is_out & (own.sum(axis=0) > 0)):
        here, there = own[:, place], all_of_them[:, place] - own[:, place]
        candidates.append(
            (_said(statements[place], "agree", here, there), _said(statements[place], "disagree", here, there))
        )
    first = _first(candidates)
    told = [agree if agree.z_ratio > disagree.z_ratio else disagree for agree, disagree in candidates]
    good = [one for one in told if one.is_significant and (first is None or one.statement != first.statement)]
    good.sort(key=lambda one: -one.strength)
    if first is None and not good:
        return sorted(told, key=lambda one: -one.z_ratio)[:1]
    listed = ([first] if first else []) + good
    return sorted(listed[:MOST], key=lambda one: one.side != "agree")


def _said(statement: str, side: Side, here: np.ndarray, there: np.ndarray) -> Representative:
    row = 2 if side == "agree" else 0
    said, votes, others_said, others = int(here[row]), int(here.sum()), int(there[row]), int(there.sum())
    probability = (said + 1) / (votes + 2)
    ratio = probability / ((others_said + 1) / (others + 2))
    z_ratio = z_of_two(said, votes, others_said, others)
    return Representative(statement, side, said, votes, probability, z_of_proportion(said, votes), ratio, z_ratio)


def _first(candidates: list[tuple[Representative, Representative]]) -> Representative | None:
    """What a group agrees on best: by strength once something is more frequent here than elsewhere, else by clearness."""
    best: Representative | None = None
    for agree, disagree in candidates:
        if not agree.said and not disagree.said:
            continue
        if best is None:
            is_better = agree.z_probability > SIGNIFICANT or (agree.ratio > 1 and agree.probability > 0.5)
        elif best.ratio > 1:
            is_better = agree.strength > best.strength
        else:
            is_better = agree.probability * agree.z_probability > best.probability * best.z_probability
        best = agree if is_better else best
    return replace(best, is_first=True) if best else None
