"""Bringing in the outlines of districts or sub-districts from a file of the deployment's own, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from directory.models import Area, AreaLevel, AreaRing, AreaShape, ShapeFile
from directory.places import COUNTRY, Ring, forget_shape_files, province_at, province_polygons, provinces_near
from directory.shape_codes import DIGITS, code_of, guess_field
from directory.shape_files import ShapesRefused, features_of, polygons_of
from directory.shape_geometry import area_m2, holds, label_of, simplified

FINE_M = 10.0
DRAWN_M = 50.0
MOST_DRAWN_POINTS = 400
"""Of one area, whatever its coast is like: the largest province's 32 districts are then some 80 kB on the line."""
SMALLEST_DRAWN_M2 = 40_000.0
LOCK = 0x5348_4150  # "SHAP", any number that no other lock of the house uses
MOST_PROBLEMS = 50
AT_A_TIME = 200
OUTSIDE_DEGREES = 1.0
"""How far islands may lie from the rest of their province."""
STRAY_DEGREES = 0.15


@dataclass
class Loaded:
    """What was brought in, and what somebody should know of it. points: as kept for the question where a point lies."""

    level: AreaLevel
    code_field: str = ""
    areas: int = 0
    points: int = 0
    drawn_points: int = 0
    holes: int = 0
    skipped: list[str] = field(default_factory=list)
    without: int = 0
    """Areas of the level that the file has no outline of."""


class _Trial(Exception):
    """Takes everything back at the end of a trial."""


def load_area_shapes(
    path: Path,
    *,
    level: AreaLevel,
    code_field: str = "",
    source: str = "",
    by: str = "",
    skip_unknown: bool = False,
    commit: bool = True,
) -> Loaded:
    """Replace the outlines of a level by those of a file, for whole areas of that level.

    source: whom pages name under the outlines; the file's name when left out. skip_unknown: leave out features whose code
    is no area's (lakes, abolished districts) instead of refusing the file. Raises ShapesRefused with all that is wrong.
    """
    loaded = Loaded(level, code_field)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])  # two at once: one after the other
            _replace(path, loaded, source=source, by=by, skip_unknown=skip_unknown)
            if not commit:
                raise _Trial
    except _Trial:
        pass
    forget_shape_files()
    return loaded


@transaction.atomic
def remove_area_shapes(level: AreaLevel) -> None:
    """Take the outlines of a level away: a pin proves again what it proved without them."""
    ShapeFile.objects.filter(pk=level).delete()
    transaction.on_commit(forget_shape_files)


def _replace(path: Path, loaded: Loaded, *, source: str, by: str, skip_unknown: bool) -> None:
    digest = _digest(path)
    ShapeFile.objects.filter(pk=loaded.level).delete()
    file = ShapeFile.objects.create(
        level=loaded.level,
        source=(source or path.name)[:200],
        file_name=path.name[:200],
        digest=digest,
        loaded_by=by[:100],
        loaded_at=timezone.now(),
    )
    reader = _Reader(loaded, skip_unknown=skip_unknown)
    waiting: list[tuple[AreaShape, list[Ring]]] = []
    for code, polygons in reader.read(path):
        waiting.append(_shape(file, code, polygons, loaded))
        if len(waiting) == AT_A_TIME:
            _store(waiting)
    _store(waiting)
    if not reader.problems and not loaded.areas:
        reader.problems.append("the file has no feature")
    if reader.problems:
        raise ShapesRefused(reader.problems)
    loaded.without = Area.objects.filter(level=loaded.level).count() - loaded.areas


def _digest(path: Path) -> str:
    if not path.is_file():
        raise ShapesRefused([f"{path} is no file"])
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Reader:
    """Takes each feature's code and outline, and notes line by line what it does not understand."""

    def __init__(self, loaded: Loaded, *, skip_unknown: bool) -> None:
        self.loaded, self.skip_unknown = loaded, skip_unknown
        self.problems: list[str] = []
        self.known = set(Area.objects.filter(level=loaded.level).values_list("code", flat=True))
        self.seen: dict[int, int] = {}

    def read(self, path: Path) -> Iterator[tuple[int, list[list[Ring]]]]:
        if not self.known:
            raise ShapesRefused(["there are no areas yet: run load_reference first"])
        for number, feature in enumerate(features_of(path), start=1):
            try:
                found = self._feature(number, feature)
            except ShapesRefused as refused:
                self.problems += [f"feature {number}{self._name(feature)}: {problem}" for problem in refused.problems]
                if len(self.problems) >= MOST_PROBLEMS:
                    raise ShapesRefused([*self.problems, "and so on"]) from refused
            else:
                if found and not self.problems:  # once refused, the rest is only looked at
                    yield found

    def _feature(self, number: int, feature: Any) -> tuple[int, list[list[Ring]]] | None:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            raise ShapesRefused(["it is no GeoJSON feature with properties"])
        code = self._code(properties)
        if code not in self.known:
            said = f"no {self.loaded.level.value} has the code {code}"
            if not self.skip_unknown:
                raise ShapesRefused([f"{said} (--skip-unknown leaves such features out)"])
            self.loaded.skipped.append(f"feature {number}: {said}")
            return None
        if code in self.seen:
            raise ShapesRefused([f"the code {code} has come before, in feature {self.seen[code]}: join the two first"])
        self.seen[code] = number
        polygons = polygons_of(feature.get("geometry"))
        _check_where(code, polygons)
        return code, polygons

    def _code(self, properties: dict[str, Any]) -> int:
        loaded = self.loaded
        if not loaded.code_field:
            loaded.code_field = guess_field(properties, loaded.level, self.known) or ""
        if not loaded.code_field:
            names = ", ".join(sorted(str(name)[:30] for name in properties)[:30])
            raise ShapesRefused([f"no property is plainly the code: name it with --code-field (there are: {names})"])
        code = code_of(properties, loaded.code_field, DIGITS[loaded.level])
        if code is None:
            said = [str(properties.get(part))[:20] for part in loaded.code_field.split("+")]
            raise ShapesRefused(
                [f"“{' '.join(said)}” in {loaded.code_field} is no code of {DIGITS[loaded.level]} digits"]
            )
        return code

    def _name(self, feature: Any) -> str:
        """The code of a feature, for who looks for it in the file."""
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict) or not self.loaded.code_field:
            return ""
        said = " ".join(str(properties.get(part))[:20] for part in self.loaded.code_field.split("+"))
        return f" ({said})"


