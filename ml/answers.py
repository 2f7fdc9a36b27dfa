"""Many answers in free text, kept small: their words as numbers, the same words once, and which are copies of one text.

A paragraph that 10,000 accounts paste is one text with 10,000 answers, also where some change a word or two: nothing is
left out, and nothing is counted as if 10,000 people had each found words of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

NEAR = 0.7
"""Jaccard similarity of two texts' pairs of neighbouring words from which on one is a copy of the other.

One word changed in a sentence of fifteen; 1 in 80 such pairs slips through, of pairs at 0.8 1 in 5,000."""
MAX_WORDS = 1_000
"""Of an answer; what follows is not looked at."""

_BANDS, _ROWS = 16, 4
_AT_ONCE = 1_000_000
_PAIRS_AT_ONCE = 100_000


@dataclass(frozen=True)
class Answers:
    """ids: sorted. text: of each answer the place of its distinct text, -1 where it has no word.

    Of each distinct text, that of most answers first: count, how many answers; starts and words, its words as places in
    vocabulary (those of text n are words[starts[n]:starts[n + 1]]); origin, the text it is a copy of, or its own place.
    """

    ids: list[str]
    text: np.ndarray
    count: np.ndarray
    starts: np.ndarray
    words: np.ndarray
    vocabulary: list[str]
    origin: np.ndarray

    def matrix(self, texts: np.ndarray) -> csr_array:
        """(texts, vocabulary): how often each word stands in each of these texts."""
        lengths = np.diff(self.starts)[texts]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        places = np.repeat(self.starts[texts] - starts[:-1], lengths) + np.arange(starts[-1])
        found = csr_array(
            (np.ones(len(places), dtype=np.float32), self.words[places], starts),
            shape=(len(texts), len(self.vocabulary)),
        )
        found.sum_duplicates()
        return found


def read_answers(answers: Iterable[tuple[str, Sequence[str] | str]], *, random_state: int = 0) -> Answers:
    """From (id, tokens) in any order, the tokens a list or one string with spaces between; read once, one by one.

    Tokens are lowered; those without a letter or digit are left out. An id that comes twice counts with its last answer.
    """
    numbers: dict[str, int] = {}
    known: dict[bytes, int] = {}
    words_of: list[bytes] = []
    text_of: dict[str, int] = {}
    for id, tokens in answers:
        words = _words(tokens)
        if not words:
            text_of[id] = -1
            continue
        key = blake2b("\n".join(words).encode("utf-8", "replace"), digest_size=16).digest()
        place_of = known.setdefault(key, len(words_of))
        if place_of == len(words_of):
            words_of.append(np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype="i4").tobytes())
        text_of[id] = place_of
    ids = sorted(text_of)
    text = np.array([text_of[id] for id in ids], dtype=np.int64)
    count = np.bincount(text[text >= 0], minlength=len(words_of))
    # By count, then by what is said: never by who came first.
    order = np.lexsort((np.array(list(known), dtype="S16"), -count))
    order = order[count[order] > 0]
    place = np.full(len(words_of) + 1, -1)
    place[order] = np.arange(len(order))
    lengths = np.array([len(words_of[one]) // 4 for one in order.tolist()], dtype=np.int64)
    vocabulary = sorted(numbers)
    in_order = np.empty(len(numbers), dtype=np.int32)
    in_order[[numbers[word] for word in vocabulary]] = np.arange(len(numbers))
    all_words = in_order[np.frombuffer(b"".join(words_of[one] for one in order.tolist()), dtype="i4")]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    origin = _origins(starts, all_words, vocabulary, random_state)
    return Answers(ids, place[text], count[order], starts, all_words, vocabulary, origin)


def _words(tokens: Sequence[str] | str) -> list[str]:
    if isinstance(tokens, str):
        tokens = tokens.split()
    found = (token.strip().lower() for token in tokens[:MAX_WORDS])
    return [word for word in found if any(letter.isalnum() for letter in word)]


def _origins(starts: np.ndarray, words: np.ndarray, vocabulary: list[str], random_state: int) -> np.ndarray:
    """Of each text the one it is a copy of: MinHash in bands, as ml.near_texts has it, and each pair compared in full."""
    many = len(starts) - 1
    if many < 2:
        return np.arange(many)
    of_text, grams = _pairs_of_words(starts, words, vocabulary)
    found = csr_array((np.ones(len(grams), dtype=np.int32), (of_text, grams)), shape=(many, 1 << 31))
    found.sum_duplicates()
    found.data[:] = 1
    best = np.arange(many)
    later, earlier = _candidates(starts, grams, random_state)
    for text, other in _near(found, later, earlier):
        np.minimum.at(best, text, other)
    root = best
    while (further := best[root]).tolist() != root.tolist():
        root = further
    moved = np.flatnonzero(root != np.arange(many))
    origin = np.arange(many)
    for text, other in _near(found, moved, root[moved]):
        origin[text] = other
    return origin


def _pairs_of_words(starts: np.ndarray, words: np.ndarray, vocabulary: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Of each word the text it stands in, and a number for it and the word behind it (in the last place: the one before)."""
    keys = [int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()) for word in vocabulary]
    hashed = np.array(keys, dtype=np.uint64)[words]
    before = np.concatenate([hashed[:1], hashed[:-1]])
    first = starts[:-1]
    # A text has one pair less than words: its first word stands for itself only where it is alone.
    before[first] = hashed[np.minimum(first + 1, len(hashed) - 1)]
    alone = np.diff(starts) == 1
    before[first[alone]] = 0
    left, right = before.copy(), hashed.copy()
    swapped = first[~alone]
    left[swapped], right[swapped] = hashed[swapped], before[swapped]
    mixed = left * np.uint64(0x9E3779B97F4A7C15) ^ right * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    of_text = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    return of_text, (mixed >> np.uint64(33)).astype(np.int32)


