"""How far a place reaches: the box that a map shows it in, and how far away a point lies.

By the finest outlines that are there: a deployment's own of districts and sub-districts, else those of the provinces.
"""

from __future__ import annotations

from directory.distances import km_to_outline
from directory.models import Area, AreaLevel, AreaShape
from directory.places import Ring, province_polygons, shape_files

Box = tuple[float, float, float, float]
"""West, south, east, north in WGS 84 degrees."""


def box_of(area: Area) -> Box:
    """The box around the area; around what it lies in where no outline of it is known."""
    points = [point for polygon in _outline(area)[1] for point in polygon[0]]
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def middle_of(area: Area) -> tuple[float, float] | None:
    """Latitude and longitude of the middle of its box; None where only the outline of what it lies in is known."""
    known, polygons = _outline(area)
    if known.pk != area.pk:
        return None
    points = [point for polygon in polygons for point in polygon[0]]
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return (min(ys) + max(ys)) / 2, (min(xs) + max(xs)) / 2


def km_outside(area: Area, latitude: float, longitude: float) -> tuple[int, Area]:
    """Whole kilometres from a point outside to the area, at least 1, and the area of which that is known.

    The second is what the area lies in where it has no outline itself.
    """
    known, polygons = _outline(area)
    return max(1, round(km_to_outline(polygons, latitude, longitude))), known


def _outline(area: Area) -> tuple[Area, list[list[Ring]]]:
    """The outline of the area or of the smallest one around it that has one, and which that is."""
    for each in area.up_to_province() if shape_files() else ():
        if each.level != AreaLevel.PROVINCE and (drawn := _loaded(each.code)):
            return each, drawn
    return area.province, province_polygons(area.province_code)


def _loaded(code: int) -> list[list[Ring]]:
    """The loaded outline of an area, else those of its parts together; nothing where there are none."""
    own = AreaShape.objects.filter(pk=code).values_list("drawn", flat=True)
    parts = AreaShape.objects.filter(area__parent=code).values_list("drawn", flat=True)
    return [polygon for drawn in own or parts for polygon in drawn]