def _check_where(code: int, polygons: list[list[Ring]]) -> None:
    south, west, north, east = COUNTRY
    xs = [x for polygon in polygons for x, _ in polygon[0]]
    ys = [y for polygon in polygons for _, y in polygon[0]]
    if south <= min(xs) <= max(xs) <= north and west <= min(ys) <= max(ys) <= east:
        raise ShapesRefused(["latitude and longitude are swapped: GeoJSON wants the longitude first"])
    if not (west <= min(xs) and max(xs) <= east and south <= min(ys) and max(ys) <= north):
        raise ShapesRefused(["it lies outside Thailand, in part or altogether"])
    if not any(area_m2(polygon[0]) > FINE_M**2 for polygon in polygons):
        raise ShapesRefused(["it encloses nothing"])
    province = int(str(code)[:2])
    own = [point for polygon in province_polygons(province) for point in polygon[0]]
    is_far = (
        min(xs) < min(x for x, _ in own) - OUTSIDE_DEGREES
        or max(xs) > max(x for x, _ in own) + OUTSIDE_DEGREES
        or min(ys) < min(y for _, y in own) - OUTSIDE_DEGREES
        or max(ys) > max(y for _, y in own) + OUTSIDE_DEGREES
    )
    x, y = label_of(polygons)
    found = province_at(y, x)
    if is_far or (found not in (None, province) and province not in provinces_near(y, x, STRAY_DEGREES)):
        where = f"in province {found}" if found else "far outside"
        raise ShapesRefused([f"it lies {where}, while its code is of province {province}"])


def _shape(file: ShapeFile, code: int, polygons: list[list[Ring]], loaded: Loaded) -> tuple[AreaShape, list[Ring]]:
    fine = [[simplified(ring, FINE_M) for ring in polygon] for polygon in polygons]
    drawn = _drawn(fine)
    longitude, latitude = label_of(fine)
    if not holds(fine, longitude, latitude):  # an outline that crosses itself
        longitude, latitude = label_of(polygons)
    loaded.areas += 1
    loaded.holes += sum(len(polygon) - 1 for polygon in polygons)
    loaded.points += sum(len(ring) for polygon in fine for ring in polygon)
    loaded.drawn_points += sum(len(ring) for polygon in drawn for ring in polygon)
    shape = AreaShape(
        area_id=code,
        file=file,
        drawn=[[[[round(x, 4), round(y, 4)] for x, y in ring] for ring in polygon] for polygon in drawn],
        label_latitude=latitude,
        label_longitude=longitude,
    )
    return shape, [ring for polygon in fine for ring in polygon]


def _drawn(fine: list[list[Ring]]) -> list[list[Ring]]:
    """Good to 50 m, or coarser until it is small enough to send; specks go, but never the whole area."""
    large = [polygon for polygon in fine if area_m2(polygon[0]) >= SMALLEST_DRAWN_M2]
    kept = large or [max(fine, key=lambda polygon: area_m2(polygon[0]))]
    tolerance = DRAWN_M
    while True:
        drawn = [
            [
                simplified(ring, tolerance)
                for place, ring in enumerate(polygon)
                if not place or area_m2(ring) >= SMALLEST_DRAWN_M2
            ]
            for polygon in kept
        ]
        if sum(len(ring) for polygon in drawn for ring in polygon) <= MOST_DRAWN_POINTS:
            return drawn
        tolerance *= 1.5
        if tolerance > 2_000:  # hundreds of islands: the largest are enough for a drawing
            kept = sorted(kept, key=lambda polygon: -area_m2(polygon[0]))[: max(1, len(kept) // 2)]
            if len(kept) == 1:
                return [[simplified(kept[0][0], tolerance)]]


def _store(waiting: list[tuple[AreaShape, list[Ring]]]) -> None:
    AreaShape.objects.bulk_create(shape for shape, _rings in waiting)
    AreaRing.objects.bulk_create(
        AreaRing(shape_id=shape.area_id, ring="(" + ",".join(f"({x},{y})" for x, y in ring[:-1]) + ")")
        for shape, rings in waiting
        for ring in rings
    )
    waiting.clear()
