"""The little geometry that outlines need while they are loaded, in plain Python: no page and no request comes here.

Rings are lists of (longitude, latitude) in WGS 84 degrees whose first point comes again at the end.
"""

from __future__ import annotations

from math import cos, radians

from directory.distances import KM_A_DEGREE
from directory.places import Ring, is_inside

DEGREE_M = 1000 * KM_A_DEGREE
AT_A_TIME = 2_000
"""Points simplified together: Douglas-Peucker is quadratic at its worst, and a crafted line is always the worst."""


def simplified(ring: Ring, tolerance_m: float) -> Ring:
    """The ring with fewer points, nowhere further than the tolerance from what it was (Douglas and Peucker 1973).

    The first point stays; what is smaller than the tolerance keeps at least a triangle.
    """
    if len(ring) <= 4:
        return ring
    scale = cos(radians(ring[0][1]))
    flat = [(x * scale * DEGREE_M, y * DEGREE_M) for x, y in ring]
    kept: list[int] = []
    # A ring ends where it begins, so it has no base line: it is cut at the point that is furthest from there.
    x0, y0 = flat[0]
    opposite = max(range(len(flat)), key=lambda i: (flat[i][0] - x0) ** 2 + (flat[i][1] - y0) ** 2)
    for start, end in ((0, opposite), (opposite, len(flat) - 1)):
        for first in range(start, end, AT_A_TIME):
            kept += _kept(flat, first, min(first + AT_A_TIME, end), tolerance_m**2)
    points = [ring[i] for i in kept] + [ring[-1]]
    if len(points) >= 4:
        return points
    third = len(ring) // 3
    return [ring[0], ring[third], ring[2 * third], ring[-1]]


def _kept(points: Ring, first: int, last: int, tolerance_2: float) -> list[int]:
    """Which points of a line stay, all but its last."""
    stays = {first}
    waiting = [(first, last)]
    while waiting:
        start, end = waiting.pop()
        (ax, ay), (bx, by) = points[start], points[end]
        dx, dy = bx - ax, by - ay
        length_2 = dx * dx + dy * dy
        furthest, furthest_2 = 0, tolerance_2
        for i in range(start + 1, end):
            px, py = points[i]
            along = ((px - ax) * dx + (py - ay) * dy) / length_2 if length_2 else 0.0
            along = 0.0 if along < 0 else 1.0 if along > 1 else along
            ex, ey = px - ax - along * dx, py - ay - along * dy
            distance_2 = ex * ex + ey * ey
            if distance_2 > furthest_2:
                furthest, furthest_2 = i, distance_2
        if furthest:
            stays.add(furthest)
            waiting += [(start, furthest), (furthest, end)]
    return sorted(stays)


def area_m2(ring: Ring) -> float:
    """The area inside the ring, without sign."""
    scale = cos(radians(ring[0][1])) * DEGREE_M**2
    x0, y0 = ring[0]  # differences, or the digits are lost on small rings
    doubled = sum(
        (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0) for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False)
    )
    return abs(doubled) / 2 * scale


def label_of(polygons: list[list[Ring]]) -> tuple[float, float]:
    """A point well inside the largest polygon, for its name: the middle of the widest part at half of its height."""
    rings = max(polygons, key=lambda polygon: area_m2(polygon[0]))
    south, north = min(y for _, y in rings[0]), max(y for _, y in rings[0])
    best = (0.0, *rings[0][0])
    for part in (0.5, 0.4, 0.6, 0.3, 0.7):
        y = south + (north - south) * part
        crossings = sorted(
            x1 + (y - y1) * (x2 - x1) / (y2 - y1)
            for ring in rings
            for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False)
            if (y1 > y) != (y2 > y)
        )
        for west, east in zip(crossings[::2], crossings[1::2], strict=False):
            # A name in the middle looks best: another height must be a good deal wider.
            best = max(best, ((east - west) * (1.0 if part == 0.5 else 0.7), (west + east) / 2, y))
    return best[1], best[2]


def holds(polygons: list[list[Ring]], x: float, y: float) -> bool:
    return any(sum(is_inside(ring, x, y) for ring in polygon) % 2 == 1 for polygon in polygons)
