"""What the complainant says to what an agency asks or reports, and what their silence says. One function an act.

What agencies do: complaints/handling.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import attach, change_part, check_note, ending_of, lock_open, step
from complaints.appealing import end_with_case
from complaints.following import tell_of_end
from complaints.hiding import hide_from_public
from complaints.joining import let_joined_go, separate_case
from complaints.models import Assignment, Case, CaseEvent, Escalation, ServiceLevel
from complaints.notices import notify_complainants
from complaints.pausing import go_on
from complaints.reopening import REOPENED, open_again, take_up_again
from complaints.timeline import assignments_of, lock, record, settle
from complaints.workflow import AssignmentState, CaseState, TransitionNotAllowed
from directory.models import User
from records.models import Upload

Kind, Step = CaseEvent.Kind, ServiceLevel.Step


@transaction.atomic
def answer_question(
    case: Case, *, text: str, by: User | None, uploads: Iterable[Upload] = (), question: int | None = None
) -> Case:
    """The complainant answers; the agency's clock goes on, later by the working time it stood still.

    question: the number of the one line that this answer is for; no other question is answered with it.
    """
    case = lock(case)
    if case.asked_at is None or case.is_ended or (question and question != _newest_question(case)):
        raise TransitionNotAllowed(_("There is no open question in this case."), code="no_open_question")
    note = check_note(text)
    moved = go_on(case, timezone.now())
    event = record(case, Kind.ANSWERED, by=by, note=note, facts=moved)
    attach(event, uploads, at=timezone.now())
    return settle(case, "asked_at", "answer_by")


@transaction.atomic
def confirm_resolution(case: Case, *, by: User | None) -> Case:
    """The complainant says that it is really done: the case is closed."""
    case = _lock_proposed(case)
    case.confirmed_at = timezone.now()
    return _close(case, Kind.CONFIRMED, by=by)


@transaction.atomic
def dispute_resolution(case: Case, *, reason: str, by: User | None, uploads: Iterable[Upload] = ()) -> Case:
    """The complainant says that it is not done: the case is open again and the agencies work on."""
    case = _lock_proposed(case)
    note = check_note(reason)
    now, answered = timezone.now(), ending_of(case)
    open_again(case)
    event = record(case, Kind.DISPUTED, by=by, note=note, facts=answered)
    attach(event, uploads, at=now)
    for part in case.assignments.filter(part=Assignment.Part.LEAD, state=AssignmentState.ANSWERED):
        take_up_again(part, case, at=now, why=Escalation.Why.DISPUTE)
    notify_complainants(case, Kind.DISPUTED, facts={**answered})
    return settle(case, *REOPENED)


@transaction.atomic
def withdraw_complaint(case: Case, *, by: User | None, reason: str = "") -> Case:
    """The complainant takes the complaint back; the agencies see it and stop. One that goes on in another is taken out."""
    if Case.objects.filter(pk=case.pk, joined_into__isnull=False).exists():
        separate_case(case, by=by)
    case = lock_open(case)
    end_with_case(case)
    case.withdrawn_at = timezone.now()
    case.asked_at = case.answer_by = case.resolution_proposed_at = case.confirm_by = None
    hidden = hide_from_public(case)  # who takes the words back does not want them read any longer
    let_joined_go(case)  # others told the same, and still wait
    record(case, Kind.WITHDRAWN, by=by, note=check_note(reason, needed=False))
    notify_complainants(case, Kind.WITHDRAWN)
    tell_of_end(case, Kind.WITHDRAWN)
    return settle(
        case, "withdrawn_at", "asked_at", "answer_by", "resolution_proposed_at", "confirm_by", "appealed_at", *hidden
    )


# -- what their silence says --------------------------------------------------------------------------------------


@transaction.atomic
def close_by_silence(case: Case) -> Case:
    """Nobody objected in time: the case is closed. Does nothing when the time is not over (or no longer counts)."""
    case = lock(case)
    waits = case.state == CaseState.RESOLUTION_PROPOSED
    if not waits or not case.confirm_by or case.confirm_by > timezone.now():
        return case
    return _close(case, Kind.CLOSED_BY_SILENCE, by=None)


@transaction.atomic
def resume_without_answer(case: Case) -> Case:
    """The complainant did not answer in time: work goes on with what is known. Does nothing before that time."""
    case = lock(case)
    if case.asked_at is None or case.is_ended or not case.answer_by or case.answer_by > timezone.now():
        return case
    moved = go_on(case, timezone.now())
    record(case, Kind.QUESTION_LAPSED, by=None, facts=moved)
    notify_complainants(case, Kind.QUESTION_LAPSED)
    return settle(case, "asked_at", "answer_by")


# -- shared by the acts ------------------------------------------------------------------------------------------


def _lock_proposed(case: Case) -> Case:
    case = lock(case)
    if case.state != CaseState.RESOLUTION_PROPOSED:
        raise TransitionNotAllowed(_("The agency has not reported this case as done."), code="nothing_to_confirm")
    return case


def _newest_question(case: Case) -> int | None:
    return case.events.filter(kind=Kind.ASKED).values_list("n", flat=True).last()


def _close(case: Case, kind: CaseEvent.Kind, *, by: User | None) -> Case:
    case.closed_at = timezone.now()
    for part in assignments_of(case.pk):
        if part.state == AssignmentState.ANSWERED:
            step(part, AssignmentState.APPROVED)
            change_part(part, "state")
    record(case, kind, by=by, facts=ending_of(case))
    notify_complainants(case, kind)
    tell_of_end(case, kind)
    return settle(case, "closed_at", "confirmed_at")
