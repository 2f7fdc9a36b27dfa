"""What a responsible agency and those that help it do: one case has one that answers for it and any number that support.

A supporting agency accepts, asks and replies like the responsible one (complaints/handling.py). What it cannot do, it
says to the responsible agency, not to the triage desk; what it has done ends its own part, never the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import (
    attach,
    check_note,
    check_takes_complaints,
    lock_part,
    lock_part_of_lead,
    propose_part,
    refuse_before_accepting,
    step,
)
from complaints.after_photos import needs_after_photo
from complaints.awaiting_approval import goes_out, refuse_while_unapproved
from complaints.letters import owe_letter
from complaints.models import Approval, Assignment, Case, CaseEvent, ServiceLevel
from complaints.notices import notify_complainants, words_for_joined
from complaints.service_levels import due
from complaints.timeline import assignments_of, record, settle
from complaints.workflow import AssignmentState, TransitionNotAllowed, check_transition
from directory.models import Agency, User
from records.models import Upload

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen


@transaction.atomic
def ask_for_help(assignment: Assignment, agency: Agency | None, *, request: str, by: User) -> Assignment:
    """Ask another agency to do a part of the case; what is asked of it is for the agencies to read.

    One that has finished its part takes up the same part again, as if asked for the first time: it says whether it can,
    by a new date. What it answered before stays in the timeline. Raises ValidationError: another_agency_leads, not_accepted_yet, another_agency_missing, agency_takes_no_complaints,
    agency_has_it_already, note_missing.
    """
    case, assignment = lock_part_of_lead(assignment)
    now = timezone.now()
    refuse_before_accepting(assignment)
    if agency is None:
        raise ValidationError(_("Say which agency should help."), code="another_agency_missing")
    note = check_note(request)
    part = _ask_again(case, agency, at=now) or propose_part(case, agency, Assignment.Part.SUPPORTING, at=now)
    record(case, Kind.HELP_ASKED, by=by, assignment=part, note=note, note_seen_by=Seen.AGENCY, at=now)
    settle(case)
    return part


@transaction.atomic
def refuse_to_help(assignment: Assignment, *, reason: str, by: User) -> Assignment:
    """Say that this agency cannot help, and why. The responsible agency goes on without it."""
    case, assignment = _lock_supporting_part(assignment)
    refuse_while_unapproved(assignment)
    step(assignment, AssignmentState.DECLINED)
    assignment.reason = check_note(reason)
    assignment.save()
    record(case, Kind.HELP_REFUSED, by=by, assignment=assignment, note=assignment.reason, note_seen_by=Seen.AGENCY)
    settle(case)
    return assignment


@transaction.atomic
def finish_part(
    assignment: Assignment,
    *,
    answer: str,
    by: User,
    uploads: Iterable[Upload] = (),
    approved: Approval | None = None,
) -> Assignment:
    """Report this agency's part as done. The case goes on until the responsible agency proposes closing it.

    approved: as in `propose_closing`. Raises ValidationError: this_agency_leads, question_is_open, note_missing,
    transition_not_allowed, approval_is_open.
    """
    case, assignment = _lock_supporting_part(assignment)
    if assignment.state == AssignmentState.WAITING or _has_asked(assignment):
        raise TransitionNotAllowed(_("A question to the complainant is still open."), code="question_is_open")
    check_transition(assignment.state, AssignmentState.ANSWERED)
    answer, files = check_note(answer), list(uploads)
    if not goes_out(case, assignment, Approval.Act.FINISH, by=by, text=answer, uploads=files, approved=approved):
        return assignment
    now = timezone.now()
    step(assignment, AssignmentState.ANSWERED)
    assignment.answer = answer
    assignment.answered_at = now
    assignment.save()
    facts = words_for_joined(case, assignment)
    event = record(case, Kind.PART_DONE, by=by, assignment=assignment, note=assignment.answer, facts=facts, at=now)
    attach(event, files, at=now, is_after_work=needs_after_photo(case))
    owe_letter(event)
    notify_complainants(case, Kind.PART_DONE, agency=assignment.agency)
    settle(case)
    return assignment


def _ask_again(case: Case, agency: Agency, *, at: datetime) -> Assignment | None:
    """The part of a locked case that this agency has finished, proposed to it anew; None where it has none.

    Its officer keeps it. Raises ValidationError: agency_takes_no_complaints, agency_gets_letters.
    """
    part = next((part for part in assignments_of(case.pk) if part.agency_id == agency.pk and part.has_helped), None)
    if part is None:
        return None
    check_takes_complaints(agency, at=at)
    part.case, part.agency = case, agency
    step(part, AssignmentState.PROPOSED)
    part.proposed_at, part.accept_by = at, due(ServiceLevel.Step.ACCEPT, case, start=at, agency_id=agency.pk)
    part.accepted_at = part.due_at = part.due_before = part.answered_at = None
    part.paused, part.extensions, part.escalation_level = timedelta(), 0, 0
    part.save()
    return part


def _has_asked(assignment: Assignment) -> bool:
    """Whether the open question is this part's: it may be one that does not stop its clock."""
    asked = assignment.case.events.filter(kind=Kind.ASKED).last() if assignment.case.asked_at else None
    return asked is not None and asked.assignment_id == assignment.pk


def _lock_supporting_part(assignment: Assignment) -> tuple[Case, Assignment]:
    case, assignment = lock_part(assignment)
    if assignment.part != Assignment.Part.SUPPORTING:
        raise TransitionNotAllowed(
            _("Your agency is responsible for this case. It cannot finish only a part of it."), code="this_agency_leads"
        )
    return case, assignment
