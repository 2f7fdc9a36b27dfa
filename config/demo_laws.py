"""The demo's texts of law: the rows of demo/laws.csv, put in by the platform's own acts."""

from __future__ import annotations

import csv
from pathlib import Path

from consultations.laws.documents import add_document, keep_text, look_at_text
from consultations.laws.models import Document
from consultations.models import Consultation
from directory.models import User

ROWS = Path(__file__).parent / "demo" / "laws.csv"


def put_in_texts(consultation: Consultation, key: str, *, by: User, after_announcing: bool) -> None:
    """Of one consultation the texts of before its announcement, or the versions that came after it."""
    with ROWS.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["consultation"] == key]
    for row in rows:
        if bool(row["reason"]) == after_announcing:
            _put_in(consultation, row, by)


def _put_in(consultation: Consultation, row: dict[str, str], by: User) -> None:
    document = Document.objects.filter(consultation=consultation, title_th=row["title_th"]).first() or add_document(
        consultation, kind=row["kind"], title_th=row["title_th"], title_en=row["title_en"], by=by
    )
    reading = look_at_text(document, pasted=row["text"], reason=row["reason"], by=by)
    keep_text(reading, seen=document.kept, by=by)
