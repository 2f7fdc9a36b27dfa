"""What this agency answered before in cases like this one: at the same spot, of the same topic nearby, or elsewhere.

Only cases that the officer may work on, never a confidential one, so nothing shows that another exists. Bounded whatever
was answered: of the agency the newest along an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from complaints.access import CASEWORK_ROLES, Viewer
from complaints.kinds import outcome_words
from complaints.models import Assignment, Case
from complaints.personal_data import mask
from complaints.workflow import GIVEN_AWAY, Visibility
from directory.models import User
from directory.statements import Prepared, listed
from ml.same_problem import metres_between

SHOWN = 3
LOOKED_AT = 200
AT_THE_SPOT_M = 100


@dataclass(frozen=True)
class EarlierAnswer:
    """An answer given before. outcome: in words. answer: without personal data; it may go to somebody else now.

    metres: from this case where that is at most AT_THE_SPOT_M, else None. is_near: in the same sub-district.
    """

    reference: str
    answered_at: datetime
    outcome: str
    answer: str
    metres: int | None
    is_near: bool


class _Answered(NamedTuple):
    """An answered part, without its words: of two hundred three are read."""

    part: int
    reference: str
    answered_at: datetime
    outcome: str
    kind: str
    area_id: int | None
    latitude: float | None
    longitude: float | None


_newest_of_topic = Prepared(
    f"""SELECT a.id, c.reference, a.answered_at, c.outcome, c.kind, c.area_id, c.latitude, c.longitude
    FROM (SELECT a.id, a.case_id, a.case_topic, a.answered_at FROM complaints_assignment a
        WHERE a.agency_id = %(agency)s AND a.answered_at IS NOT NULL AND a.state NOT IN ({listed(GIVEN_AWAY)})
            AND NOT a.case_is_confidential AND a.case_id <> %(case)s AND a.answer <> ''
        ORDER BY a.answered_at DESC LIMIT {LOOKED_AT}) AS a
    JOIN complaints_case c ON c.id = a.case_id WHERE a.case_topic = %(topic)s ORDER BY a.answered_at DESC""",  # noqa: S608
    walks=True,
)
_answers = Prepared("SELECT id, answer FROM complaints_assignment WHERE id = ANY(%s)")


def earlier_answers(assignment: Assignment, officer: User) -> list[EarlierAnswer]:
    """At most three of the same topic, the nearest and newest first; none of a case that is confidential itself."""
    case = assignment.case
    if case.topic_id is None or case.visibility == Visibility.CONFIDENTIAL:
        return []
    # Who works at an agency may open all its cases but confidential ones (complaints.access).
    if assignment.agency_id not in Viewer(officer).agencies(CASEWORK_ROLES):
        return []
    asked = {"agency": assignment.agency_id, "case": case.pk, "topic": case.topic_id}
    alike = [_Answered(*row) for row in _newest_of_topic.rows(asked)]
    # Sorting keeps the newest first among equals.
    nearest = sorted(alike, key=lambda row: _place(case, row))[:SHOWN]
    words = dict(_answers.rows([[row.part for row in nearest]]) if nearest else ())
    return [
        EarlierAnswer(
            row.reference,
            row.answered_at,
            outcome_words(row.outcome, row.kind),
            mask(words[row.part], by_office=True),
            _metres(case, row),
            _is_near(case, row),
        )
        for row in nearest
    ]


def _place(case: Case, row: _Answered) -> tuple[bool, int, bool]:
    metres = _metres(case, row)
    return metres is None, metres or 0, not _is_near(case, row)


def _metres(case: Case, row: _Answered) -> int | None:
    if case.latitude is None or case.longitude is None or row.latitude is None or row.longitude is None:
        return None
    apart = round(metres_between((case.latitude, case.longitude), (row.latitude, row.longitude)))
    return apart if apart <= AT_THE_SPOT_M else None


def _is_near(case: Case, row: _Answered) -> bool:
    return row.area_id is not None and row.area_id == case.area_id
