"""Choosing the places of a consultation: looked for by name and ticked, or their codes pasted. None: the whole country."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.digits import TO_PLAIN_DIGITS
from directory.known import areas as known_areas
from directory.models import Area
from directory.place_search import FoundPlaces, find_places

MOST_PLACES = 50
MOST_LETTERS = 400
LONGEST_CODE = 6


class TickedPlaces(forms.Field):
    """The codes that came ticked, as text; what they stand for is asked of the form."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [str(code) for code in ([value] if isinstance(value, str) else value or [])]


@dataclass(frozen=True)
class OfferedPlace:
    """One line of the list: a place, and whether it is chosen."""

    area: Area
    is_chosen: bool


class PlacesForm(forms.Form):
    """`places` are ticked; `look_for` finds more of them where no script runs; `place_codes` is for who has a list."""

    places = TickedPlaces(label=_("Places it is about"), required=False)
    look_for = forms.CharField(
        label=_("Look for a place by its name or postal code"), required=False, max_length=MOST_LETTERS
    )
    place_codes = forms.CharField(
        label=_("Codes of the places"),
        required=False,
        max_length=MOST_LETTERS,
        help_text=_("Codes of provinces, districts or sub-districts, such as 40 or 4001, with a space between them"),
    )

    found: FoundPlaces | None = None
    looked_for = ""

    def look(self, words: str) -> None:
        """Offer the places that fit these words, to be ticked."""
        self.looked_for = words.strip()
        self.found = find_places(self.looked_for) if self.looked_for else None

    def offered(self) -> list[OfferedPlace]:
        """What is chosen, in the order of choosing, and after it what was found and is not."""
        chosen = areas_of(self["places"].value() or [])
        found = [area for area in (self.found.places if self.found else []) if area not in chosen]
        return [OfferedPlace(area, True) for area in chosen] + [OfferedPlace(area, False) for area in found]

    def clean_look_for(self) -> str:
        words: str = self.cleaned_data["look_for"]
        if not words.strip():
            return ""
        # Left standing, it is a place that somebody means and has not chosen: without it the whole country would be asked.
        self.look(words)
        raise ValidationError(
            _("You looked for “%(words)s” and chose nothing yet. Tick what you mean, then press once more.")
            if self.found and self.found.places
            else _("No place is called “%(words)s”. Try the district's name or the postal code."),
            code="place_not_chosen",
            params={"words": self.looked_for},
        )

    def clean_place_codes(self) -> tuple[Area, ...]:
        typed = self.cleaned_data["place_codes"].translate(TO_PLAIN_DIGITS)
        return self._known(code for code in re.split(r"[\s,;/]+", typed) if code)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        try:
            ticked = self._known(told.get("places") or ())
            told["places"] = tuple(dict.fromkeys([*ticked, *(told.get("place_codes") or ())]))
            if len(told["places"]) > MOST_PLACES:
                raise ValidationError(
                    _("At most %(most)s places. Choose the district or the province around them."),
                    code="too_many_places",
                    params={"most": MOST_PLACES},
                )
        except ValidationError as error:
            self.add_error("look_for", error)
        return told

    @staticmethod
    def _known(codes: Iterable[str]) -> tuple[Area, ...]:
        wanted = list(dict.fromkeys(codes))
        found = areas_of(wanted)
        known = {area.pk for area in found}
        unknown = [code for code in wanted if _number(code) not in known]
        if unknown:
            raise ValidationError(
                _("No place has the code %(codes)s."), code="no_such_place", params={"codes": ", ".join(unknown)}
            )
        return tuple(found)


def areas_of(codes: Iterable[Any]) -> list[Area]:
    """The areas with these codes, in this order; what is no code of a place is left out."""
    numbers = [_number(str(code)) for code in codes]
    known = known_areas.by_id(numbers)
    return [known[number] for number in dict.fromkeys(numbers) if number in known]


def _number(code: str) -> int | None:
    return int(code) if code.isascii() and code.isdigit() and len(code) <= LONGEST_CODE else None
