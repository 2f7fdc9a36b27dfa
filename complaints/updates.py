"""The clock of the next update: who has a case tells its complainant something every few working days.

A reply, a question, a new date count; what only the office reads does not. While the complainant is asked it stands still
like the clock of the work.
"""

from __future__ import annotations

from datetime import datetime

from complaints.models import Assignment, Case, ServiceLevel
from complaints.service_levels import due
from complaints.workflow import CLOSED_BY_ITS_ANSWER


def promise_news(assignment: Assignment, case: Case, *, at: datetime) -> None:
    """Set, unsaved, until when the agency owes the next news, counted from this moment.

    Only the responsible agency owes them, so that one case does not bring a letter a week from each that helps; and
    nobody owes any for praise.
    """
    owes = assignment.part == Assignment.Part.LEAD and case.kind not in CLOSED_BY_ITS_ANSWER
    step, agency_id = ServiceLevel.Step.UPDATE, assignment.agency_id
    assignment.update_by = due(step, case, start=at, agency_id=agency_id) if owes else None
