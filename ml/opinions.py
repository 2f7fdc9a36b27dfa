"""Groups of people who vote alike on statements, found as Pol.is does.

    python -m ml.opinions votes.csv [--groups K] [--moderated-out ids.txt] [--json]

In: CSV with comment-id, voter-id, vote (1 agree, 0 pass, -1 disagree) and timestamp; the last vote of a voter on a comment
counts. Out: voter-id,group-id; the group is empty where somebody voted too little to belong to one. --json prints all
there is to tell instead: points, base clusters, what each group stands for, what all agree on. A row that is no vote is
refused, with its number and the reason, on standard error; then the exit status is 1, though all other rows count. It is 2
when a file cannot be read. How it is done and how well: docs/opinions.md.
"""

import argparse
import csv
import json
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ml.opinion_clusters import MAX_GROUPS, find_grouping
from ml.opinion_space import opinion_space
from ml.representative import Representative, Said, consensus, group_aware, representative
from ml.votes import Votes, read_votes

ENOUGH_VOTES, AT_LEAST = 7, 15
"""Who has voted so often belongs to a group (or on all statements, where there are fewer); when these are fewer than
AT_LEAST, those who voted most join them. Pol.is' numbers."""
UNGROUPED = -1
_MOST_TOLD = 20


@dataclass(frozen=True)
class BaseCluster:
    """Voters who stand so near each other that a picture shows them as one dot."""

    x: float
    y: float
    voters: int
    group: int


@dataclass(frozen=True)
class Opinions:
    """Who thinks alike, and about what.

    voters, x, y, group: of each voter, in the order of votes.voters; group UNGROUPED for who voted too little. sizes and
    centres: of each group, the largest first. silhouettes: of each number of groups tried. explained: the shares of
    variance along x and y. group_aware: statement to the products of the groups' probabilities to agree and to
    disagree. extremity: statement to how far it moves who agrees with it.
    """

    voters: list[str]
    x: np.ndarray
    y: np.ndarray
    group: np.ndarray
    sizes: list[int]
    centres: list[tuple[float, float]]
    base_clusters: list[BaseCluster]
    representative: list[list[Representative]]
    consensus: list[Said]
    group_aware: dict[str, tuple[float, float]]
    extremity: dict[str, float]
    explained: tuple[float, float]
    silhouettes: dict[int, float]

    def told(self) -> dict[str, Any]:
        """All of it for JSON."""
        rounded = {"x": self.x.round(6).tolist(), "y": self.y.round(6).tolist(), "group": self.group.tolist()}
        return asdict(self) | rounded


def find_opinions(
    votes: Votes,
    *,
    groups: int | None = None,
    moderated_out: Collection[str] = (),
    stay: Collection[str] = (),
    before: Mapping[str, int] | None = None,
    random_state: int = 0,
) -> Opinions:
    """groups: how many; otherwise as many, 2 to 5, as fit best. moderated_out: statements that count for nothing.

    stay: voters who belonged to a group before; once in, always in. before: their groups then; a group keeps the number
    of the one from which most of its voters come, so that a picture does not swap its colours.
    Raises ValueError when groups is below 1.
    """
    if groups is not None and groups < 1:
        raise ValueError("there is at least one group")
    is_out = np.isin(np.array(votes.statements, dtype=object), list(moderated_out))
    space = opinion_space(votes, is_out) if len(votes.vote) else None
    points = space.points if space else np.zeros((len(votes.voters), 2))
    is_in = _belongs(votes, stay)
    group = np.full(len(votes.voters), UNGROUPED)
    found = find_grouping(points[is_in], groups, random_state=random_state)
    group[is_in] = (
        found.group if before is None else _as_before(found.group, np.flatnonzero(is_in), votes.voters, before)
    )
    many = int(group.max(initial=UNGROUPED)) + 1
    counts = votes.counts(group, many)
    agree, disagree = group_aware(counts)
    everybody = votes.counts(np.zeros(len(votes.voters), dtype=np.int64), 1)[:, 0]
    return Opinions(
        voters=votes.voters,
        x=points[:, 0],
        y=points[:, 1],
        group=group,
        sizes=np.bincount(group[is_in], minlength=many).tolist(),
        centres=[(float(x), float(y)) for x, y in (points[group == one].mean(axis=0) for one in range(many))],
        base_clusters=_dots(found.base, found.centres, group[is_in]),
        representative=representative(counts, votes.statements, is_out),
        consensus=consensus(everybody, votes.statements, is_out),
        group_aware={}
        if not many
        else dict(zip(votes.statements, zip(agree.tolist(), disagree.tolist(), strict=True), strict=True)),
        extremity=dict(zip(votes.statements, space.extremity.tolist(), strict=True)) if space else {},
        explained=space.explained if space else (0.0, 0.0),
        silhouettes=found.silhouettes,
    )


