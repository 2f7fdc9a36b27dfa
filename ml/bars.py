"""Every bar the topic model has to reach, measured in one run: `python -m ml.evaluate --all --data FOLDER`."""

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ml import benchmark
from ml.complaint_data import DATA_FILE, read_labelled, split_by_time
from ml.evaluate import Tried, figures_of, means_of_folds, try_in_folds, try_out
from ml.model_file import MAX_MODEL_BYTES, load_model
from ml.offices import OFFICE_FILE, office_figures, read_settled
from ml.report import write_report
from ml.scores import mean_interval
from ml.serving import newest_model

FOLDS_FILE = "traffy_types_2022_balanced.csv.gz"
_REFERENCE = Path(__file__).parents[1] / "directory" / "reference"


@dataclass(frozen=True)
class Bar:
    """What was wanted of a figure and what was measured. wanted: the least, or with at_most the most that is good enough.

    within: a 95% interval, where there is one.
    """

    name: str
    wanted: float
    measured: float
    at_most: bool = False
    within: list[float] | None = None
    note: str = ""

    @property
    def is_reached(self) -> bool:
        return self.measured <= self.wanted if self.at_most else self.measured >= self.wanted

    def told(self) -> dict[str, Any]:
        return asdict(self) | {"reached": self.is_reached}


def all_bars(folder: Path, *, report: Path | None = None, random_state: int = 0) -> list[Bar]:
    """Some ten minutes of one core. folder holds DATA_FILE, FOLDS_FILE and OFFICE_FILE. Progress goes to standard error.

    report: a folder that gets the report of each task in a folder of its own, and bars.md.
    Raises OSError and ValueError where a file is missing or unfit, CalledProcessError where training fails.
    """
    # What it costs comes first, while this process is small: so it is in use.
    bars = [*_costs(), *_training(folder)]
    for task in ("menu6", "labels24"):
        _say(f"{task}: learning from the earlier four fifths of {DATA_FILE}")
        tried = try_out(*split_by_time(read_labelled(folder / DATA_FILE, task)), task, random_state=random_state)
        bars += _of_task(tried, random_state)
        if report:
            write_report([tried], report / task, random_state=random_state)
    _say(f"thirteen: five folds of {FOLDS_FILE}")
    groups, folds = try_in_folds(read_labelled(folder / FOLDS_FILE, "thirteen"), "thirteen", random_state=random_state)
    mean = means_of_folds(folds, groups, random_state=random_state)
    by_fold = [min(mean["by_fold"]), max(mean["by_fold"])]
    bars.append(
        Bar("thirteen, five folds: macro-F1", 0.955, mean["macro_f1"], note=f"by fold {by_fold[0]} to {by_fold[1]}")
    )
    if report:
        write_report(folds, report / "thirteen", random_state=random_state)
    _say(f"offices: the later half of {OFFICE_FILE}")
    settled = read_settled(folder / OFFICE_FILE)
    bars += of_offices(office_figures(settled, load_model(newest_model()), random_state=random_state))
    if report:
        (report / "bars.md").write_text(page_of(bars), encoding="utf-8")
    return bars


def _of_task(tried: Tried, random_state: int) -> list[Bar]:
    figures = figures_of(tried, random_state=random_state)
    within = figures["intervals"]
    if tried.task == "labels24":
        wanted = [("micro_f1", "micro-F1", 0.93), ("macro_f1", "macro-F1", 0.91)]
        return [Bar(f"24 labels: {name}", least, figures[key], within=within[key]) for key, name, least in wanted]
    is_sure = tried.probabilities.max(axis=1) >= tried.thresholds[0]
    return [
        Bar("6 classes: macro-F1", 0.70, figures["macro_f1"], within=within["macro_f1"]),
        Bar("6 classes: top-3", 0.945, figures["top3"], within=within["top3"]),
        Bar("6 classes: ECE", 0.04, figures["ece"], at_most=True, within=within["ece"]),
        Bar(
            "6 classes: coverage at 90% validated precision",
            0.40,
            figures["coverage90"],
            within=mean_interval(is_sure, random_state=random_state),
            note=f"of these right {figures['precision90']}",
        ),
    ]


def of_offices(figures: dict[str, Any]) -> list[Bar]:
    return [
        Bar(
            "kind top-3, learned from the earlier half",
            0.86,
            figures["kind_top3"],
            within=figures["kind_interval"],
            note=f"{figures['kind_n']} tickets; by the shipped model alone, names of 2022, {figures['shipped_top3']}",
        ),
        Bar(
            "office top-1 above the district of the pin, by more than its standard error",
            figures["standard_error"],
            figures["difference"],
            note=f"{figures['top1']} against {figures['district']}, {figures['n']} tickets",
        ),
    ]


def _costs() -> list[Bar]:
    _say("what one text costs")
    cost = benchmark.run()
    return [
        Bar(
            "CPU for one text, ms (median)",
            3.0,
            cost["cpu_ms_median"],
            at_most=True,
            note=f"95th of 100: {cost['cpu_ms_p95']}",
        ),
        Bar("CPU for one text in batches, ms", 0.4, cost["cpu_ms_batch"], at_most=True),
        Bar(
            "size of the model, MB", MAX_MODEL_BYTES / 1e6, round(newest_model().stat().st_size / 1e6, 2), at_most=True
        ),
    ]


def _training(folder: Path) -> list[Bar]:
    """In a process of its own, whose memory is then its own as well. It measures the model for the card, too."""
    _say("training the model that ships, into a folder that is thrown away")
    with tempfile.TemporaryDirectory() as out:
        asked = ["--data", folder, "--topics", _REFERENCE / "topics.csv", "--aliases", _REFERENCE / "topic_aliases.csv"]
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "ml.train", *map(str, asked), "--out", out],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=Path(__file__).parents[1],
        )
        minutes = (time.monotonic() - started) / 60
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Of the processor, since others may have it too while we learn.
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 60
    # Of Linux in KiB; the largest of our children, and this is the only one that learns.
    gigabytes = after.ru_maxrss * 1024 / 1e9
    return [
        Bar(
            "training, minutes of CPU",
            3.0,
            round(cpu, 2),
            at_most=True,
            note=f"with measuring for the card; {minutes:.1f} minutes by the clock",
        ),
        Bar("training, GB of memory", 1.0, round(gigabytes, 2), at_most=True),
    ]


def page_of(bars: list[Bar]) -> str:
    lines = [
        "# What the topic model has to reach",
        "",
        "| bar | wanted | measured | 95% | reached | |",
        "|---|---|---|---|---|---|",
    ]
    for bar in bars:
        within = f"{bar.within[0]} to {bar.within[1]}" if bar.within else ""
        wanted = f"{'at most' if bar.at_most else 'at least'} {bar.wanted}"
        lines.append(
            f"| {bar.name} | {wanted} | {bar.measured} | {within} | {'yes' if bar.is_reached else '**no**'} | {bar.note} |"
        )
    return "\n".join([*lines, ""])


def _say(what: str) -> None:
    print(f"ml.evaluate: {what} …", file=sys.stderr, flush=True)
