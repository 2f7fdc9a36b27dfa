"""Reading segmented texts as the fitted views of a model do, in one pass into one matrix.

scikit-learn's transformers check and build anew at every call, which costs more than the work itself when one text comes
at a time. The numbers are the same: a test compares them.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import add
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from ml.topics import SaidWords, TextView


class Reader:
    """The features of texts, the columns of the views side by side. Nothing changes after it was made.

    views: fitted, in the order of the model's columns. Raises ValueError for one that weighs in another way.
    """

    def __init__(self, views: Sequence[TextView | SaidWords]):
        self._views: list[_Weighed | _Said] = []
        first = 0
        for view in views:
            self._views.append(_Said(view, first) if isinstance(view, SaidWords) else _Weighed(view, first))
            first += len(self._views[-1].weights)
        self._columns = first
        self._weights = np.concatenate([view.weights for view in self._views])
        self._to_length_one = np.array([view.to_length_one for view in self._views])

    def read(self, texts: Sequence[str]) -> csr_matrix:
        """(texts, columns), float32, with sorted columns.

        texts: of words with spaces between, as `ml.topics.learnable` gives them.
        """
        columns, times, lengths = array("i"), array("f"), array("i")
        for text in texts:
            for view in self._views:
                counts = view.counts(text)
                columns.extend(counts)
                times.extend(counts.values())
                lengths.append(len(counts))
        values = (np.log(np.asarray(times)) + 1) * self._weights[np.asarray(columns)]
        part = np.repeat(np.arange(len(lengths)), lengths)
        norms = np.sqrt(np.bincount(part, values * values, len(lengths)))
        norms[~np.tile(self._to_length_one, len(texts))] = 1
        values /= norms.astype(np.float32)[part]
        ends = np.cumsum([0, *lengths], dtype=np.int32)[:: len(self._views)]
        features = csr_matrix((values, np.asarray(columns), ends), shape=(len(texts), self._columns), copy=False)
        features.sort_indices()
        return features


class _Weighed:
    """Counts of words or pieces of words, to be weighed as TF-IDF and brought to length one."""

    to_length_one = True

    def __init__(self, view: TextView, first: int):
        if view.analyzer not in ("word", "char") or not view.sublinear_tf or view.norm != "l2":
            raise ValueError("a view that weighs in another way than this reads")
        self._grams = _pieces if view.analyzer == "char" else _phrases
        self._shortest, self._longest = view.ngram_range
        self._column = {gram: first + number for gram, number in view.vocabulary_.items()}.get
        self.weights = view.idf_.astype(np.float32)

    def counts(self, text: str) -> dict[int, int]:
        """Column → how often it stands in the text."""
        counts: Counter[Any] = Counter(map(self._column, self._grams(text.lower(), self._shortest, self._longest)))
        counts.pop(None, None)
        return counts


class _Said:
    """Whether words are said at all, each weighing the same."""

    to_length_one = False

    def __init__(self, view: SaidWords, first: int):
        self._terms = list(enumerate(view.terms_.split("\n"), start=first))
        self.weights = np.full(len(self._terms), view.weight, dtype=np.float32)

    def counts(self, text: str) -> dict[int, int]:
        bare = text.replace(" ", "")
        return {column: 1 for column, term in self._terms if term in bare}


def _phrases(text: str, shortest: int, longest: int) -> Iterator[str]:
    words = text.split()
    for length in range(shortest, longest + 1):
        yield from map(" ".join, zip(*(words[k:] for k in range(length)), strict=False))


def _pieces(text: str, shortest: int, longest: int) -> list[str]:
    of_length, pieces = list(text), []
    for length in range(1, longest + 1):
        if length > 1:
            of_length = list(map(add, of_length, text[length - 1 :]))
        if length >= shortest:
            pieces += of_length
    return pieces
