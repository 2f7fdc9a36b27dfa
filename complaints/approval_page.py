"""What pages of the office say of an answer that waits for a second person, or came back from one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from complaints.approval_tries import draft_of
from complaints.approvers import Approvers, approvers_of, may_approve
from complaints.kinds import outcome_words
from complaints.models import Approval, Assignment
from complaints.text_changes import Piece, changes
from directory.models import User
from records.models import Upload

ACTS_OF_FORM = {
    "close": (Approval.Act.CLOSE, Approval.Act.ACKNOWLEDGE),
    "finish": (Approval.Act.FINISH,),
    "appeal": (Approval.Act.UPHOLD, Approval.Act.GRANT),
}
"""The forms of a case's page that answer, and the acts behind them."""


@dataclass(frozen=True)
class Earlier:
    """The try before this one, as the page of this one says what was changed since."""

    approval: Approval
    pieces: Sequence[Piece]
    outcome: str
    """As it was then, where it is another one now; else ""."""
    files_changed: bool


@dataclass(frozen=True)
class Waiting:
    """An answer that waits, for who works on the case."""

    approval: Approval
    approvers: Approvers
    may_approve: bool

    @property
    def is_late(self) -> bool:
        by = self.approval.assignment.approve_by
        return by is not None and by < timezone.now()


def waiting_answer(part: Assignment, officer: User) -> Waiting | None:
    """What waits in this part. Asked for nothing where nothing does."""
    if part.approve_by is None:
        return None
    approval = part.approvals.open().select_related("written_by").first()
    if approval is None:  # approved at this very moment
        return None
    approval.assignment = part
    return Waiting(approval, approvers_of(approval), may_approve(approval, officer))


def draft_for(form: str, part: Assignment) -> Approval | None:
    """The try with which this form begins, where one came back."""
    return draft_of(part, ACTS_OF_FORM[form]) if form in ACTS_OF_FORM else None


def begun_with(draft: Approval) -> dict[str, Any]:
    """The values with which its form begins once more."""
    decision = {Approval.Act.UPHOLD: "upheld", Approval.Act.GRANT: "granted"}.get(Approval.Act(draft.act), "")
    return {
        "text": draft.text,
        "outcome": draft.outcome,
        "is_shown": draft.is_shown,
        "no_photo": draft.no_photo,
        "why_again": draft.why_again,
        "decision": decision,
        "form_token": draft.form_token,
    }


def outcome_of(approval: Approval) -> str:
    """In the words of the case's kind as it is now, "" where the act has none."""
    return outcome_words(approval.outcome, approval.assignment.case.kind) if approval.outcome else ""


def earlier_try(approval: Approval, files: Sequence[Upload]) -> Earlier | None:
    """The newest try before this one since the last answer went out, and what was changed since."""
    part = approval.assignment
    before = part.approvals.filter(pk__lt=approval.pk).order_by("-id").first()
    if before is None or before.became == Approval.Became.APPROVED:
        return None
    before.assignment = part
    sent = set(before.uploads.values_list("pk", flat=True))
    return Earlier(
        before,
        changes(before.text, approval.text),
        outcome_of(before) if before.outcome != approval.outcome else "",
        sent != {upload.pk for upload in files},
    )
