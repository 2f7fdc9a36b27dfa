"""The blind test of national topics: thirty complaints a topic, written by somebody who had not seen the rules."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ml.serving import Classifier, Prediction

TEST_COMPLAINTS = Path(__file__).parent / "test_complaints.csv"


def read_test(path: Path = TEST_COMPLAINTS) -> list[tuple[str, str]]:
    """(topic code, text) of each test complaint."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [(row["topic"], row["text"]) for row in csv.DictReader(lines)]


def recall(classifier: Classifier, complaints: Iterable[tuple[str, str]]) -> dict[str, dict[str, float]]:
    """For each topic: n, top1 and top3 recall, and the share the model abstains from.

    A complaint is found when its topic, or for an upper topic any finer one below it, is among the first three.
    The three are the three most probable different topics on the level the complaint is labelled on.
    """
    complaints = list(complaints)
    said = classifier.predict({"id": number, "text": text} for number, (_, text) in enumerate(complaints))
    figures: dict[str, dict[str, float]] = {}
    for topic in sorted({topic for topic, _ in complaints}):
        own = [prediction for prediction, (code, _) in zip(said, complaints, strict=True) if code == topic]
        ranks = [_first_topics(prediction, finer="/" in topic) for prediction in own]
        figures[topic] = {
            "n": len(own),
            "top1": round(sum(topic in rank[:1] for rank in ranks) / len(own), 3),
            "top3": round(sum(topic in rank[:3] for rank in ranks) / len(own), 3),
            "abstained": round(sum(prediction.abstain for prediction in own) / len(own), 3),
        }
    return figures


def summary(figures: dict[str, dict[str, float]]) -> dict[str, Any]:
    """All topics together, and which lie below 0.8."""
    n = sum(of_topic["n"] for of_topic in figures.values())
    return {
        "n": n,
        "top1": round(sum(of_topic["top1"] * of_topic["n"] for of_topic in figures.values()) / n, 3),
        "top3": round(sum(of_topic["top3"] * of_topic["n"] for of_topic in figures.values()) / n, 3),
        "below_0.8": [topic for topic, of_topic in figures.items() if of_topic["top3"] < 0.8],
    }


def _first_topics(prediction: Prediction, *, finer: bool) -> list[str]:
    shares: dict[str, float] = {}
    for code, probability in prediction.topics:
        name = code if finer else code.split("/")[0]
        shares[name] = shares.get(name, 0.0) + probability
    return sorted(shares, key=lambda name: -shares[name])
