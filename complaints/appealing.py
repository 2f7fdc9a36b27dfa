"""Appealing against an agency's answer or a rejection by the triage desk, and deciding it. One function an act, one line
on the timeline.

Who may, until when and who decides: complaints/appeals.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import CONFIDENTIAL_ROLES, Viewer
from complaints.acting import attach, check_note, ending_of, lock_part, step
from complaints.appeal_letters import tell_offices
from complaints.appeals import appeals_until, decides, no_more_appeals, rejected_by
from complaints.awaiting_approval import goes_out
from complaints.co_sign_tables import told_or_signed_by
from complaints.following import tell_of_end
from complaints.joining import let_joined_go
from complaints.models import Appeal, Approval, Assignment, Case, CaseEvent, Escalation, ServiceLevel
from complaints.notices import notify_complainants
from complaints.reopening import REOPENED, open_again, take_up_again
from complaints.service_levels import due
from complaints.telling import OF_REJECTION
from complaints.timeline import lock, record, settle
from complaints.workflow import AssignmentState, CaseState, TransitionNotAllowed
from directory.calendar import add_working_days
from directory.models import Agency, User
from records.models import Upload

Kind, Step, Part, Became = CaseEvent.Kind, ServiceLevel.Step, Assignment.Part, Appeal.Became
GRACE_DAYS = 2
"""Working days to confirm or dispute after an appeal was taken back, where fewer are left: no appeal gives more time."""
_NO_MORE = {
    "appealed_already": _("This case has been appealed once already. A second appeal is not possible here."),
    "appealed_too_often": _("You have appealed twice and taken it back. A further appeal is not possible here."),
}


# -- what the complainant does ------------------------------------------------------------------------------------


@transaction.atomic
def appeal_case(case: Case, *, reason: str, by: User | None, uploads: Iterable[Upload] = ()) -> Appeal:
    """The complainant does not accept the answer, or the rejection: who is above gets the case, a date, and decides.

    Raises TransitionNotAllowed: appealed_already, appealed_too_often, nothing_to_appeal, appeals_are_over, nobody_above;
    ValidationError: note_missing, note_too_long.
    """
    case, now = lock(case), timezone.now()
    if code := no_more_appeals(case):
        raise TransitionNotAllowed(_NO_MORE[code], code=code)
    until, lead = appeals_until(case), case.lead()
    is_rejected = case.state == CaseState.REJECTED
    if until is None or (lead is None and not is_rejected):
        raise TransitionNotAllowed(_("There is no answer to appeal against now."), code="nothing_to_appeal")
    if until < now:
        raise TransitionNotAllowed(_("The time to appeal is over."), code="appeals_are_over")
    agency = decides(case)
    if agency is None:
        raise TransitionNotAllowed(
            _("There is no agency above that could decide. See the other ways on this page."), code="nobody_above"
        )
    note = check_note(reason)
    part = part_to_decide(case, agency, at=now)
    appeal = Appeal.objects.create(
        case=case,
        part=part,
        against=lead.agency if lead and not is_rejected else None,
        filed_at=now,
        closed_before_at=case.closed_at,
        rejected_before_at=case.rejected_at,
    )
    case.appealed_at, case.closed_at, case.rejected_at = now, None, None
    facts = _facts_of(appeal)
    event = record(case, Kind.APPEALED, by=by, assignment=part, note=note, facts=facts, at=now)
    attach(event, uploads, at=now)
    notify_complainants(case, Kind.APPEALED, agency=agency, facts=facts)
    tell_offices(case, Kind.APPEALED, [part, None if is_rejected else lead], review=part)
    settle(case, "appealed_at", "closed_at", "rejected_at")
    return appeal


@transaction.atomic
def take_back_appeal(case: Case, *, by: User | None) -> Appeal:
    """The complainant takes it back: the case is where it was, with the date to confirm it had, or a short grace.

    A question that was still open falls with it. Raises TransitionNotAllowed: no_open_appeal.
    """
    case = lock(case)
    appeal = _open_appeal(case)
    case.asked_at = case.answer_by = None
    part = _end(appeal, case, Became.TAKEN_BACK)
    case.closed_at, case.rejected_at = appeal.closed_before_at, appeal.rejected_before_at
    if appeal.is_of_rejection:
        let_joined_go(case)
    elif case.closed_at is None:
        grace = add_working_days(timezone.now(), GRACE_DAYS)
        case.confirm_by = max(case.confirm_by or grace, grace)
    record(case, Kind.APPEAL_TAKEN_BACK, by=by, assignment=part)
    notify_complainants(case, Kind.APPEAL_TAKEN_BACK, agency=part.agency)
    tell_offices(case, Kind.APPEAL_TAKEN_BACK, [part, _lead_that_answered(case, appeal)], review=part)
    settle(case, "appealed_at", "asked_at", "answer_by", "closed_at", "rejected_at", "confirm_by")
    return appeal


# -- what the agency above decides --------------------------------------------------------------------------------


@transaction.atomic
def uphold_answer(part: Assignment, *, reasons: str, by: User, approved: Approval | None = None) -> Appeal:
    """The answer, or the rejection, stands: the case has ended for good, and the complainant reads why and which ways remain.

    Of some topics the decision waits first for a second person (complaints.awaiting_approval); then the appeal stays open.
    Raises TransitionNotAllowed: no_open_appeal, question_is_open, case_has_ended; ValidationError: decides_own_answer,
    note_missing.
    """
    case, part, appeal = _lock_review(part, by)
    note = check_note(reasons)
    if not goes_out(case, part, Approval.Act.UPHOLD, by=by, text=note, approved=approved):
        return appeal
    _end(appeal, case, Became.UPHELD, part)
    if appeal.is_of_rejection:
        case.rejected_at = timezone.now()
        let_joined_go(case)  # what is wrong with this one need not be with theirs
    else:
        case.closed_at = timezone.now()
    for answered in case.assignments.filter(state=AssignmentState.ANSWERED):
        step(answered, AssignmentState.APPROVED)
        answered.save(update_fields=["state"])
    facts = _facts_of(appeal)
    record(case, Kind.APPEAL_UPHELD, by=by, assignment=part, note=note, facts=ending_of(case) | facts)
    notify_complainants(case, Kind.APPEAL_UPHELD, agency=part.agency, facts=facts)
    tell_offices(case, Kind.APPEAL_UPHELD, [_lead_that_answered(case, appeal)], review=part)
    tell_of_end(case, Kind.APPEAL_UPHELD, agency=part.agency, facts=facts)
    settle(case, "appealed_at", "closed_at", "rejected_at")
    return appeal


@transaction.atomic
def grant_appeal(part: Assignment, *, instructions: str, by: User, approved: Approval | None = None) -> Appeal:
    """The answer does not stand: its agency works on it again with these instructions, one level higher, by a new date.
    Where the case had not been accepted it is back at the triage desk, which has to find its agency now.

    It waits like the other decision. Raises TransitionNotAllowed: no_open_appeal, question_is_open, case_has_ended;
    ValidationError: decides_own_answer, note_missing.
    """
    case, part, appeal = _lock_review(part, by)
    note, now = check_note(instructions), timezone.now()
    if not goes_out(case, part, Approval.Act.GRANT, by=by, text=note, approved=approved):
        return appeal
    _end(appeal, case, Became.GRANTED, part)
    facts, lead = _facts_of(appeal), _lead_that_answered(case, appeal)
    if not appeal.is_of_rejection:
        open_again(case)
    record(case, Kind.APPEAL_GRANTED, by=by, assignment=part, note=note, facts=facts)
    if lead is not None:
        take_up_again(lead, case, at=now, why=Escalation.Why.APPEAL)
    notify_complainants(case, Kind.APPEAL_GRANTED, agency=part.agency, facts=facts)
    tell_offices(case, Kind.APPEAL_GRANTED, [lead], review=part)
    settle(case, "appealed_at", *REOPENED)
    return appeal


# -- shared by the acts ------------------------------------------------------------------------------------------


def part_to_decide(case: Case, agency: Agency, *, at: datetime) -> Assignment:
    """A new part of a locked case in which this agency decides an appeal, with the clock of appeals."""
    return Assignment.objects.create(
        case=case,
        agency=agency,
        part=Part.REVIEW,
        state=AssignmentState.WORKING,
        proposed_at=at,
        accepted_at=at,
        due_at=due(Step.REVIEW, case, start=at, agency_id=agency.pk),
    )


def _facts_of(appeal: Appeal) -> dict[str, str]:
    """What the sentences of its lines have to know."""
    return {"of": OF_REJECTION} if appeal.is_of_rejection else {}


def _lead_that_answered(case: Case, appeal: Appeal) -> Assignment | None:
    return None if appeal.is_of_rejection else case.lead()


def _open_appeal(case: Case) -> Appeal:
    appeal = case.appeals.open().select_related("part__agency").first()
    if appeal is None or case.appealed_at is None:
        raise TransitionNotAllowed(_("There is no open appeal in this case."), code="no_open_appeal")
    return appeal


def _lock_review(part: Assignment, by: User) -> tuple[Case, Assignment, Appeal]:
    """The case of this part, locked, where it decides the open appeal and this person has no hand in the answer."""
    case, part = lock_part(part)
    appeal = _open_appeal(case)
    if appeal.part_id != part.pk:
        raise TransitionNotAllowed(_("There is no open appeal in this case."), code="no_open_appeal")
    refuse_own_answer(case, appeal, by)
    if case.asked_at is not None:
        raise TransitionNotAllowed(
            _("A question to the complainant is still open. Decide once it is answered, or its time is over."),
            code="question_is_open",
        )
    return case, part, appeal


def refuse_to_judge(case: Case, part: Assignment, by: User) -> None:
    """For what the part that decides an appeal does on the way; any other part may. Raises as `refuse_own_answer`, and
    TransitionNotAllowed (no_open_appeal)."""
    if part.part == Part.REVIEW:
        refuse_own_answer(case, _open_appeal(case), by)


def refuse_to_reject(case: Case) -> None:
    """Raises TransitionNotAllowed: appeal_is_open; accepted_on_appeal, once an appeal against a rejection was granted."""
    if case.appealed_at is not None:
        raise TransitionNotAllowed(_("An appeal is being decided. Wait for what becomes of it."), code="appeal_is_open")
    if case.appeals.filter(rejected_before_at__isnull=False, became=Became.GRANTED).exists():
        raise TransitionNotAllowed(
            _("It was decided on appeal that this case is accepted. Send it to the agency whose duty it is."),
            code="accepted_on_appeal",
        )


def refuse_own_answer(case: Case, appeal: Appeal, by: User) -> None:
    """Raises ValidationError (decides_own_answer) for who works at the agency that answered, did so once in this case,
    filed or signed it, or told of the same. Of a rejection: for who turned the case away (decides_own_answer), and for who
    does not lead the desk (another_leads_the_desk)."""
    if appeal.is_of_rejection and not leads_the_desk(appeal, by):
        raise ValidationError(
            _("Only who leads the desk decides on an appeal against a rejection."), code="another_leads_the_desk"
        )
    if not has_a_hand_in(case, appeal, by):
        return
    raise ValidationError(
        _("You have had a part in this case yourself. Somebody else of your agency decides the appeal."),
        code="decides_own_answer",
    )


def leads_the_desk(appeal: Appeal, by: User) -> bool:
    return appeal.part.agency_id in Viewer(by).agencies(CONFIDENTIAL_ROLES)


def has_a_hand_in(case: Case, appeal: Appeal, by: User) -> bool:
    if appeal.is_of_rejection:
        answered = by.pk in rejected_by(case)
    else:
        is_there = any(role.agency_id == appeal.against_id for role in by.active_roles)
        answered = is_there or case.events.filter(by=by, agency=appeal.against_id).exists()
    return answered or any(theirs.exists() for theirs in told_or_signed_by(by, case))


def may_judge(case: Case, appeal: Appeal, by: User) -> bool:
    """Whether `refuse_own_answer` lets this person decide."""
    return not (appeal.is_of_rejection and not leads_the_desk(appeal, by)) and not has_a_hand_in(case, appeal, by)


def _end(appeal: Appeal, case: Case, became: Appeal.Became, part: Assignment | None = None) -> Assignment:
    """End an open appeal, and with it the part that decides it; the case is left to be stored by the act."""
    part = part or appeal.part
    appeal.became, appeal.ended_at = became, timezone.now()
    appeal.save(update_fields=["became", "ended_at"])
    if became == Became.TAKEN_BACK:
        step(part, AssignmentState.TRANSFERRED)  # who has nothing to decide need not go on reading it
    else:
        step(part, AssignmentState.ANSWERED)
        step(part, AssignmentState.APPROVED)
    part.save(update_fields=["state"])
    case.appealed_at = None
    return part


def end_with_case(case: Case) -> None:
    """The complainant withdraws a locked case: an appeal in it ends too, unsaved but for the appeal."""
    if case.appealed_at is not None:
        _end(_open_appeal(case), case, Became.TAKEN_BACK)
