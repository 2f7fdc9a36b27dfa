"""What this agency answered before in cases like this one: at the same spot, of the same topic nearby, or elsewhere.

Only cases that the officer may work on, never a confidential one, so nothing shows that another exists. Bounded whatever
was answered: of the agency the newest along an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from complaints.kinds import outcome_words
from complaints.models import Assignment, Case
from complaints.personal_data import mask
from complaints.workflow import Visibility
from directory.models import User
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


_COLUMNS = (
    "pk", "case__reference", "answered_at", "case__outcome", "case__kind", "case__area", "case__latitude",
    "case__longitude",
)  # fmt: skip


def earlier_answers(assignment: Assignment, officer: User) -> list[EarlierAnswer]:
    """At most three of the same topic, the nearest and newest first; none of a case that is confidential itself."""
    case = assignment.case
    if case.topic_id is None or case.visibility == Visibility.CONFIDENTIAL:
        return []
    answered = Assignment.objects.handled_by(officer).filter(agency=assignment.agency_id, answered_at__isnull=False)
    newest = answered.filter(case_is_confidential=False).exclude(case=case).exclude(answer="").order_by("-answered_at")
    of_topic = Assignment.objects.filter(pk__in=newest.values("pk")[:LOOKED_AT], case_topic=case.topic_id)
    alike = [_Answered(*row) for row in of_topic.order_by("-answered_at").values_list(*_COLUMNS)]
    # Sorting keeps the newest first among equals.
    nearest = sorted(alike, key=lambda row: _place(case, row))[:SHOWN]
    words = dict(Assignment.objects.filter(pk__in=[row.part for row in nearest]).values_list("pk", "answer"))
    return [
        EarlierAnswer(
            row.reference,
            row.answered_at,
            outcome_words(row.outcome, row.kind),
            mask(words[row.part]),
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