@dataclass(frozen=True)
class Smoothed:
    """The number of groups shown: it follows the best one only after that has been best PATIENCE times in a row."""

    shown: int
    best: int
    times: int

    PATIENCE = 4


def smooth_groups(best: int, last: Smoothed | None) -> Smoothed:
    """After another computation. Without it one vote could turn two groups into three and back."""
    if last is None:
        return Smoothed(best, best, 1)
    times = last.times + 1 if best == last.best else 1
    return Smoothed(best if times >= Smoothed.PATIENCE else last.shown, best, times)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ml.opinions", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("votes", type=Path, help="CSV of votes")
    parser.add_argument("--groups", type=_groups, metavar="K", help="so many groups; otherwise 2 to 5, as fit best")
    parser.add_argument(
        "--moderated-out", type=Path, metavar="FILE", help="ids of comments that do not count, one a line"
    )
    parser.add_argument("--json", action="store_true", help="print all there is to tell as one JSON object")
    given = parser.parse_args(arguments)
    refused: list[str] = []
    try:
        moderated_out = _ids(given.moderated_out) if given.moderated_out else set()
        votes = read_votes(given.votes, refused)
    except (OSError, ValueError) as error:
        print(f"ml.opinions: {error}", file=sys.stderr)
        return 2
    for reason in refused[:_MOST_TOLD]:
        print(f"ml.opinions: {reason}", file=sys.stderr)
    if len(refused) > _MOST_TOLD:
        print(f"ml.opinions: and {len(refused) - _MOST_TOLD} more rows", file=sys.stderr)
    opinions = find_opinions(votes, groups=given.groups, moderated_out=moderated_out)
    if given.json:
        print(json.dumps(opinions.told()))
    else:
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(["voter-id", "group-id"])
        pairs = zip(opinions.voters, opinions.group.tolist(), strict=True)
        out.writerows((voter, "" if group == UNGROUPED else group) for voter, group in pairs)
    return 1 if refused else 0


def _belongs(votes: Votes, stay: Collection[str]) -> np.ndarray:
    given = votes.per_voter()
    is_in = (given >= min(ENOUGH_VOTES, len(votes.statements))) | np.isin(
        np.array(votes.voters, dtype=object), list(stay)
    )
    if (missing := AT_LEAST - int(is_in.sum())) > 0:
        others = np.flatnonzero(~is_in)
        is_in[others[np.argsort(-given[others], kind="stable")[:missing]]] = True
    return is_in


def _as_before(group: np.ndarray, places: np.ndarray, voters: list[str], before: Mapping[str, int]) -> np.ndarray:
    many = int(group.max(initial=-1)) + 1
    shared: dict[tuple[int, int], int] = {}
    for now, place in zip(group.tolist(), places.tolist(), strict=True):
        if 0 <= (then := before.get(voters[place], UNGROUPED)) < many:
            shared[now, then] = shared.get((now, then), 0) + 1
    number: dict[int, int] = {}
    for now, then in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        if now not in number and then not in number.values():
            number[now] = then
    free = (one for one in range(many) if one not in number.values())
    return np.array([number[now] if now in number else number.setdefault(now, next(free)) for now in group.tolist()])


def _dots(base: np.ndarray, centres: np.ndarray, group: np.ndarray) -> list[BaseCluster]:
    sizes = np.bincount(base, minlength=len(centres))
    of_base = np.zeros(len(centres), dtype=np.int64)
    of_base[base] = group
    return [
        BaseCluster(float(x), float(y), int(size), int(one))
        for (x, y), size, one in zip(centres, sizes, of_base, strict=True)
    ]


def _ids(path: Path) -> set[str]:
    try:
        return {line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()} - {""}
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not text in UTF-8") from None


def _groups(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 100:
        raise argparse.ArgumentTypeError(
            f"{text[:20]!r} is no whole number from 1 to 100 ({MAX_GROUPS} at most by itself)"
        )
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
