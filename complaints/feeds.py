"""`/cases/feed/`: what became public lately, as Atom with the place of each case (GeoRSS Simple)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from complaints.look_ups import count_search
from complaints.models import Case
from complaints.public_cases import lately_released
from complaints.public_forms import FilterForm
from directory import known
from directory.installation import site_url, the_installation

NEWEST = 50


class GeoAtom(Atom1Feed):
    """Atom with `<georss:point>latitude longitude</georss:point>` (GeoRSS Simple, OGC 17-002r1)."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:georss": "http://www.georss.org/georss"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["point"]:
            handler.addQuickElement("georss:point", item["point"])


class PublicFeed(Feed):  # type: ignore[type-arg]
    """The fifty last released of what the filters of the list let through, under the same names (`?topic=roads/pothole`),
    besides `?area=4001` for an area of any level; nonsense filters nothing.
    """

    feed_type = GeoAtom

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FilterForm:
        form = FilterForm({**request.GET.dict(), **parts_of(request.GET.get("area", ""))})
        if form.filters().typed:
            count_search(request)
        return form

    def title(self, form: FilterForm) -> str:
        area = known.areas.get(form.filters().area)
        names = [words for _label, words in form.said("topic", "kind", "q", "state", "period")]
        return " · ".join([_("Public cases"), *names, *([area.full_name()] if area else [])])

    def link(self, form: FilterForm) -> str:
        return _address(form.address("cases"))

    def feed_url(self, form: FilterForm) -> str:
        return _address(form.address("cases_feed"))

    def items(self, form: FilterForm) -> list[Case]:
        cases = lately_released(form.filters(), NEWEST)
        topics, areas = known.topics.by_id(c.topic_id for c in cases), known.areas.by_id(c.area_id for c in cases)
        for case in cases:
            case.topic = topics[case.topic_id] if case.topic_id else None
            case.area = areas[case.area_id] if case.area_id else None
        return cases

    def item_title(self, case: Case) -> str:  # type: ignore[override]
        return f"{case.heading} {case.area.full_name() if case.area else ''}".strip()

    def item_description(self, case: Case) -> str:  # type: ignore[override]
        return f"{case.public_text}\n\n{case.public_translation}".strip()

    def item_link(self, case: Case) -> str:
        return _address(reverse("public_case", args=[case.reference]))

    def item_pubdate(self, case: Case) -> datetime:
        return case.created_at

    def item_updateddate(self, case: Case) -> datetime | None:
        return case.released_at

    def item_extra_kwargs(self, case: Case) -> dict[str, str]:
        has_place = case.public_latitude is not None
        return {"point": f"{case.public_latitude} {case.public_longitude}" if has_place else ""}


def _address(path: str) -> str:
    """Whole where the installation names its own address; else the feed puts the host before it that was asked."""
    return site_url() + path if the_installation().site_url else path


def parts_of(area: str) -> dict[str, str]:
    """An area's code as the filters have it: 4001 is province 40, district 4001. Empty for what is no code."""
    if not (area.isascii() and area.isdigit() and len(area) in {2, 4, 6}):
        return {}
    names = ("province", "district", "subdistrict")
    return {name: area[: 2 * place] for place, name in enumerate(names, 1) if 2 * place <= len(area)}
