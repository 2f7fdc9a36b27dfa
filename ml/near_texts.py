"""Which texts are nearly the same, so that none is learned from and asked for at once.

Character 5-grams, MinHash in bands (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3),
and each pair that a band brings together is compared in full.
"""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np

NEAR = 0.8
"""Jaccard similarity of two texts' 5-grams from which on they count as the same; 1 in 5,000 such pairs slips through."""

_GRAM = 5
_BANDS, _ROWS = 16, 4
_PRIME = (1 << 31) - 1
_LETTERS = re.compile(r"[\W\d_]+")


def groups_of_near_texts(texts: Sequence[str], *, random_state: int = 0) -> np.ndarray:
    """A number for each text, the same for those that are nearly the same; spaces, digits and signs do not count."""
    grams = [_grams(text) for text in texts]
    parent = list(range(len(texts)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for band in _bands(grams, random_state):
        first_with: dict[bytes, int] = {}
        for number, key in enumerate(band):
            other = first_with.setdefault(key, number)
            if root(other) != root(number) and _similarity(grams[other], grams[number]) >= NEAR:
                parent[root(number)] = root(other)
    return np.array([root(number) for number in range(len(texts))])


def _grams(text: str) -> np.ndarray:
    letters = _LETTERS.sub("", text)
    found = {letters[start : start + _GRAM] for start in range(max(1, len(letters) - _GRAM + 1))}
    return np.unique(np.array([crc32(gram.encode()) & _PRIME for gram in found], dtype=np.uint64))


def _bands(grams: list[np.ndarray], random_state: int) -> list[list[bytes]]:
    chance = np.random.default_rng(random_state)
    factors, shifts = chance.integers(1, _PRIME, size=(2, _BANDS * _ROWS), dtype=np.uint64)
    # A product of two numbers below 2³¹ stays below 2⁶².
    signatures = [((of_text[:, None] * factors + shifts) % np.uint64(_PRIME)).min(axis=0) for of_text in grams]
    bands = np.array(signatures, dtype=np.uint64).reshape(len(grams), _BANDS, _ROWS)
    return [[bands[number, band].tobytes() for number in range(len(grams))] for band in range(_BANDS)]


def _similarity(one: np.ndarray, other: np.ndarray) -> float:
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)
