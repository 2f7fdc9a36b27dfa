"""From points to groups: at most 100 base clusters first, then groups of those, as Pol.is does.

K-means ends where its start leads it, and in real conversations several ends are about equally tight (docs/opinions.md). So
nothing hangs on one start: every base clustering is grouped from STARTS starts and takes the end to which most of them
lead, and of CLUSTERINGS base clusterings the grouping is kept that agrees most with the others.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

BASE_CLUSTERS, MAX_GROUPS = 100, 5
CLUSTERINGS, STARTS = 9, 1_000
_ROUNDS = 300
_INITS = ("k-means++", "random")
"""In turn: dots spread over all that people think, and dots where people are, as Pol.is makes them of its first voters."""
_FINE, _MANY = 100, 10_000
"""Beyond _MANY distinct points those within one cell of a grid of _FINE by _FINE are one, with their number as weight."""


@dataclass(frozen=True)
class Grouping:
    """group, base: of each point. centres: (base clusters, 2). silhouettes: for each number of groups tried."""

    group: np.ndarray
    base: np.ndarray
    centres: np.ndarray
    silhouettes: dict[int, float]


def find_grouping(points: np.ndarray, groups: int | None = None, *, random_state: int = 0) -> Grouping:
    """The groups of points (points, 2). groups: how many; otherwise as many, 2 to 5, as make the best silhouette.

    There are fewer where there are fewer distinct points. Groups are numbered by size, the largest first.
    """
    cells, cell_of, weights = _cells(points)
    if len(cells) <= 1:
        nothing = np.zeros(len(points), dtype=np.int64)
        return Grouping(nothing, nothing, cells, {})
    is_exact = len(cells) <= BASE_CLUSTERS
    turns = range(1 if is_exact else CLUSTERINGS)
    bases = [_base(cells, weights, _INITS[turn % 2], random_state + turn) for turn in turns]
    most = min(MAX_GROUPS, 2 + len(bases[0][1]) // 12, len(cells))
    tried = range(2, most + 1) if groups is None else [max(1, min(groups, len(bases[0][1])))]
    ends, silhouettes = {}, {}
    for k in tried:
        of_base = [_settle(centres, _sizes(base, weights), k, random_state) for base, centres in bases]
        silhouettes[k] = float(np.mean([value for _, value in of_base]))
        ends[k] = [end for end, _ in of_base]
    best = max(tried, key=lambda k: (round(silhouettes[k], 9), -k))
    chosen = _most_agreed([end[base] for end, (base, _) in zip(ends[best], bases, strict=True)], weights)
    base, centres = bases[chosen]
    return Grouping(_by_size(ends[best][chosen][base][cell_of]), base[cell_of], centres, silhouettes)


def silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    """The mean over points, 0 for one that is a group of its own and where there is one group only."""
    groups = int(labels.max()) + 1
    if groups < 2:
        return 0.0
    apart = np.sqrt(np.maximum(((points[:, None] - points[None]) ** 2).sum(axis=2), 0))
    is_in = labels[:, None] == np.arange(groups)
    sizes, own = is_in.sum(axis=0), np.arange(len(points))
    sums = apart @ is_in
    inside = sums[own, labels] / np.maximum(sizes[labels] - 1, 1)
    others = sums / np.maximum(sizes, 1)
    others[own, labels] = np.inf
    outside = others[:, sizes > 0].min(axis=1)
    scale = np.maximum(np.maximum(inside, outside), 1e-12)
    return float(np.where(sizes[labels] > 1, (outside - inside) / scale, 0).mean())


def agreement(one: np.ndarray, other: np.ndarray, weights: np.ndarray) -> float:
    """The adjusted Rand index of two groupings of points that stand for so many each."""
    width = int(other.max()) + 1
    table = np.bincount(one * width + other, weights, minlength=(int(one.max()) + 1) * width).reshape(-1, width)
    pairs, rows, columns, total = (
        float((n * (n - 1) / 2).sum()) for n in (table, table.sum(axis=1), table.sum(axis=0), table.sum())
    )
    expected = rows * columns / max(total, 1.0)
    return 1.0 if (rows + columns) / 2 == expected else (pairs - expected) / ((rows + columns) / 2 - expected)


def _cells(points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct points, which of them each point is, and how many it stands for."""
    distinct, cell_of = np.unique(points.round(9), axis=0, return_inverse=True)
    if len(distinct) > _MANY:
        low, high = points.min(axis=0), points.max(axis=0)
        place = np.minimum((points - low) / np.maximum(high - low, 1e-12) * _FINE, _FINE - 1).astype(np.int64)
        cell_of = np.unique(place[:, 0] * _FINE + place[:, 1], return_inverse=True)[1]
    cell_of = cell_of.reshape(-1)
    weights = np.bincount(cell_of).astype(np.float64)
    cells = np.stack([np.bincount(cell_of, points[:, axis]) / weights for axis in (0, 1)], axis=1)
    return cells, cell_of, weights


