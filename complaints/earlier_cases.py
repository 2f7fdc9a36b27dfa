"""Cases that an agency had before: of the same place, and of the same account once its contact was opened with a reason.

First what lies near or was filed by the account, cheaply and for all agencies, along an index and never more than some
hundreds; then those of them that this officer may work on. Answers that were given before: complaints/earlier.py.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from complaints.case_reading import beginning_of, first_words
from complaints.models import Assignment, Case, Complainant
from complaints.workflow import Visibility
from directory.models import User
from directory.statements import Lookup, Prepared
from ml.same_problem import NEAR_M, metres_between

SHOWN = 5
LOOKED_BACK = timedelta(days=730)
OF_A_SQUARE = 100
"""The newest of each of the nine squares around a pin."""
OF_AN_AREA = 500
OF_AN_ACCOUNT = 500
SQUARES_A_DEGREE = 1000
"""Their sides are at least NEAR_M long anywhere in Thailand: the place is in one of them or in the eight around."""
_SUBDISTRICT = 100_000

_near_a_pin = Prepared(
    f"""
    SELECT near.id, near.latitude, near.longitude
    FROM unnest(%(norths)s::float8[]) AS north, unnest(%(easts)s::float8[]) AS east, LATERAL (
        SELECT id, latitude, longitude FROM complaints_case
        WHERE floor(latitude * {SQUARES_A_DEGREE}) = north AND floor(longitude * {SQUARES_A_DEGREE}) = east
            AND latitude IS NOT NULL AND created_at >= %(since)s AND created_at < %(until)s
        ORDER BY created_at DESC LIMIT {OF_A_SQUARE}) AS near""",  # noqa: S608 - words and numbers of our own
    walks=True,
)
_in_an_area = Prepared(
    f"""
    SELECT case_id FROM (
        SELECT case_id, case_topic FROM complaints_assignment WHERE agency_id = %(agency)s AND case_area = %(area)s
        ORDER BY next_duty_at DESC LIMIT {OF_AN_AREA}) AS newest
    WHERE case_topic = %(topic)s""",  # noqa: S608 - words and numbers of our own
    walks=True,
)
_of_an_account = Prepared(
    f"""
    SELECT case_id FROM complaints_complaint WHERE id IN (
        SELECT complaint_id FROM complaints_complainant WHERE user_id = %(account)s
        ORDER BY id DESC LIMIT {OF_AN_ACCOUNT})""",  # noqa: S608 - words and numbers of our own
    walks=True,
)
_cases = Lookup(Case, "id = ANY(%s)")


@dataclass(frozen=True)
class EarlierCase:
    """A case of before. beginning: of its words, "" of a confidential one. metres: from the pin of the case beside it."""

    case: Case
    beginning: str
    metres: int | None


@dataclass(frozen=True)
class EarlierCases:
    """At most SHOWN, the newest first. count: how many there were in LOOKED_BACK; is_least: or more than that."""

    cases: list[EarlierCase]
    count: int
    is_least: bool = False


class _Theirs(NamedTuple):
    """A case that the officer may work on."""

    pk: int
    created_at: datetime
    reference: str
    visibility: str


def earlier_here(assignment: Assignment, officer: User) -> EarlierCases:
    """Within NEAR_M of the pin; without one, of the same topic in the same sub-district."""
    case = assignment.case
    if case.latitude is not None and case.longitude is not None:
        metres = _near((case.latitude, case.longitude), _window(case))
        return _shown(_theirs(assignment, officer, metres), metres)
    if not has_a_place(case):
        return EarlierCases([], 0)
    of = {"agency": assignment.agency_id, "area": case.area_id, "topic": case.topic_id}
    return _shown(_theirs(assignment, officer, [pk for (pk,) in _in_an_area.rows(of)]))


def has_a_place(case: Case) -> bool:
    """Whether it is known well enough where it is, and without a pin what it is about, to say what was there before."""
    return case.latitude is not None or (case.topic_id is not None and (case.area_id or 0) >= _SUBDISTRICT)


def earlier_of_account(
    assignment: Assignment, officer: User, account: int, *, opened: Collection[str] = ()
) -> EarlierCases:
    """Filed by an account. opened: references of confidential cases for which this officer has given a reason as well.

    The others are left out though the officer may work on them: it would tell who filed them.
    """
    found = [pk for (pk,) in _of_an_account.rows({"account": account})]
    theirs = _theirs(assignment, officer, found)
    told = [row for row in theirs if row.visibility != Visibility.CONFIDENTIAL or row.reference in opened]
    return _shown(told, is_least=len(found) == OF_AN_ACCOUNT)


def speaker_of(case: Case) -> Complainant | None:
    """Who speaks for the case now, None for who stays unnamed; `user_id` is their account, if they filed by one."""
    named = Complainant.objects.filter(complaint__case=case).exclude(complaint__visibility=Visibility.ANONYMOUS)
    return named.order_by("-complaint").first()


def _window(case: Case) -> dict[str, datetime]:
    return {"since": case.created_at - LOOKED_BACK, "until": case.created_at}


def _near(pin: tuple[float, float], window: dict[str, datetime]) -> dict[int, int]:
    """How many metres away each case is, by its id."""
    north, east = (math.floor(degrees * SQUARES_A_DEGREE) for degrees in pin)
    squares = {"norths": [north - 1.0, north, north + 1], "easts": [east - 1.0, east, east + 1]}
    apart = {pk: metres_between(pin, (lat, lon)) for pk, lat, lon in _near_a_pin.rows(squares | window)}
    return {pk: round(metres) for pk, metres in apart.items() if metres <= NEAR_M}


def _theirs(assignment: Assignment, officer: User, found: Iterable[int]) -> list[_Theirs]:
    """Those of these cases that the officer may work on at this agency and that were filed before this one, newest first."""
    ids, window = list(found), _window(assignment.case)
    if not ids:
        return []
    parts = Assignment.objects.handled_by(officer).filter(agency=assignment.agency_id, case__in=ids)
    parts = parts.filter(case__created_at__gte=window["since"], case__created_at__lt=window["until"])
    rows = parts.values_list("case_id", "case__created_at", "case__reference", "case__visibility").order_by()
    # One agency may have two parts of a case, such as its own and an appeal.
    return sorted({_Theirs(*row) for row in rows}, key=lambda row: row.created_at, reverse=True)


def _shown(theirs: list[_Theirs], metres: dict[int, int] | None = None, *, is_least: bool = False) -> EarlierCases:
    shown = [row.pk for row in theirs[:SHOWN]]
    if not shown:
        return EarlierCases([], 0)
    cases = {case.pk: case for case in _cases(shown)}
    words = first_words(row.pk for row in theirs[:SHOWN] if row.visibility != Visibility.CONFIDENTIAL)
    return EarlierCases(
        [EarlierCase(cases[pk], beginning_of(words.get(pk, "")), metres[pk] if metres else None) for pk in shown],
        len(theirs),
        is_least,
    )
