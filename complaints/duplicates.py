"""Open cases that may tell of the same problem as one that an officer has before them, the likeliest first.

Compared are the words, the pins and the topics (ml.same_problem); nothing is joined by itself: a person looks. Only cases
that this officer may work on are looked at, so nothing shows that another one exists. Acts: complaints/joining.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import get_language

from complaints.access import CASEWORK_ROLES, AssignmentQuerySet, Viewer
from complaints.assignment_tables import ENDS_IN_SQL
from complaints.case_reading import beginning_of, first_words, read_parts_of_all
from complaints.joining import which_stays
from complaints.landmarks import landmarks_of
from complaints.models import Assignment, Case
from complaints.queue import parameters_of
from complaints.queue_conditions import OWED, VISIBLE
from complaints.workflow import CLOSED_BY_ITS_ANSWER, CaseState, Visibility
from directory import known
from directory.models import User
from directory.statements import Lookup, Prepared
from ml.same_problem import (
    NEAR_DAYS,
    NEAR_M,
    distance_m,
    link_for,
    look_at,
    score_of,
    square_around,
    topics_agree,
)

SHOWN = 5
LOOKED_AT = 60
"""Of one spot, the newest; each is cut into words, some 0.4 ms."""
FOUND = 500
"""Of one spot, the newest, before it is asked which of them this officer may see."""
_DISTRICT = 1000


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
    return _candidates(case, partial(owed_by_hand, officer))


def candidates_at_the_desk(case: Case, viewer: Viewer) -> list[Candidate]:
    """At most five open cases that wait at the triage desk or that everybody reads."""
    found = {each.case.pk: each for each in _candidates(case, partial(_among, Case.objects.at_the_triage_desk()))}
    public = _candidates(case, partial(_among, Case.objects.public()))
    for each in public:  # of which this officer may read what everybody reads
        found.setdefault(each.case.pk, replace(each, beginning=beginning_of(each.case.public_text), metres=None))
    return sorted(found.values(), key=lambda each: not each.is_sure)[:SHOWN] if viewer.does_triage else []


def may_join(case: Case, other: Case, officer: User) -> bool:
    """Whether this officer sees the other case as a candidate would be: at their office, at the desk or in public."""
    if owed_by_leads_of(officer).filter(case=other).exists():
        return True
    at_the_desk = Viewer(officer).does_triage and case.state == CaseState.TRIAGE
    return at_the_desk and (other.state == CaseState.TRIAGE or other.released_at is not None)


def may_have_others(case: Case) -> bool:
    """Whether a case is of those that others can be joined with: open, told in no confidence, and no praise."""
    is_apart = case.visibility == Visibility.CONFIDENTIAL or case.kind in CLOSED_BY_ITS_ANSWER
    return not is_apart and not case.is_ended and case.joined_into_id is None


Seen = Callable[[list[int]], set[int]]
"""Those of these cases, by their ids, that somebody may see."""


def _among(cases: QuerySet[Case], ids: list[int]) -> set[int]:
    return set(cases.filter(pk__in=ids).values_list("pk", flat=True))


def _candidates(case: Case, seen: Seen) -> list[Candidate]:
    if not may_have_others(case):
        return []
    scored = _at_the_spot(case, seen) if case.latitude is not None else _at_the_landmark(case, seen)
    best = sorted(scored, key=lambda each: -each.score)[:SHOWN]
    if not best:
        return []
    others = {other.pk: other for other in _cases([each.case for each in best])}
    areas = known.areas.by_id(other.area_id for other in others.values())
    for other in others.values():
        other.area = areas[other.area_id] if other.area_id else None
    read_parts_of_all([case, *others.values()])  # which_stays asks for their leads
    return [
        Candidate(
            others[each.case],
            beginning_of(each.text),
            each.is_sure,
            each.metres,
            which_stays(case, others[each.case])[0].pk == each.case,
        )
        for each in best
    ]


def owed_by_leads_of(officer: User) -> AssignmentQuerySet:
    """Open cases for which an agency of this officer is responsible: only those it may join."""
    return Assignment.objects.handled_by(officer).owed().filter(part=Assignment.Part.LEAD)


_owed_by_leads = Prepared(
    f"""SELECT a.case_id FROM complaints_assignment a
    WHERE a.case_id = ANY(%(cases)s) AND a.agency_id = ANY(%(agencies)s) AND a.part = 'lead' AND {OWED} AND {VISIBLE}"""  # noqa: S608
)


def owed_by_hand(officer: User, ids: list[int]) -> set[int]:
    """Which of these cases `owed_by_leads_of` has. A case's page asks it; that queryset takes Django longer than the rest."""
    viewer = Viewer(officer)
    asked = parameters_of(viewer) | {"agencies": viewer.agencies(CASEWORK_ROLES), "cases": ids}
    return {pk for (pk,) in _owed_by_leads.rows(asked)}


