"""Open cases that may tell of the same problem as one that an officer has before them, the likeliest first.

Compared are the words, the pins and the topics (ml.same_problem); nothing is joined by itself: a person looks. Only cases
that this officer may work on are looked at, so nothing shows that another one exists. Acts: complaints/joining.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils.translation import get_language

from complaints.access import AssignmentQuerySet, CaseQuerySet, Viewer
from complaints.joining import which_stays
from complaints.landmarks import landmarks_of
from complaints.models import Assignment, Case, Complaint
from complaints.sentences import without
from complaints.workflow import CLOSED_BY_ITS_ANSWER, ENDS, CaseState, Visibility
from directory import known
from directory.models import User
from ml.same_problem import NEAR_DAYS, NEAR_M, SeenCase, distance_m, link_for, look_at, score_of, square_around

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
    if owed_by_leads_of(officer).filter(case=other).exists():
        return True
    at_the_desk = Viewer(officer).does_triage and case.state == CaseState.TRIAGE
    return at_the_desk and (other.state == CaseState.TRIAGE or other.released_at is not None)


def _candidates(case: Case, cases: CaseQuerySet) -> list[Candidate]:
    if case.visibility == Visibility.CONFIDENTIAL or case.kind in CLOSED_BY_ITS_ANSWER or case.is_ended:
        return []
    others = cases.filter(_OPEN, kind=case.kind, joined_into=None).exclude(pk=case.pk)
    others = others.exclude(visibility=Visibility.CONFIDENTIAL).order_by("-created_at")
    days = timedelta(days=NEAR_DAYS)
    others = others.filter(created_at__range=(case.created_at - days, case.created_at + days))
    scored = _at_the_spot(case, others) if case.latitude is not None else _at_the_landmark(case, others)
    best = sorted(scored, key=lambda each: -each.score)[:SHOWN]
    prefetch_related_objects([case, *(each.case for each in best)], "assignments")  # which_stays asks for their leads
    return [
        Candidate(
            each.case, _beginning(each.text), each.is_sure, each.metres, which_stays(case, each.case)[0] == each.case
        )
        for each in best
    ]


def _handled_beside(case: Case, officer: User) -> QuerySet[Any]:
    return owed_by_leads_of(officer).exclude(case=case).values("case_id")


def owed_by_leads_of(officer: User) -> AssignmentQuerySet:
    """Open cases for which an agency of this officer is responsible: only those it may join."""
    return Assignment.objects.handled_by(officer).owed().filter(part=Assignment.Part.LEAD)


class Scored(NamedTuple):
    """Another case, its first words, and how likely it is the same. metres: between the pins, None where one has none."""

    score: float
    case: Case
    text: str
    is_sure: bool
    metres: int | None


def _at_the_spot(case: Case, others: CaseQuerySet) -> list[Scored]:
    north, east = square_around(*_degrees(case), NEAR_M)
    near = others.filter(_topics_agree(case), latitude__range=north, longitude__range=east)
    own, found = _with_first_words(case, near)
    if not found:
        return []
    this = _seen(case, own)
    scored = []
    for other, text in found:
        that = _seen(other, text)
        score = score_of(this, that)
        if link := link_for(this, that, score):
            scored.append(Scored(score, other, text, link == "auto", round(distance_m(this, that))))
    return scored


def _at_the_landmark(case: Case, others: CaseQuerySet) -> list[Scored]:
    """Without a pin: of the same topic and the same district or sub-district, where both name the same landmark."""
    if case.area_id is None or case.area_id < _DISTRICT or case.topic_id is None:
        return []
    own, found = _with_first_words(case, others.filter(area=case.area_id, topic=case.topic_id))
    here = landmarks_of(f"{own}\n{case.place_text}")
    scored = []
    for other, text in found:
        there = landmarks_of(f"{text}\n{other.place_text}")
        if not here.isdisjoint(there):
            scored.append(Scored(len(here & there) / len(here | there), other, text, False, None))
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


def _with_first_words(case: Case, others: CaseQuerySet) -> tuple[str, list[tuple[Case, str]]]:
    """The text of the first complaint of the case, and each of the newest others with its own and its area."""
    found = list(others[:LOOKED_AT])
    if not found:
        return "", []
    told = Complaint.objects.filter(case__in=[case.pk, *(other.pk for other in found)])
    texts = {
        pk: without(text, parted) for pk, text, parted in told.order_by("-id").values_list("case_id", "text", "parted")
    }
    areas = known.areas.by_id(other.area_id for other in found)
    for other in found:
        other.area = areas[other.area_id] if other.area_id else None
    return texts[case.pk], [(other, texts[other.pk]) for other in found]


def _beginning(text: str) -> str:
    return " ".join(text.split())[:BEGINNING_LETTERS]
