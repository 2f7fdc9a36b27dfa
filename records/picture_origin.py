"""Whether a picture says that it was taken too early or elsewhere. Only that verdict is kept, never when or where."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from PIL import ExifTags, Image

from directory.distances import km_between

CLOCK_UNSET_BEFORE = 2005
"""A camera whose clock nobody has set begins in 1970, 1980 or 2000: what it says is no time."""


_NONSENSE = (
    KeyError, ValueError, TypeError, OverflowError, ZeroDivisionError, AttributeError, SyntaxError, OSError, struct.error
)  # fmt: skip
"""In which ways Pillow and arithmetic answer what a picture makes up about itself."""


@dataclass(frozen=True)
class Expected:
    """What a picture is held against. not_before: timezone-aware. Without a place, none is asked for."""

    not_before: datetime
    latitude: float | None = None
    longitude: float | None = None
    within_m: int = 0


@dataclass(frozen=True)
class Origin:
    """None where the picture, or the one who asks, does not say."""

    is_too_early: bool | None = None
    is_elsewhere: bool | None = None


def origin_of(image: Image.Image, expected: Expected) -> Origin:
    """The verdict, whatever nonsense a picture says about itself: what cannot be read says nothing."""
    return Origin(_is_too_early(image, expected), _is_elsewhere(image, expected))


def _is_too_early(image: Image.Image, expected: Expected) -> bool | None:
    try:
        told = image.getexif().get_ifd(ExifTags.IFD.Exif)
        at = datetime.strptime(str(told[ExifTags.Base.DateTimeOriginal])[:19], "%Y:%m:%d %H:%M:%S")
        if at.year < CLOCK_UNSET_BEFORE:
            return None
        zone = _zone(told.get(ExifTags.Base.OffsetTimeOriginal))
        aware = at.replace(tzinfo=zone) if zone else timezone.make_aware(at)
        return aware < expected.not_before
    except _NONSENSE:
        return None


def _zone(told: Any) -> Any:
    """+07:00; without it the clock of a camera is taken for Thailand's."""
    try:
        return datetime.strptime(str(told).strip("\0 "), "%z").tzinfo
    except ValueError:
        return None


def _is_elsewhere(image: Image.Image, expected: Expected) -> bool | None:
    if expected.latitude is None or expected.longitude is None:
        return None
    try:
        told = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(told[ExifTags.GPS.GPSLatitude], told[ExifTags.GPS.GPSLatitudeRef], "S", most=90)
        longitude = _degrees(told[ExifTags.GPS.GPSLongitude], told[ExifTags.GPS.GPSLongitudeRef], "W", most=180)
    except _NONSENSE:
        return None
    if latitude == longitude == 0:  # a camera that found no satellite
        return None
    return km_between(latitude, longitude, expected.latitude, expected.longitude) * 1000 > expected.within_m


def _degrees(parts: Any, side: Any, negative: str, *, most: int) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 <= value <= most:
        raise ValueError("no degrees")
    return -value if str(side).strip("\0 ").upper() == negative else value
