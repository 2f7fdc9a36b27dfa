"""The demo's consultations: the rows of demo/consultations.csv, prepared and announced by the platform's own acts.

What they explain stands in demo/explanations.csv, a row each.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from config.demo_clock import clock_at
from config.demo_comments import comment_on_texts, take_comments
from config.demo_hearings import hold_hearings
from config.demo_laws import put_in_texts
from config.demo_moderation import moderate
from config.demo_paper import enter_paper
from config.demo_promises import promise_changes
from config.demo_questionnaires import answer_questions, ask_questions
from config.demo_results import report_results
from config.demo_statements import answer_statements, ask_statements
from consultations.announcing import announce_consultation
from consultations.drafting import Draft, draft_consultation
from consultations.explaining import Explained
from consultations.models import Consultation
from consultations.signing import is_head, note_paper
from directory.models import Agency, Area, Topic, User
from directory.people import PEOPLE

_DEMO = Path(__file__).parent / "demo"
BEFORE_OPENING = timedelta(days=15, hours=15)
"""From a midnight: announced at nine in the morning."""


def make_demo_consultations() -> int:
    """Announce the demo's consultations, each some days before it opens; opens and closes are days from today."""
    if Consultation.objects.exists():
        return 0
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    emails = {person.key: person.email for person in PEOPLE}
    rows, explained = _rows("consultations.csv"), defaultdict(list)
    for row in _rows("explanations.csv"):
        explained[row["key"]].append(Explained(row["about"], _lines(row["th"]), _lines(row["en"])))
    for row in rows:
        by = User.objects.get(email=emails[row["person"]])
        opens_at = today + timedelta(days=int(row["opens"]))
        draft = Draft(
            kind=row["kind"],
            title_th=row["title_th"],
            title_en=row["title_en"],
            changes_th=_lines(row["changes_th"]),
            changes_en=_lines(row["changes_en"]),
            page=row["page"],
            topic=Topic.objects.filter(code=row["topic"]).first(),
            other_ways_th=row["other_ways_th"],
            other_ways_en=row["other_ways_en"],
            opens_at=opens_at,
            closes_at=today + timedelta(days=int(row["closes"]), hours=16, minutes=30),
            explanations=tuple(explained[row["key"]]),
            areas=tuple(Area.objects.filter(code__in=row["places"].split())),
        )
        # Written today, when the demo's people hold their roles; announced before it opened, as a real one is.
        consultation = draft_consultation(draft, agency=Agency.objects.get(code=row["agency"]), by=by)
        put_in_texts(consultation, row["key"], by=by, after_announcing=False)
        take_comments(consultation, row["key"], by=by)
        ask_statements(consultation, row["key"], by=by)
        ask_questions(consultation, row["key"], by=by)
        with clock_at(min(opens_at, timezone.now()) - BEFORE_OPENING):
            consultation.refresh_from_db()  # its papers are lines of its history too
            if not is_head(by, consultation):
                number, seen = f"นร 0105/{consultation.pk} (สมมติ)", consultation.event_count
                note_paper(consultation, number=number, signed_on=timezone.localdate(), seen=seen, by=by)
            consultation = announce_consultation(consultation, by=by)
        comment_on_texts(consultation, row["key"], number=1, by=by)
        put_in_texts(consultation, row["key"], by=by, after_announcing=True)
        comment_on_texts(consultation, row["key"], number=2, by=by)
        enter_paper(consultation, row["key"], by=by)
        answer_statements(consultation, row["key"])
        moderate(consultation, row["key"], by=by)
        answer_questions(consultation, row["key"])
        hold_hearings(consultation, row["key"], by=by)
        report_results(consultation, row["key"], by=by)
        promise_changes(consultation, row["key"], by=by)
    return len(rows)


def _rows(file: str) -> list[dict[str, str]]:
    with (_DEMO / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _lines(text: str) -> str:
    return text.replace("|", "\n")