def _base(points: np.ndarray, weights: np.ndarray, init: str, random_state: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each point its base cluster, and their centres."""
    if len(points) <= BASE_CLUSTERS:
        return np.arange(len(points)), points
    means = KMeans(BASE_CLUSTERS, init=init, n_init=1, random_state=random_state, tol=0, max_iter=_ROUNDS)
    # Of several threads the sums, and with them the ends, would depend on the machine; and so few points are no faster by them.
    with threadpool_limits(limits=1):
        means.fit(points, sample_weight=weights)
    used, base = np.unique(means.labels_, return_inverse=True)
    return base, means.cluster_centers_[used]


def _settle(points: np.ndarray, weights: np.ndarray, groups: int, random_state: int) -> tuple[np.ndarray, float]:
    """The end to which most starts lead, and its silhouette.

    The numbers of starts that lead to two ends differ by chance by their root; ends that two such errors do not tell
    apart from the most frequent are held for as likely, and the higher silhouette decides among them.
    """
    ends, frequency = _ends(points, weights, groups, np.random.default_rng(random_state))
    most = frequency.max()
    likely = np.flatnonzero(most - frequency <= np.where(frequency == most, 0, 2 * np.sqrt(most + frequency)))
    values = [round(silhouette(points, ends[end]), 9) for end in likely]
    best = int(np.argmax(values))
    return ends[likely[best]], values[best]


def _ends(
    points: np.ndarray, weights: np.ndarray, groups: int, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Where weighted k-means ends from STARTS starts of k-means++: each end's labels, and how often it was reached."""
    labels = _lloyd(points, weights, _starts(points, weights, groups, chance))
    ends, frequency = np.unique(_numbered(labels, groups), axis=0, return_counts=True)
    is_full = ends.max(axis=1) == groups - 1
    return (ends[is_full], frequency[is_full]) if is_full.any() else (ends, frequency)


def _starts(points: np.ndarray, weights: np.ndarray, groups: int, chance: np.random.Generator) -> np.ndarray:
    """(STARTS, groups, 2): a point drawn by its weight, each further by weight and squared distance to those drawn."""
    apart = ((points[:, None] - points[None]) ** 2).sum(axis=2) * weights
    drawn = [chance.choice(len(points), STARTS, p=weights / weights.sum())]
    nearest = apart[drawn[0]]
    while len(drawn) < groups:
        odds = np.cumsum(nearest, axis=1)
        aim = chance.random(STARTS) * odds[:, -1]
        drawn.append(np.minimum((odds <= aim[:, None]).sum(axis=1), len(points) - 1))
        nearest = np.minimum(nearest, apart[drawn[-1]])
    return points[np.stack(drawn, axis=1)]


def _lloyd(points: np.ndarray, weights: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """(starts, points): the labels at which k-means stands still, from all starts at once."""
    labels = np.full((len(centres), len(points)), -1)
    moving = np.arange(len(centres))
    for _ in range(_ROUNDS):
        now = centres[moving]
        # Squared distances less what is the same for all centres.
        found = ((now**2).sum(axis=2)[:, :, None] - 2 * now @ points.T).argmin(axis=1)
        has_moved = (found != labels[moving]).any(axis=1)
        moving, found = moving[has_moved], found[has_moved]
        if not len(moving):
            break
        labels[moving] = found
        for group in range(centres.shape[1]):
            share = (found == group) * weights
            sums = share.sum(axis=1)
            is_used = sums > 0
            centres[moving[is_used], group] = share[is_used] @ points / sums[is_used, None]
    return labels


def _most_agreed(groupings: list[np.ndarray], weights: np.ndarray) -> int:
    means = [sum(agreement(one, other, weights) for other in groupings) for one in groupings]
    return int(np.argmax(np.round(means, 9)))


def _sizes(base: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.bincount(base, weights)


def _numbered(labels: np.ndarray, groups: int) -> np.ndarray:
    """(ends, points): the same groupings, the groups of each numbered by their first point."""
    is_in = labels[:, None] == np.arange(groups)[None, :, None]
    first = np.where(is_in.any(axis=2), is_in.argmax(axis=2), labels.shape[1])
    return np.take_along_axis(first.argsort(axis=1).argsort(axis=1), labels, axis=1)


def _by_size(labels: np.ndarray) -> np.ndarray:
    sizes = np.bincount(labels)
    order = np.lexsort((np.arange(len(sizes)), -sizes))
    return np.argsort(order)[labels]
