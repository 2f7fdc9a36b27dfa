"""Finding a case by its reference, and how much of it this viewer sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from complaints.access import Viewer, viewer_of
from complaints.models import Assignment, Case, CaseEvent, Complaint
from complaints.references import InvalidReference, normalise
from complaints.workflow import Visibility

Seen = CaseEvent.Seen


@dataclass(frozen=True)
class Tracked:
    """A case as found. is_complainant: by account or receipt code, so the private parts are theirs."""

    case: Case
    complaint: Complaint
    is_complainant: bool

    @property
    def public_level(self) -> CaseEvent.Seen:
        return Seen.PUBLIC

    @property
    def level(self) -> CaseEvent.Seen:
        return Seen.COMPLAINANT if self.is_complainant else Seen.PUBLIC


def case_by_reference(reference: str, request: Any) -> Tracked | None:
    """The case, or None when the reference is wrong, unknown, or names a case that needs more than its reference.

    The three are not told apart (promise S2).
    """
    try:
        reference = normalise(reference)
    except InvalidReference:
        return None
    complaint = (
        Complaint.objects.filter(reference=reference)
        .select_related("case__topic", "case__area__parent__parent")
        .prefetch_related(Prefetch("case__assignments", Assignment.objects.select_related("agency").order_by("id")))
        .first()
    )
    if complaint is None:
        return None
    viewer = viewer_of(request)
    mine = is_complainant(complaint, viewer)
    case = complaint.case
    # The rule of CaseQuerySet.known_by_reference, on the row that is here already.
    if not mine and case.visibility == Visibility.CONFIDENTIAL:
        return None
    return Tracked(case, complaint, mine)


def is_complainant(complaint: Complaint, viewer: Viewer) -> bool:
    """Is this viewer the one who filed this very complaint? Joined complaints open nothing of each other (S10)."""
    if complaint.reference in viewer.granted:
        return True
    user = viewer.user
    return user.is_authenticated and Complaint.objects.filter(pk=complaint.pk, complainant__user=user).exists()
