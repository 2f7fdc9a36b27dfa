"""The one gate through which every answer of an agency goes out, and where it waits for a second person.

Acts that answer ask `goes_out` once all else is checked (handling, praising, supporting, appealing). Where it says no, the
answer waits as it was written, and nothing of the case changes that anybody outside the office could read. Approving it
(complaints/approving.py) runs the very same act.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.approval_letters import tell_approvers
from complaints.approval_rules import needs_approval
from complaints.models import Approval, Assignment, Case, CaseEvent, ServiceLevel
from complaints.service_levels import due
from complaints.timeline import record, settle
from complaints.workflow import TransitionNotAllowed
from directory.models import User
from records.models import Upload

Kind, Seen, Act, Became = CaseEvent.Kind, CaseEvent.Seen, Approval.Act, Approval.Became


def goes_out(
    case: Case,
    part: Assignment,
    act: Approval.Act,
    *,
    by: User,
    text: str,
    approved: Approval | None,
    outcome: str = "",
    uploads: Iterable[Upload] = (),
    is_shown: bool = False,
    no_photo: str = "",
    why_again: str = "",
) -> bool:
    """Whether this answer of a locked part goes out now. If not, it waits from now on and the act ends here.

    approved: what a second person has just approved; given by complaints.approving alone.
    Raises TransitionNotAllowed: approval_is_open (another answer of this part waits already).
    """
    if approved is not None:
        is_this = (approved.assignment_id, approved.act, approved.became) == (part.pk, act, Became.APPROVED)
        assert is_this, "another answer was approved"  # noqa: S101
        return True
    refuse_while_unapproved(part)
    if not needs_approval(case, part.agency_id):
        return True
    words = {"text": text, "outcome": outcome, "no_photo": no_photo, "why_again": why_again, "is_shown": is_shown}
    _let_wait(case, part, Approval(assignment=part, act=act, written_by=by, **words), list(uploads))
    return False


def refuse_while_unapproved(part: Assignment) -> None:
    """Raises TransitionNotAllowed (approval_is_open) while an answer of this part waits for a second person."""
    if part.approve_by is not None:
        raise TransitionNotAllowed(
            _("An answer of this case waits for approval. Take it back first."), code="approval_is_open"
        )


def record_in_office(
    case: Case, kind: CaseEvent.Kind, part: Assignment, *, by: User, note: str = "", act: str = ""
) -> CaseEvent:
    """A line of the timeline that this agency alone reads. act: the way by which the answer would go out, where told."""
    facts = {"act": str(act)} if act else {}
    seen = Seen.INTERNAL
    return record(case, kind, by=by, assignment=part, note=note, seen_by=seen, note_seen_by=seen, facts=facts)


def _let_wait(case: Case, part: Assignment, approval: Approval, files: list[Upload]) -> None:
    now = timezone.now()
    part.approve_by = due(ServiceLevel.Step.APPROVE, case, start=now, agency_id=part.agency_id)
    part.approval_level = 0
    part.save(update_fields=["approve_by", "approval_level"])
    event = record_in_office(case, Kind.APPROVAL_ASKED, part, by=approval.written_by, act=approval.act)
    approval.written_at, approval.event_number = event.at, event.n
    approval.save()
    approval.uploads.set(files)
    Upload.objects.filter(pk__in=[upload.pk for upload in files]).update(attached_at=now)
    tell_approvers(approval, case)
    settle(case)
