"""`/cases/feed/`: what became public lately, as Atom with the place of each case (GeoRSS Simple)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from complaints.models import Case
from complaints.public_cases import Filters, found
from complaints.public_forms import FilterForm
from directory import known

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
    """The newest fifty of a topic (`?topic=roads/pothole`) and an area (`?area=4001`); nonsense filters nothing."""

    feed_type = GeoAtom
    link = reverse_lazy("cases")

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Filters:
        return FilterForm({**request.GET.dict(), **parts_of(request.GET.get("area", ""))}).filters()

    def title(self, filters: Filters) -> str:
        names = [filters.topic.name] if filters.topic else []
        area = known.areas.get(filters.area)
        names += [area.full_name()] if area else []
        return " · ".join([_("Public cases"), *names])

    def feed_url(self, filters: Filters) -> str:
        return reverse("cases_feed")

    def items(self, filters: Filters) -> list[Case]:
        newest = found(filters).defer("words", "public_words").order_by("-released_at")[:NEWEST]
        cases = list(newest)
        topics, areas = known.topics.by_id(c.topic_id for c in cases), known.areas.by_id(c.area_id for c in cases)
        for case in cases:
            case.topic = topics[case.topic_id] if case.topic_id else None
            case.area = areas[case.area_id] if case.area_id else None
        return cases

    def item_title(self, case: Case) -> str:  # type: ignore[override]
        return f"{case.heading} {case.area.full_name() if case.area else ''}".strip()

    def item_description(self, case: Case) -> str:  # type: ignore[override]
        return case.public_text

    def item_link(self, case: Case) -> str:
        return reverse("public_case", args=[case.reference])

    def item_pubdate(self, case: Case) -> datetime:
        return case.created_at

    def item_updateddate(self, case: Case) -> datetime | None:
        return case.released_at

    def item_extra_kwargs(self, case: Case) -> dict[str, str]:
        has_place = case.public_latitude is not None
        return {"point": f"{case.public_latitude} {case.public_longitude}" if has_place else ""}


def parts_of(area: str) -> dict[str, str]:
    """An area's code as the filters have it: 4001 is province 40, district 4001. Empty for what is no code."""
    if not (area.isascii() and area.isdigit() and len(area) in {2, 4, 6}):
        return {}
    names = ("province", "district", "subdistrict")
    return {name: area[: 2 * place] for place, name in enumerate(names, 1) if 2 * place <= len(area)}
