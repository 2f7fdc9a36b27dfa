"""Find the weights of `ml.same_problem` again, and measure them on pairs of complaints that people judged.

    python -m ml.judged_pairs PAIRS.tsv COMPLAINTS.csv.gz… [--json]

PAIRS: tab-separated, with the columns id_a, id_b and judged (yes, no, unclear). COMPLAINTS: with ticket_id, comment, lat,
lon and timestamp. Folds never share a complaint; figures are of pairs whose weights were fitted without their fold, and
their 95% intervals come from drawing groups of pairs that share complaints. What is unclear is neither learned from nor
counted, except in precision_auto_strict, where an automatic link of it counts as wrong. The topics are not used.
"""

import argparse
import csv
import gzip
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from ml.same_problem import INTERCEPT, WEIGHTS, Link, SeenCase, cues, link_for, look_at

FOLDS, ROUNDS, DRAWS = 5, 20, 2_000
_RIDGE = 3.0
"""C of scikit-learn, given beforehand: some 90 pairs are too few to choose it."""


class Judged(NamedTuple):
    one: SeenCase
    other: SeenCase
    answer: str


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.judged_pairs", description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path, help="TSV of judged pairs")
    parser.add_argument("complaints", type=Path, nargs="+", help="CSV or CSV.gz with the texts")
    parser.add_argument("--random-state", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(arguments)
    try:
        figures = measure(read_judged(given.pairs, given.complaints), random_state=given.random_state)
    except (OSError, ValueError, KeyError) as error:
        print(f"ml.judged_pairs: {error}", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{name:24} {value}" for name, value in figures.items()))
    return 0


def read_judged(pairs: Path, complaints: Sequence[Path]) -> list[Judged]:
    """The judged pairs with their complaints. Raises ValueError when a complaint is in none of the files."""
    with pairs.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    wanted = {row[side] for row in rows for side in ("id_a", "id_b")}
    seen = {case.id: case for path in complaints for case in _cases(path, wanted)}
    if missing := wanted - seen.keys():
        raise ValueError(f"{len(missing)} complaints of the pairs are missing, such as {min(missing)}")
    return [Judged(seen[row["id_a"]], seen[row["id_b"]], row["judged"]) for row in rows]


def measure(judged: Sequence[Judged], *, random_state: int = 0) -> dict[str, Any]:
    """The weights of all pairs, and what pairs that were not learned from say of precision and recall.

    Raises ValueError when there are not both yes and no.
    """
    groups = _groups(judged)
    shipped = np.array([_score(pair, INTERCEPT, WEIGHTS) for pair in judged])
    intercept, weights = fit(judged)
    unseen = [_unseen_scores(judged, groups, random_state + turn) for turn in range(ROUNDS)]
    figures: dict[str, Any] = {"intercept": round(intercept, 2), "weights": [round(weight, 2) for weight in weights]}
    figures |= {answer: sum(pair.answer == answer for pair in judged) for answer in ("yes", "no", "unclear")}
    of_rounds = [_figures(judged, scores) for scores in unseen]
    for name, as_shipped in _figures(judged, shipped).items():
        low, high = _interval(judged, unseen, groups, name, random_state)
        mean = float(np.mean([of_round[name] for of_round in of_rounds]))
        figures[name] = {"unseen": round(mean, 3), "interval": [low, high], "as_shipped": round(as_shipped, 3)}
    return figures


def fit(judged: Sequence[Judged]) -> tuple[float, list[float]]:
    """Intercept and weights of the cues, learned from the pairs that are clear."""
    clear = [pair for pair in judged if pair.answer != "unclear"]
    answers = [pair.answer == "yes" for pair in clear]
    if len(set(answers)) < 2:
        raise ValueError("there are not both pairs judged yes and pairs judged no")
    model = LogisticRegression(C=_RIDGE).fit([cues(pair.one, pair.other) for pair in clear], answers)
    return float(model.intercept_[0]), model.coef_[0].tolist()


def _unseen_scores(judged: Sequence[Judged], groups: np.ndarray, random_state: int) -> np.ndarray:
    scores = np.zeros(len(judged))
    folding = GroupKFold(FOLDS, shuffle=True, random_state=random_state)
    for learned, asked in folding.split(scores, groups=groups):
        intercept, weights = fit([judged[number] for number in learned])
        scores[asked] = [_score(judged[number], intercept, weights) for number in asked]
    return scores


def _score(pair: Judged, intercept: float, weights: Sequence[float]) -> float:
    return float(1 / (1 + np.exp(-intercept - np.dot(weights, cues(pair.one, pair.other)))))


def _figures(judged: Sequence[Judged], scores: np.ndarray) -> dict[str, float]:
    links: list[Link | None] = [
        link_for(pair.one, pair.other, score) for pair, score in zip(judged, scores, strict=True)
    ]
    auto = [pair.answer for pair, link in zip(judged, links, strict=True) if link == "auto"]
    shown = [pair.answer for pair, link in zip(judged, links, strict=True) if link]
    same = sum(pair.answer == "yes" for pair in judged)
    return {
        "precision_auto": _share(auto.count("yes"), len(auto) - auto.count("unclear")),
        "precision_auto_strict": _share(auto.count("yes"), len(auto)),
        "recall_auto": _share(auto.count("yes"), same),
        "precision_shown": _share(shown.count("yes"), len(shown) - shown.count("unclear")),
        "recall_shown": _share(shown.count("yes"), same),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _interval(
    judged: Sequence[Judged], unseen: Sequence[np.ndarray], groups: np.ndarray, name: str, random_state: int
) -> tuple[float, float]:
    """The bootstrap's 95% interval: groups drawn with replacement, each time from another round of folds."""
    chance = np.random.default_rng(random_state)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    drawn = []
    for draw in range(DRAWS):
        rows = np.concatenate([members[number] for number in chance.integers(0, len(members), len(members))])
        drawn.append(_figures([judged[row] for row in rows], unseen[draw % len(unseen)][rows])[name])
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return round(float(low), 3), round(float(high), 3)


def _groups(judged: Sequence[Judged]) -> np.ndarray:
    """A number for each pair, the same for pairs that share a complaint, directly or through others."""
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        while parent.setdefault(one, one) != one:
            one = parent[one]
        return one

    for pair in judged:
        parent[root(pair.one.id)] = root(pair.other.id)
    return np.unique([root(pair.one.id) for pair in judged], return_inverse=True)[1]


def _cases(path: Path, wanted: set[str]) -> Iterator[SeenCase]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["ticket_id"] in wanted:
                yield _case(row)


def _case(row: Mapping[str, str]) -> SeenCase:
    at = datetime.fromisoformat(row["timestamp"])
    return look_at(row["ticket_id"], row["comment"], float(row["lat"]), float(row["lon"]), at)


if __name__ == "__main__":
    sys.exit(main())
