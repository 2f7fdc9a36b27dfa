"""The full report of one measuring: `report.md` and its pictures, all rivals in one table. It holds figures, no text.

Pictures need matplotlib (requirements-dev.txt), the rival fastText its own package; the report says what is missing.
"""

import importlib.util
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ml.confusions import confusion_table, most_confused
from ml.evaluate import PRECISION, Tried
from ml.fasttext_rival import HOW_TO_ADD, fasttext_rival, is_installed
from ml.scores import f1_per_label, first_is_right, intervals, mean_interval, scores

NO_PICTURES = "matplotlib is not installed, so no pictures were drawn: `pip install -r requirements-dev.txt` adds it"
WEAK_F1 = 0.7
WARNINGS = {
    "menu6": "Most likely people chose these labels, and people contradict each other: nobody could reach 1.",
    "labels24": "A machine tagged these labels, most likely by keywords: a high figure is agreement with that machine.",
    "thirteen": "These labels look machine-tagged by keywords too, and the classes are balanced, as no day's are.",
}

_FIGURES = ("top1", "top3", "micro_f1", "macro_f1", "ece")


def write_report(tried: Sequence[Tried], folder: Path, *, random_state: int = 0) -> Path:
    """Write report.md and its pictures into folder, and return the path of report.md. tried: one for each fold."""
    folder.mkdir(parents=True, exist_ok=True)
    every = joined([with_fasttext(of_fold, random_state=random_state) for of_fold in tried])
    lines = [
        f"# How good the topic model is: {every.task}",
        "",
        _how(tried),
        "",
        WARNINGS[every.task],
        "",
        *_figures(every, random_state),
        *_pictures(every, folder),
        *_labels(every),
        *_weaknesses(every),
    ]
    path = folder / "report.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def with_fasttext(tried: Tried, *, random_state: int = 0) -> Tried:
    """With fastText among the rivals, where it is installed."""
    if not is_installed():
        return tried
    multilabel = tried.task == "labels24"
    answered = fasttext_rival(
        tried.learned,
        [complaint.text for complaint in tried.asked],
        tried.classes,
        multilabel=multilabel,
        random_state=random_state,
    )
    return replace(tried, rivals={"fasttext": answered, **tried.rivals})


def joined(tried: Sequence[Tried]) -> Tried:
    """All folds as one, over the labels of any of them."""
    if len(tried) == 1:
        return tried[0]
    classes = sorted({label for of_fold in tried for label in of_fold.classes})

    def stacked(tables: list[np.ndarray]) -> np.ndarray:
        wide = [np.zeros((len(table), len(classes)), dtype=table.dtype) for table in tables]
        for of_fold, table, out in zip(tried, tables, wide, strict=True):
            out[:, [classes.index(label) for label in of_fold.classes]] = table
        return np.vstack(wide)

    return Tried(
        task=tried[0].task,
        n_train=round(float(np.mean([of_fold.n_train for of_fold in tried]))),
        truth=[labels for of_fold in tried for labels in of_fold.truth],
        classes=classes,
        probabilities=stacked([of_fold.probabilities for of_fold in tried]),
        said=stacked([of_fold.said for of_fold in tried]),
        thresholds=[threshold for of_fold in tried for threshold in of_fold.thresholds],
        rivals={
            name: (
                stacked([of_fold.rivals[name][0] for of_fold in tried]),
                stacked([of_fold.rivals[name][1] for of_fold in tried]),
            )
            for name in tried[0].rivals
        },
        asked=[complaint for of_fold in tried for complaint in of_fold.asked],
        learned=[],
    )


def _how(tried: Sequence[Tried]) -> str:
    n = sum(len(of_fold.truth) for of_fold in tried)
    if len(tried) == 1:
        return f"Learned from {tried[0].n_train:,} complaints and tried on {n:,} others that it had not seen."
    return (
        f"{len(tried)} folds that share no nearly identical text, {n:,} complaints, each tried once by a model that had "
        "not seen it. Figures are of all folds together; the JSON gives their mean, which may differ in the third place."
    )


