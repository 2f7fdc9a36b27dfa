"""The cases of one person and their unit for whoever works outside, the nearest first.

Where the person is stays with their browser, which orders the page by itself; the server orders by a place that was chosen
by name, or by date. Nothing of either is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from complaints.listing import Told, complete_cases, place_name
from complaints.models import Assignment
from complaints.queue import units_of
from complaints.workflow import CLOSED_BY_ITS_ANSWER, IN_HAND, AssignmentState, Visibility
from directory.models import Area, User
from directory.place_extent import middle_of
from ml.same_problem import metres_between

CLOSE_KM = 10
_REPORTED = IN_HAND - {AssignmentState.EXTERNAL}  # while a letter is out its answer is noted first
MOST_SHOWN = 200
"""Whoever has more has no use for them on the road."""


@dataclass(frozen=True)
class FieldCase:
    """A case as its card shows it. metres: from the middle of the chosen place, None where that or its pin is unknown.

    may_report: whether it can be reported as done from the road. Of a confidential one only that it is there.
    """

    assignment: Assignment
    reference: str
    topic: str
    beginning: str
    landmark: str
    place: str
    latitude: float | None
    longitude: float | None
    is_urgent: bool
    is_confidential: bool
    may_report: bool
    metres: int | None = None

    @property
    def km(self) -> str:
        """From one kilometre on, as it is read on the road."""
        km = (self.metres or 0) / 1000
        return f"{km:.1f}" if km < CLOSE_KM else f"{km:.0f}"


def field_cases(officer: User, around: Area | None = None) -> list[FieldCase]:
    """At most MOST_SHOWN, as many queries for all as for one. around: a chosen place, those in it and near it first."""
    parts = _parts(officer)
    told = complete_cases([part.case for part in parts])
    cases = [_card(part, told.get(part.case_id, Told())) for part in parts]
    return _by_nearness(cases, around) if around else cases


def may_report(assignment: Assignment) -> bool:
    """Whether its agency can report it as done now; the act looks once more."""
    case = assignment.case
    leads = assignment.part == Assignment.Part.LEAD and AssignmentState(assignment.state) in _REPORTED
    is_asked = case.asked_at is not None or case.resolution_proposed_at is not None or assignment.approve_by is not None
    return leads and not is_asked and not case.is_ended and case.kind not in CLOSED_BY_ITS_ANSWER


def _parts(officer: User) -> list[Assignment]:
    """Of the person and of their units: two walks along an index, not one OR."""
    owed = Assignment.objects.handled_by(officer).owed()
    found = {part.pk: part for part in _first(owed.mine(officer))}
    if units := units_of(officer):
        found |= {part.pk: part for part in _first(owed.filter(unit__in=units))}
    return sorted(found.values(), key=_date)[:MOST_SHOWN]


def _first(parts: QuerySet[Assignment]) -> Iterable[Assignment]:
    unread = ("case__words", "case__public_words", "case__public_text")
    return parts.select_related("case").defer(*unread).order_by("next_duty_at", "id")[:MOST_SHOWN]


def _date(part: Assignment) -> tuple[datetime, int]:
    return part.next_duty_at, part.pk


def _card(part: Assignment, told: Told) -> FieldCase:
    case = part.case
    card = FieldCase(
        assignment=part,
        reference=case.reference,
        topic="",
        beginning="",
        landmark="",
        place="",
        latitude=None,
        longitude=None,
        is_urgent=case.is_urgent,
        is_confidential=case.visibility == Visibility.CONFIDENTIAL,
        may_report=may_report(part),
    )
    if card.is_confidential:  # it is opened with a reason, and a phone is read over shoulders
        return card
    return replace(
        card,
        topic=case.topic.name if case.topic else "",
        beginning=told.beginning,
        landmark=case.place_text,
        place=place_name(case) if case.area_id else "",
        latitude=case.latitude,
        longitude=case.longitude,
    )


def _by_nearness(cases: list[FieldCase], around: Area) -> list[FieldCase]:
    """Those in the place, then by the distance of their pins from its middle, then the rest; each by date among equals."""
    middle = middle_of(around)
    placed = [replace(one, metres=_metres(one, middle)) for one in cases]

    def rank(one: FieldCase) -> tuple[bool, bool, int]:
        code = str(one.assignment.case.area_id or "")
        is_there = not one.is_confidential and code.startswith(str(around.pk))
        return (not is_there, one.metres is None, one.metres or 0)

    return sorted(placed, key=rank)


def _metres(one: FieldCase, middle: tuple[float, float] | None) -> int | None:
    if middle is None or one.latitude is None or one.longitude is None:
        return None
    return round(metres_between(middle, (one.latitude, one.longitude)))
