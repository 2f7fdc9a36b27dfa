"""Where answers stand to each other: answers that use the same words, or words that are used alike, are near.

Two views side by side, each of length 1: latent semantic analysis of the texts (Deerwester et al. 1990) tells apart what words
often stand together in; vectors of words by positive pointwise mutual information (Levy and Goldberg 2014), averaged over a text, bring
together what is said in different words. Both are learned from these answers alone; neither is as good as both (docs/themes.md).
"""

from functools import cache

import numpy as np
from scipy.sparse import coo_array, csr_array, diags_array
from sklearn.decomposition import TruncatedSVD
from threadpoolctl import threadpool_limits

from ml.answers import Answers
from ml.empty_words import EMPTY_WORDS
from ml.segmenter import corpus

OF_TEXTS, OF_WORDS = 50, 100
"""Directions kept of each view."""
SAMPLE = 30_000
"""Texts that the directions are learned from; all are turned into them."""
MOST_WORDS = 10_000
"""The most frequent ones; pairs of them need not be kept all at once."""
_SMOOTHED = 0.75  # rare words get too much of mutual information (Levy, Goldberg and Dagan 2015)
_AT_ONCE, _WORDS_AT_ONCE = 50_000, 500
_MANY = 10_000
"""Of more texts than these, two words that stand together in one of them only tell nothing."""


def theme_space(answers: Answers, texts: np.ndarray, *, random_state: int = 0) -> np.ndarray:
    """(texts, directions), float32: each of length 1, or 0 where a text has no telling word that another has too."""
    weighed = weighed_words(answers, texts)
    many = len(texts)
    sample = np.arange(many)
    if many > SAMPLE:
        sample = np.sort(np.random.default_rng(random_state).choice(many, SAMPLE, replace=False))
    learned = weighed[sample]
    # Of several threads the sums would depend on the machine.
    with threadpool_limits(limits=1):
        views = [_of_texts(learned, random_state), _of_words(learned, random_state)]
        parts = range(0, many, _AT_ONCE)
        return np.concatenate(
            [_both(weighed[begin : begin + _AT_ONCE], views) for begin in parts] or [np.zeros((0, 2))]
        )


def weighed_words(answers: Answers, texts: np.ndarray) -> csr_array:
    """(texts, words): TF-IDF, rows of length 1; telling words only, which at least two texts have."""
    counted = answers.matrix(texts)
    told_by = np.bincount(counted.indices, minlength=counted.shape[1])
    kept = np.flatnonzero(telling(answers.vocabulary) & (told_by >= 2))
    kept = np.sort(kept[np.argsort(-told_by[kept], kind="stable")[:MOST_WORDS]])
    weighed = counted[:, kept]
    weighed.data = 1 + np.log(weighed.data)
    rare = 1 + np.log((1 + len(texts)) / (1 + told_by[kept]))
    weighed = weighed @ diags_array(rare.astype(np.float32))
    lengths = np.sqrt(weighed.multiply(weighed).sum(axis=1))
    scaled = (diags_array((1 / np.maximum(lengths, 1e-9)).astype(np.float32)) @ weighed).tocsr()
    scaled.sort_indices()
    return scaled


def telling(vocabulary: list[str]) -> np.ndarray:
    """Which words can tell themes apart: no little word, no number."""
    little = _little_words()
    return np.array([word not in little and any(map(str.isalpha, word)) for word in vocabulary], dtype=bool)


def unit_rows(points: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    return np.where(lengths > 1e-6, points / np.maximum(lengths, 1e-6), 0).astype(np.float32)


def _both(weighed: csr_array, views: list[np.ndarray]) -> np.ndarray:
    return unit_rows(np.hstack([unit_rows(weighed @ view) for view in views]))


def _of_texts(weighed: csr_array, random_state: int) -> np.ndarray:
    """(words, directions)."""
    return _directions(weighed, OF_TEXTS, random_state)[0]


def _of_words(weighed: csr_array, random_state: int) -> np.ndarray:
    """(words, directions): words that stand in texts with the same words are near each other."""
    has = weighed.copy()
    has.data = np.ones_like(has.data)
    words = has.shape[1]
    fewest = 2 if len(weighed.indptr) > _MANY else 1
    parts = [_together(has, begin, fewest) for begin in range(0, words, _WORDS_AT_ONCE)]
    row, column, times = (
        (np.concatenate(each) for each in zip(*parts, strict=True)) if parts else np.zeros((3, 0), "i4")
    )
    each = np.bincount(row, times, minlength=words)
    smoothed = each**_SMOOTHED
    smoothed /= max(smoothed.sum(), 1e-9)
    information = np.log(times / (each[row] * smoothed[column] + 1e-12)).astype(np.float32)
    positive = information > 0
    found = coo_array((information[positive], (row[positive], column[positive])), shape=(words, words)).tocsr()
    directions, strengths = _directions(found, OF_WORDS, random_state)
    return unit_rows(found @ directions / np.sqrt(np.maximum(strengths, 1e-9)))


def _together(has: csr_array, begin: int, fewest: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of some words each other word that stands in the same text, and in how many."""
    found = (has[:, begin : begin + _WORDS_AT_ONCE].T @ has).tocoo()
    kept = (found.row + begin != found.col) & (found.data >= fewest)
    return (found.row[kept] + begin).astype(np.int32), found.col[kept].astype(np.int32), found.data[kept]


def _directions(matrix: csr_array, many: int, random_state: int) -> tuple[np.ndarray, np.ndarray]:
    """(columns, directions) and how strong each is; so many at most, and all where there are hardly more columns."""
    rows, columns = matrix.shape
    if columns <= 2 or rows <= 2 or not matrix.nnz:
        return np.eye(columns, max(columns, 1), dtype=np.float32), np.ones(max(columns, 1))
    with np.errstate(invalid="ignore"):  # the shares of variance, which nobody asks for, where all rows are the same
        found = TruncatedSVD(min(many, rows - 1, columns - 1), random_state=random_state).fit(matrix)
    return found.components_.T.astype(np.float32), found.singular_values_


@cache
def _little_words() -> frozenset[str]:
    return EMPTY_WORDS | frozenset(corpus("stopwords_th.txt").read_text(encoding="utf-8-sig").split())
