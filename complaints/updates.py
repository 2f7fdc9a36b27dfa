"""The clock of the next update: who has a case tells its complainant something every few working days.

With each such sign of life a part comes down the ladder again (complaints.escalating), unless its work is still late.

A reply, a question, a new date count; what only the office reads does not. While the complainant is asked it stands still
like the clock of the work.
"""

from __future__ import annotations

from datetime import datetime

from complaints.models import Assignment, Case, ServiceLevel
from complaints.service_levels import due
from complaints.workflow import CLOSED_BY_ITS_ANSWER, RUNNING

PROMISED = ("escalation_level", "update_by")
"""What `promise_news` changes of a part."""


def promise_news(assignment: Assignment, case: Case, *, at: datetime) -> None:
    """Set, unsaved, until when the agency owes the next news, counted from this moment; and let its level fall.

    Only the responsible agency owes them, so that one case does not bring a letter a week from each that helps; and
    nobody owes any for praise.
    """
    owes = assignment.part == Assignment.Part.LEAD and case.kind not in CLOSED_BY_ITS_ANSWER
    step, agency_id = ServiceLevel.Step.UPDATE, assignment.agency_id
    assignment.escalation_level = _level_after(assignment, case, at)
    assignment.update_by = due(step, case, start=at, agency_id=agency_id) if owes else None


def _level_after(assignment: Assignment, case: Case, at: datetime) -> int:
    """What disputes raised stays: who was told twice that it is done, and it was not, is not forgotten by a letter."""
    is_late = assignment.due_at is not None and assignment.due_at < at and assignment.state in RUNNING
    level = assignment.escalation_level
    return level if is_late else min(level, case.reopened_count)