def _figures(tried: Tried, random_state: int) -> list[str]:
    lines = [
        "## Figures",
        "",
        "In brackets the bootstrap's 95% interval. fastText runs with the settings of its tutorial; nobody tuned it.",
        "",
    ]
    lines += ["| | top-1 | top-3 | micro-F1 | macro-F1 | ECE |", "|---|---|---|---|---|---|"]
    names = {"fasttext": "fastText", "keywords": "keyword rules", "majority": "always the majority"}
    rows = {"**this model**": (tried.probabilities, tried.said)}
    rows |= {names[name]: tried.rivals[name] for name in names if name in tried.rivals}
    for name, (probabilities, said) in rows.items():
        of_row = scores(tried.truth, tried.classes, probabilities, said)
        within = intervals(tried.truth, tried.classes, probabilities, said, random_state=random_state)
        lines.append(f"| {name} | " + " | ".join(_told(of_row[each], within[each]) for each in _FIGURES) + " |")
    return [*lines, "", *_covered(tried, random_state), *([] if is_installed() else [f"{HOW_TO_ADD}.", ""])]


def _covered(tried: Tried, random_state: int) -> list[str]:
    if len(tried.thresholds) > 1:
        return []
    is_sure = tried.probabilities.max(axis=1) >= tried.thresholds[0]
    right = first_is_right(tried.truth, tried.classes, tried.probabilities)[is_sure]
    told = _told(is_sure.mean(), mean_interval(is_sure, random_state=random_state))
    if not is_sure.any():
        return [f"At the threshold validated for {PRECISION:.0%}, none is decided without a person.", ""]
    return [
        f"Decided without a person at the threshold validated for {PRECISION:.0%} ({tried.thresholds[0]:.3f}): {told}; of "
        f"these right: {_told(right.mean(), mean_interval(right, random_state=random_state))}.",
        "",
    ]


def _pictures(tried: Tried, folder: Path) -> list[str]:
    lines = ["## Pictures", ""]
    if importlib.util.find_spec("matplotlib") is None:
        return [*lines, f"{NO_PICTURES}.", ""]
    from ml.pictures import draw_pictures

    for name, caption in draw_pictures(tried, folder):
        lines += [f"![{caption}]({name})", "", caption, ""]
    return lines


def _labels(tried: Tried) -> list[str]:
    ours = f1_per_label(tried.truth, tried.classes, tried.said)
    rivals = {
        name: f1_per_label(tried.truth, tried.classes, tried.rivals[name][1])
        for name in ("fasttext", "keywords")
        if name in tried.rivals
    }
    heads = {"fasttext": "fastText", "keywords": "keyword rules"}
    lines = ["## F1 of each label", "", f"| label | texts | this model | {' | '.join(heads[n] for n in rivals)} |"]
    lines.append("|---|---|---|" + "---|" * len(rivals))
    for label, one in sorted(ours.items(), key=lambda item: item[1]["f1"]):
        others = " | ".join(f"{of_rival[label]['f1']:.3f}" for of_rival in rivals.values())
        lines.append(f"| {label} | {one['n']:,} | {one['f1']:.3f} | {others} |")
    return [*lines, ""]


def _weaknesses(tried: Tried) -> list[str]:
    labels, table = confusion_table(tried.truth, tried.classes, tried.probabilities, tried.said)
    lines = ["## Known weaknesses", "", "Wrong most often:", ""]
    lines += [
        f"- {pair.true} taken for {pair.taken_for}: {pair.count:,} of {pair.n:,} texts ({pair.share:.0%})"
        for pair in most_confused(labels, table)
    ]
    lines += [
        f"- {labels[row]} missed beside another label of the same text: {table[row, -1]:,} of {table[row].sum():,} texts"
        for row in np.argsort(-table[:, -1], kind="stable")[:3]
        if table[row, -1]
    ]
    weak = [(label, one) for label, one in f1_per_label(tried.truth, tried.classes, tried.said).items()]
    told = [f"{label} ({one['f1']:.3f}, {one['n']:,} texts)" for label, one in weak if one["f1"] < WEAK_F1]
    lines += ["", f"Labels with an F1 below {WEAK_F1}: {', '.join(told) if told else 'none'}.", ""]
    few = [label for label, one in weak if one["n"] < 30]
    if few:
        lines += [f"Fewer than 30 texts, so their figures say little: {', '.join(few)}.", ""]
    return lines


def _told(value: float, within: Sequence[float]) -> str:
    return f"{value:.3f} ({within[0]:.3f} to {within[1]:.3f})"
