"""Finding a case by its reference, and how much of it this viewer sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from complaints.access import Viewer, viewer_of
from complaints.models import Case, CaseEvent, Complaint
from complaints.references import InvalidReference, normalise
from complaints.timeline import assignments_of
from complaints.workflow import Visibility
from directory.known import agencies, areas, topics
from directory.statements import Lookup

Seen = CaseEvent.Seen
_complaint = Lookup(Complaint, "reference = %s")
_case = Lookup(Case, "id = %s")
NOBODYS = 0
"""The id of no row."""


@dataclass(frozen=True)
class Tracked:
    """A case as found. is_complainant: by account or receipt code, so the private parts are theirs."""

    case: Case
    complaint: Complaint
    is_complainant: bool
    by_code: bool
    """Whether this browser keeps it open, because it has shown the receipt code."""

    @property
    def public_level(self) -> CaseEvent.Seen:
        return Seen.PUBLIC

    @property
    def level(self) -> CaseEvent.Seen:
        return Seen.COMPLAINANT if self.is_complainant else Seen.PUBLIC


def case_by_reference(reference: str, request: Any) -> Tracked | None:
    """The case, or None when the reference is wrong, unknown, or names a case that needs more than its reference.

    The three are not told apart (promise S2), by the time they take neither: what is not there is asked the same questions.
    """
    try:
        reference = normalise(reference)
    except InvalidReference:
        return None
    complaint = next(iter(_complaint(reference)), Complaint(pk=NOBODYS, case_id=NOBODYS, reference=reference))
    viewer = viewer_of(request)
    mine = is_complainant(complaint, viewer)
    case = next(iter(_case(complaint.case_id)), None)
    # The rule of CaseQuerySet.known_by_reference, on the row that is here already.
    if case is None or (not mine and case.visibility == Visibility.CONFIDENTIAL):
        return None
    complaint.case = case
    complete(case)
    opened_by = kept_by_code(complaint)
    return Tracked(
        case, complaint, mine, by_code=opened_by.reference in viewer.granted and bool(opened_by.receipt_hash)
    )


def filed_as(reference: str) -> Complaint | None:
    """A complaint by the number of its receipt, with its case; whoever asks has shown that they filed it."""
    complaint = next(iter(_complaint(reference)), None)
    if complaint is not None:
        complaint.case = _case(complaint.case_id)[0]
        complete(complaint.case)
    return complaint


def complete(case: Case) -> None:
    """Give the case its topic, its area and its assignments with their agencies: one statement, the names are known.

    One that joins them all costs PostgreSQL more to plan, and Django more to write, than all the rest.
    """
    case.topic = topics.get(case.topic_id)
    case.area = areas.get(case.area_id)
    assignments = assignments_of(case.pk)
    named = agencies.by_id(assignment.agency_id for assignment in assignments)
    for assignment in assignments:
        assignment.case, assignment.agency = case, named[assignment.agency_id]
    case.keep_assignments(assignments)


def kept_by_code(complaint: Complaint) -> Complaint:
    """The complaint whose receipt code opens this one: of a part, that of which it was made."""
    if complaint.part_of_id is None:
        return complaint
    return Complaint.objects.get(pk=complaint.part_of_id)


def is_complainant(complaint: Complaint, viewer: Viewer) -> bool:
    """Is this viewer the one who filed this very complaint? Joined complaints open nothing of each other (S10).

    A part of a complaint is its author's, and the code of the one opens all its parts.
    """
    if viewer.granted:
        opened_by = kept_by_code(complaint)
        if opened_by.reference in viewer.granted and opened_by.receipt_hash:  # else the code opens nothing any more
            return True
    user = viewer.user
    return user.is_authenticated and Complaint.objects.filter(pk=complaint.pk, complainant__user=user).exists()
