"""From points to themes: k-means of directions, as many as make the silhouette, and what is near no centre left over.

Similarity is the cosine. That of a point to its own theme is to the centre of the others in it: a theme of two is not near by itself.
"""

from itertools import pairwise

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from ml.theme_space import unit_rows

OTHERS = -1
MAX_THEMES = 60
NEAR = 0.4
"""Cosine to the centre of its theme below which a text belongs to none."""
FEWEST_TEXTS = 3
FEW_ENOUGH = 0.95
"""The fewest themes are taken whose silhouette is at least so much of the best one's."""

_TRIED = (2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, MAX_THEMES)
_TO_CHOOSE, _TO_FIND = 6_000, 30_000
_STARTS_TO_CHOOSE, _STARTS = 4, 8
_ROUNDS = 10
_AT_ONCE = 50_000


def find_centres(points: np.ndarray, themes: int | None = None, *, random_state: int = 0) -> np.ndarray:
    """(themes, directions): so many centres, or as many as fit best; none where there are too few points to tell."""
    points = points[np.any(points, axis=1)]
    if len(points) < 2 * FEWEST_TEXTS:
        return points[:0]
    chance = np.random.default_rng(random_state)
    few, more = _drawn(points, _TO_CHOOSE, chance), _drawn(points, _TO_FIND, chance)
    many = min(themes, len(points)) if themes else _best_number(few, random_state)
    return unit_rows(_k_means(more, many, _STARTS, random_state).cluster_centers_)


def _best_number(points: np.ndarray, random_state: int) -> int:
    silhouettes = {}
    for many in _TRIED:
        if many**2 > len(points):  # more would be themes of a few texts each, whatever the silhouette says
            break
        label = _k_means(points, many, _STARTS_TO_CHOOSE, random_state).labels_
        silhouettes[many] = silhouette(points, label)
    best = max(silhouettes.values())
    return min(many for many, value in silhouettes.items() if value >= FEW_ENOUGH * best)


def settle(points: np.ndarray, centres: np.ndarray, fixed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """The theme of each point, OTHERS for those near none, and the centres where k-means of all points ends.

    fixed: the first so many centres stay where they are.
    """
    centres = centres.copy()
    label = np.full(len(points), OTHERS)
    if not len(centres):
        return label, centres
    for _ in range(_ROUNDS):
        found, near = _nearest(points, centres)
        found[near < NEAR] = OTHERS
        if (found == label).all():
            break
        label = found
        sums = _sums(points, label, len(centres))
        moved = np.flatnonzero(np.any(sums, axis=1))
        moved = moved[moved >= fixed]
        centres[moved] = unit_rows(sums[moved])
    near = own_similarity(points, label, centres)
    label[(near < NEAR) & (label >= fixed)] = OTHERS
    return label, centres


def own_similarity(points: np.ndarray, label: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Of each point the cosine to the centre of the others of its theme; 0 for one of no theme, or alone in it."""
    sums = _sums(points, label, len(centres))
    found = np.zeros(len(points))
    for begin, end in _parts(len(points)):
        place = np.flatnonzero(label[begin:end] >= 0) + begin
        rest = sums[label[place]] - points[place]
        found[place] = (rest * points[place]).sum(axis=1) / np.maximum(np.linalg.norm(rest, axis=1), 1e-6)
    return found


def silhouette(points: np.ndarray, label: np.ndarray) -> float:
    """The mean over points, simplified: distances are to centres, of its own theme that of the others in it."""
    many = int(label.max()) + 1
    centres = unit_rows(_sums(points, label, many))
    apart = 1 - points @ centres.T
    inside = 1 - own_similarity(points, label, centres)
    apart[np.arange(len(points)), label] = np.inf
    outside = apart.min(axis=1)
    return float(((outside - inside) / np.maximum(np.maximum(inside, outside), 1e-9)).mean())


def _nearest(points: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    label, near = np.empty(len(points), dtype=np.int64), np.empty(len(points))
    for begin, end in _parts(len(points)):
        cosines = points[begin:end] @ centres.T
        label[begin:end] = cosines.argmax(axis=1)
        near[begin:end] = cosines.max(axis=1)
    return label, near


def _sums(points: np.ndarray, label: np.ndarray, many: int) -> np.ndarray:
    sums = np.zeros((many, points.shape[1]))
    for one in range(many):
        sums[one] = points[label == one].sum(axis=0, dtype=np.float64)
    return sums


def _parts(many: int) -> list[tuple[int, int]]:
    return list(pairwise([*range(0, many, _AT_ONCE), many]))


def _drawn(points: np.ndarray, most: int, chance: np.random.Generator) -> np.ndarray:
    if len(points) <= most:
        return points
    return points[np.sort(chance.choice(len(points), most, replace=False))]


def _k_means(points: np.ndarray, many: int, starts: int, random_state: int) -> KMeans:
    with threadpool_limits(limits=1):
        return KMeans(many, n_init=starts, random_state=random_state).fit(points)
