"""Handing out an upload to those who may see what it belongs to."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints import looks
from complaints.access import Viewer, agencies_led_by, viewer_of
from complaints.answer_links import question_behind
from complaints.approvers import may_approve
from complaints.models import Approval, Assignment, Audit, Case, CaseEvent, CaseFile
from complaints.together import evidence_of
from complaints.tracking import is_complainant
from complaints.uploads import waits_for
from complaints.workflow import CaseState, Visibility
from directory.models import Role, User
from records.models import Upload
from records.views import serve_upload


@never_cache
@require_GET
def file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """An attached file for the complainant and the agencies of its case, a released picture for everybody, a waiting
    one for the form that sent it."""
    return serve_upload(request, public_id, lambda upload: _may_see(request, upload))


def _may_see(request: HttpRequest, upload: Upload) -> bool:
    if upload.attached_at is None:
        return waits_for(upload, request.GET.get("form", ""))
    kept = CaseFile.objects.filter(upload=upload).select_related("case", "complaint", "event").first()
    if kept is None:
        return _may_see_before_approval(request, upload)
    if (token := request.GET.get("answer")) and (asked := question_behind(token)) and asked.event.pk == kept.event_id:
        return True  # it was asked with, and the mail's link opens that question
    if kept.released_at is not None and Case.objects.public().filter(pk=kept.case_id).exists():
        return True
    viewer = viewer_of(request)
    if isinstance(viewer.user, User) and _may_see_as_auditor(request, viewer.user, kept):
        return True
    if kept.complaint is not None and is_complainant(kept.complaint, viewer):
        return True
    if (
        kept.complaint is None
        and not _is_for_offices(kept)
        and Case.objects.of_complainant(viewer).filter(pk=kept.case_id).exists()
    ):
        return True
    if _is_evidence_for_who_joined(kept, viewer):
        return True
    if not isinstance(viewer.user, User) or _is_within_another_office(kept, viewer.user):
        return False
    return _may_see_as_staff(request, viewer.user, kept.case)


def _is_within_another_office(kept: CaseFile, user: User) -> bool:
    """A file that came with a note which an agency keeps to itself, and this person works on no part of that agency."""
    if kept.event is None or kept.event.note_seen_by != CaseEvent.Seen.INTERNAL:
        return False
    return not Assignment.objects.handled_by(user).filter(case=kept.case_id, agency=kept.event.agency_id).exists()


def _is_for_offices(kept: CaseFile) -> bool:
    """A file that came with words of an office which who filed does not read, or reads without their files."""
    offices = {CaseEvent.Seen.AGENCY, CaseEvent.Seen.INTERNAL}
    return kept.event is not None and bool(offices & {kept.event.note_seen_by, kept.event.facts.get("files")})


def _may_see_before_approval(request: HttpRequest, upload: Upload) -> bool:
    """A file of an answer that waits for a second person: for who works on that part, and who may approve it."""
    user = viewer_of(request).user
    approval = Approval.objects.open().filter(uploads=upload).select_related("assignment__case").first()
    if approval is None or not isinstance(user, User):
        return False
    case, part = approval.assignment.case, approval.assignment
    doors = []
    if Assignment.objects.handled_by(user).filter(pk=part.pk).exists():
        doors.append(looks.office(part.agency_id))
    elif may_approve(approval, user):
        doors += [looks.office(agency.pk) for agency in agencies_led_by(user)]
    if not doors:
        return False
    return case.visibility != Visibility.CONFIDENTIAL or any(looks.has_looked(request, case, door) for door in doors)


def _is_evidence_for_who_joined(kept: CaseFile, viewer: Viewer) -> bool:
    """Of what is done in a case into which theirs was joined, and which is not held in confidence."""
    if kept.event_id is None or kept.case.visibility == Visibility.CONFIDENTIAL or not kept.case.joined_people:
        return False
    mine = Case.objects.of_complainant(viewer).filter(joined_into=kept.case_id)
    return evidence_of(kept.case).filter(pk=kept.pk).exists() and mine.exists()


def _may_see_as_auditor(request: HttpRequest, user: User, kept: CaseFile) -> bool:
    """A picture sent with a closing that this person audits; of a confidential case only after a look (promise S14)."""
    if kept.event_id is None or not Viewer(user).agencies({Role.AUDITOR}):
        return False
    if not Audit.objects.audited_by(user).filter(closing__event=kept.event_id).exists():
        return False
    return kept.case.visibility != Visibility.CONFIDENTIAL or looks.has_looked(request, kept.case, looks.AUDIT)


def _may_see_as_staff(request: HttpRequest, user: User, case: Case) -> bool:
    """Through an agency's part of the case or the triage desk; a confidential case only after a look (promise S14)."""
    ids = [case.pk, *([case.joined_into_id] if case.joined_into_id else [])]  # where it goes on, it is worked on
    parts = Assignment.objects.handled_by(user).filter(case__in=ids)
    doors = [looks.office(agency_id) for agency_id in parts.values_list("agency_id", flat=True)]
    if Viewer(user).does_triage and case.state == CaseState.TRIAGE:
        doors.append(looks.DESK)
    if case.visibility == Visibility.CONFIDENTIAL:
        return any(looks.has_looked(request, case, door) for door in doors)
    return bool(doors)
