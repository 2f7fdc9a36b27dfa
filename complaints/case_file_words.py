"""What the PDF of a case says: the same lines that its reader's page has, no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from complaints.models import CaseEvent, CaseFilePdf, Complaint, Letter
from complaints.telling import Line, timeline
from directory.models import Agency
from directory.thai_dates import show_date, show_time

Seen = CaseEvent.Seen


@dataclass
class CaseOnPaper:
    """title; facts: a name and what it is; sections: a heading and its entries, each (bold line, small line, words)."""

    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    sections: list[tuple[str, list[tuple[str, str, str]]]] = field(default_factory=list)


def words_of(asked: CaseFilePdf) -> CaseOnPaper:
    """In the language that is on. An officer's has what officers read, a complainant's what they read themselves."""
    case, part = asked.case, asked.assignment
    if part is not None:
        lines = timeline(case, up_to=Seen.INTERNAL, own_agency=part.agency_id)
        complaints = list(case.complaints.select_related("complainant").order_by("id"))
    else:
        lines = timeline(case, up_to=Seen.COMPLAINANT)
        complaints = [asked.complaint] if asked.complaint else []
    number = asked.complaint.reference if asked.complaint else case.reference
    lead = case.lead()
    facts = [
        (_("Case number"), number),
        (_("State"), str(case.get_state_display())),
        (_("Topic"), case.topic.name if case.topic else "–"),
        (_("Place"), ", ".join(filter(None, (case.place_text, case.area.full_name() if case.area else ""))) or "–"),
        (_("Responsible agency"), lead.agency.name if lead else "–"),
    ]
    paper = CaseOnPaper(_("Case file %(reference)s") % {"reference": number}, facts)
    if asked.has_contact and part is not None:
        paper.facts += [(_("Complainant"), _contact(each)) for each in complaints if not each.is_anonymous]
    paper.sections.append((_("What was told"), [_told(each, to_office=part is not None) for each in complaints]))
    paper.sections.append((_("Every step"), [_step(line, to_office=part is not None) for line in reversed(lines)]))
    if letters := _letters(asked):
        paper.sections.append((_("Letters"), letters))
    return paper


def _told(complaint: Complaint, *, to_office: bool) -> tuple[str, str, str]:
    """Who filed reads all that they told; an agency no words that went on elsewhere, perhaps in confidence."""
    text = complaint.words_here if to_office else complaint.text
    at = show_date(complaint.submitted_at) if complaint.is_anonymous else _moment(complaint.submitted_at)
    answers = [f"{answer.asked}: {answer.said}" for answer in complaint.answered]
    return complaint.reference, at, "\n".join([text, *answers])


def _step(line: Line, *, to_office: bool) -> tuple[str, str, str]:
    small = [_moment(line.at)]
    if to_office and line.officer:
        small.append(line.officer)
    files = [file.upload.display_name for file in line.files if file.upload.removed_at is None]
    words = [line.note, line.no_photo, line.why_again, ", ".join(files)]
    return line.sentence, " · ".join(small), "\n".join(filter(None, words))


def _letters(asked: CaseFilePdf) -> list[tuple[str, str, str]]:
    letters = Letter.objects.issued().filter(case=asked.case).select_related("agency").order_by("id")
    if asked.complaint is not None:
        letters = letters.filter(complaint=asked.complaint)
    return [
        (letter.number, f"{_named(letter.agency)} · {show_date(letter.dated)}", "")
        for letter in letters
        if letter.dated
    ]


def _contact(complaint: Complaint) -> str:
    person = getattr(complaint, "complainant", None)
    return ", ".join(filter(None, (person.name, person.phone, person.email))) if person else "–"


def _named(agency: Agency) -> str:
    return agency.name


def _moment(at: datetime) -> str:
    return f"{show_date(at)} {show_time(at)}"
