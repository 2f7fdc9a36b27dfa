"""Which province a point lies in. A pin proves the province only: outlines of districts are not openly available."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OUTLINES = Path(__file__).parent / "reference" / "provinces.geojson"

Ring = list[tuple[float, float]]
"""Longitude, latitude; the first point comes again at the end."""


@dataclass(frozen=True)
class _Outline:
    code: int
    west: float
    south: float
    east: float
    north: float
    polygons: list[list[Ring]]

    def holds(self, x: float, y: float) -> bool:
        if not (self.west <= x <= self.east and self.south <= y <= self.north):
            return False
        # Inside the outer ring and in none of its holes: an odd number of rings around the point.
        return any(sum(_is_inside(ring, x, y) for ring in polygon) % 2 == 1 for polygon in self.polygons)


def province_at(latitude: float, longitude: float) -> int | None:
    """The DOPA code of the province at a point in WGS 84 degrees, or None at sea and abroad.

    Outlines are good to about a kilometre: near a border the answer may be the neighbour, so it is offered, not forced.
    """
    for outline in _outlines():
        if outline.holds(longitude, latitude):
            return outline.code
    return None


@cache
def label_point(province: int) -> tuple[float, float]:
    """Latitude and longitude at which a map writes the name of a province. Raises KeyError for no province's code."""
    features = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    labels = {int(feature["id"]): feature["properties"]["label"] for feature in features}
    longitude, latitude = labels[province]
    return latitude, longitude


@cache
def _outlines() -> list[_Outline]:
    features = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    return [_outline(feature) for feature in features]


def _outline(feature: dict) -> _Outline:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [[[(x, y) for x, y in ring] for ring in polygon] for polygon in polygons]
    xs = [x for polygon in rings for ring in polygon for x, _ in ring]
    ys = [y for polygon in rings for ring in polygon for _, y in ring]
    return _Outline(int(feature["id"]), min(xs), min(ys), max(xs), max(ys), rings)


def _is_inside(ring: Ring, x: float, y: float) -> bool:
    """Whether a line from the point to the east crosses the ring an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside
