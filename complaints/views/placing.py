"""Looking for the place by its name where no script runs: buttons of the form show what fits, and set the lists to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from directory.known import areas as known_areas
from directory.place_search import FoundPlaces, find_places

LEVELS = ("province", "district", "subdistrict")


def place_context(posted: Mapping[str, str]) -> dict[str, Any]:
    """For `components/place.html`: what was looked for, and what was found if the button for it was pressed."""
    looked_for = posted.get("look_for", "")
    found: FoundPlaces | None = find_places(looked_for) if posted.get("more") == "find" else None
    return {"looked_for": looked_for if found else "", "found": found}


def chosen_place(posted: Mapping[str, str]) -> dict[str, str]:
    """The three lists' values when a place that was found was pressed; nothing otherwise."""
    wish, _colon, code = posted.get("more", "").partition(":")
    is_code = wish == "place" and code.isascii() and code.isdigit() and len(code) <= 6
    area = known_areas.get(int(code)) if is_code else None
    if area is None:
        return {}
    codes = [str(each.code) for each in reversed(area.up_to_province())]
    return dict(zip(LEVELS, [*codes, "", ""], strict=False))
