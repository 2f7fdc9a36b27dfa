"""How often the model is right in each district of the data it was tried on.

    python -m ml.regions --data DIR [--model FILE] [--write-card] [--json]

DIR holds the file that `ml.train` reads. The figures are of the latest fifth of what people chose (menu6), by a model
trained on the earlier four fifths: those of the card, told apart by district.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ml.card import put_on_card
from ml.complaint_data import DATA_FILE, read_labelled, split_by_time
from ml.evaluate import Tried, try_out
from ml.model_file import card_of
from ml.scores import first_three
from ml.serving import ModelRefused, newest_model
from ml.wilson import wilson

FEW = 50
"""Districts with fewer texts are told together: an interval wider than 20 of 100 says nothing of a place."""

HOW = (
    "Top-3 recall and top-1 of what people chose (menu6), latest fifth, by the district of the pin, with Wilson's 95% "
    f"interval. Districts with fewer than {FEW} texts are told together. All lie in Bangkok: nothing was measured in any other "
    "province."
)


def by_district(tried: Tried) -> dict[str, Any]:
    """For a card: how, districts (name → top1, top3, interval of top3 and n), others and the chance of such differences.

    differences_p: how often districts that do not differ at all would differ as much in top-3 (chi-square by drawing the
    texts' districts anew, 2,000 times).
    """
    found = first_three(tried.truth, tried.classes, tried.probabilities)
    first, among = found[:, 0], np.asarray(found.any(axis=1))
    place = np.array([complaint.district for complaint in tried.asked])
    names, counts = np.unique(place, return_counts=True)
    enough = [name for name, count in zip(names, counts, strict=True) if name and count >= FEW]
    rest = np.array([name not in enough for name in place])
    told: dict[str, Any] = {
        "how": HOW,
        "task": tried.task,
        "districts": {str(name): _of(first[place == name], among[place == name]) for name in enough},
        "differences_p": _chance(np.where(rest, "", place), among),
    }
    if rest.any():
        told["others"] = _of(first[rest], among[rest]) | {"districts": int((names != "").sum()) - len(enough)}
    return told


def _of(first: np.ndarray, among: np.ndarray) -> dict[str, Any]:
    return {
        "n": len(first),
        "top1": round(float(first.mean()), 4),
        "top3": round(float(among.mean()), 4),
        "top3_interval": [round(end, 4) for end in wilson(int(among.sum()), len(among))],
    }


def _chance(place: np.ndarray, among: np.ndarray, *, draws: int = 2_000, random_state: int = 0) -> float:
    chance = np.random.default_rng(random_state)
    _names, number = np.unique(place, return_inverse=True)
    counts, mean = np.bincount(number), among.mean()

    def spread(values: np.ndarray) -> float:
        return float((((np.bincount(number, weights=values) - counts * mean) ** 2) / counts).sum())

    seen = spread(among)
    as_far = sum(spread(chance.permutation(among)) >= seen for _ in range(draws))
    return round((1 + as_far) / (1 + draws), 4)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.regions", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help=f"folder that holds {DATA_FILE}")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--write-card", action="store_true", help="put the figures on the model's card")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--random-state", type=int, default=0)
    given = parser.parse_args(arguments)
    try:
        tried = try_out(
            *split_by_time(read_labelled(given.data / DATA_FILE, "menu6")), "menu6", random_state=given.random_state
        )
        figures = by_district(tried)
        if given.write_card:
            put_on_card(card_of(given.model or newest_model()), regions=figures)
    except (OSError, ValueError, ModelRefused) as error:
        print(f"ml.regions: {error}", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
        return 0
    for name, one in [*figures["districts"].items(), *([("others", figures["others"])] if "others" in figures else [])]:
        low, high = one["top3_interval"]
        print(f"{name:20} n {one['n']:4}  top-1 {one['top1']:.3f}  top-3 {one['top3']:.3f} ({low:.3f} to {high:.3f})")
    print(f"districts that do not differ would differ as much with a chance of {figures['differences_p']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
