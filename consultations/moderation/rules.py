"""The public rules, as rows that `load_reference` brings along; staff's own changes stay."""

from __future__ import annotations

import csv
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.moderation.models import Rule

_TABLE = Path(__file__).parent / "reference" / "rules.csv"


def load_rules() -> int:
    """Add the rows of reference/rules.csv that are not there yet. Returns how many."""
    there = set(Rule.objects.values_list("code", flat=True))
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        rows = [
            Rule(
                code=row["code"],
                place=place,
                name_th=row["name_th"],
                name_en=row["name_en"],
                means_th=row["means_th"],
                means_en=row["means_en"],
                is_of_form=row["form"] == "yes",
                source=row["source"],
            )
            for place, row in enumerate(csv.DictReader(lines), start=1)
            if row["code"] not in there
        ]
    return len(Rule.objects.bulk_create(rows))


def rules_for(source_key: str) -> list[Rule]:
    """Those by which a text of this source can be taken down: of its form only proposed statements."""
    rules = Rule.objects.all()
    return list(rules if source_key == "s" else rules.filter(is_of_form=False))


def rule_named(code: str, *, source_key: str) -> Rule:
    """Raises ValidationError (no_such_rule)."""
    for rule in rules_for(source_key):
        if rule.code == code:
            return rule
    raise ValidationError(_("Choose one of the public rules."), code="no_such_rule")
