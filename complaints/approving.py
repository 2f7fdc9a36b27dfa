"""A second person approves an answer, sends it back, or its office takes it back. One function an act.

Approving runs the very act that would have sent the answer at once: same rows, same clocks, same letter, in one transaction.
Where answers wait: complaints/awaiting_approval.py. Who may approve: complaints/approvers.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note, lock_part
from complaints.appealing import grant_appeal, uphold_answer
from complaints.approval_letters import tell_writer
from complaints.approval_tries import end_waiting
from complaints.approvers import refuse_unless_approver
from complaints.awaiting_approval import record_in_office
from complaints.handling import propose_closing
from complaints.models import Approval, Assignment, Case, CaseEvent
from complaints.praising import acknowledge_praise
from complaints.supporting import finish_part
from complaints.timeline import settle
from complaints.workflow import Outcome, TransitionNotAllowed
from directory.models import User

Kind, Act, Became = CaseEvent.Kind, Approval.Act, Approval.Became
_OVER = {
    Became.APPROVED: _("This answer was approved and sent already."),
    Became.SENT_BACK: _("This answer was sent back already. Its writer changes it."),
    Became.TAKEN_BACK: _("This answer was taken back by its office. A new one will come."),
    Became.OVERTAKEN: _("The case has gone on without this answer. Nothing was sent."),
}


@transaction.atomic
def approve_answer(approval: Approval, *, by: User) -> Assignment:
    """Let the answer go out exactly as it stands, in the name of its writer; who approved it, the office reads.

    Raises ValidationError: approves_own_answer, is_no_approver, and whatever the act itself refuses now; then nothing is
    done. TransitionNotAllowed: approval_is_over (this very try waits no longer), case_has_ended.
    """
    case, part, approval = _lock_waiting(approval)
    refuse_unless_approver(approval, by)
    end_waiting(approval, part, Became.APPROVED, by=by)
    record_in_office(case, Kind.ANSWER_APPROVED, part, by=by, act=approval.act)
    settle(case)  # the act that follows counts its line after this one
    _SENDS[Act(approval.act)](part, approval)
    return part


@transaction.atomic
def send_back_answer(approval: Approval, *, reason: str, by: User) -> Assignment:
    """Let its writer change it, and say why. Words and files are kept for the next try.

    Raises ValidationError: approves_own_answer, is_no_approver, note_missing; TransitionNotAllowed: approval_is_over.
    """
    case, part, approval = _lock_waiting(approval)
    refuse_unless_approver(approval, by)
    note = check_note(reason)
    end_waiting(approval, part, Became.SENT_BACK, by=by, reason=note)
    record_in_office(case, Kind.ANSWER_SENT_BACK, part, by=by, note=note)
    tell_writer(approval, case)
    settle(case)
    return part


@transaction.atomic
def take_back_answer(approval: Approval, *, by: User) -> Assignment:
    """Take an own answer, or a colleague's, back from approval, to change it. Who sends it once more has written it.

    Raises TransitionNotAllowed: approval_is_over.
    """
    case, part, approval = _lock_waiting(approval)
    end_waiting(approval, part, Became.TAKEN_BACK, by=by)
    record_in_office(case, Kind.ANSWER_TAKEN_BACK, part, by=by)
    settle(case)
    return part


def _lock_waiting(approval: Approval) -> tuple[Case, Assignment, Approval]:
    """The case of this very try, locked, where it still waits; another try of the same part is another one."""
    newest = Approval.objects.select_related("assignment").get(pk=approval.pk)
    if newest.became:
        raise TransitionNotAllowed(_OVER[Became(newest.became)], code="approval_is_over")
    case, part = lock_part(newest.assignment, reads_news=False)
    approval = Approval.objects.select_related("written_by").get(pk=approval.pk)  # who was faster held the lock
    if approval.became:
        raise TransitionNotAllowed(_OVER[Became(approval.became)], code="approval_is_over")
    approval.assignment = part
    return case, part, approval


# -- the ways by which an answer goes out ------------------------------------------------------------------------


def _close(part: Assignment, approval: Approval) -> Assignment:
    return propose_closing(
        part, **_closing(approval), no_photo=approval.no_photo, why_again=approval.why_again, approved=approval
    )


def _acknowledge(part: Assignment, approval: Approval) -> Assignment:
    return acknowledge_praise(part, **_closing(approval), approved=approval)


def _finish(part: Assignment, approval: Approval) -> Assignment:
    answer, files = approval.text, list(approval.uploads.order_by("id"))
    return finish_part(part, answer=answer, by=approval.written_by, uploads=files, approved=approval)


def _uphold(part: Assignment, approval: Approval) -> object:
    return uphold_answer(part, reasons=approval.text, by=approval.written_by, approved=approval)


def _grant(part: Assignment, approval: Approval) -> object:
    return grant_appeal(part, instructions=approval.text, by=approval.written_by, approved=approval)


def _closing(approval: Approval) -> dict[str, Any]:
    return {
        "answer": approval.text,
        "outcome": Outcome(approval.outcome),
        "by": approval.written_by,
        "uploads": list(approval.uploads.order_by("id")),
        "is_shown": approval.is_shown,
    }


_SENDS: dict[Approval.Act, Callable[[Assignment, Approval], object]] = {
    Act.CLOSE: _close,
    Act.ACKNOWLEDGE: _acknowledge,
    Act.FINISH: _finish,
    Act.UPHOLD: _uphold,
    Act.GRANT: _grant,
}
