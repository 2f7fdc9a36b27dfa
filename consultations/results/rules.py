"""From how many people on a theme has to be answered, and by when, by a table that staff change."""

from __future__ import annotations

from pathlib import Path

from consultations.results.models import DutyRule
from directory.reference_files import read_csv
from directory.reference_tables import add_missing

_TABLE = Path(__file__).parent / "reference" / "duty_rules.csv"
USUAL = {"size": 50, "answer_days": 30, "extension_days": 15, "step_days": 5}


def rule_of(kind: str) -> DutyRule:
    """The row of this kind; one that is not stored where there is none."""
    return DutyRule.objects.filter(kind=kind).first() or DutyRule(kind=kind, **USUAL)


def load_duty_rules() -> int:
    """Add the rows of reference/duty_rules.csv that are not there yet; staff's own changes stay."""
    rows = [
        DutyRule(
            kind=row["kind"],
            size=int(row["size"]),
            answer_days=int(row["answer_days"]),
            extension_days=int(row["extension_days"]),
            step_days=int(row["step_days"]),
            source=row["source"],
            is_confirmed=row["confirmed"] == "yes",
        )
        for row in read_csv(_TABLE)
    ]
    return add_missing(rows)
