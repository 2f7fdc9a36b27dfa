"""The demo's consultations: the rows of demo/consultations.csv, prepared and announced by the platform's own acts."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from config.demo_clock import clock_at
from config.demo_laws import put_in_texts
from consultations.announcing import announce_consultation
from consultations.drafting import Draft, draft_consultation
from consultations.models import Consultation
from directory.models import Agency, Area, Topic, User
from directory.people import PEOPLE

ROWS = Path(__file__).parent / "demo" / "consultations.csv"
BEFORE_OPENING = timedelta(days=3, hours=15)
"""From a midnight: announced at nine in the morning."""


def make_demo_consultations() -> int:
    """Announce the demo's consultations, each some days before it opens; opens and closes are days from today."""
    if Consultation.objects.exists():
        return 0
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    emails = {person.key: person.email for person in PEOPLE}
    with ROWS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        by = User.objects.get(email=emails[row["person"]])
        opens_at = today + timedelta(days=int(row["opens"]))
        draft = Draft(
            kind=row["kind"],
            title_th=row["title_th"],
            title_en=row["title_en"],
            changes_th=row["changes_th"].replace("|", "\n"),
            changes_en=row["changes_en"].replace("|", "\n"),
            page=row["page"],
            topic=Topic.objects.filter(code=row["topic"]).first(),
            other_ways_th=row["other_ways_th"],
            other_ways_en=row["other_ways_en"],
            opens_at=opens_at,
            closes_at=today + timedelta(days=int(row["closes"]), hours=16, minutes=30),
            areas=tuple(Area.objects.filter(code__in=row["places"].split())),
        )
        # Written today, when the demo's people hold their roles; announced before it opened, as a real one is.
        consultation = draft_consultation(draft, agency=Agency.objects.get(code=row["agency"]), by=by)
        put_in_texts(consultation, row["key"], by=by, after_announcing=False)
        with clock_at(min(opens_at, timezone.now()) - BEFORE_OPENING):
            consultation = announce_consultation(consultation, by=by)
        put_in_texts(consultation, row["key"], by=by, after_announcing=True)
    return len(rows)
