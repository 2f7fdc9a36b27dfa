"""Figures that say how good probabilities are, and the simplest rivals a model must beat."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from sklearn.metrics import f1_score


def scores(
    truth: Sequence[frozenset[str]], classes: Sequence[str], probabilities: np.ndarray, said: np.ndarray
) -> dict:
    """top1, top3, micro_f1, macro_f1, ece and n.

    truth: the labels of each text. probabilities: (texts, classes). said: the same shape, true where the model would
    say the label. top1 and top3: share of texts with a true label at the first place, among the first three.
    F1 is over the labels that occur in truth or classes; a label of truth that the model does not know is missed.
    """
    right, claimed = _tables(truth, classes, said)
    occurring = right.any(axis=0)
    hits = first_three(truth, classes, probabilities)
    return {
        "top1": round(float(hits[:, 0].mean()), 4),
        "top3": round(float(hits.any(axis=1).mean()), 4),
        "micro_f1": round(float(f1_score(right, claimed, average="micro", zero_division=0)), 4),
        "macro_f1": round(
            float(f1_score(right[:, occurring], claimed[:, occurring], average="macro", zero_division=0)), 4
        ),
        "ece": round(calibration_error(probabilities.max(axis=1), hits[:, 0]), 4),
        "n": len(truth),
    }


def intervals(
    truth: Sequence[frozenset[str]],
    classes: Sequence[str],
    probabilities: np.ndarray,
    said: np.ndarray,
    *,
    resamples: int = 1000,
    random_state: int = 0,
) -> dict[str, list[float]]:
    """The bootstrap's 95% interval, [low, high], of each figure of `scores`: texts drawn again with replacement.

    It tells what chance in the texts of the test does, and nothing of how the next months will differ.
    """
    right, claimed = _tables(truth, classes, said)
    hits = first_three(truth, classes, probabilities)
    n, chance = len(truth), np.random.default_rng(random_state)
    times = chance.multinomial(n, np.full(n, 1 / n), size=resamples).astype(np.float32)
    both, true, told = (times @ table.astype(np.float32) for table in (right & claimed, right, claimed))
    occurring = right.any(axis=0)
    f1 = 2 * both / np.maximum(true + told, 1)
    confidence = probabilities.max(axis=1)
    bins = bin_of(confidence)
    surplus = (confidence - hits[:, 0]).astype(np.float32)
    drawn = {
        "top1": times @ hits[:, 0].astype(np.float32) / n,
        "top3": times @ hits.any(axis=1).astype(np.float32) / n,
        "micro_f1": 2 * both.sum(axis=1) / np.maximum((true + told).sum(axis=1), 1),
        "macro_f1": f1[:, occurring].mean(axis=1),
        "ece": sum(np.abs(times[:, bins == one] @ surplus[bins == one]) for one in np.unique(bins)) / n,
    }
    return {name: np.quantile(of_figure, [0.025, 0.975]).round(4).tolist() for name, of_figure in drawn.items()}


def mean_interval(values: np.ndarray, *, resamples: int = 1000, random_state: int = 0) -> list[float]:
    """The bootstrap's 95% interval, [low, high], of the mean of values; they must not be empty."""
    chance, n = np.random.default_rng(random_state), len(values)
    drawn = chance.multinomial(n, np.full(n, 1 / n), size=resamples) @ values.astype(np.float64) / n
    return np.quantile(drawn, [0.025, 0.975]).round(4).tolist()


def sure_enough(confidence: np.ndarray, correct: np.ndarray, *, precision: float) -> float:
    """The least confidence from which on the share of right first choices is at least `precision`; inf when none is."""
    order = np.argsort(-confidence, kind="stable")
    shares = np.cumsum(correct[order]) / np.arange(1, len(order) + 1)
    reaching = np.flatnonzero(shares >= precision)
    return float(confidence[order][reaching[-1]]) if len(reaching) else float("inf")


def calibration_error(confidence: np.ndarray, correct: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error of the first choice: |confidence - accuracy| over equal bins, weighted by size."""
    numbers = bin_of(confidence, bins)
    total = 0.0
    for number in np.unique(numbers):
        inside = numbers == number
        total += inside.mean() * abs(confidence[inside].mean() - correct[inside].mean())
    return float(total)


def first_is_right(truth: Sequence[frozenset[str]], classes: Sequence[str], probabilities: np.ndarray) -> np.ndarray:
    """(texts,): whether the likeliest label is a true one."""
    return np.array([classes[j] in labels for j, labels in zip(probabilities.argmax(axis=1), truth, strict=True)])


def f1_per_label(
    truth: Sequence[frozenset[str]], classes: Sequence[str], said: np.ndarray
) -> dict[str, dict[str, float]]:
    """Label of truth → its f1, and n, how many texts carry it."""
    figures = {}
    for label in sorted(set().union(*truth)):
        right = np.array([label in labels for labels in truth])
        claimed = said[:, classes.index(label)] if label in classes else np.zeros(len(truth), dtype=bool)
        figures[label] = {
            "f1": round(2 * float((right & claimed).sum()) / max(int(right.sum() + claimed.sum()), 1), 3),
            "n": int(right.sum()),
        }
    return figures


def majority(train: Iterable[frozenset[str]], classes: Sequence[str], n: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and claims, (n, classes), of always saying the label most frequent in train."""
    counts = Counter(label for labels in train for label in labels)
    shares = np.array([counts[label] for label in classes], dtype=float)
    shares /= shares.sum()
    said = np.zeros((n, len(classes)), dtype=bool)
    said[:, int(shares.argmax())] = True
    return np.tile(shares, (n, 1)), said


def keyword_rules(
    texts: Sequence[str],
    words_of: Mapping[str, Sequence[str]],
    train: Iterable[frozenset[str]],
    classes: Sequence[str],
    *,
    multilabel: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and claims, (texts, classes), of looking for each label's own words in the text.

    More different words found come first; where none is found the most frequent label is said (nothing, if
    multilabel). The words are a person's, not learned.
    """
    shares, fallback = majority(train, classes, len(texts))
    found = np.array(
        [[sum(word in text for word in words_of.get(label, (label,))) for label in classes] for text in texts]
    )
    ranks = found + shares
    probabilities = ranks / ranks.sum(axis=1, keepdims=True)
    if multilabel:
        return probabilities, found > 0
    said = np.zeros_like(fallback)
    said[np.arange(len(texts)), ranks.argmax(axis=1)] = True
    return probabilities, said


def _tables(truth: Sequence[frozenset[str]], classes: Sequence[str], said: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is true and what is claimed, (texts, labels), over every label of truth or classes."""
    every = sorted(set(classes).union(*truth))
    column = {label: number for number, label in enumerate(every)}
    right = np.array([[label in labels for label in every] for labels in truth])
    claimed = np.zeros_like(right)
    claimed[:, [column[label] for label in classes]] = said
    return right, claimed


def first_three(truth: Sequence[frozenset[str]], classes: Sequence[str], probabilities: np.ndarray) -> np.ndarray:
    """(texts, 3 or as many as there are classes): whether the first, second and third choice is a true label."""
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :3]
    return np.array([[classes[j] in labels for j in row] for row, labels in zip(order, truth, strict=True)])


def bin_of(confidence: np.ndarray, bins: int = 10) -> np.ndarray:
    """The number of the equal bin, from 0, each confidence falls into."""
    return np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
