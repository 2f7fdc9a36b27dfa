"""Where a model comes from: the part of its card that is written down, not measured."""

import hashlib
from pathlib import Path
from typing import Any

import numpy
import pythainlp
import scipy
import sklearn
import skops

from ml.complaint_data import Labelled
from ml.topics import MIN_COMPLAINTS


def describe(data: Path, complaints: dict[str, list[Labelled]]) -> dict[str, Any]:
    """Data, split, vocabulary rule and library versions, for the card of a model trained on them."""
    digest = hashlib.sha256(data.read_bytes()).hexdigest()
    return {
        "purpose": "Proposes topics of the national tree for a citizen's complaint in Thai. A person decides when unsure.",
        "data": {
            "file": data.name,
            "sha256": digest,
            "origin": "Complaints of Bangkok filed through Traffy Fondue from April 2022 to January 2023, collected from "
            "public student and hobby repositories that mirrored its public API.",
            "licence": "No licence text was found in the copies. Only weights and words are published here; have a "
            "lawyer confirm before relying on it. The same command trains on an agency's own data.",
            "labels": "traffy24: tagged by a machine, most likely by keywords, so a high score is agreement with that "
            "machine. menu6: most likely chosen by people. Neither is documented by its source.",
            "complaints": {scheme: len(of_scheme) for scheme, of_scheme in complaints.items()},
            "period": {scheme: [s[0].at[:10], s[-1].at[:10]] for scheme, s in complaints.items()},
        },
        "split": "By time: scores are of the latest fifth of each scheme, by a model trained on the earlier four fifths. "
        "The shipped weights are then trained on everything.",
        "vocabulary": f"Words, pairs of words and pieces of 2 to 4 letters seen in at least {MIN_COMPLAINTS} complaints. "
        "No sentence. Words with digits and masks (<PHONE>, <NAME> …) are dropped before counting.",
        "versions": {library.__name__: library.__version__ for library in (sklearn, numpy, scipy, skops, pythainlp)},
    }
