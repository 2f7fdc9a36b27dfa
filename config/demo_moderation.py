"""What the demo's policy team finds to look at: the rows of demo/moderated.csv, proposed and reported by people made up."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from consultations.models import Consultation
from consultations.moderation.acts import take_down
from consultations.moderation.copies import find_copies_of_one
from consultations.moderation.reporting import report
from consultations.moderation.rules import load_rules
from consultations.moderation.scanning import scan_one
from consultations.participation.models import Conversation
from consultations.participation.statements import propose_statement, publish_statement
from consultations.participation.taking_part import Visitor, hash_of_browser
from directory.models import User

ROWS = Path(__file__).parent / "demo" / "moderated.csv"


def moderate(consultation: Consultation, key: str, *, by: User) -> None:
    """Texts of this consultation that wait, were published and reported, or were taken down; most have none."""
    with ROWS.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["consultation"] == key]
    if not rows:
        return
    load_rules()
    conversation = Conversation.objects.get(pk=consultation.pk)
    for number, row in enumerate(rows):
        author = Visitor(browser=hash_of_browser(consultation.slug, f"careful-{number}"))
        statement = propose_statement(conversation, text=row["th"], visitor=author)
        if row["published"]:
            publish_statement(statement, by=by)
        for reporter in range(int(row["reports"] or 0)):
            visitor = Visitor(browser=hash_of_browser(consultation.slug, f"distant-{reporter}"))
            report(consultation, statement.text_id, rule=row["reported_by_rule"], visitor=visitor)
        if row["down_by_rule"]:
            take_down(consultation, statement.text_id, rule=row["down_by_rule"], reason=row["reason"], by=by)
    scan_one(consultation, until=timezone.now() + timedelta(seconds=1))
    find_copies_of_one()
