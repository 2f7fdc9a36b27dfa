"""For how long a consultation of a kind is open at least, by a table that staff change."""

from __future__ import annotations

import csv
from pathlib import Path

from consultations.models import OpeningLength

_TABLE = Path(__file__).parent / "reference" / "opening_lengths.csv"
USUAL_DAYS = 15
"""For a kind without a row of its own."""


def usual_days(kind: str) -> int:
    row = OpeningLength.objects.filter(kind=kind).first()
    return row.days if row else USUAL_DAYS


def load_opening_lengths() -> int:
    """Add the rows of reference/opening_lengths.csv that are not there yet; staff's own changes stay."""
    there = set(OpeningLength.objects.values_list("kind", flat=True))
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        rows = [
            OpeningLength(
                kind=row["kind"], days=int(row["days"]), source=row["source"], is_confirmed=row["confirmed"] == "yes"
            )
            for row in csv.DictReader(lines)
            if row["kind"] not in there
        ]
    return len(OpeningLength.objects.bulk_create(rows))
