"""The filters of the public list: all optional, and what makes no sense filters nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.forms import AreaField
from complaints.public_cases import ORDERS, PERIODS, STATES, Filters, Spot
from complaints.workflow import FLOOR_OF_KIND, CaseKind
from directory.models import Area, Topic
from records.caching import kept_for

MOST_LETTERS = 200


class AddressForm(forms.Form):
    """Filters read from the address of a page. A value that no list offers filters nothing, and the page says so.

    Addresses are kept, sent and cut short: a topic may be out of use by now. That is no mistake to mend in a field.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.left_out: list[str] = []
        """The labels of the filters whose value was left out, once the form was read."""

    def full_clean(self) -> None:
        super().full_clean()
        if not self.errors:
            return
        self.left_out = [str(self[name].label) for name in self.errors if not self[name].is_hidden]
        self.data = {name: value for name, value in self.data.items() if name not in self.errors}
        self.errors.clear()


class AreaForm(AddressForm):
    """One place: a province, a district or a sub-district of it, or the whole country."""

    province = AreaField(label=_("Province"), length=2)
    district = AreaField(label=_("District (amphoe or khet)"), length=4)
    subdistrict = AreaField(label=_("Sub-district (tambon or khwaeng)"), length=6)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._offer_areas()

    def area(self) -> int | None:
        """The code of the smallest place that was chosen; what no list offers was not."""
        self.is_valid()
        told = self.cleaned_data
        return told.get("subdistrict") or told.get("district") or told.get("province")

    def _offer(self, name: str, nothing: Any, choices: list[Any]) -> None:
        self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    def _offer_areas(self) -> None:
        """The lists as far as they follow from what is chosen; a script fills the rest."""
        chosen: dict[str, int | None] = {"province": None, "district": None}
        for name in chosen:
            value = str(self.data.get(name, ""))
            chosen[name] = int(value) if value.isascii() and value.isdigit() and len(value) <= 6 else None
        self._offer("province", _("The whole country"), _named(_provinces()))
        for name, parent in (("district", "province"), ("subdistrict", "district")):
            code = chosen[parent]
            field = self.fields[name]
            field.within = code  # type: ignore[attr-defined]
            self._offer(name, _("All of it"), _named(Area.objects.children_of(code)) if code else [])


class WordsField(forms.CharField):
    """What to search for. Of a whole letter pasted here its beginning counts: leaving it out would find everything."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "")[:MOST_LETTERS]


class FilterForm(AreaForm):
    """Read from the address of a page, so that a filtered list can be kept and sent to somebody."""

    q = WordsField(label=_("Words"), max_length=MOST_LETTERS, required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    kind = forms.ChoiceField(label=_("Kind of case"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    period = forms.ChoiceField(label=_("Filed"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=list(ORDERS.items()))
    spot = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.topics = _topics_shown()
        self._offer("topic", _("All topics"), grouped_topics(self.topics))
        self._offer("kind", _("All kinds"), [each for each in CaseKind.choices if each[0] not in FLOOR_OF_KIND])
        self._offer("state", _("All states"), [(name, label) for name, (label, _states) in STATES.items()])
        self._offer("period", _("At any time"), list(PERIODS.items()))

    def filters(self) -> Filters:
        """What was asked for. A value that no list offers is left out, like one that was never sent."""
        area = self.area()
        told = self.cleaned_data
        days = told.get("period") or ""
        return Filters(
            typed=told.get("q", "").strip(),
            topic=self.topics.get(told.get("topic", "")),
            area=area,
            kind=told.get("kind", ""),
            state=told.get("state", ""),
            days=int(days) if days else None,
            spot=_spot(told.get("spot", "")),
            order=told.get("order", ""),
        )

    def asked(self, *names: str) -> dict[str, str]:
        """What an address must hold to ask for the same again, here or on another page: of these fields, or of all.

        Empty and senseless values are left out, so two ways of asking for the same give one address.
        """
        self.is_valid()
        told = {name: self.cleaned_data.get(name) for name in names or self.fields}
        told["spot"] = told.get("spot") if _spot(told.get("spot") or "") else ""
        return {name: str(value).strip() for name, value in told.items() if value and str(value).strip()}

    def address(self, page: str) -> str:
        """Where the page of this name (cases, cases_map, cases_feed) shows what was asked for."""
        return f"{reverse(page)}?{urlencode(self.asked())}".rstrip("?")

    def said(self, *names: str) -> list[tuple[str, str]]:
        """The label of each of these fields that was filled in, and what was chosen in it, in the reader's words."""
        chosen = self.asked(*names)
        return [(str(self.fields[name].label), self._words_of(name, value)) for name, value in chosen.items()]

    def _words_of(self, name: str, value: str) -> str:
        choices = getattr(self.fields[name], "choices", [])
        return next((str(label) for code, label in choices if str(code) == value), value)


# Read for every page of the list, changed some times a year; shared, so nobody may change what they hold.
@kept_for(seconds=60)
def _provinces() -> list[Area]:
    return list(Area.objects.provinces())


@kept_for(seconds=5)
def _topics_shown() -> dict[str, Topic]:
    return {topic.code: topic for topic in Topic.objects.active().in_groups().filter(visibility_floor="public")}


def _spot(text: str) -> Spot | None:
    """`16.4415,102.8355`, as the map's addresses have it."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _named(areas: Any) -> list[tuple[int, str]]:
    return [(area.code, area.name) for area in areas]


def grouped_topics(topics: Mapping[str, Topic]) -> list[Any]:
    """Topics (`in_groups`) under those they are part of: (code, name), or (name, [(code, name), …])."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for topic in topics.values():
        parts.setdefault((topic.parent or topic).name, []).append((topic.code, topic.name))
    return [(above, inside) if len(inside) > 1 else inside[0] for above, inside in parts.items()]
