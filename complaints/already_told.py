"""Open public cases that may be of the same problem as a text that is not sent yet: somebody already told us.

Only released cases, through the one queryset, and only their released text and landmark and the square in which their pin
stands are compared, so nothing shows that a hidden case exists. Nothing is joined by itself: the person looks. Hence the
same topic at the same spot is enough to ask, in whatever words; how like the words are (ml.same_problem) says in which
order, and finds what no topic is known of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from complaints.access import CaseQuerySet
from complaints.landmarks import landmarks_of
from complaints.models import Case
from complaints.public_cases import PublicRow, cases_of, rows_of
from complaints.topic_guess import likely_topic
from complaints.workflow import ENDS
from directory.models import Area
from ml.same_problem import (
    METRES_A_DEGREE,
    NEAR_M,
    SeenCase,
    distance_m,
    is_near,
    link_for,
    look_at,
    score_of,
    square_around,
    topics_agree,
)

MOST_SHOWN = 3
LOOKED_AT = 60
"""Of one spot, and of one sub-district; each is cut into words, some 0.4 ms."""
ASKED_M = 150
"""Of the same topic and this near, in metres: 100, as two people pin one lamp, and some of the 78 by which a pin shown to
everybody, the middle of its square, may be off. docs/models.md has the figures."""
ASKED_DAYS = 90
"""An open case of the same topic is the same problem for longer than its words tell: it was not mended yet."""
SURE_BY_WORDS = 0.5
"""From this score on words alone are shown, where neither a pin nor a topic says more: likelier the same than not."""
_SUBDISTRICT = 100_000


class Told(NamedTuple):
    """What is known of a problem that is not sent yet. topic: a code, or ""; both coordinates or none."""

    text: str
    latitude: float | None = None
    longitude: float | None = None
    topic: str = ""
    area: Area | None = None
    place_text: str = ""

    @property
    def has_pin(self) -> bool:
        return self.latitude is not None and self.longitude is not None


def already_told(told: Told) -> Sequence[PublicRow]:
    """At most three open public cases that may be the same problem, the likeliest first."""
    told = told._replace(topic=_finest(told.topic, told.text))
    ids = [*_at_the_spot(told), *_at_the_landmark(told), *_by_their_words(told)]
    return rows_of(cases_of(list(dict.fromkeys(ids))[:MOST_SHOWN]))


def _open_cases() -> CaseQuerySet:
    since = timezone.now() - timedelta(days=ASKED_DAYS)
    cases = Case.objects.public().filter(created_at__gte=since).exclude(state__in=ENDS)
    return cases.order_by("-created_at", "-reference")


def _at_the_spot(told: Told) -> list[int]:
    """Ids of cases near the pin, the likeliest first."""
    if told.latitude is None or told.longitude is None:
        return []
    north, east = square_around(told.latitude, told.longitude, ASKED_M)
    near = _open_cases().filter(public_latitude__range=north, public_longitude__range=east)
    rows = near.values_list("pk", "public_text", "public_latitude", "public_longitude", "created_at", "topic__code")
    others = [
        look_at(str(pk), text, at_north, at_east, at, _finest(code or "", text))
        for pk, text, at_north, at_east, at, code in rows[:LOOKED_AT]
        if at_north is not None and at_east is not None
    ]
    if not others:
        return []
    this = look_at("", told.text, told.latitude, told.longitude, timezone.now(), told.topic)
    scored = sorted(((score_of(this, other), other) for other in others), key=lambda each: -each[0])
    return [int(other.id) for score, other in scored if _may_be_the_same(this, other, score)]


def _may_be_the_same(this: SeenCase, other: SeenCase, score: float) -> bool:
    if _is_fine(this.topic) and this.topic == other.topic and distance_m(this, other) <= ASKED_M:
        return True
    return is_near(this, other) and link_for(this, other, score) is not None


def _at_the_landmark(told: Told) -> Iterator[int]:
    """Ids of cases of the same topic and sub-district that name the same landmark, where one of both has no pin."""
    if told.area is None or told.area.pk < _SUBDISTRICT or not _is_fine(told.topic):
        return
    cases = _open_cases().filter(area=told.area)
    if told.has_pin:
        cases = cases.filter(public_latitude__isnull=True)
    here = landmarks_of(f"{told.text}\n{told.place_text}")
    if not here:
        return
    for pk, text, place, code in cases.values_list("pk", "public_text", "public_place", "topic__code")[:LOOKED_AT]:
        if not here.isdisjoint(landmarks_of(f"{text}\n{place}")) and _finest(code or "", text) == told.topic:
            yield pk


def _by_their_words(told: Told) -> list[int]:
    """Ids of cases of the sub-district in much the same words, the likeliest first, where no pin is known.

    As who calls tells it. All count as NEAR_M apart, the farthest at which pins are of one problem.
    """
    if told.area is None or told.area.pk < _SUBDISTRICT or told.has_pin:
        return []
    now = timezone.now()
    this = look_at("", told.text, 0, 0, now, told.topic)
    rows = _open_cases().filter(area=told.area).values_list("pk", "public_text", "topic__code")[:LOOKED_AT]
    others = [look_at(str(pk), text, NEAR_M / METRES_A_DEGREE, 0, now, code or "") for pk, text, code in rows]
    scored = [(score_of(this, other), other) for other in others if topics_agree(this.topic, other.topic)]
    sure = [(score, other) for score, other in scored if score >= SURE_BY_WORDS and link_for(this, other, score)]
    return [int(other.id) for _score, other in sorted(sure, key=lambda each: -each[0])]


def _finest(topic: str, text: str) -> str:
    """The topic, or the one below it for which the words speak, if any."""
    if _is_fine(topic):
        return topic
    guess = likely_topic(text)
    return guess.topic if guess and (not topic or guess.topic.startswith(f"{topic}/")) else topic


def _is_fine(topic: str) -> bool:
    """Of the lower level: two cases of "roads" alone may be a hole and a signboard."""
    return "/" in topic
