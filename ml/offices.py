"""How often the office that had a complaint in the end is named first, and its kind among the first three.

Read from a file of all tickets of a few days (`traffy_agency_2023_11.csv.gz`), whose column `organization` holds who
had the ticket, in order. The office in the end is the last of them that is an office: desks that only collect and pass
on are none, and a section of a district counts as the district. Both are learned from the earlier half on top of the shipped
model (what it tells of a text, and what the words have in common), and tried on the later half. Offices are compared with the
district of the pin alone, kinds with the shipped model, which knows the names that kinds had in 2022.
"""

import csv
import gzip
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer, OneHotEncoder

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

NOT_SORTED = "อื่นๆ"
"""Stands where nobody has said a kind yet."""

BOLDNESS = [0.1, 0.3, 1.0, 3.0, 10.0]
"""Values of C that folds choose from."""

_LATENT = 150
_WEIGHTS = (0.3, 0.2)
"""Of what the shipped model tells and of what words have in common; both chosen by folds inside the earlier half."""

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
    """top1 of the office, district (of the pin alone), difference and its standard_error, n; and what is told of kinds.

    settled: the earliest first. model: one that learned from earlier tickets only. Texts of the later half that are nearly
    one of the earlier are left out, and the standard error takes texts that are nearly the same as one. kind_top3 of kind_n
    tickets that were given a kind, learned here; shipped_top3 of shipped_n, by the model alone, of those given a kind that it
    knows. Raises ValueError where none is left.
    """
    words = model.features.transform([one.text for one in settled])
    kinds = model.heads["traffy24"].predict_proba(words)
    groups = groups_of_near_texts([one.text for one in settled], random_state=random_state)
    half = len(settled) // 2
    later = [number for number in range(half, len(settled)) if groups[number] not in set(groups[:half].tolist())]
    if not later:
        raise ValueError("the later half holds nothing new: every text stands in the earlier half too")
    told = told_of(words, [head.predict_proba(words) for head in model.heads.values()], half, random_state)
    said = ranked(settled, told, half, groups[:half], random_state)
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
        **_of_kinds("kind", kinds_learned(settled, told, half, groups[:half], later, random_state)),
        **_of_kinds(
            "shipped", _by_the_shipped(settled[half:], kinds[half:], model.heads["traffy24"].classes_.tolist())
        ),
    }


def told_of(words: Any, probabilities: list[np.ndarray], half: int, random_state: int) -> np.ndarray:
    """What a model tells of each text (log-odds) beside latent dimensions of its words (Deerwester and others 1990).

    words: the weighted counts of each text, a sparse matrix. probabilities: of each head, a row a text. Both are scaled to
    the first half.
    """
    likely = np.clip(np.hstack(probabilities), 1e-4, 1 - 1e-4)
    known = np.log(likely / (1 - likely))
    dimensions = min(_LATENT, half - 1, words.shape[1] - 1)
    latent = TruncatedSVD(dimensions, random_state=random_state).fit(words[:half]).transform(words)
    return np.hstack([weight * _scaled(part, half) for weight, part in zip(_WEIGHTS, (known, latent), strict=True)])


def _scaled(values: np.ndarray, half: int) -> np.ndarray:
    """By mean and spread of the first half; what does not vary there is 0."""
    spread = values[:half].std(axis=0)
    return (values - values[:half].mean(axis=0)) / np.where(spread > 1e-9, spread, np.inf)


def ranked(
    settled: list[Settled],
    told: np.ndarray,
    half: int,
    groups: np.ndarray,
    random_state: int,
    beside: np.ndarray | None = None,
) -> list[str]:
    """Who is likeliest for each ticket, by what is learned from the first half; how bold, by folds inside of it.

    told, beside: features of each ticket, beside its district.
    """
    places = OneHotEncoder(handle_unknown="ignore").fit([[one.district] for one in settled[:half]])
    known = [csr_matrix(told), places.transform([[one.district] for one in settled])]
    X = hstack([*known, *([] if beside is None else [csr_matrix(beside)])]).tocsr()
    roles = np.array([role(one) for one in settled])
    search = GridSearchCV(
        LogisticRegression(max_iter=1000, random_state=random_state),
        {"C": BOLDNESS},
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


def kinds_learned(
    settled: list[Settled],
    told: np.ndarray,
    half: int,
    groups: np.ndarray,
    later: list[int],
    random_state: int,
) -> list[bool]:
    """Of each of the later tickets that was given a kind: whether one of the first three kinds is one of them.

    A kind that stood on no ticket of the first half cannot be named, and counts as missed.
    """
    given = [one.kinds - {NOT_SORTED} for one in settled]
    learned = [number for number in range(half) if given[number]]
    names = MultiLabelBinarizer()
    wanted = names.fit_transform([given[number] for number in learned])
    search = GridSearchCV(
        OneVsRestClassifier(LogisticRegression(max_iter=1000, random_state=random_state)),
        {"estimator__C": BOLDNESS},
        scoring=_top3,
        cv=GroupKFold(5),
    )
    with (
        warnings.catch_warnings()
    ):  # a rare kind that no ticket of four folds has is never named there, as it should be
        warnings.filterwarnings("ignore", "Label not .* is present in all training examples", UserWarning)
        search.fit(told[learned], wanted, groups=groups[learned])
    asked = [number for number in later if given[number]]
    if not asked:
        return []
    first = _first_three(search.predict_proba(told[asked]))
    return [bool(given[n].intersection(names.classes_[row])) for n, row in zip(asked, first, strict=True)]


def _top3(model: Any, X: np.ndarray, Y: np.ndarray) -> float:
    return float(np.take_along_axis(Y, _first_three(model.predict_proba(X)), axis=1).any(axis=1).mean())


def _first_three(likely: np.ndarray) -> np.ndarray:
    return np.argsort(-likely, axis=1, kind="stable")[:, :3]


def _by_the_shipped(settled: list[Settled], kinds: np.ndarray, classes: list[str]) -> list[bool]:
    """The same by the model alone, of those given a kind that it knows."""
    given = [set().union(*(SAME_KIND.get(kind, {kind}) for kind in one.kinds)).intersection(classes) for one in settled]
    first = _first_three(kinds)
    return [bool(known.intersection(classes[j] for j in row)) for known, row in zip(given, first, strict=True) if known]


def _of_kinds(name: str, hits: list[bool]) -> dict[str, Any]:
    return {
        f"{name}_top3": round(float(np.mean(hits)), 4) if hits else 0.0,
        f"{name}_interval": [round(end, 4) for end in wilson(sum(hits), len(hits))],
        f"{name}_n": len(hits),
    }