class Near(NamedTuple):
    """An open case that lies near in place and time, whoever may see it: what is compared of it."""

    pk: int
    latitude: float
    longitude: float
    created_at: datetime
    topic_id: int | None
    place_text: str


class Scored(NamedTuple):
    """Another case by its id, its first words, and how likely it is the same. metres: between the pins, None without."""

    score: float
    case: int
    text: str
    is_sure: bool
    metres: int | None


_NEAR = f"""
    SELECT id, latitude, longitude, created_at, topic_id, place_text FROM complaints_case
    WHERE state NOT IN ({ENDS_IN_SQL}) AND kind = %(kind)s AND joined_into_id IS NULL AND id <> %(pk)s
        AND visibility <> 'confidential' AND created_at BETWEEN %(since)s AND %(until)s AND {{}}
    ORDER BY created_at DESC LIMIT {FOUND}"""  # noqa: S608 - words and numbers of our own
_near_a_pin = Prepared(
    _NEAR.format("latitude BETWEEN %(south)s AND %(north)s AND longitude BETWEEN %(west)s AND %(east)s")
)
_in_an_area = Prepared(_NEAR.format("area_id = %(area)s AND topic_id = %(topic)s"))
_cases = Lookup(Case, "id = ANY(%s)")


def _at_the_spot(case: Case, seen: Seen) -> list[Scored]:
    (south, north), (west, east) = square_around(*_degrees(case), NEAR_M)
    square = {"south": south, "north": north, "west": west, "east": east}
    near = _found(_near_a_pin, case, square)
    topics = known.topics.by_id([case.topic_id, *(each.topic_id for each in near)])
    codes: dict[int | None, str] = {pk: topic.code for pk, topic in topics.items()}
    topic = codes.get(case.topic_id, "")
    found = [each for each in near if topics_agree(topic, codes.get(each.topic_id, ""))]
    own, told = _with_first_words(case, _may_be_seen(found, seen))
    if not told:
        return []
    this = look_at(str(case.pk), own, *_degrees(case), case.created_at, topic)
    scored = []
    for other, text in told:
        code = codes.get(other.topic_id, "")
        that = look_at(str(other.pk), text, other.latitude, other.longitude, other.created_at, code)
        score = score_of(this, that)
        if link := link_for(this, that, score):
            scored.append(Scored(score, other.pk, text, link == "auto", round(distance_m(this, that))))
    return scored


def _at_the_landmark(case: Case, seen: Seen) -> list[Scored]:
    """Without a pin: of the same topic and the same district or sub-district, where both name the same landmark."""
    if case.area_id is None or case.area_id < _DISTRICT or case.topic_id is None:
        return []
    found = _found(_in_an_area, case, {"area": case.area_id, "topic": case.topic_id})
    own, told = _with_first_words(case, _may_be_seen(found, seen))
    if not told:
        return []
    here = landmarks_of(f"{own}\n{case.place_text}")
    scored = []
    for other, text in told:
        there = landmarks_of(f"{text}\n{other.place_text}")
        if not here.isdisjoint(there):
            scored.append(Scored(len(here & there) / len(here | there), other.pk, text, False, None))
    return scored


def _found(statement: Prepared, case: Case, where: dict[str, Any]) -> list[Near]:
    days = timedelta(days=NEAR_DAYS)
    when = {"since": case.created_at - days, "until": case.created_at + days}
    return [Near(*row) for row in statement.rows({"kind": case.kind, "pk": case.pk, **when, **where})]


def _may_be_seen(found: list[Near], seen: Seen) -> list[Near]:
    """Those of these that this officer may see, the newest LOOKED_AT."""
    if not found:
        return []
    theirs = seen([each.pk for each in found])
    return [each for each in found if each.pk in theirs][:LOOKED_AT]


def _degrees(case: Case) -> tuple[float, float]:
    assert case.latitude is not None and case.longitude is not None  # noqa: S101 - a pin has both
    return case.latitude, case.longitude


def _with_first_words(case: Case, found: list[Near]) -> tuple[str, list[tuple[Near, str]]]:
    """The text of the first complaint of the case, and each of the others with its own."""
    if not found:
        return "", []
    texts = first_words([case.pk, *(other.pk for other in found)])
    return texts[case.pk], [(other, texts[other.pk]) for other in found]
