"""Distances on the ground, in plain Python: good to a hundredth over some hundred kilometres, which is all a sentence needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import asin, cos, hypot, radians, sin, sqrt

KM_A_DEGREE = 111.32

Point = Sequence[float]
"""Longitude, latitude in WGS 84 degrees."""


def km_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Kilometres between two points anywhere, on a sphere (haversine): good to half a hundredth."""
    down, along = radians(other_latitude - latitude), radians(other_longitude - longitude)
    part = sin(down / 2) ** 2 + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(along / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(part)))


def km_to_outline(polygons: Iterable[Iterable[Sequence[Point]]], latitude: float, longitude: float) -> float:
    """Kilometres from a point to the nearest line of an outline, whichever side of it the point is on."""
    narrow = cos(radians(latitude)) * KM_A_DEGREE
    nearest = float("inf")
    for polygon in polygons:
        for ring in polygon:
            flat = [((x - longitude) * narrow, (y - latitude) * KM_A_DEGREE) for x, y in ring]
            nearest = min([nearest, *(_to_line(*ends) for ends in zip(flat, flat[1:], strict=False))])
    return nearest


def _to_line(start: tuple[float, float], end: tuple[float, float]) -> float:
    """From the origin to a line between two points."""
    (ax, ay), (bx, by) = start, end
    dx, dy = bx - ax, by - ay
    length_2 = dx * dx + dy * dy
    along = min(1.0, max(0.0, -(ax * dx + ay * dy) / length_2)) if length_2 else 0.0
    return hypot(ax + along * dx, ay + along * dy)
