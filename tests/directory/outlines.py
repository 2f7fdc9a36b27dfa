"""Made-up outlines: squares inside real provinces. No official shape is in this repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SIDE = 0.2
KHON_KAEN_WEST, KHON_KAEN_SOUTH = 102.60, 16.20
SOURCE = "กรมตัวอย่าง"


def square(west: float, south: float, side: float = SIDE) -> list[list[float]]:
    """A closed ring."""
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: Any, *rings: list[list[float]], field: str = "ADM2_PCODE", **changed: Any) -> dict[str, Any]:
    """A feature with one polygon."""
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "properties": {field: code}, "geometry": geometry} | changed


def at(column: int, row: int) -> list[list[float]]:
    """A square of the chess board over the middle of Khon Kaen, counted from its south-west."""
    return square(KHON_KAEN_WEST + column * SIDE, KHON_KAEN_SOUTH + row * SIDE)


def two_districts() -> list[dict[str, Any]]:
    """Two districts side by side: เมืองขอนแก่น and, east of 102.8, another."""
    return [feature("TH4001", at(0, 0)), feature("TH4002", at(1, 0))]


def write(path: Path, features: list[Any], **members: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}), encoding="utf-8")
    return path
