"""What the PDF of a case says: the same lines that its reader's page has, no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from complaints.lines import Line, timeline
from complaints.models import Case, CaseEvent, CaseFile, CaseFilePdf, Complaint, Letter, Translation
from complaints.text_languages import TextLanguage
from complaints.together import together_with
from complaints.translating import would_tell_more
from directory.thai_dates import show_date, show_time

Seen = CaseEvent.Seen
Entry = tuple[str, str, str]
_PRINTED = {TextLanguage.THAI, TextLanguage.ENGLISH}
"""Translations into what the paper has letters for."""


@dataclass
class CaseOnPaper:
    """title; facts: a name and what it is; sections: a heading and its entries, each (bold line, small line, words).

    unshown: what is said where some words are in a script that the paper has no letters for.
    """

    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    sections: list[tuple[str, list[Entry]]] = field(default_factory=list)
    unshown: str = ""


def words_of(asked: CaseFilePdf) -> CaseOnPaper:
    """In the language that is on. An officer's has what officers read, a complainant's what they read themselves."""
    case, part = asked.case, asked.assignment
    if part is not None:
        lines = timeline(case, up_to=Seen.INTERNAL, own_agency=part.agency_id)
        complaints = list(
            case.complaints.select_related("complainant").prefetch_related("files__upload").order_by("id")
        )
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
    paper.sections.append((_("What was told"), _told(complaints, to_office=part is not None)))
    paper.sections.append((_("Every step"), [_step(line, to_office=part is not None) for line in reversed(lines)]))
    if others := _of_joined_cases(case) if part is not None else _where_it_goes_on(case, asked.complaint):
        paper.sections.append((_("Others told of the same, and it goes on together"), others))
    if letters := _letters(asked):
        paper.sections.append((_("Letters"), letters))
    paper.unshown = _("[…] stands for words in a script that this file cannot print. The page of the case shows them")
    return paper


def _told(complaints: list[Complaint], *, to_office: bool) -> list[Entry]:
    """Who filed reads all that they told; an agency no words that went on elsewhere, perhaps in confidence."""
    translated = _translations(complaints, to_office=to_office)
    entries = []
    for complaint in complaints:
        at = show_date(complaint.submitted_at) if complaint.is_anonymous else _moment(complaint.submitted_at)
        words = [complaint.words_here if to_office else complaint.text]
        words += [_translation(each) for each in translated.get(complaint.pk, [])]
        words += [f"{answer.asked}: {answer.said}" for answer in complaint.answered]
        entries.append((complaint.reference, at, "\n".join([*words, *_names_of(complaint.files.all())])))
    return entries


def _translations(complaints: list[Complaint], *, to_office: bool) -> dict[int, list[Translation]]:
    """By complaint, those that are done and can be printed. A translation is of the whole text: so none to an office
    where some of that is kept closer."""
    shown = [each for each in complaints if not (to_office and would_tell_more(each))]
    found: dict[int, list[Translation]] = {}
    done = Translation.objects.filter(complaint__in=shown, state=Translation.State.DONE, target__in=_PRINTED)
    for each in done.order_by("id"):
        found.setdefault(each.complaint_id or 0, []).append(each)
    return found


def _translation(made: Translation) -> str:
    language = {"language": made.get_target_display()}
    if made.is_by_program:
        by = _("Machine translation into %(language)s. It may be wrong: the original counts") % language
    else:
        by = _("Translated into %(language)s by an officer. The original counts") % language
    return f"{by}:\n{made.text}"


def _of_joined_cases(case: Case) -> list[Entry]:
    """What people told in cases that go on in this one, and what they added, as the agency reads it on the page."""
    if not case.joined_people:
        return []
    joined = case.told_elsewhere
    told = Complaint.objects.filter(case__in=joined).select_related("case").prefetch_related("files__upload")
    added = CaseEvent.objects.filter(case__in=joined, kind=CaseEvent.Kind.ADDED).select_related("case")
    later = [
        (
            f"{event.case.reference}: {_('Added later')}",
            _moment(event.at),
            "\n".join([event.note, *_names_of(event.files.all())]),
        )
        for event in added.prefetch_related("files__upload").order_by("case_id", "n")
    ]
    return [*_told(list(told.order_by("case_id", "id")), to_office=True), *later]


def _where_it_goes_on(case: Case, complaint: Complaint | None) -> list[Entry]:
    """For who filed a joined case: the steps of the one in which it goes on, with what the
    agencies wrote to all, and its answer; no words of anybody else."""
    together = together_with(case, complaint) if complaint else None
    if together is None:
        return []
    steps = [(line.sentence, _moment(line.at), line.note) for line in reversed(together.lines)]
    said = [together.answer, together.no_photo, together.why_again]
    answer = [(_("What the agency answered"), "", "\n".join(filter(None, said)))] if together.answer else []
    return [*steps, *answer]


def _names_of(files: Iterable[CaseFile]) -> list[str]:
    """One line with the names of files that are still kept; none without them."""
    names = ", ".join(file.upload.display_name for file in files if file.upload.removed_at is None)
    return [names] if names else []


def _step(line: Line, *, to_office: bool) -> Entry:
    small = [_moment(line.at)]
    if to_office and line.officer:
        small.append(line.officer)
    is_done = Translation.State.DONE
    translated = [_translation(each) for each in line.translations if each.state == is_done and each.target in _PRINTED]
    words = [line.note, *translated, line.no_photo, line.why_again, *_names_of(line.files)]
    return line.sentence, " · ".join(small), "\n".join(filter(None, words))


def _letters(asked: CaseFilePdf) -> list[Entry]:
    whose = Q(case=asked.case) if asked.complaint is None else Q(complaint=asked.complaint)
    letters = Letter.objects.issued().filter(whose).select_related("agency").order_by("id")
    return [
        (
            letter.number,
            f"{letter.agency.name} · {show_date(letter.dated)}",
            _("Signed as a test: not valid") if letter.is_test else "",
        )
        for letter in letters
        if letter.dated
    ]


def _contact(complaint: Complaint) -> str:
    person = getattr(complaint, "complainant", None)
    return ", ".join(filter(None, (person.name, person.phone_to_read, person.email))) if person else "–"


def _moment(at: datetime) -> str:
    return f"{show_date(at)} {show_time(at)}"
