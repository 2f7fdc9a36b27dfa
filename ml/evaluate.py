"""Measuring the topic model honestly: on complaints made after those it learned from.

    python -m ml.evaluate --task menu6|labels24|thirteen --train FILE --test FILE --json
    python -m ml.evaluate --task menu6 --split time --data FILE [--fraction 0.8] --json
    python -m ml.evaluate --task thirteen --split folds --data FILE --json
    python -m ml.evaluate --all --data FOLDER [--report FOLDER] [--json]

Prints top1, top3, micro_f1, macro_f1, ece and n, and beside them the same figures of two rivals: always saying the
majority, and looking for a person's keywords. coverage90 is the share of texts that would be decided without a person
at the confidence that, on a later slice of the training period, was right nine times in ten; precision90 is how often
that was so in the test. folds: five of them, nearly identical texts never on both sides, each figure their mean.
--report FOLDER writes beside it report.md and its pictures, with fastText as a further rival (`ml.report`).
--all prints every bar there is with what was wanted, measured and reached (`ml.bars`).
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline

from ml.complaint_data import TASKS, Labelled, read_labelled, split_by_time
from ml.label_words import LABEL_WORDS
from ml.near_texts import groups_of_near_texts
from ml.scores import f1_per_label, first_is_right, intervals, keyword_rules, majority, scores, sure_enough
from ml.thai_text import clean
from ml.topics import topic_model

PRECISION = 0.9
"""How often a decision without a person must be right, for coverage90."""


@dataclass(frozen=True)
class Tried:
    """What a model answered to texts whose labels are known, and what its rivals would have.

    probabilities: (texts, classes). said: the same shape, true where the model would say the label. thresholds: the
    confidence for coverage90, one for each fold. rivals: name → their probabilities and what they say.
    """

    task: str
    n_train: int
    truth: list[frozenset[str]]
    classes: list[str]
    probabilities: np.ndarray
    said: np.ndarray
    thresholds: list[float]
    rivals: dict[str, tuple[np.ndarray, np.ndarray]]
    asked: list[Labelled] = field(repr=False)
    learned: list[Labelled] = field(repr=False)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.evaluate", description=__doc__.splitlines()[0])
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--task", choices=TASKS)
    asked.add_argument("--all", action="store_true", help="every bar; --data is then the folder with all files")
    parser.add_argument("--train", type=Path, help="CSV or CSV.gz to learn from")
    parser.add_argument("--test", type=Path, help="CSV or CSV.gz to be measured on")
    parser.add_argument("--data", type=Path, help="one CSV or CSV.gz, split by --split")
    parser.add_argument("--split", choices=["time", "column", "folds"], default="time")
    parser.add_argument("--fraction", type=float, default=0.8, help="earlier part to learn from (default 0.8)")
    parser.add_argument("--random-state", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--report", type=Path, metavar="FOLDER", help="write report.md and its pictures there")
    given = parser.parse_args(arguments)
    if given.all and (given.data is None or not given.data.is_dir()):
        parser.error("--all needs --data, a folder")
    if (given.data is None) == (given.train is None or given.test is None):
        parser.error("give either --train and --test, or --data")
    try:
        if given.all:
            return _print_all(given)
        figures, tried = _measured(given)
        if given.report:
            from ml.report import write_report

            write_report(tried, given.report, random_state=given.random_state)
    except (OSError, ValueError) as error:
        print(f"ml.evaluate: {error}", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        print("\n".join(_lines(figures)))
    return 0


def _print_all(given: argparse.Namespace) -> int:
    from ml.bars import all_bars, page_of

    bars = all_bars(given.data, report=given.report, random_state=given.random_state)
    print(json.dumps({"bars": [bar.told() for bar in bars]}, ensure_ascii=False) if given.json else page_of(bars))
    return 0


def _measured(given: argparse.Namespace) -> tuple[dict[str, Any], list[Tried]]:
    """The figures, and what was answered in each fold; a split by time is one."""
    if given.split == "folds" and given.data is not None:
        complaints = read_labelled(given.data, given.task)
        groups, tried = try_in_folds(complaints, given.task, random_state=given.random_state)
        return means_of_folds(tried, groups, random_state=given.random_state), tried
    tried = [try_out(*_read(given), given.task, random_state=given.random_state)]
    return figures_of(tried[0], random_state=given.random_state), tried


def measure(
    train: list[Labelled], test: list[Labelled], task: str, *, random_state: int = 0, min_df: int | None = None
) -> dict[str, Any]:
    """Fit the pipeline on train and score it on test, beside the majority and the keyword baseline.

    Both lists earliest first. Returns the figures of `ml.scores.scores`, with coverage90 and precision90; intervals
    holds their 95% intervals, those of the rivals carry the prefixes baseline_majority_ and baseline_keywords_;
    per_label holds F1 and count of each label of the test. Raises ValueError when train has fewer than two labels.
    """
    return figures_of(try_out(train, test, task, random_state=random_state, min_df=min_df), random_state=random_state)


def try_out(
    train: list[Labelled], test: list[Labelled], task: str, *, random_state: int = 0, min_df: int | None = None
) -> Tried:
    """Fit the pipeline on train and ask it, the majority and the keywords about test. As `measure` otherwise."""
    multilabel = task == "labels24"
    labels = [complaint.labels for complaint in train]
    threshold = _validated_threshold(train, task, random_state, min_df)
    model = _fitted(train, task, random_state, min_df)
    head = model.named_steps["classify"]
    features = model[:-1].transform([complaint.text for complaint in test])
    classes, probabilities = head.classes_.tolist(), head.predict_proba(features)
    texts = [clean(complaint.text) for complaint in test]
    return Tried(
        task=task,
        n_train=len(train),
        truth=[complaint.labels for complaint in test],
        classes=classes,
        probabilities=probabilities,
        said=head.predict(features) if multilabel else _only_first(probabilities),
        thresholds=[threshold],
        rivals={
            "majority": majority(labels, classes, len(test)),
            "keywords": keyword_rules(texts, LABEL_WORDS, labels, classes, multilabel=multilabel),
        },
        asked=test,
        learned=train,
    )


def figures_of(tried: Tried, *, random_state: int = 0) -> dict[str, Any]:
    """The figures that `measure` describes."""
    truth, classes, probabilities, said = tried.truth, tried.classes, tried.probabilities, tried.said
    figures: dict[str, Any] = scores(truth, classes, probabilities, said)
    figures |= _covered(truth, classes, probabilities, tried.thresholds[0])
    figures["intervals"] = intervals(truth, classes, probabilities, said, random_state=random_state)
    for name, (of_rival, rival_said) in tried.rivals.items():
        of_rival_scores = scores(truth, classes, of_rival, rival_said)
        del of_rival_scores["n"]
        figures |= {f"baseline_{name}_{figure}": value for figure, value in of_rival_scores.items()}
    return figures | {"n_train": tried.n_train, "task": tried.task, "per_label": f1_per_label(truth, classes, said)}


def measure_in_folds(complaints: list[Labelled], task: str, *, folds: int = 5, random_state: int = 0) -> dict[str, Any]:
    """The mean figures of `measure` over folds of which none shares a nearly identical text with another.

    by_fold: the macro-F1 of each. For data without times, whose order says nothing.
    """
    groups, tried = try_in_folds(complaints, task, folds=folds, random_state=random_state)
    return means_of_folds(tried, groups, random_state=random_state)


def try_in_folds(
    complaints: list[Labelled], task: str, *, folds: int = 5, random_state: int = 0
) -> tuple[int, list[Tried]]:
    """How many groups of nearly identical texts there are, and what was answered in each fold."""
    groups = groups_of_near_texts([complaint.text for complaint in complaints], random_state=random_state)
    folding = GroupKFold(folds, shuffle=True, random_state=random_state)
    tried = []
    for learned, asked in folding.split(complaints, groups=groups):
        train, test = ([complaints[number] for number in side] for side in (learned, asked))
        tried.append(try_out(train, test, task, random_state=random_state))
    return len(set(groups.tolist())), tried


def means_of_folds(tried: list[Tried], groups: int, *, random_state: int = 0) -> dict[str, Any]:
    """The mean of each figure over the folds, as `measure_in_folds` returns it."""
    measured = [figures_of(of_fold, random_state=random_state) for of_fold in tried]
    means = {
        name: round(float(np.mean([of_fold[name] for of_fold in measured])), 4)
        for name, value in measured[0].items()
        if isinstance(value, float)
    }
    by_fold = [of_fold["macro_f1"] for of_fold in measured]
    return means | {
        "by_fold": by_fold,
        "n": sum(len(of_fold.truth) for of_fold in tried),
        "groups": groups,
        "task": tried[0].task,
    }


def _fitted(train: list[Labelled], task: str, random_state: int, min_df: int | None) -> Pipeline:
    model = topic_model(task, random_state=random_state)
    if min_df is not None:
        model.set_params(views__words__min_df=min_df, views__letters__min_df=min_df)
    labels: list[Any] = [complaint.labels if task == "labels24" else min(complaint.labels) for complaint in train]
    return model.fit([complaint.text for complaint in train], labels)


def _validated_threshold(train: list[Labelled], task: str, random_state: int, min_df: int | None) -> float:
    """The confidence that was right nine times in ten on the last fifth of the training period, unseen until then."""
    early, late = split_by_time(train)
    if len({label for complaint in early for label in complaint.labels}) < 2:
        return float("inf")
    model = _fitted(early, task, random_state, min_df)
    probabilities = model.predict_proba([complaint.text for complaint in late])
    correct = first_is_right([complaint.labels for complaint in late], list(model.classes_), probabilities)
    return sure_enough(probabilities.max(axis=1), correct, precision=PRECISION)


def _covered(
    truth: list[frozenset[str]], classes: list[str], probabilities: np.ndarray, threshold: float
) -> dict[str, float]:
    is_sure = probabilities.max(axis=1) >= threshold
    correct = first_is_right(truth, classes, probabilities)
    precision = float(correct[is_sure].mean()) if is_sure.any() else 0.0
    return {"coverage90": round(float(is_sure.mean()), 4), "precision90": round(precision, 4)}


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    within = figures.get("intervals", {})
    for name, value in figures.items():
        if not isinstance(value, dict):
            told = f"   {within[name][0]} to {within[name][1]}" if name in within else ""
            yield f"{name:32} {value}{told}"


def _read(given: argparse.Namespace) -> tuple[list[Labelled], list[Labelled]]:
    if given.data is None:
        return read_labelled(given.train, given.task), read_labelled(given.test, given.task)
    complaints = read_labelled(given.data, given.task)
    if given.split == "time":
        return split_by_time(complaints, fraction=given.fraction)
    test = [complaint for complaint in complaints if complaint.split == "test"]
    train = [complaint for complaint in complaints if complaint.split != "test"]
    if not test or not train:
        raise ValueError("the column split does not divide the rows into test and others")
    return train, test


def _only_first(probabilities: np.ndarray) -> np.ndarray:
    said = np.zeros(probabilities.shape, dtype=bool)
    said[np.arange(len(said)), probabilities.argmax(axis=1)] = True
    return said


if __name__ == "__main__":
    sys.exit(main())
