"""The pictures of a report: reliability, coverage, confusion. Needs matplotlib, which only those who check install."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.figure import Figure

from ml.confusions import confusion_table
from ml.evaluate import PRECISION, Tried
from ml.scores import bin_of, first_is_right

FONTS = Path(__file__).parents[1] / "frontend" / "node_modules" / "@fontsource" / "sarabun" / "files"
"""Where the front end keeps the letters of our pages."""

_INK, _OURS, _FAINT = "#0b0c0c", "#1d70b8", "#b1b4b6"


def draw_pictures(tried: Tried, folder: Path) -> list[tuple[str, str]]:
    """Write the three PNG files, and return name and caption of each."""
    with _our_letters():
        return [
            ("reliability.png", _saved(_reliability(tried), folder / "reliability.png")),
            ("coverage.png", _saved(_coverage(tried), folder / "coverage.png")),
            ("confusion.png", _saved(_confusion(tried), folder / "confusion.png")),
        ]


@contextmanager
def _our_letters() -> Iterator[None]:
    """Draw in Sarabun, Thai and Latin each from its own file; in whatever there is where the front end is not built."""
    with tempfile.TemporaryDirectory() as folder, matplotlib.rc_context():
        families = []
        for script in ("thai", "latin"):
            source = FONTS / f"sarabun-{script}-400-normal.woff"
            if source.is_file():
                font = TTFont(source)
                font.flavor = None
                # Both files call themselves Sarabun: told apart, the one lends the other the letters it lacks.
                for number in (1, 4, 16):
                    font["name"].setName(f"Sarabun {script}", number, 3, 1, 0x409)
                path = Path(folder) / f"{script}.ttf"
                font.save(path)
                font_manager.fontManager.addfont(path)
                families.append(f"Sarabun {script}")
        matplotlib.rcParams["font.family"] = [*reversed(families), "DejaVu Sans"]
        matplotlib.rcParams["font.size"] = 11
        try:
            yield
        finally:
            added = set(families)
            font_manager.fontManager.ttflist = [
                each for each in font_manager.fontManager.ttflist if each.name not in added
            ]


def _saved(drawn: tuple[Figure, str], path: Path) -> str:
    figure, caption = drawn
    # No date and no program in the file: the same figures give the same bytes.
    figure.savefig(path, dpi=120, metadata={"Software": None})
    return caption


def _reliability(tried: Tried) -> tuple[Figure, str]:
    confidence = tried.probabilities.max(axis=1)
    right = first_is_right(tried.truth, tried.classes, tried.probabilities)
    numbers = bin_of(confidence)
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=_FAINT, linewidth=1)
    for number in np.unique(numbers):
        inside = numbers == number
        share = right[inside].mean()
        axes.bar((number + 0.5) / 10, share, width=0.094, color=_OURS, alpha=0.75)
        axes.plot(confidence[inside].mean(), share, "o", color=_INK, markersize=4)
        axes.text((number + 0.5) / 10, share + 0.015, f"{inside.sum():,}", ha="center", fontsize=9, color=_INK)
    _name(axes, "How sure the model is of its first proposal", "Share of right first proposals")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.06)
    return figure, (
        "Reliability: of the texts in each step of confidence, the share that was right (bars, with the number of texts "
        "above; the dot stands at the mean confidence). On the line, what the model promises comes true."
    )


def _coverage(tried: Tried) -> tuple[Figure, str]:
    confidence = tried.probabilities.max(axis=1)
    right = first_is_right(tried.truth, tried.classes, tried.probabilities)
    order = np.argsort(-confidence, kind="stable")
    decided = np.arange(1, len(order) + 1)
    # The first few say nothing: one wrong text of three would draw a cliff.
    seen = decided >= min(30, len(order))
    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot((decided / len(order))[seen], (np.cumsum(right[order]) / decided)[seen], color=_OURS, linewidth=2)
    axes.axhline(PRECISION, color=_FAINT, linewidth=1)
    for threshold in tried.thresholds:
        is_sure = confidence >= threshold
        if is_sure.any():
            axes.plot(is_sure.mean(), right[is_sure].mean(), "o", color=_INK)
    if len(tried.thresholds) == 1 and np.isfinite(tried.thresholds[0]):
        is_sure = confidence >= tried.thresholds[0]
        told = f"threshold {tried.thresholds[0]:.2f}: {is_sure.mean():.0%} decided"
        if is_sure.any():
            axes.annotate(
                f"{told}, {right[is_sure].mean():.1%} right",
                (is_sure.mean(), right[is_sure].mean()),
                xytext=(8, 10),
                textcoords="offset points",
            )
    _name(axes, "Share decided without a person", "Share of those that is right")
    axes.set_xlim(0, 1)
    return figure, (
        "Coverage: the more is decided without a person, the less of it is right. The dot is the threshold that was "
        f"validated for {PRECISION:.0%} on the last fifth of the training period" + _each(tried) + "."
    )


def _each(tried: Tried) -> str:
    return ", one for each fold" if len(tried.thresholds) > 1 else ""


def _confusion(tried: Tried) -> tuple[Figure, str]:
    labels, table = confusion_table(tried.truth, tried.classes, tried.probabilities, tried.said)
    across = [*labels, "missed beside another"]
    if not table[:, -1].any():
        across, table = labels, table[:, :-1]
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    size = max(6.0, 0.42 * len(labels) + 2.5)
    figure = Figure(figsize=(size, size), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(across)), across, rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(labels)), [f"{name} ({n:,})" for name, n in zip(labels, table.sum(axis=1), strict=True)])
    for i, j in zip(*np.nonzero(shares >= 0.005), strict=True):
        ink = "white" if shares[i, j] > 0.5 else _INK
        axes.text(j, i, f"{100 * shares[i, j]:.0f}", ha="center", va="center", fontsize=9, color=ink)
    axes.set_xlabel("Taken for")
    axes.set_ylabel("True label (texts)")
    caption = "Confusion: of a hundred texts of each true label (row), so many were taken for each label (column)."
    if tried.task == "labels24":
        caption += (
            " A text may carry several labels here, so this is no ordinary matrix: a text stands in the row of each of "
            "its labels, in that label's own column where the model said it, else in that of its first proposal; in the last "
            "column where that proposal is another label the text carries too. On the diagonal may stand texts whose label "
            "came first and was still not sure enough to be said."
        )
    return figure, caption


def _name(axes: Any, across: str, up: str) -> None:
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.spines[["top", "right"]].set_visible(False)
