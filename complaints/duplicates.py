"""Open cases that may tell of the same problem as one that an officer has before them, the likeliest first.

Compared are the words, the pins and the topics (ml.same_problem); nothing is joined by itself: a person looks. Only cases
that this officer may work on are looked at, so nothing shows that another one exists. Acts: complaints/joining.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import cos, radians
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from complaints.access import AssignmentQuerySet, CaseQuerySet, Viewer
from complaints.joining import which_stays
from complaints.landmarks import landmarks_of
from complaints.models import Assignment, Case, Complaint
from complaints.workflow import CLOSED_BY_ITS_ANSWER, ENDS, Visibility
from directory import known
from directory.models import User
from ml.same_problem import METRES_A_DEGREE, NEAR_DAYS, NEAR_M, SeenCase, distance_m, link_for, look_at, score_of

SHOWN = 5
BEGINNING_LETTERS = 140
LOOKED_AT = 60
"""Of one spot, the newest; each is cut into words, some 0.4 ms."""
_DISTRICT = 1000
_OPEN = ~Q(state__in=sorted(ENDS))


@dataclass(frozen=True)
class Candidate:
    """Another case that may be the same problem. metres: between the pins, None where one has none.

    is_sure: as sure as what may be linked without a person (ml.same_problem); stays: whether the other one does.
    """

    case: Case
    beginning: str
    is_sure: bool
    metres: int | None
    stays: bool

    @property
    def place(self) -> str:
        return self.case.place(get_language())


def candidates_at_an_office(case: Case, officer: User) -> list[Candidate]:
    """At most five open cases of this officer's agencies."""
    return _candidates(case, Case.objects.filter(pk__in=_handled_beside(case, officer)))


def candidates_at_the_desk(case: Case, viewer: Viewer) -> list[Candidate]:
    """At most five open cases that wait at the triage desk or that everybody reads."""
    at_the_desk, public = Case.objects.at_the_triage_desk(), Case.objects.public()
    found = {each.case.pk: each for each in _candidates(case, at_the_desk)}
    for each in _candidates(case, public):  # of which this officer may read what everybody reads, and no more
        found.setdefault(each.case.pk, replace(each, beginning=_beginning(each.case.public_text), metres=None))
    return sorted(found.values(), key=lambda each: not each.is_sure)[:SHOWN] if viewer.does_triage else []


def may_join(case: Case, other: Case, officer: User) -> bool:
    """Whether this officer sees the other case as a candidate would be: at their office, at the desk or in public."""
    if _led_by(officer).filter(case=other).exists():
        return True
    at_the_desk = Viewer(officer).does_triage and case.state == "triage"
    return at_the_desk and (other.state == "triage" or other.released_at is not None)


def _candidates(case: Case, cases: CaseQuerySet) -> list[Candidate]:
    if case.visibility == Visibility.CONFIDENTIAL or case.kind in CLOSED_BY_ITS_ANSWER or case.is_ended:
        return []
    others = cases.filter(_OPEN, kind=case.kind, joined_into=None).exclude(pk=case.pk)
    others = others.exclude(visibility=Visibility.CONFIDENTIAL)
    scored = _at_the_spot(case, others) if case.latitude is not None else _at_the_landmark(case, others)
    best = sorted(scored, key=lambda each: -each[0])[:SHOWN]
    texts = _first_words([other.pk for _score, other, _sure, _metres in best])
    return [
        Candidate(other, _beginning(texts[other.pk]), is_sure, metres, which_stays(case, other)[0] == other)
        for _score, other, is_sure, metres in best
    ]


def _handled_beside(case: Case, officer: User) -> QuerySet[Any]:
    return _led_by(officer).exclude(case=case).values("case_id")


def _led_by(officer: User) -> AssignmentQuerySet:
    """Open cases for which an agency of this officer is responsible: only those it may join."""
    return Assignment.objects.handled_by(officer).owed().filter(part=Assignment.Part.LEAD)


Scored = tuple[float, Case, bool, int | None]
"""score, the case, whether it is as good as sure, metres between the pins"""


def _at_the_spot(case: Case, others: CaseQuerySet) -> list[Scored]:
    latitude, longitude = _degrees(case)
    north = NEAR_M / METRES_A_DEGREE
    east = north / max(0.1, cos(radians(latitude)))
    near = others.filter(
        latitude__range=(latitude - north, latitude + north), longitude__range=(longitude - east, longitude + east)
    )
    days = timedelta(days=NEAR_DAYS)
    near = near.filter(created_at__range=(case.created_at - days, case.created_at + days))
    found = _complete(near.filter(_topics_agree(case)).order_by("-created_at")[:LOOKED_AT])
    texts = _first_words([case.pk, *(other.pk for other in found)]) if found else {}
    scored: list[Scored] = []
    for other in found:
        this, that = _seen(case, texts[case.pk]), _seen(other, texts[other.pk])
        score = score_of(this, that)
        if link := link_for(this, that, score):
            scored.append((score, other, link == "auto", round(distance_m(this, that))))
    return scored


def _at_the_landmark(case: Case, others: CaseQuerySet) -> list[Scored]:
    """Without a pin: of the same topic and the same district or sub-district, where both name the same landmark."""
    if case.area_id is None or case.area_id < _DISTRICT or case.topic_id is None:
        return []
    days = timedelta(days=NEAR_DAYS)
    since: tuple[datetime, datetime] = (case.created_at - days, case.created_at + days)
    near = others.filter(area=case.area_id, topic=case.topic_id, created_at__range=since)
    found = _complete(near.order_by("-created_at")[:LOOKED_AT])
    texts = _first_words([case.pk, *(other.pk for other in found)]) if found else {}
    scored: list[Scored] = []
    for other in found:
        here, there = (landmarks_of(f"{texts[each.pk]}\n{each.place_text}") for each in (case, other))
        if not here.isdisjoint(there):
            scored.append((len(here & there) / len(here | there), other, False, None))
    return scored


def _topics_agree(case: Case) -> Q:
    """As ml.same_problem has it: the same, one the upper topic of the other, or unknown; before the words are cut."""
    topic = known.topics.get(case.topic_id)
    if topic is None:
        return Q()
    same = Q(topic=None) | Q(topic=topic)
    return same | (Q(topic=topic.parent_id) if topic.parent_id else Q(topic__parent=topic))


def _seen(case: Case, text: str) -> SeenCase:
    topic = known.topics.get(case.topic_id)
    return look_at(str(case.pk), text, *_degrees(case), case.created_at, topic.code if topic else "")


def _degrees(case: Case) -> tuple[float, float]:
    assert case.latitude is not None and case.longitude is not None  # noqa: S101 - a pin has both
    return case.latitude, case.longitude


def _complete(cases: Iterable[Case]) -> list[Case]:
    found = list(cases)
    areas = known.areas.by_id(case.area_id for case in found)
    for case in found:
        case.area = areas[case.area_id] if case.area_id else None
    return found


def _beginning(text: str) -> str:
    return " ".join(text.split())[:BEGINNING_LETTERS]


def _first_words(case_ids: Sequence[int]) -> dict[int, str]:
    """The text of the first complaint of each case, by case id."""
    rows = Complaint.objects.filter(case__in=case_ids).order_by("-id").values_list("case_id", "text")
    return dict(rows)
