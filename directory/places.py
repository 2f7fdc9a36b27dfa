"""Where a point lies: its province by the outlines that come with the house, its district where a deployment loaded some.

Outlines of districts are not openly available; `load_area_shapes` brings in those of whoever has them. Without them a pin
proves the province only.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from directory.distances import km_to_outline
from directory.models import Area, ShapeFile
from directory.statements import Prepared

OUTLINES = Path(__file__).parent / "reference" / "provinces.geojson"
COUNTRY = (5.0, 97.0, 21.0, 106.0)
"""South-west and north-east corners of the country, with some sea."""
NEAR_DEGREES = 0.01
"""Some 1 km: loaded outlines are good to 10 m, but not a telephone among houses, nor what people hold for the border."""
NEAR_COARSE_DEGREES = 0.05
"""Some 5 km: the provinces' outlines are drawn at 1:10,000,000, so a pin this near to a border may be on either side."""
OFF_THE_COAST_KM = 80.0
"""As far as people at sea or on an island that no outline draws may be from their province: Similan 61, Losin 71."""
KEPT_S = 10.0

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
        return any(sum(is_inside(ring, x, y) for ring in polygon) % 2 == 1 for polygon in self.polygons)


def province_at(latitude: float, longitude: float) -> int | None:
    """The DOPA code of the province at a point in WGS 84 degrees, or None at sea and abroad.

    Outlines are good to about a kilometre: near a border the answer may be the neighbour, so it is offered, not forced.
    """
    for outline in _outlines():
        if outline.holds(longitude, latitude):
            return outline.code
    return None


def provinces_near(latitude: float, longitude: float, degrees: float = NEAR_COARSE_DEGREES) -> set[int | None]:
    """The provinces that a point may lie in, given how coarse their outlines are; None among them for sea and abroad."""
    steps = (-degrees, 0.0, degrees)
    return {province_at(latitude + north, longitude + east) for north in steps for east in steps}


def area_at(latitude: float, longitude: float) -> int | None:
    """The code of the smallest area known to lie at a point: sub-district or district where outlines are loaded.

    Just outside of all outlines, on a pier or in a river, it is the nearest one. Else the province, or None.
    """
    return _smallest(_around(latitude, longitude), province_at(latitude, longitude))


def fits(area: Area, latitude: float, longitude: float) -> bool:
    """Whether a point may lie in the area, as far as the outlines know; what lies near a border is on both sides."""
    around = _around(latitude, longitude)
    if any(each.is_inside for each in around):
        chosen = str(area.code)
        near = [str(each.code) for each in around]
        near = [code for code in near if len(code) == len(chosen)] or near
        return any(code.startswith(chosen) or chosen.startswith(code) for code in near)
    # At sea, abroad, or in a province of which nothing was loaded: there, only the coarse outlines can tell.
    province = province_at(latitude, longitude)
    if province is None:
        return km_to_outline(province_polygons(area.province_code), latitude, longitude) <= OFF_THE_COAST_KM
    return province == area.province_code or area.province_code in provinces_near(latitude, longitude)


def shape_files() -> dict[str, ShapeFile]:
    """By level, what outlines are loaded; read every ten seconds. For the credit on pages, and to spare the point query."""
    global _kept
    kept = _kept
    if kept is None or time.monotonic() - kept[0] > KEPT_S:
        kept = _kept = (time.monotonic(), {file.level: file for file in ShapeFile.objects.all()})
    return kept[1]


def forget_shape_files() -> None:
    """Read them again at the next question (tests, and whoever has just loaded some)."""
    global _kept
    _kept = None


@cache
def label_point(province: int) -> tuple[float, float]:
    """Latitude and longitude at which a map writes the name of a province. Raises KeyError for no province's code."""
    features = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    labels = {int(feature["id"]): feature["properties"]["label"] for feature in features}
    longitude, latitude = labels[province]
    return latitude, longitude


def province_polygons(province: int) -> list[list[Ring]]:
    """The outline of a province, good to about a kilometre: polygons of rings. Raises KeyError for no province's code."""
    found = {outline.code: outline.polygons for outline in _outlines()}
    return found[province]


def is_inside(ring: Ring, x: float, y: float) -> bool:
    """Whether a line from the point to the east crosses the ring an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


@dataclass(frozen=True)
class _Around:
    code: int
    is_inside: bool
    degrees: float
    """From the point to the outline."""


def _around(latitude: float, longitude: float) -> list[_Around]:
    """The loaded areas that hold the point or lie near it. Asks nothing where none are loaded."""
    if not shape_files() or not (math.isfinite(latitude) and math.isfinite(longitude)):
        return []
    x, y, near = longitude, latitude, NEAR_DEGREES
    box = {"w": x - near, "s": y - near, "e": x + near, "n": y + near}
    return [_Around(*row) for row in _AROUND.rows({"x": x, "y": y, "near": near, **box})]


_AROUND = Prepared(
    # The index finds rings by their bounding boxes. A path is the line itself, a polygon also what it encloses.
    "WITH near AS (SELECT shape_id, ring @> point(%(x)s, %(y)s) AS is_around, path(ring) <-> point(%(x)s, %(y)s) AS far"
    " FROM directory_arearing WHERE ring && polygon(box(point(%(w)s, %(s)s), point(%(e)s, %(n)s))))"
    " SELECT shape_id, sum(is_around::int) %% 2 = 1, min(far) FROM near GROUP BY shape_id"
    " HAVING sum(is_around::int) %% 2 = 1 OR min(far) <= %(near)s"
)


def _smallest(around: list[_Around], province: int | None) -> int | None:
    inside = [each for each in around if each.is_inside]
    if inside:
        # Of two that overlap by a hair always the same one.
        return min(inside, key=lambda each: (-len(str(each.code)), each.code)).code
    # Where only a part of the country is loaded, its edge is no proof against the province that the point is in.
    beside = [each for each in around if province is None or str(each.code).startswith(str(province))]
    return min(beside, key=lambda each: (each.degrees, each.code)).code if beside else province


_kept: tuple[float, dict[str, ShapeFile]] | None = None


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
