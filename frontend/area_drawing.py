"""A small drawing of where an area lies, made here as plain SVG: the page needs no script and no map for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

from django.utils.translation import gettext as _

from directory.models import Area, AreaShape
from directory.places import Ring, province_polygons, shape_files

SIDE = 160
"""Pixels of the longer side."""
UNITS = 3
"""Coordinates are whole thirds of a pixel: sharp on a telephone, and short."""
NATURAL_EARTH = "Natural Earth"

Polygons = list[list[Ring]]


@dataclass(frozen=True)
class Drawing:
    """width, height: pixels. around, own: path data of what the area lies in ("" for a province), and of itself."""

    width: int
    height: int
    around: str
    own: str
    sources: tuple[str, ...]
    """Whose outlines they are."""

    @property
    def box(self) -> str:
        return f"0 0 {self.width * UNITS} {self.height * UNITS}"

    @property
    def credit(self) -> str:
        return ", ".join(self.sources)


def drawing_of(area: Area) -> Drawing | None:
    """A province by itself; a district in its province, a sub-district in its district, where outlines of it are loaded."""
    version = tuple(sorted(file.digest for file in shape_files().values()))
    return _drawing(area.code, version)


def words_of(area: Area) -> str:
    """What the drawing tells, for who does not see it."""
    if area.parent is None:
        return _("The outline of %(area)s") % {"area": area.full_name()}
    return _("Where %(area)s lies in %(around)s") % {"area": area.name, "around": area.parent.full_name()}


@lru_cache(maxsize=300)
def _drawing(code: int, version: tuple[str, ...]) -> Drawing | None:
    """version: of the loaded outlines, so that others are drawn once others are loaded."""
    if code < 100:
        try:
            return _drawn([], province_polygons(code), NATURAL_EARTH)
        except KeyError:
            return None
    shapes = AreaShape.objects.filter(pk__in=[code, code // 100]).values_list("area_id", "drawn", "file__source")
    found = {area_id: (drawn, source) for area_id, drawn, source in shapes}
    if code not in found:
        return None
    own, source = found[code]
    if code // 100 in found:
        around, of_around = found[code // 100]
    else:
        around, of_around = province_polygons(int(str(code)[:2])), NATURAL_EARTH
    return _drawn(around, own, source, of_around)


def _drawn(around: Polygons, own: Polygons, *sources: str) -> Drawing:
    points = [point for polygon in [*around, *own] for point in polygon[0]]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = cos(radians((south + north) / 2))
    wide, high = (east - west) * narrow, north - south
    scale = (SIDE - 4) * UNITS / max(wide, high)  # two pixels on each side for the line

    def path(polygons: Polygons) -> str:
        return "".join(part for polygon in polygons for ring in polygon if (part := _ring(ring)))

    def _ring(ring: Ring) -> str:
        steps: list[str] = []
        for x, y in ring[:-1]:
            step = f"{round((x - west) * narrow * scale) + 2 * UNITS} {round((north - y) * scale) + 2 * UNITS}"
            if not steps or steps[-1] != step:
                steps.append(step)
        return f"M{'L'.join(steps)}Z" if len(steps) > 2 else ""

    width, height = (round(side * scale / UNITS) + 4 for side in (wide, high))
    return Drawing(width, height, path(around), path(own), tuple(dict.fromkeys(sources)))
