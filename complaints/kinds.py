"""What follows from the kind of a case: who may see it at most, its outcomes in words, and texts to answer with."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.kind_tables import GAP
from complaints.models import OutcomeOfKind, ReplyTemplate
from complaints.workflow import USUAL_OUTCOMES, CaseKind, Outcome
from directory.reference_tables import add_missing
from records.caching import kept_for

_FOLDER = Path(__file__).parent / "reference"


def outcomes_of(kind: str) -> list[tuple[str, str]]:
    """The outcomes that a case of this kind can be given, with their words; the usual ones where no row names any."""
    rows = [row for row in _outcomes().values() if row.kind == kind]
    offered = [Outcome(row.outcome) for row in rows if row.is_active] if rows else USUAL_OUTCOMES
    return [(str(outcome), outcome_words(outcome, kind)) for outcome in offered]


def check_outcome(outcome: Outcome, kind: str) -> None:
    """Raises ValidationError (not_its_outcome) where a case of this kind is not given that outcome."""
    if outcome not in dict(outcomes_of(kind)):
        raise ValidationError(_("A case of this kind cannot end so. Choose another outcome."), code="not_its_outcome")


def outcome_words(outcome: str, kind: str) -> str:
    """What this outcome is called for a case of this kind, in the reader's language; "" without an outcome."""
    if outcome not in Outcome.values:
        return ""
    row = _outcomes().get((kind, outcome)) if kind else None
    return (row.name if row else "") or str(Outcome(outcome).label)


def templates_for(use: str, kind: str) -> list[ReplyTemplate]:
    """Texts to begin this kind of answer with: those of the kind of case first, then those for all."""
    found = [row for row in _templates() if row.use == use and row.kind in {kind, ""}]
    return sorted(found, key=lambda row: row.kind == "")


def refuse_open_gaps(text: str) -> None:
    """Raises ValidationError (gap_left_open) for words that still hold a gap of a text to begin with, such as [date].

    Only the gaps of the texts themselves count: brackets and dots of the officer's own are left alone.
    """
    gaps = {gap for row in _templates() for gap in GAP.findall(row.text)}
    left = list(dict.fromkeys(_as_told(text, found) for found in GAP.finditer(text) if found.group() in gaps))
    if left:
        raise ValidationError(
            _("Still to be filled in: %(gaps)s. Write it there, or take the brackets out."),
            code="gap_left_open",
            params={"gaps": ", ".join(left)},
        )


def _as_told(text: str, gap: re.Match[str]) -> str:
    """The gap and, where it has no name, the word before it."""
    if any(letter.isalnum() for letter in gap.group()):
        return gap.group()
    before = text[: gap.start()].split()
    return " ".join([*before[-1:], gap.group()])


@kept_for(seconds=5)
def _outcomes() -> dict[tuple[str, str], OutcomeOfKind]:
    return {(row.kind, row.outcome): row for row in OutcomeOfKind.objects.all()}


@kept_for(seconds=5)
def _templates() -> list[ReplyTemplate]:
    return list(ReplyTemplate.objects.filter(is_active=True))


def load_outcomes() -> int:
    """Add the missing outcomes of reference/outcomes_of_kinds.csv; staff's own changes stay. Returns how many are new."""
    rows = [
        OutcomeOfKind(
            kind=CaseKind(row["kind"]),
            outcome=Outcome(row["outcome"]),
            name_th=row["name_th"],
            name_en=row["name_en"],
            position=number,
        )
        for number, row in enumerate(_read("outcomes_of_kinds.csv"), start=1)
    ]
    return add_missing(rows)


def load_templates() -> int:
    """Add the missing texts of reference/reply_templates.csv; staff's own changes stay. Returns how many are new."""
    rows = [
        ReplyTemplate(
            use=ReplyTemplate.Use(row["use"]),
            kind=CaseKind(row["kind"]) if row["kind"] else "",
            name=row["name"],
            text=row["text"],
            position=number,
        )
        for number, row in enumerate(_read("reply_templates.csv"), start=1)
    ]
    return add_missing(rows)


def forget_kinds() -> None:
    """Drop what this process keeps of these tables, after a change of them."""
    _outcomes.forget()
    _templates.forget()


def _read(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
