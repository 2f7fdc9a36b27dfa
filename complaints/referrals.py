"""Referrals by letter as one asks about them: to whom, what may go along, and what stands on the page of a case."""

from __future__ import annotations

from collections.abc import Iterable

from complaints.letterheads import NEEDED
from complaints.lines import Line
from complaints.models import Assignment, Case, CaseEvent, Complainant, Complaint, Referral
from complaints.workflow import CLOSED_BY_ITS_ANSWER, IN_CONFIDENCE, RUNNING, STEPS, AssignmentState
from directory.models import Agency, Letterhead, reached_by_letter

OF_REFERRALS = frozenset({
    CaseEvent.Kind.REFERRED, CaseEvent.Kind.REFERRAL_DROPPED, CaseEvent.Kind.REFERRAL_SENT,
    CaseEvent.Kind.REFERRAL_RECEIVED, CaseEvent.Kind.REFERRAL_REMINDED, CaseEvent.Kind.REFERRAL_ANSWERED,
    CaseEvent.Kind.REFERRAL_ENDED,
})  # fmt: skip


def may_have_letter(agency: Agency) -> bool:
    """Whether this agency is one that letters go to today."""
    return reached_by_letter().filter(pk=agency.pk).exists()


def agencies_by_letter() -> list[Agency]:
    """Whom one can write to, by name."""
    return list(reached_by_letter().order_by("sort_key"))


def has_letterhead(agency_id: int) -> bool:
    """Whether letters of this agency have all that a letter needs; its answers may go out without letters all the same."""
    head = Letterhead.objects.filter(agency=agency_id).first()
    return head is not None and all(getattr(head, name) for name in NEEDED)


def is_told_in_confidence(case: Case) -> bool:
    """Whether nothing may leave the house that tells who filed, their own words included."""
    return (
        case.visibility in IN_CONFIDENCE or Complaint.objects.filter(case=case, visibility__in=IN_CONFIDENCE).exists()
    )


def is_known(case: Case) -> bool:
    """Whether name or contact of who filed is kept at all."""
    told = Complainant.objects.filter(complaint__case=case)
    return told.exclude(name="", phone="", email="").exists()


def may_refer(assignment: Assignment) -> bool:
    """Whether this part may be referred by letter now; the act checks once more."""
    case = assignment.case
    return (
        assignment.part == Assignment.Part.LEAD
        and assignment.state in RUNNING
        and AssignmentState.EXTERNAL in STEPS[AssignmentState(assignment.state)]
        and assignment.approve_by is None
        and not case.is_ended
        and case.kind not in CLOSED_BY_ITS_ANSWER
        and case.asked_at is None
        and case.resolution_proposed_at is None
    )


def referrals_of(assignment: Assignment, lines: Iterable[Line]) -> list[Referral]:
    """Of this part, newest first. Asked for only where the timeline tells of one."""
    if not any(line.kind in OF_REFERRALS for line in lines):
        return []
    return list(assignment.referrals.select_related("agency").order_by("-id"))


def answer_to_report(assignment: Assignment) -> str:
    """What the other agency answered last, where nothing was reported since: the beginning of the own report."""
    newest = assignment.referrals.order_by("-id").first()
    if newest is None or newest.state != Referral.State.ANSWERED:
        return ""
    line = assignment.events.filter(kind=CaseEvent.Kind.REFERRAL_ANSWERED).last()
    later = assignment.events.filter(kind=CaseEvent.Kind.RESOLUTION_PROPOSED, n__gt=line.n) if line else None
    return "" if line is None or (later is not None and later.exists()) else line.note
