"""Removing a file that nobody should have: the copy of an ID card or house registration that somebody sent all the same.

Its bytes go for good, everywhere; the row stays as a tombstone, and the timeline says who did it and why. Nothing else is
a reason: what is merely not for the public stays unreleased (complaints.releasing).
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.acting import (
    check_note,
    refuse_before_accepting,
    refuse_unless_at_lead,
    refuse_unless_with_agency,
)
from complaints.models import Assignment, Case, CaseEvent, CaseFile
from complaints.notices import notify_complainants
from complaints.timeline import lock, record, settle
from complaints.workflow import AssignmentState
from directory.models import User
from records.uploads import remove_upload


@transaction.atomic
def remove_document(
    case: Case, public_id: str, *, by: User, assignment: Assignment | None = None, text: str = ""
) -> Case:
    """Remove a file of this case for good, because it is a personal document. Ended cases too.

    assignment: the part of the agency whose officer does it; None at the triage desk.
    text: what the complainant reads besides. Raises ValidationError: file_not_of_this_case (or removed already), note_too_long,
    not_accepted_yet (who was asked to help), another_agency_leads.
    """
    case = lock(case)
    # Who helps may as well: such a copy is better gone by the first who sees it than after a question to the other agency.
    if assignment is not None:
        refuse_unless_with_agency(case, assignment, by)
    else:
        refuse_unless_at_lead(case, by, None)
    agency = assignment.agency_id if assignment else None
    file = next((each for each in removable_files(case, agency) if str(each.upload.public_id) == public_id), None)
    if file is None:
        raise ValidationError(
            _("This file does not belong to the case, or was removed already."), code="file_not_of_this_case"
        )
    if assignment is not None and is_only_asked(assignment):
        refuse_before_accepting(assignment)
    CaseFile.objects.filter(pk=file.pk).update(released_at=None)
    remove_upload(file.upload)
    seen = _seen_by(file)
    record(
        case,
        CaseEvent.Kind.FILE_REMOVED,
        by=by,
        assignment=assignment,
        note=check_note(text, needed=False),
        seen_by=seen,
        note_seen_by=seen,
        facts={"file": file.upload.display_name},
    )
    if seen == CaseEvent.Seen.COMPLAINANT:
        notify_complainants(case, CaseEvent.Kind.FILE_REMOVED, agency=assignment.agency if assignment else None)
    return settle(case)


def is_only_asked(assignment: Assignment) -> bool:
    """Whether its agency was asked to help and has not said yes."""
    return assignment.part == Assignment.Part.SUPPORTING and assignment.state == AssignmentState.PROPOSED


def _seen_by(file: CaseFile) -> CaseEvent.Seen:
    """Who learns that it was removed: whoever could see that it was there."""
    if file.event is None:
        return CaseEvent.Seen.COMPLAINANT
    kept_to = file.event.facts.get("files", file.event.note_seen_by)
    among_offices = {CaseEvent.Seen.AGENCY, CaseEvent.Seen.INTERNAL}
    return CaseEvent.Seen(kept_to) if kept_to in among_offices else CaseEvent.Seen.COMPLAINANT


def removable_files(case: Case, agency_id: int | None) -> list[CaseFile]:
    """What is attached to the case and still there, oldest first; not what another agency keeps with its own notes.

    agency_id: of whom it is shown to; None at the triage desk.
    """
    kept = case.files.filter(upload__removed_at__isnull=True).select_related("upload", "event").order_by("id")
    within = Q(event__note_seen_by=CaseEvent.Seen.INTERNAL)
    return list(kept.exclude(within & ~Q(event__agency=agency_id) if agency_id else within))
