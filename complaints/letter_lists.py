"""The letters that a page shows: those to one who filed, or all of a case to an agency that works on it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from complaints.letters import KIND_OF_ACT, KIND_OF_REFERRAL
from complaints.lines import Line
from complaints.models import Assignment, Case, CaseEvent, Complaint, Letter
from directory import known
from directory.statements import Lookup

_letters = Lookup(Letter, "case_id = %s ORDER BY id DESC")
_complaints = Lookup(Complaint, "id = ANY(%s)")

_JOINED = frozenset({CaseEvent.Kind.JOINED, CaseEvent.Kind.SEPARATED})
"""The acts of another case may have been told by letter here."""
_OF_OTHERS = {*KIND_OF_REFERRAL, *_JOINED}
"""Where the timeline tells of none of these, all letters stand with the case itself, and are to people."""
_TO_OFFICES = {*KIND_OF_ACT, *_OF_OTHERS}


def letters_to(complaint: Complaint, lines: Iterable[Line]) -> list[Letter]:
    """Newest first. Asked for only where the timeline tells of an act that a letter may tell of."""
    if not any(line.kind in KIND_OF_ACT or line.kind in _JOINED for line in lines):
        return []
    return list(Letter.objects.filter(complaint=complaint).order_by("-id"))


def letters_of(case: Case, lines: Iterable[Line]) -> list[Letter]:
    """All of a case, newest first, for officers of its agencies: with those that went to who joined it."""
    if not any(line.kind in _TO_OFFICES for line in lines):
        return []
    if not any(line.kind in _OF_OTHERS for line in lines):
        return _own_letters(case)
    found = Letter.objects.filter(Q(case=case) | Q(complaint__case=case))
    return list(found.select_related("agency", "complaint", "referral__agency").order_by("-id"))


def _own_letters(case: Case) -> list[Letter]:
    letters = _letters(case.pk)
    agencies = known.agencies.by_id(letter.agency_id for letter in letters)
    complaints = {each.pk: each for each in _complaints([letter.complaint_id for letter in letters])} if letters else {}
    for letter in letters:
        letter.agency = agencies[letter.agency_id]
        letter.complaint = complaints.get(letter.complaint_id or 0)
    return letters


def letter_of(assignment: Assignment, public_id: UUID) -> Letter | None:
    """One that was issued in the case of this part, to its complainant or to another agency. That to who joined it opens with
    the case they filed."""
    own = Q(complaint__case=assignment.case_id) | Q(referral__case=assignment.case_id)
    return Letter.objects.issued().filter(own, public_id=public_id).select_related("referral").first()
