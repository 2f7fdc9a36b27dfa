"""Reading segmented texts as the fitted views of a model do, all of them in one pass into one matrix.

scikit-learn's transformers check and build anew at every call, and count the pieces of each word one by one. Here the pieces
are found with arrays, many texts at a time. The numbers are the same: a test compares them.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

import numpy as np
from scipy.sparse import csr_matrix

from ml.topics import SaidWords, TextView

LETTERS_AT_ONCE = 50_000
"""Of all texts: some 5 MB at work, however many texts there are."""

_Found = tuple[np.ndarray, np.ndarray]
"""Rows and columns of what stands in some texts, as often as it stands there."""


class Reader:
    """The features of texts, the columns of the views side by side. Nothing changes after it was made.

    views: fitted, in the order of the model's columns. Raises ValueError for one that weighs in another way.
    """

    def __init__(self, views: Sequence[TextView | SaidWords]):
        self._views: list[_Pieces | _Phrases | _Said] = []
        first = 0
        for view in views:
            self._views.append(_reader_of(view, first))
            first += len(self._views[-1].weights)
        self._columns = first
        self._weights = np.concatenate([view.weights for view in self._views])
        self._view_of = np.repeat(np.arange(len(self._views)), [len(view.weights) for view in self._views])
        self._to_length_one = np.array([view.to_length_one for view in self._views])

    def read(self, texts: Sequence[str]) -> csr_matrix:
        """(texts, columns), float32, with sorted columns.

        texts: of words with spaces between, as `ml.topics.learnable` gives them.
        """
        counted = [self._counted(texts[begin:end], begin) for begin, end in _some_at_a_time(texts)]
        places = np.concatenate([place for place, _ in counted]) if counted else np.zeros(0, dtype=np.int64)
        times = np.concatenate([some for _, some in counted]) if counted else np.zeros(0, dtype=np.float32)
        rows, columns = np.divmod(places, self._columns)
        values = (np.log(times) + 1) * self._weights[columns]
        part = rows * len(self._views) + self._view_of[columns]
        norms = np.sqrt(np.bincount(part, values * values, len(texts) * len(self._views)))
        norms[~np.tile(self._to_length_one, len(texts))] = 1
        values /= norms.astype(np.float32)[part]
        ends = np.searchsorted(rows, np.arange(len(texts) + 1)).astype(np.int32)
        shape = (len(texts), self._columns)
        features = csr_matrix((values, columns.astype(np.int32), ends), shape=shape, copy=False)
        features.has_sorted_indices = True
        return features

    def _counted(self, texts: Sequence[str], first: int) -> _Found:
        """What stands in some of the texts, in order, by its place (row times columns, and column), and how often.

        first: number of the first of them.
        """
        found = [view.found(texts) for view in self._views]
        places = np.concatenate([(rows + first) * self._columns + columns for rows, columns in found])
        places.sort()
        is_new = np.ones(len(places), dtype=bool)
        np.not_equal(places[1:], places[:-1], out=is_new[1:])
        begins = np.flatnonzero(is_new)
        return places[begins], np.diff(begins, append=len(places)).astype(np.float32)


def _some_at_a_time(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Begin and end of stretches that hold some LETTERS_AT_ONCE."""
    begin = letters = 0
    for end, text in enumerate(texts, start=1):
        letters += len(text)
        if letters >= LETTERS_AT_ONCE or end == len(texts):
            yield begin, end
            begin, letters = end, 0


def _reader_of(view: TextView | SaidWords, first: int) -> "_Pieces | _Phrases | _Said":
    """first: its first column."""
    if isinstance(view, SaidWords):
        return _Said(view, first)
    if view.analyzer not in ("word", "char") or not view.sublinear_tf or view.norm != "l2":
        raise ValueError("a view that weighs in another way than this reads")
    return _Pieces(view, first) if view.analyzer == "char" else _Phrases(view, first)


