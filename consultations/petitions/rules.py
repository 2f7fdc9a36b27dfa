"""From how many signatures on a petition has to be answered, and by when, by a table that staff change."""

from __future__ import annotations

from pathlib import Path

from consultations.petitions.models import PetitionRule
from consultations.petitions.models.rules import level_of
from directory.models import Area
from directory.reference_files import read_csv
from directory.reference_tables import add_missing

_TABLE = Path(__file__).parent / "reference" / "rules.csv"
USUAL = {"threshold": 5000, "days": 60, "extra_days": 30, "check_days": 5, "answer_days": 40, "step_days": 5}


def rule_for(area: Area | None) -> PetitionRule:
    """The row of places of this size; one that is not stored where there is none."""
    level = level_of(area)
    return PetitionRule.objects.filter(level=level).first() or PetitionRule(level=level, **USUAL)


def load_petition_rules() -> int:
    """Add the rows of reference/rules.csv that are not there yet; staff's own changes stay."""
    rows = [
        PetitionRule(
            **{name: int(row[name]) for name in USUAL},
            level=row["level"],
            source=row["source"],
            is_confirmed=row["confirmed"] == "yes",
        )
        for row in read_csv(_TABLE)
    ]
    return add_missing(rows)
