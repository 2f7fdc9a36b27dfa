"""The letters that a page shows: those to one who filed, or all of a case to an agency that works on it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from complaints.letters import KIND_OF_ACT
from complaints.models import Assignment, Case, Complaint, Letter
from complaints.telling import Line
from directory import known
from directory.statements import Lookup

_letters = Lookup(Letter, "case_id = %s ORDER BY id DESC")


def letters_to(complaint: Complaint, lines: Iterable[Line]) -> list[Letter]:
    """Newest first. Asked for only where the timeline tells of an act that a letter may tell of."""
    if not any(line.kind in KIND_OF_ACT for line in lines):
        return []
    return list(Letter.objects.filter(complaint=complaint).order_by("-id"))


def letters_of(case: Case, lines: Iterable[Line]) -> list[Letter]:
    """All of a case, newest first, for officers of its agencies."""
    if not any(line.kind in KIND_OF_ACT for line in lines):
        return []
    letters = _letters(case.pk)
    agencies = known.agencies.by_id(letter.agency_id for letter in letters)
    for letter in letters:
        letter.agency = agencies[letter.agency_id]
    return letters


def letter_of(assignment: Assignment, public_id: UUID) -> Letter | None:
    """One that was issued in the case of this part."""
    return Letter.objects.issued().filter(case=assignment.case_id, public_id=public_id).first()
