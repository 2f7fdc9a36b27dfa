"""Reading complaints with known labels from CSV files, for training and for measuring.

The files carry at least `comment` and `type` (labels separated by commas), and `timestamp` or `month`. Columns and
the warnings about where the labels come from stand in the README beside the data.
"""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MENU6 = ("ความปลอดภัย", "จราจร", "ทางเท้า", "น้ำท่วม", "ขยะ", "เสนอแนะ")
"""What people could choose from before LABELS_CHANGED_ON; other values there mean "not sorted yet"."""

LABELS_CHANGED_ON = "2022-09"
"""From then on a machine tagged 24 labels. The two eras are never mixed without a mapping."""

DATA_FILE = "traffy_2022_2023.csv.gz"
"""What the model that ships learns from, and is tried on."""

TASKS = ("menu6", "labels24", "thirteen")

# Some comments are longer than the csv module's cautious default for a field.
csv.field_size_limit(10_000_000)


@dataclass(frozen=True)
class Labelled:
    """A complaint's text, its labels and when it was made (ISO, or only year and month; empty when unknown).

    district: by its Thai name, without a word for "district"; empty when unknown.
    """

    text: str
    labels: frozenset[str]
    at: str
    split: str = ""
    district: str = ""


def read_labelled(path: Path, task: str) -> list[Labelled]:
    """The complaints of a file that the task can learn from or be measured on, earliest first.

    task: menu6 keeps those before LABELS_CHANGED_ON with exactly one of MENU6; labels24 those since then with any
    label; thirteen every row with a label. A row without a time is kept.
    Raises ValueError when the file lacks a column or nothing is left.
    """
    if task not in TASKS:
        raise ValueError(f"no task called {task}; there are {', '.join(TASKS)}")
    kept = [complaint for complaint in _rows(path) if _belongs(complaint, task)]
    if not kept:
        raise ValueError(f"{path.name}: no complaint in it fits the task {task}")
    return sorted(kept, key=lambda complaint: complaint.at)


def read_unlabelled(path: Path) -> list[Labelled]:
    """Every complaint of a file, earliest first, whatever its labels."""
    return sorted(_rows(path), key=lambda complaint: complaint.at)


def split_labels(cell: str | None) -> frozenset[str]:
    return frozenset(label.strip() for label in (cell or "").split(",") if label.strip())


def split_by_time(complaints: list[Labelled], *, fraction: float = 0.8) -> tuple[list[Labelled], list[Labelled]]:
    """The earlier `fraction` to learn from, the rest to be measured on. complaints: earliest first."""
    cut = round(len(complaints) * fraction)
    if not 0 < cut < len(complaints):
        raise ValueError(f"{len(complaints)} complaints cannot be split at {fraction}")
    return complaints[:cut], complaints[cut:]


def _rows(path: Path) -> Iterator[Labelled]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = {"comment", "type"}.difference(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{path.name}: the column {', '.join(sorted(missing))} is missing")
        for row in reader:
            labels = split_labels(row["type"])
            at = row.get("timestamp") or row.get("month") or ""
            yield Labelled(row["comment"] or "", labels, at, row.get("split") or "", row.get("district") or "")


def _belongs(complaint: Labelled, task: str) -> bool:
    if task == "menu6":
        in_time = not complaint.at or complaint.at < LABELS_CHANGED_ON
        return in_time and len(complaint.labels.intersection(MENU6)) == 1 and len(complaint.labels) == 1
    if task == "labels24":
        return bool(complaint.labels) and (not complaint.at or complaint.at >= LABELS_CHANGED_ON)
    return bool(complaint.labels)
