"""How often the office that had a complaint in the end is named first: by kind and place, and by the place alone.

Read from a file of all tickets of a few days (`traffy_agency_2023_11.csv.gz`), whose column `organization` holds who
had the ticket, in order. The office in the end is the last of them that is an office: desks that only collect and pass
on are none, and a section of a district counts as the district. Learned from the earlier half, tried on the later.
"""

import csv
import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.preprocessing import OneHotEncoder

from ml.complaint_data import split_labels
from ml.model_file import TopicModelFile
from ml.near_texts import groups_of_near_texts
from ml.wilson import wilson

OFFICE_FILE = "traffy_agency_2023_11.csv.gz"
COLLECTING = {"กรุงเทพมหานคร", "เพื่อนชัชชาติ", "ร้องทุกข์ กทม. 1555", "กรุงเทพโปร่งใส"}

SAME_KIND = {
    "ไฟฟ้า": {"แสงสว่าง", "สายไฟ"},
    "ขยะ": {"ความสะอาด"},
    "เสียง": {"เสียงรบกวน"},
    "สัตว์": {"สัตว์จรจัด"},
    "คนเร่ร่อน": {"คนจรจัด"},
    "ฝุ่นควัน&กลิ่น&PM2.5": {"PM2.5"},
}
"""Kinds that had another name in 2022: the labels changed, and eras are never mixed without a mapping."""

_DISTRICT = "เขต"
OWN_DISTRICT = "the district of the pin"
_SECTION = re.compile(r"^ฝ่าย\S*\s+(?=เขต)")


@dataclass(frozen=True)
class Settled:
    """A ticket: where its pin lies, what kind it was given, and which office had it in the end."""

    text: str
    kinds: frozenset[str]
    district: str
    office: str
    at: str


def read_settled(path: Path) -> list[Settled]:
    """Those with an office and a district, the earliest first. Raises ValueError where a column is missing."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if missing := {"comment", "type", "organization", "district", "timestamp"}.difference(reader.fieldnames or ()):
            raise ValueError(f"{path.name}: the column {', '.join(sorted(missing))} is missing")
        found = [
            Settled(
                row["comment"],
                split_labels(row["type"]),
                row["district"],
                office_in_the_end(row["organization"]),
                row["timestamp"],
            )
            for row in reader
        ]
    return sorted((one for one in found if one.office and one.district), key=lambda one: one.at)


def office_in_the_end(chain: str) -> str:
    """The last of a chain that is an office, a section as its district; empty where none is."""
    offices = [office for each in chain.split(",") if (office := each.strip()) and office not in COLLECTING]
    return _SECTION.sub("", offices[-1]) if offices else ""


def office_figures(settled: list[Settled], model: TopicModelFile, *, random_state: int = 0) -> dict[str, Any]:
    """top1 of kind and place, district (of the pin alone), difference and its standard_error, n; kind_top3 and kind_n.

    settled: the earliest first. model: one that learned from earlier tickets only. Texts of the later half that are nearly
    one of the earlier are left out, and the standard error takes texts that are nearly the same as one. Raises ValueError
    where none is left.
    """
    kinds = model.heads["traffy24"].predict_proba(model.features.transform([one.text for one in settled]))
    groups = groups_of_near_texts([one.text for one in settled], random_state=random_state)
    half = len(settled) // 2
    later = [number for number in range(half, len(settled)) if groups[number] not in set(groups[:half].tolist())]
    if not later:
        raise ValueError("the later half holds nothing new: every text stands in the earlier half too")
    said = ranked(settled, kinds, half, groups[:half], random_state)
    right = np.array([said[number] == role(settled[number]) for number in later])
    by_pin = np.array([role(settled[number]) == OWN_DISTRICT for number in later])
    difference = right.astype(float) - by_pin
    return {
        "top1": round(float(right.mean()), 4),
        "district": round(float(by_pin.mean()), 4),
        "difference": round(float(difference.mean()), 4),
        "standard_error": round(clustered_error(difference, groups[later]), 4),
        "n": len(later),
        "left_out": len(settled) - half - len(later),
        "days": [settled[half].at, settled[-1].at],
    } | _kind_top3(settled[half:], kinds[half:], model.heads["traffy24"].classes_.tolist())


def ranked(
    settled: list[Settled],
    kinds: np.ndarray,
    half: int,
    groups: np.ndarray,
    random_state: int,
    beside: np.ndarray | None = None,
) -> list[str]:
    """Who is likeliest for each ticket, by what is learned from the first half; how bold, by folds inside of it.

    beside: further features of each ticket.
    """
    places = OneHotEncoder(handle_unknown="ignore").fit([[one.district] for one in settled[:half]])
    known = [csr_matrix(kinds), places.transform([[one.district] for one in settled])]
    X = hstack([*known, *([] if beside is None else [csr_matrix(beside)])]).tocsr()
    roles = np.array([role(one) for one in settled])
    search = GridSearchCV(
        LogisticRegression(max_iter=1000, random_state=random_state),
        {"C": [0.1, 0.3, 1.0, 3.0, 10.0]},
        cv=GroupKFold(5),
    )
    return search.fit(X[:half], roles[:half], groups=groups).predict(X).tolist()


def role(one: Settled) -> str:
    """The office in the end, that of the pin's own district by one name for all."""
    return OWN_DISTRICT if one.office == _DISTRICT + one.district else one.office


def clustered_error(values: np.ndarray, groups: np.ndarray) -> float:
    """Of the mean, where values of one group are not independent (Liang and Zeger 1986)."""
    _names, number = np.unique(groups, return_inverse=True)
    sums = np.bincount(number, weights=values - values.mean())
    return float(np.sqrt((sums**2).sum() * len(sums) / max(len(sums) - 1, 1)) / len(values))


def _kind_top3(settled: list[Settled], kinds: np.ndarray, classes: list[str]) -> dict[str, Any]:
    """Whether one of the first three kinds is one the ticket was given; of those given one that the model knows."""
    given = [set().union(*(SAME_KIND.get(kind, {kind}) for kind in one.kinds)).intersection(classes) for one in settled]
    first = np.argsort(-kinds, axis=1, kind="stable")[:, :3]
    hits = [bool(known.intersection(classes[j] for j in row)) for known, row in zip(given, first, strict=True) if known]
    return {
        "kind_top3": round(float(np.mean(hits)), 4) if hits else 0.0,
        "kind_interval": [round(end, 4) for end in wilson(sum(hits), len(hits))],
        "kind_n": len(hits),
    }
