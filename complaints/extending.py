"""An agency needs more time: a new date, why, and what was done so far, told to the complainant in one act."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import CONFIDENTIAL_ROLES, Viewer
from complaints.acting import change_part, check_note, has_just_said, lock_part
from complaints.appealing import refuse_to_judge
from complaints.models import Assignment, CaseEvent, ServiceLevel
from complaints.notices import notify_complainants, words_for_joined
from complaints.service_levels import calendar_of, working_days
from complaints.timeline import record, settle
from complaints.updates import PROMISED, promise_news
from complaints.workflow import CLOSED_BY_ITS_ANSWER, RUNNING, ExtensionReason, TransitionNotAllowed
from directory.models import User


def may_extend(assignment: Assignment, by: User) -> bool:
    """Whether `extend_assignment` is open to this officer now."""
    return _refusal(assignment, by) is None


def why_no_more(assignment: Assignment, by: User) -> str:
    """Why a date that is running cannot be moved by this officer, or no more; "" where it can, or nothing is due."""
    refused = _refusal(assignment, by)
    return refused.messages[0] if refused and refused.code in {"extended_too_often", "extended_too_late"} else ""


def days_to_choose(assignment: Assignment) -> list[datetime]:
    """The moments to which the date may be moved: working days after it (or after today), by the table's length."""
    if assignment.due_at is None:
        return []
    start = max(assignment.due_at, timezone.now())
    most = working_days(ServiceLevel.Step.EXTEND, assignment.case.topic, assignment.case.kind, assignment.agency_id)
    calendar = calendar_of(assignment.agency_id)
    return [calendar.add_working_days(start, days) for days in range(1, most + 1)]


def moment_of(assignment: Assignment, until: date) -> datetime:
    """When on the day `until` it would be due. Raises ValidationError (code extension_out_of_range)."""
    days = {timezone.localdate(moment): moment for moment in days_to_choose(assignment)}
    if until not in days:
        raise ValidationError(_("Choose one of the days in the list."), code="extension_out_of_range")
    return days[until]


@transaction.atomic
def extend_assignment(
    assignment: Assignment, *, until: date, reason: ExtensionReason, text: str, by: User
) -> Assignment:
    """Move the date of an agency's part to the day `until`, once more than it was at most, and tell the complainant.

    text: the interim reply, which the complainant reads, and who filed a case that was joined into this one. Before the date is over any officer may; after it only a
    supervisor or the head of the agency.
    The agency that decides an appeal moves its date in the same way.
    Raises TransitionNotAllowed: nothing_is_due, extended_too_often, extended_too_late, closing_is_proposed,
    no_open_appeal; ValidationError: extension_out_of_range, note_missing, decides_own_answer.
    """
    case, assignment = lock_part(assignment)
    note = check_note(text)
    if _has_just_moved(assignment, until, reason, note, by=by):
        return assignment
    if refused := _refusal(assignment, by):
        raise refused
    refuse_to_judge(case, assignment, by)
    before = assignment.due_at
    moment = moment_of(assignment, until)
    assert before is not None  # noqa: S101 - a day was found; for the type checker
    # The first promise stays what a new date is held against; every step stands in the timeline.
    assignment.due_before, assignment.due_at = assignment.due_before or before, moment
    assignment.extensions += 1
    promise_news(assignment, case, at=timezone.now())
    change_part(assignment, "due_before", "due_at", "extensions", *PROMISED)
    facts = {"from": before.isoformat(), "until": moment.isoformat(), "reason": ExtensionReason(reason).value}
    facts |= words_for_joined(case, assignment)
    record(case, CaseEvent.Kind.EXTENDED, by=by, assignment=assignment, note=note, facts=facts)
    notify_complainants(case, CaseEvent.Kind.EXTENDED, agency=assignment.agency, due=moment)
    settle(case)
    return assignment


def _has_just_moved(assignment: Assignment, until: date, reason: ExtensionReason, note: str, *, by: User) -> bool:
    if assignment.due_at is None or timezone.localdate(assignment.due_at) != until:
        return False
    why = ExtensionReason(reason).value
    return has_just_said(assignment.case, CaseEvent.Kind.EXTENDED, note, by=by, assignment=assignment, reason=why)


def _refusal(assignment: Assignment, by: User) -> TransitionNotAllowed | None:
    case = assignment.case
    if (
        assignment.state not in RUNNING
        or assignment.due_at is None
        or case.is_ended
        or case.kind in CLOSED_BY_ITS_ANSWER
    ):
        return TransitionNotAllowed(_("There is no date of yours to move in this case now."), code="nothing_is_due")
    if case.resolution_proposed_at is not None and assignment.part != Assignment.Part.REVIEW:
        return TransitionNotAllowed(_("The complainant is being asked to confirm already."), code="closing_is_proposed")
    if assignment.extensions >= settings.EXTENSIONS_A_PART:
        return TransitionNotAllowed(
            _("The date was moved %(most)s times already. Report what could be done, or hand the case on."),
            code="extended_too_often",
            params={"most": settings.EXTENSIONS_A_PART},
        )
    if assignment.due_at < timezone.now() and assignment.agency_id not in Viewer(by).agencies(CONFIDENTIAL_ROLES):
        return TransitionNotAllowed(
            _("The date has passed. Only a supervisor of your agency can move it now."), code="extended_too_late"
        )
    return None