def _candidates(starts: np.ndarray, grams: np.ndarray, random_state: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of texts that a band brings together: each with the most frequent one in its bucket."""
    many = len(starts) - 1
    pairs = np.zeros(0, dtype=np.int64)
    for band in range(_BANDS):
        key = _band(starts, grams, np.random.default_rng((random_state, band)))
        _, first, bucket = np.unique(key, return_index=True, return_inverse=True)
        other = first[bucket]
        later = np.flatnonzero(other != np.arange(many))
        pairs = np.union1d(pairs, later * many + other[later])
    return pairs // many, pairs % many


def _band(starts: np.ndarray, grams: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """One number for the _ROWS least hashes of each text."""
    many = len(starts) - 1
    factors = chance.integers(1, 1 << 62, size=_ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    shifts = chance.integers(0, 1 << 62, size=_ROWS, dtype=np.uint64)
    key = np.zeros(many, dtype=np.uint64)
    parts = np.searchsorted(starts, np.arange(0, starts[-1], _AT_ONCE))
    for begin, end in pairwise(np.unique([*parts, many]).tolist()):
        piece = grams[starts[begin] : starts[end]].astype(np.uint64)
        for factor, shift in zip(factors, shifts, strict=True):
            mixed = piece * factor + shift
            least = np.minimum.reduceat(mixed >> np.uint64(32), starts[begin:end] - starts[begin])
            key[begin:end] = (key[begin:end] ^ least) * np.uint64(0x9E3779B97F4A7C15)
            key[begin:end] ^= key[begin:end] >> np.uint64(31)
    return key


def _near(grams: csr_array, texts: np.ndarray, others: np.ndarray) -> Iterable[tuple[np.ndarray, np.ndarray]]:
    """Those of the pairs that are NEAR, in parts."""
    sizes = np.diff(grams.indptr)
    for begin in range(0, len(texts), _PAIRS_AT_ONCE):
        one, other = texts[begin : begin + _PAIRS_AT_ONCE], others[begin : begin + _PAIRS_AT_ONCE]
        common = grams[one].multiply(grams[other]).sum(axis=1)
        is_near = common >= NEAR * (sizes[one] + sizes[other] - common)
        yield one[is_near], other[is_near]
