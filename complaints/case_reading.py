"""What pages of one case read of it: the rows beside the case, each table by one statement that is planned only once.

Nobody is asked here whether they may see it: whoever calls has found the case through complaints.access.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from complaints.models import Assignment, AssistedFiling, Case, CaseFile, Complainant, Complaint, Consent
from complaints.sentences import without
from complaints.timeline import assignments_of
from directory import known
from directory.statements import Lookup, Prepared, keep_related
from records.models import Upload

BEGINNING_LETTERS = 140
_case = Lookup(Case, "id = %s")
_complaints = Lookup(Complaint, "case_id = %s ORDER BY id")
_complainants = Lookup(Complainant, "complaint_id = ANY(%s)")
_assisted = Lookup(AssistedFiling, "complaint_id = ANY(%s)")
_help_consents = Lookup(Consent, "complaint_id = ANY(%s) AND purpose = 'help' AND withdrawn_at IS NULL")
_files = Lookup(CaseFile, "case_id = %s ORDER BY id")
_uploads = Lookup(Upload, "id = ANY(%s)")
_parts_of_all = Lookup(Assignment, "case_id = ANY(%s) ORDER BY id")
_first_words = Prepared(
    "SELECT DISTINCT ON (case_id) case_id, text, parted FROM complaints_complaint WHERE case_id = ANY(%s)"
    " ORDER BY case_id, id"
)


def read_case(pk: int) -> Case:
    """One that is known to be there, with its topic and its place."""
    case = _case(pk)[0]
    case.topic, case.area = known.topics.get(case.topic_id), known.areas.get(case.area_id)
    return case


def read_files(case: Case) -> list[CaseFile]:
    """All that is attached to the case, by anybody, with its upload; oldest first."""
    files = _files(case.pk)
    uploads = {upload.pk: upload for upload in _uploads([file.upload_id for file in files])} if files else {}
    for file in files:
        file.upload = uploads[file.upload_id]
    return files


def read_complaints(case: Case, files: Iterable[CaseFile]) -> list[Complaint]:
    """Those of the case, oldest first, with who complained, who helped, and of these files their own."""
    complaints = _complaints(case.pk)
    ids = [complaint.pk for complaint in complaints]
    people = {person.complaint_id: person for person in _complainants(ids)}
    helped = {row.complaint_id: row for row in _assisted(ids)}
    for consent in _help_consents(list(helped)) if helped else ():
        helped[consent.complaint_id].agreed_as = consent.get_given_as_display()
    for complaint in complaints:
        complaint.case = case
        _set_one(complaint, "complainant", people.get(complaint.pk))
        _set_one(complaint, "assisted", helped.get(complaint.pk))
        keep_related(complaint, "files", [file for file in files if file.complaint_id == complaint.pk])
    return complaints


def complainant_of(complaint: Complaint) -> Complainant | None:
    """Who filed it; asked for once. None where nothing of them was kept."""
    kept: Any = Complaint._meta.get_field("complainant")
    if not kept.is_cached(complaint):
        _set_one(complaint, "complainant", next(iter(_complainants([complaint.pk])), None))
    person: Complainant | None = kept.get_cached_value(complaint)
    return person


def complainants_of(case: Case) -> list[Complainant]:
    """All of the case with their complaints, oldest first."""
    complaints = {complaint.pk: complaint for complaint in _complaints(case.pk)}
    people = _complainants(list(complaints))
    for person in people:
        person.complaint = complaints[person.complaint_id]
    return sorted(people, key=lambda person: person.pk)


def read_parts(case: Case) -> list[Assignment]:
    """The parts of the case, oldest first, with agencies and officers; `case.assignments.all()` answers with them."""
    parts = assignments_of(case.pk)
    agencies = known.agencies.by_id(pk for part in parts for pk in (part.agency_id, part.proposed_agency_id))
    officers = known.people(part.officer_id for part in parts)
    for part in parts:
        part.case, part.agency = case, agencies[part.agency_id]
        part.officer = officers[part.officer_id] if part.officer_id else None
        part.proposed_agency = agencies[part.proposed_agency_id] if part.proposed_agency_id else None
    case.keep_assignments(parts)
    return parts


def read_parts_of_all(cases: list[Case]) -> None:
    """Let `assignments.all()` of each of these cases answer without asking again."""
    found: dict[int, list[Assignment]] = {case.pk: [] for case in cases}
    for part in _parts_of_all(list(found)):
        found[part.case_id].append(part)
    for case in cases:
        case.keep_assignments(found[case.pk])


def first_words(cases: Iterable[int]) -> dict[int, str]:
    """The text of the first complaint of each of these cases, by the case's id, without what goes on elsewhere."""
    ids = list(cases)
    if not ids:
        return {}
    return {pk: without(text, json.loads(parted)) for pk, text, parted in _first_words.rows([ids])}


def beginning_of(text: str) -> str:
    """So much of what was told as a list beside a case shows."""
    return " ".join(text.split())[:BEGINNING_LETTERS]


def _set_one(complaint: Complaint, name: str, row: Complainant | AssistedFiling | None) -> None:
    """As select_related does: None says that there is no such row."""
    Complaint._meta.get_field(name).set_cached_value(complaint, row)  # type: ignore[union-attr]
    if row is not None:
        row.complaint = complaint