class _Pieces:
    """Pieces of words and of what stands between them, to be weighed as TF-IDF and brought to length one.

    They are a tree: from each piece a letter leads to one that is longer by it. Piece 0 is none at all, and letter 0 is one
    that stands in no piece: both lead nowhere.
    """

    to_length_one = True

    def __init__(self, view: TextView, first: int):
        self.weights = view.idf_.astype(np.float32)
        self._shortest, longest = view.ngram_range
        letters = sorted({letter for piece in view.vocabulary_ for letter in piece})
        number_of = {letter: number for number, letter in enumerate(letters, start=1)}
        self._letter = np.zeros(max(map(ord, letters), default=0) + 2, dtype=np.int32)
        self._letter[[ord(letter) for letter in letters]] = np.arange(1, len(letters) + 1)
        self._letters = len(letters) + 1
        self._longer: list[np.ndarray] = []
        self._column: list[np.ndarray] = []
        shorter = number_of
        for length in range(1, longest + 1):
            if length > 1:
                begun = sorted({piece[:length] for piece in view.vocabulary_ if len(piece) >= length})
                longer = np.zeros((len(shorter) + 1, self._letters), dtype=np.int32)
                for number, piece in enumerate(begun, start=1):
                    longer[shorter[piece[:-1]], number_of[piece[-1]]] = number
                self._longer.append(longer.ravel())
                shorter = {piece: number for number, piece in enumerate(begun, start=1)}
            own = [view.vocabulary_.get(piece, -1) for piece in shorter]
            self._column.append(np.array([-1, *(column + first if column >= 0 else -1 for column in own)]))

    def found(self, texts: Sequence[str]) -> _Found:
        apart = [f"{text.lower()}\n" for text in texts]
        codes = np.frombuffer("".join(apart).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        letters = self._letter[np.minimum(codes, len(self._letter) - 1)]
        row = np.repeat(np.arange(len(texts)), [len(text) for text in apart])
        pieces, rows, columns = letters, [], []
        for length, column_of in enumerate(self._column, start=1):
            if length > 1:
                step = pieces[: len(letters) - length + 1] * self._letters + letters[length - 1 :]
                pieces = self._longer[length - 2][step]
            if length >= self._shortest:
                column = column_of[pieces]
                at = np.flatnonzero(column >= 0)
                rows.append(row[at])
                columns.append(column[at])
        return np.concatenate(rows), np.concatenate(columns)


class _Phrases:
    """Words and what they are with the next ones, to be weighed as TF-IDF and brought to length one."""

    to_length_one = True

    def __init__(self, view: TextView, first: int):
        self.weights = view.idf_.astype(np.float32)
        self._lengths = range(view.ngram_range[0], view.ngram_range[1] + 1)
        self._column = {phrase: first + number for phrase, number in view.vocabulary_.items()}.get

    def found(self, texts: Sequence[str]) -> _Found:
        return _listed([[c for c in map(self._column, self._phrases(text)) if c is not None] for text in texts])

    def _phrases(self, text: str) -> Iterator[str]:
        words = text.lower().split()
        for length in self._lengths:
            if length == 1:
                yield from words
            elif length == 2:
                yield from [f"{word} {following}" for word, following in pairwise(words)]
            else:
                yield from map(" ".join, zip(*(words[k:] for k in range(length)), strict=False))


class _Said:
    """Whether words are said at all, each weighing the same."""

    to_length_one = False

    def __init__(self, view: SaidWords, first: int):
        self._terms = list(enumerate(view.terms_.split("\n"), start=first))
        self.weights = np.full(len(self._terms), view.weight, dtype=np.float32)

    def found(self, texts: Sequence[str]) -> _Found:
        bare = (text.replace(" ", "") for text in texts)
        return _listed([[column for column, term in self._terms if term in text] for text in bare])


def _listed(of_texts: Sequence[Sequence[int]]) -> _Found:
    """The columns of each text as two arrays."""
    rows = np.repeat(np.arange(len(of_texts)), [len(columns) for columns in of_texts])
    return rows, np.fromiter(chain.from_iterable(of_texts), dtype=np.int64, count=len(rows))
