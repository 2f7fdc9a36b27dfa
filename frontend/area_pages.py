"""`/areas/`: a place and what its people told the state in public: how much, what became of it, whose duty it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from complaints.public_areas import figures_of, newest_in
from complaints.public_forms import AreaForm
from complaints.timeline import WHOLE_COUNTRY
from consultations.public import open_at_place
from consultations.turnout.local_bodies import said_at
from directory import known
from directory.models import Agency, Area, Topic, User
from directory.models.areas import BANGKOK
from frontend.area_drawing import drawing_of, words_of
from notifications.following import follows
from routing.rules import Found, responsible_agencies, stands_in

LONGEST_CODE = 6
SAID = 4
"""Consultations that have closed; all of them have a page of their own."""


@dataclass(frozen=True)
class Duty:
    """Who answers for a main topic at a place: by agency, the parts of the topic that are its duty."""

    topic: Topic
    agencies: dict[Agency, list[Topic]]
    by_hand: list[Topic] = field(default_factory=list)
    """Parts for which no rule names one agency: people decide."""
    stand_ins: set[Agency] = field(default_factory=set)
    """Of the agencies those that take it for the local office, whose duty it is."""

    @property
    def is_one_agency(self) -> bool:
        return len(self.agencies) == 1 and not self.by_hand


@gzip_page
@never_cache
@require_GET
def choose_area(request: HttpRequest) -> HttpResponse:
    """The whole country, and the way to one's own place: `?province=40&district=4001`."""
    form = AreaForm(request.GET or None)
    code = form.area() if form.is_bound else None
    return redirect("area", code=code) if code else _show(request, None, form)


@gzip_page
@never_cache
@require_GET
def show_area(request: HttpRequest, code: int) -> HttpResponse:
    area = known.areas.get(code) if len(str(code)) <= LONGEST_CODE else None
    if area is None:
        raise Http404
    return _show(request, area, AreaForm())


def _show(request: HttpRequest, area: Area | None, form: AreaForm) -> HttpResponse:
    code = area.code if area else WHOLE_COUNTRY
    live = {
        "code": code,
        "area": area,
        "is_in_bangkok": area is not None and area.province_code == BANGKOK,
        "figures": figures_of(code),
        "newest": newest_in(code),
        "consultations": open_at_place(area),
        "place_query": urlencode(_place(area)) if area else "",
    }
    if request.GET.get("part"):
        return render(request, "areas/_live.html", live)
    subject = f"area:{code}"
    user = request.user if isinstance(request.user, User) else None
    return render(
        request,
        "areas/area.html",
        {
            **live,
            "form": form if area is None else AreaForm(_place(area)),
            "above": list(reversed(area.up_to_province()[1:])) if area else [],
            "subject": subject,
            "is_followed": bool(user and area and follows(user, [subject])),
            "duties": duties_at(area) if area else [],
            "drawing": drawing_of(area) if area else None,
            "drawing_words": words_of(area) if area else "",
            "said": said_at(area)[:SAID] if area else [],
        },
    )


def _place(area: Area) -> dict[str, int]:
    """The place as the filters of the public list take it."""
    return {each.level: each.code for each in reversed(area.up_to_province())}


def duties_at(area: Area) -> list[Duty]:
    """Whose duty each main topic is at this place today, by the rules that route complaints."""
    topics = list(Topic.objects.active().select_related("parent").order_by("position"))
    parts: dict[int, list[Topic]] = {}
    for topic in topics:
        if topic.parent_id:
            parts.setdefault(topic.parent_id, []).append(topic)
    found = responsible_agencies(topics, area, on=timezone.localdate())
    return [_duty(topic, parts.get(topic.pk, [topic]), found) for topic in topics if not topic.parent_id]


def _duty(topic: Topic, parts: Iterable[Topic], found: dict[int, Found]) -> Duty:
    agencies: dict[Agency, list[Topic]] = {}
    by_hand = []
    stand_ins = set()
    for part in parts:
        if agency := found[part.pk].agency:
            agencies.setdefault(agency, []).append(part)
            if stands_in(found[part.pk]):
                stand_ins.add(agency)
        else:
            by_hand.append(part)
    return Duty(topic, agencies, by_hand, stand_ins)
