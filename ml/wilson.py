"""The interval of a share of few, in plain Python: the web process shows it too."""

from math import sqrt

Z = 1.96
"""Of the normal distribution, for an interval that holds what is true 95 times in 100."""


def wilson(right: int, of: int) -> tuple[float, float]:
    """Wilson's 95% interval (1927), low and high, of `right` of `of`; all there is where nothing was tried."""
    if not of:
        return 0.0, 1.0
    share, z2 = right / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)
