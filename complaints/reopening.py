"""What every act that opens a case again has in common: a dispute, an appeal that was granted, a closing found false.

Not acts themselves: nothing here ends a transaction's work, and only acts call it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from complaints.acting import step
from complaints.escalating import raise_by_dispute
from complaints.letters_under_way import await_answer
from complaints.models import Assignment, Case, Escalation, ServiceLevel
from complaints.service_levels import due
from complaints.updates import promise_news
from complaints.workflow import AssignmentState

REOPENED = ("resolution_proposed_at", "confirm_by", "outcome", "reopened_count", "public_answer")
"""What `open_again` changes, for `settle`."""


def open_again(case: Case) -> None:
    """A locked case whose answer does not stand, unsaved."""
    case.resolution_proposed_at = case.confirm_by = None
    case.outcome = case.public_answer = ""
    case.reopened_count += 1


def take_up_again(part: Assignment, case: Case, *, at: datetime, why: Escalation.Why) -> None:
    """The part of the responsible agency is in hand again, by a new date and one level higher. Call it after `record`.

    A letter of its that is still out is waited for again; the new date stands with it.
    Raises TransitionNotAllowed.
    """
    part.case, level = case, part.escalation_level
    step(part, AssignmentState.WORKING)
    part.due_at = due(ServiceLevel.Step.RESOLVE, case, start=at, agency_id=part.agency_id)
    part.due_before, part.paused = None, timedelta()
    promise_news(part, case, at=at)
    raise_by_dispute(part, before=level, at=at, why=why)
    part.save()
    await_answer(part)
