"""Which dictionary and which program cut Thai here: told without loading either."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Segmenter:
    """program: with its version, "PyThaiNLP 5.4.0". dictionary: SHA-256 of its list of words, in hexadecimal."""

    program: str
    dictionary: str


@cache
def segmenter() -> Segmenter:
    """That of this process; the list, some 2 MB, is read once."""
    return Segmenter(
        f"PyThaiNLP {version('pythainlp')}", hashlib.sha256(corpus("words_th.txt").read_bytes()).hexdigest()
    )


def corpus(name: str) -> Path:
    """A list that comes with PyThaiNLP, whose code is not imported for it. Raises FileNotFoundError without PyThaiNLP."""
    found = find_spec("pythainlp")
    places = found.submodule_search_locations if found else None
    if not places:
        raise FileNotFoundError("PyThaiNLP is not installed")
    return Path(places[0]) / "corpus" / name
