"""Reading a GeoJSON file of outlines (RFC 7946) one feature at a time: whatever the file is, memory stays bounded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any, TextIO

from directory.places import Ring

LARGEST_FILE = 800 * 1024 * 1024
LARGEST_FEATURE = 24 * 1024 * 1024
"""Letters of one feature: half a million points. The whole country's sub-districts are some 200 MB in 7,436 features."""
MOST_FEATURES = 20_000
MOST_POINTS = 500_000
"""Of one area."""
_WGS_84 = ("CRS84", "EPSG::4326", "EPSG:4326")
_SPACE = " \t\r\n"


class ShapesRefused(ValueError):
    """The file is not taken. `problems` says why, in the order of the file."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def features_of(path: Path) -> Iterator[Any]:
    """The features of a FeatureCollection, as they come. Raises ShapesRefused for what is none, and for hostile files."""
    if not path.is_file():
        raise ShapesRefused([f"{path} is no file"])
    if path.stat().st_size > LARGEST_FILE:
        raise ShapesRefused([f"the file is larger than {LARGEST_FILE // 1024**2} MiB"])
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from _features(_Json(file))
    except UnicodeDecodeError as error:
        raise ShapesRefused(["the file is not UTF-8 text: is it GeoJSON, and not a shapefile or a zip?"]) from error


def _features(text: _Json) -> Iterator[Any]:
    if text.peek() != "{":
        raise ShapesRefused(["the file is no GeoJSON FeatureCollection"])
    text.take()
    has_features = False
    while text.peek() not in ("}", ""):
        key = text.value()
        text.take(":")
        if key == "features" and text.peek() == "[" and not has_features:
            has_features = True
            yield from _list(text)
        else:
            _check_member(key, text.value())
        if text.peek() != "}":
            text.take(",")
    text.take("}")
    if text.peek():
        raise ShapesRefused(["something stands behind the end of the file's JSON"])
    if not has_features:
        raise ShapesRefused(["the file is no GeoJSON FeatureCollection: it has no list of features"])


def _list(text: _Json) -> Iterator[Any]:
    text.take("[")
    if text.peek() == "]":
        text.take()
        return
    for _number in range(MOST_FEATURES):
        yield text.value()
        if text.take(",", "]") == "]":
            return
    raise ShapesRefused([f"the file has more than {MOST_FEATURES:,} features"])


def _check_member(key: Any, value: Any) -> None:
    if key == "type" and value != "FeatureCollection":
        raise ShapesRefused([f"the file is no GeoJSON FeatureCollection: its type is {str(value)[:40]!r}"])
    if key == "crs" and value is not None and not any(name in str(value)[:500] for name in _WGS_84):
        raise ShapesRefused(["the file is not in WGS 84 (its “crs” says so): convert it to EPSG:4326"])


class _Json:
    """JSON of any size, read value by value: at most one value is in memory."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._buffer, self._at, self._ended = file, "", 0, False
        self._decoder = json.JSONDecoder(parse_constant=_refuse_constant)

    def peek(self) -> str:
        """The next letter that is no space, or "" at the end."""
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._read(1 << 16):
                return ""

    def take(self, *wanted: str) -> str:
        letter = self.peek()
        if wanted and letter not in wanted:
            where = f"{letter!r}" if letter else "the end of the file"
            raise ShapesRefused([f"the file is broken: {where} where {' or '.join(wanted)} belongs"])
        self._at += 1
        return letter

    def value(self) -> Any:
        self.peek()
        more = 1 << 18
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if self._ended or len(self._buffer) - self._at > LARGEST_FEATURE:
                    raise ShapesRefused(
                        ["the file is broken, cut off, or one feature is larger than 24 MiB"]
                    ) from error
            except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits, NaN
                raise ShapesRefused([f"the file cannot be read: {str(error)[:100]}"]) from error
            else:
                # At the buffer's end a number may go on in what was not read yet.
                if end < len(self._buffer) or self._ended:
                    self._at = end
                    return value
            self._read(more)
            more = min(more * 2, LARGEST_FEATURE)

    def _read(self, letters: int) -> bool:
        read = self._file.read(letters)
        self._buffer, self._at = self._buffer[self._at :] + read, 0
        self._ended = not read
        return bool(read)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def polygons_of(geometry: Any) -> list[list[Ring]]:
    """The polygons of a Polygon or MultiPolygon, rounded to a metre, each ring closed.

    Raises ShapesRefused with one sentence for what no area can look like.
    """
    if not isinstance(geometry, dict):
        raise ShapesRefused(["it has no geometry"])
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise ShapesRefused([f"its geometry is a {str(kind)[:30]}, not a Polygon or MultiPolygon"])
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise ShapesRefused(["its geometry is empty"])
    budget = [MOST_POINTS]
    found = []
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise ShapesRefused(["its geometry is empty"])
        found.append([_ring(ring, budget) for ring in polygon])
    return found


def _ring(ring: Any, budget: list[int]) -> Ring:
    if not isinstance(ring, list) or len(ring) < 3:
        raise ShapesRefused(["a ring has fewer than three points"])
    budget[0] -= len(ring)
    if budget[0] < 0:
        raise ShapesRefused([f"it has more than {MOST_POINTS:,} points"])
    points: Ring = []
    for position in ring:
        point = _point(position)
        if not points or points[-1] != point:
            points.append(point)
    if points[0] != points[-1]:
        points.append(points[0])
    if len(points) < 4:
        raise ShapesRefused(["a ring encloses nothing: its points lie within a metre"])
    return points


def _point(position: Any) -> tuple[float, float]:
    if not isinstance(position, list) or not 2 <= len(position) <= 4:
        raise ShapesRefused(["a point is no pair of numbers"])
    x, y = position[0], position[1]
    if type(x) not in (int, float) or type(y) not in (int, float) or not (isfinite(x) and isfinite(y)):
        raise ShapesRefused(["a point is no pair of numbers"])
    if abs(x) > 180 or abs(y) > 180:
        raise ShapesRefused(["its numbers look like metres, not degrees: convert the file to WGS 84 (EPSG:4326)"])
    return round(float(x), 5), round(float(y), 5)
