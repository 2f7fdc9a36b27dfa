"""What this agency answered before in cases like this one: at the same spot, of the same topic nearby, or elsewhere.

Only cases that the officer may work on, never a confidential one, so nothing shows that another exists. Bounded whatever
was answered: of the agency the newest along an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from complaints.kinds import outcome_words
from complaints.models import Assignment
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


def earlier_answers(assignment: Assignment, officer: User) -> list[EarlierAnswer]:
    """At most three of the same topic, the nearest and newest first; none of a case that is confidential itself."""
    case = assignment.case
    if case.topic_id is None or case.visibility == Visibility.CONFIDENTIAL:
        return []
    answered = Assignment.objects.handled_by(officer).filter(agency=assignment.agency_id, answered_at__isnull=False)
    newest = answered.filter(case_is_confidential=False).exclude(case=case).order_by("-answered_at")
    rows = newest.values_list(
        "case__reference",
        "answered_at",
        "case__outcome",
        "case__kind",
        "answer",
        "case__topic_id",
        "case__area_id",
        "case__latitude",
        "case__longitude",
    )[:LOOKED_AT]
    found = []
    for reference, at, outcome, kind, answer, topic, area, latitude, longitude in rows:
        if topic != case.topic_id or not answer or at is None:
            continue
        metres = None
        if case.latitude is not None and case.longitude is not None and latitude is not None and longitude is not None:
            apart = round(metres_between((case.latitude, case.longitude), (latitude, longitude)))
            metres = apart if apart <= AT_THE_SPOT_M else None
        is_near = area is not None and area == case.area_id
        found.append(EarlierAnswer(reference, at, outcome_words(outcome, kind), mask(answer), metres, is_near))
    # Sorting keeps the newest first among equals.
    found.sort(key=lambda each: (each.metres is None, each.metres or 0, not each.is_near))
    return found[:SHOWN]
