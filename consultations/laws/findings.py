"""What was found in a text, in sentences that say what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from consultations.laws.structure import Finding

SENTENCES = {
    "no_sections": _(
        "No section (มาตรา) and no clause (ข้อ) was found, so the text has numbered paragraphs only. Of a law this is wrong: "
        "each section begins a line of its own."
    ),
    "duplicate_number": _(
        "%(about)s stands there twice, in lines %(lines)s. Both are kept, as they are. Mend the number."
    ),
    "number_goes_back": _("The numbers go back: %(about)s, lines %(lines)s. Is it a reference that a line began with?"),
    "number_left_out": _("A number is left out: %(about)s, line %(lines)s. Is a section missing?"),
    "quotation_open": _("The mark “ opens a quotation in line %(lines)s that nothing closes."),
    "section_after_note": _("Sections behind a note or an annex are kept as its text: lines %(lines)s."),
    "torn_sara_am": _(
        "The letter ำ is torn into a space and า, as when text is copied from a PDF: “%(about)s”, lines %(lines)s. "
        "Copy it from the Word file instead."
    ),
    "foreign_letters": _(
        "Letters that no reader can show stand in lines %(lines)s. Copy them from the Word file instead."
    ),
    "numbered_by_word": _(
        "Word writes the numbers of these paragraphs by itself, so they are not in the text: %(lines)s. Type the numbers, or "
        "save the file as text (.txt) and choose that."
    ),
    "deleted_in_word": _(
        "The file keeps what was deleted in it: paragraphs %(lines)s. Only what stands is taken. Accept the changes in Word "
        "to be sure."
    ),
}
MOST_LINES = 8


@dataclass(frozen=True)
class Shown:
    code: str
    sentence: str
    is_grave: bool


_GRAVE = frozenset({"no_sections", "duplicate_number", "torn_sara_am", "foreign_letters", "numbered_by_word"})


def sentences_of(findings: Iterable[Finding]) -> list[Shown]:
    """In the reader's language, what needs mending first."""
    shown = [Shown(each.code, _sentence(each), each.code in _GRAVE) for each in findings]
    return sorted(shown, key=lambda each: not each.is_grave)


def _sentence(finding: Finding) -> str:
    lines = ", ".join(str(line) for line in finding.lines[:MOST_LINES])
    more = " …" if len(finding.lines) > MOST_LINES else ""
    return str(SENTENCES[finding.code]) % {"about": finding.about, "lines": lines + more}
