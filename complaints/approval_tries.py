"""How a try at an answer that waits for a second person ends, and how the next one begins with it.

Not acts themselves: nothing here ends a transaction's work, and only acts call it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.utils import timezone

from complaints.models import Approval, Assignment, Case
from complaints.workflow import ENDS, IN_HAND, AssignmentState
from directory.models import User
from records.uploads import wait_again

Became = Approval.Became
DRAFT_KEPT = timedelta(days=30)
"""How long the files of an answer that came back wait for the next try."""
_STILL_OWED = IN_HAND | {AssignmentState.PROPOSED}


def end_waiting(
    approval: Approval, part: Assignment, became: Approval.Became, *, by: User | None, reason: str = ""
) -> None:
    """End the waiting of a locked part. What does not go out comes back: its words and files begin the next try."""
    approval.became, approval.ended_at, approval.ended_by, approval.reason = became, timezone.now(), by, reason
    if became != Became.APPROVED:
        approval.form_token = uuid.uuid4()
        wait_again(approval.uploads.all(), str(approval.form_token), keep_for=DRAFT_KEPT)
    approval.save()
    part.approve_by, part.approval_level = None, 0
    part.save(update_fields=["approve_by", "approval_level"])


def end_overtaken(case: Case, parts: Iterable[Assignment]) -> None:
    """What waits in a case that has ended, or at an agency that has it no more, goes out no more.

    parts: all of the case, as they are in the tables; part of every act, whatever it was.
    """
    for part in parts:
        if part.approve_by is not None and (case.state in ENDS or part.state not in _STILL_OWED):
            for approval in part.approvals.open():
                end_waiting(approval, part, Became.OVERTAKEN, by=None)


def draft_of(part: Assignment, acts: Collection[str]) -> Approval | None:
    """The newest try of this part that came back, where no answer has gone out since."""
    newest = part.approvals.filter(act__in=acts).select_related("ended_by").order_by("-id").first()
    if newest is None or newest.became in {"", Became.APPROVED} or newest.ended_at is None:
        return None
    return None if part.answered_at and part.answered_at > newest.ended_at else newest
