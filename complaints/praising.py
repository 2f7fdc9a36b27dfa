"""Praise: an agency acknowledges it, and with that it is over. Nobody confirms, disputes or is late.

One act takes it from wherever it is at the agency to its end. Where nobody writes back in time, time closes it: that it
has arrived is all that praise needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import attach, check_note, lock_part_of_lead, refuse_while_awaiting, step
from complaints.awaiting_approval import goes_out
from complaints.following import tell_of_end
from complaints.kinds import check_outcome
from complaints.letters import owe_letter
from complaints.letters_under_way import refuse_while_referred
from complaints.models import Approval, Assignment, Case, CaseEvent, ServiceLevel
from complaints.notices import notify_complainants
from complaints.releasing import show_answer
from complaints.service_levels import due
from complaints.timeline import lock, record, settle
from complaints.workflow import CLOSED_BY_ITS_ANSWER, AssignmentState, CaseState, Outcome, TransitionNotAllowed
from directory.models import User
from records.models import Upload

Kind = CaseEvent.Kind
_RUNNING = frozenset(
    {AssignmentState.PROPOSED, AssignmentState.ACCEPTED, AssignmentState.WORKING, AssignmentState.SCHEDULED}
)


@transaction.atomic
def acknowledge_praise(
    assignment: Assignment,
    *,
    answer: str,
    outcome: Outcome,
    by: User,
    uploads: Iterable[Upload] = (),
    is_shown: bool = False,
    approved: Approval | None = None,
) -> Assignment:
    """Say thank you, and close the case. It need not be accepted first.

    is_shown: whether everybody may read the answer, where everybody may read the case. approved: as in `propose_closing`.
    Raises ValidationError: is_no_praise, another_agency_leads, question_is_open, closing_is_proposed, not_its_outcome,
    note_missing, case_has_ended, approval_is_open, referral_under_way.
    """
    case, assignment = lock_part_of_lead(assignment)
    if case.kind not in CLOSED_BY_ITS_ANSWER:
        raise TransitionNotAllowed(_("This case is no praise any more. Look at it once more."), code="is_no_praise")
    refuse_while_awaiting(case)
    refuse_while_referred(case)
    check_outcome(outcome, case.kind)
    answer, files = check_note(answer), list(uploads)
    said: dict[str, Any] = {"text": answer, "outcome": outcome, "uploads": files, "is_shown": is_shown}
    if not goes_out(case, assignment, Approval.Act.ACKNOWLEDGE, by=by, approved=approved, **said):
        return assignment
    now = timezone.now()
    if assignment.state == AssignmentState.PROPOSED:
        step(assignment, AssignmentState.WORKING)
        assignment.officer, assignment.accepted_at = by, now
        assignment.due_at = due(ServiceLevel.Step.RESOLVE, case, start=now, agency_id=assignment.agency_id)
    step(assignment, AssignmentState.ANSWERED)
    step(assignment, AssignmentState.APPROVED)
    assignment.answer = answer
    assignment.answered_at = now
    assignment.save()
    case.outcome, case.closed_at = outcome, now
    shown = show_answer(case, assignment.answer) if is_shown else ()
    facts = {"outcome": str(outcome), "kind": case.kind}
    event = record(case, Kind.ACKNOWLEDGED, by=by, assignment=assignment, note=assignment.answer, facts=facts)
    attach(event, files, at=now)
    owe_letter(event)
    _tell(case, Kind.ACKNOWLEDGED, assignment)
    settle(case, "outcome", "closed_at", *shown)
    return assignment


@transaction.atomic
def close_unanswered_praise(case: Case) -> Case:
    """The date passed and nobody wrote back: the praise has arrived, and that is its end. Else does nothing."""
    case = lock(case)
    lead = case.lead()
    if case.kind not in CLOSED_BY_ITS_ANSWER or lead is None or not is_over(case, lead, timezone.now()):
        return case
    case.outcome, case.closed_at = Outcome.NOTED, timezone.now()
    facts = {"outcome": str(case.outcome), "kind": case.kind}
    record(case, Kind.DELIVERED, by=None, assignment=lead, facts=facts)
    _tell(case, Kind.DELIVERED, lead)
    return settle(case, "outcome", "closed_at")


def is_over(case: Case, lead: Assignment, at: datetime) -> bool:
    """Whether the date of its present step has passed; while the complainant is asked, the clock stands still."""
    if case.state not in {CaseState.ROUTED, CaseState.IN_PROGRESS}:
        return False
    by = lead.accept_by if lead.state == AssignmentState.PROPOSED else lead.due_at
    return lead.state in _RUNNING and by is not None and by < at


def _tell(case: Case, kind: CaseEvent.Kind, lead: Assignment) -> None:
    notify_complainants(case, kind, agency=lead.agency)
    tell_of_end(case, kind, agency=lead.agency)
