"""Where voters stand to each other: the two directions in which votes differ most, as Pol.is finds them."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse.linalg import svds

from ml.votes import Votes

_SMALL = 2_000
"""Up to so many statements their covariance is held whole (32 MB); beyond, only products with it are made."""


@dataclass(frozen=True)
class Space:
    """points: (voters, 2), where each voter stands. explained: the share of variance along each axis.

    extremity: for each statement how far from the middle one who agreed with it alone would stand.
    """

    points: np.ndarray
    explained: tuple[float, float]
    extremity: np.ndarray


def opinion_space(votes: Votes, moderated_out: np.ndarray) -> Space:
    """PCA of votes less their statement's mean; a missing vote is that mean, so that it pulls nowhere.

    moderated_out: true for statements that count as passed by everybody, which is what Pol.is makes of them. Who voted
    little is moved out by the square root of statements per vote, else they would all stand in the middle.
    """
    voters, statements = len(votes.voters), len(votes.statements)
    counted = ~moderated_out[votes.statement]
    given = np.bincount(votes.statement[counted], minlength=statements)
    sums = np.bincount(votes.statement[counted], votes.vote[counted], minlength=statements)
    mean = sums / np.maximum(given, 1)
    centred = votes.sparse(np.where(counted, votes.vote - mean[votes.statement], 0.0))
    axes, explained = _axes(centred)
    seen = np.bincount(votes.voter[counted], minlength=voters) + np.count_nonzero(moderated_out)
    outwards = np.sqrt(statements / np.maximum(seen, 1))
    points = np.asarray(centred @ axes.T) * outwards[:, None]
    extremity = np.hypot(*axes) * np.abs(1 - mean) * np.sqrt(statements)
    return Space(points, explained, np.where(moderated_out, 0.0, extremity))


def _axes(centred) -> tuple[np.ndarray, tuple[float, float]]:
    """(2, statements): directions of length 1, or 0 where there is no variance left; and their shares of it."""
    statements = centred.shape[1]
    axes, variances = np.zeros((2, statements)), np.zeros(2)
    total = float((centred.data**2).sum())
    if total < 1e-12:
        return axes, (0.0, 0.0)
    if min(centred.shape) <= _SMALL:
        is_wide = centred.shape[0] < statements
        product = (centred @ centred.T if is_wide else centred.T @ centred).toarray()
        values, vectors = np.linalg.eigh(product)
        found, along = np.maximum(values[::-1][:2], 0), vectors[:, ::-1][:, :2].T
        if is_wide:
            along = (centred.T @ along.T).T / np.sqrt(np.maximum(found, 1e-12))[:, None]
    else:
        # ARPACK begins at random unless told where.
        _, singular, along = svds(centred, k=2, v0=np.ones(min(centred.shape)), return_singular_vectors="vh")
        order = np.argsort(-singular)
        found, along = singular[order] ** 2, along[order]
    for number, (value, direction) in enumerate(zip(found, along, strict=True)):
        if value > 1e-9 * total:
            # A direction and its opposite explain the same; so it points to the side of its greatest weight.
            axes[number] = direction * np.sign(direction[np.argmax(np.abs(direction).round(9))])
            variances[number] = value
    return axes, (float(variances[0] / total), float(variances[1] / total))
