"""While the complainant is asked the agency's clock stands still: its dates move by exactly the working time waited.

How long in all is limited by a row (ServiceLevel.Step.PAUSE), so that nobody asks a case to death.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from complaints.models import Assignment, Case, ServiceLevel
from complaints.service_levels import calendar_of, due, working_days
from complaints.workflow import AssignmentState


def stops_the_clock(assignment: Assignment, *, at: datetime | None = None) -> bool:
    """Whether a question asked at this moment would stop the clock of this part.

    Only while all the time that its answer may take still fits into the limit: then what was promised to the agency when
    it asked, a standing clock until the answer, holds in any case.
    """
    case, calendar = assignment.case, calendar_of(assignment.agency_id)
    start = calendar.next_working_moment(at or timezone.now())
    most = working_days(ServiceLevel.Step.PAUSE, case.topic, case.kind, assignment.agency_id)
    in_all = calendar.working_time_between(start, calendar.add_working_days(start, most))
    answer_by = due(ServiceLevel.Step.ANSWER, case, start=start, agency_id=assignment.agency_id)
    return assignment.paused + calendar.working_time_between(start, answer_by) <= in_all


def go_on(case: Case, now: datetime) -> dict[str, str]:
    """Let the clock of a locked case run again, later by the working time it stood still; clears the question, unsaved.

    Returns the facts of the line: the date of before and of now, where one moved.
    """
    facts: dict[str, str] = {}
    for part in case.assignments.filter(state=AssignmentState.WAITING):
        calendar = calendar_of(part.agency_id)
        waited = calendar.working_time_between(case.asked_at, now) if case.asked_at else timedelta()
        before, part.state = part.due_at, AssignmentState.WORKING
        if before is not None:
            part.due_at = calendar.add_working_time(before, waited)
            if part.due_at != before:
                facts = {"from": before.isoformat(), "until": part.due_at.isoformat()}
        if part.update_by is not None:
            part.update_by = calendar.add_working_time(part.update_by, waited)
        part.paused += waited
        part.save(update_fields=["state", "due_at", "update_by", "paused"])
    case.asked_at = case.answer_by = None
    return facts


def date_if_answered_now(case: Case, part: Assignment | None) -> datetime | None:
    """When a part that waits would be due if the answer came now; None where its clock does not stand still."""
    if part is None or part.state != AssignmentState.WAITING or case.asked_at is None or part.due_at is None:
        return None
    calendar = calendar_of(part.agency_id)
    return calendar.add_working_time(part.due_at, calendar.working_time_between(case.asked_at, timezone.now()))
