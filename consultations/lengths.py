"""How long a consultation of a kind takes at least, step by step, by a table that staff change."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from consultations.models import Consultation, Lengths

_TABLE = Path(__file__).parent / "reference" / "lengths.csv"
USUAL_DAYS = 15
"""Open, for a kind without a row of its own."""


def lengths_of(kind: str) -> Lengths:
    """The row of this kind; one that is not stored where there is none."""
    return Lengths.objects.filter(kind=kind).first() or Lengths(kind=kind, opening_days=USUAL_DAYS)


def results_due(consultation: Consultation) -> date | None:
    """The day by which what came of it is to be told, counted from its closing."""
    days = lengths_of(consultation.kind).result_days
    if days is None or consultation.closes_at is None:
        return None
    return timezone.localtime(consultation.closes_at).date() + timedelta(days=days)


def load_lengths() -> int:
    """Add the rows of reference/lengths.csv that are not there yet; staff's own changes stay."""
    there = set(Lengths.objects.values_list("kind", flat=True))
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        rows = [
            Lengths(
                kind=row["kind"],
                notice_days=int(row["notice_days"]),
                opening_days=int(row["opening_days"]),
                result_days=int(row["result_days"]),
                source=row["source"],
                is_confirmed=row["confirmed"] == "yes",
            )
            for row in csv.DictReader(lines)
            if row["kind"] not in there
        ]
    return len(Lengths.objects.bulk_create(rows))
