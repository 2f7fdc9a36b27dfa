"""Buttons of a form that set its place: what was found by a name where no script runs, and which of two is right where
the pin is not in the chosen place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from directory.known import areas as known_areas
from directory.models import Area
from directory.place_search import FoundPlaces, find_places
from directory.places import area_at

LEVELS = ("province", "district", "subdistrict")
RIGHT = "right"
"""The name of the two buttons that say which is right: `pin` or `place`."""


def place_context(posted: Mapping[str, str], *, province: int | None = None) -> dict[str, Any]:
    """For `components/place.html`: what was looked for, and what was found if the button for it was pressed.

    province: code of the one whose places come first.
    """
    looked_for = posted.get("look_for", "")
    found: FoundPlaces | None = find_places(looked_for, province=province) if posted.get("more") == "find" else None
    return {"looked_for": looked_for if found else "", "found": found}


def chosen_place(posted: Mapping[str, str]) -> dict[str, str]:
    """What the button that was pressed makes of the lists and the pin; nothing where none of ours was."""
    if posted.get(RIGHT) == "place":
        return {"latitude": "", "longitude": ""}
    if posted.get(RIGHT) == "pin":
        return _lists(_area_at_pin(posted))
    wish, _colon, code = posted.get("more", "").partition(":")
    is_code = wish == "place" and code.isascii() and code.isdigit() and len(code) <= 6
    area = known_areas.get(int(code)) if is_code else None
    return _lists(area) if area else {}


def _area_at_pin(posted: Mapping[str, str]) -> Area | None:
    try:
        return known_areas.get(area_at(float(posted.get("latitude", "")), float(posted.get("longitude", ""))))
    except ValueError:
        return None


def _lists(area: Area | None) -> dict[str, str]:
    """The values of the three lists; none is chosen where the pin lies in no area, as at sea."""
    codes = [str(each.code) for each in reversed(area.up_to_province())] if area else []
    return dict(zip(LEVELS, [*codes, "", "", ""], strict=False))
