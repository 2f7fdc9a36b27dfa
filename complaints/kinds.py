"""What follows from the kind of a case: its outcomes, in words."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.models import OutcomeOfKind
from complaints.workflow import USUAL_OUTCOMES, CaseKind, Outcome
from directory.reference_files import read_csv
from directory.reference_tables import add_missing
from records.caching import kept_for

REFERENCE = Path(__file__).parent / "reference"


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


@kept_for(seconds=5)
def _outcomes() -> dict[tuple[str, str], OutcomeOfKind]:
    return {(row.kind, row.outcome): row for row in OutcomeOfKind.objects.all()}


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
        for number, row in enumerate(read_csv(REFERENCE / "outcomes_of_kinds.csv"), start=1)
    ]
    return add_missing(rows)


def forget_kinds() -> None:
    """Drop what this process keeps of the outcomes, after a change of them."""
    _outcomes.forget()
