"""The demo's statements: the rows of demo/statements.csv, asked by the platform's own acts and answered by people made up.

The last three columns say how many percent of each of three camps agree. What the same people propose stands in demo/proposals.csv.
"""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from consultations.models import Consultation
from consultations.participation.counting import add_up
from consultations.participation.grouping import find_groups
from consultations.participation.models import Conversation, Identity, Participant, ShowsResults, Statement, Vote
from consultations.participation.statements import add_statement, propose_statement, set_up_conversation
from consultations.participation.taking_part import Visitor, hash_of_browser
from consultations.themes.finding import find_themes_of_one
from directory.models import Area, User

ROWS = Path(__file__).parent / "demo" / "statements.csv"
PROPOSALS = ROWS.parent / "proposals.csv"
CAMPS = {"hurried": 150, "careful": 110, "distant": 75}
PASSED, ANSWERED = 0.08, 0.8
"""The share of answers that pass, and of statements that somebody answers."""
TELLS_HOME = 0.7
PROPOSED = "ป้าศรี 081-234-5678 ตามเรื่องเก่งมาก ควรมีคนแบบนี้ทุกหมู่บ้าน"


def ask_statements(consultation: Consultation, key: str, *, by: User) -> None:
    """Those of this consultation, before it is announced; most have none."""
    rows = _rows(key)
    if not rows:
        return
    conversation = set_up_conversation(
        consultation,
        lowest_identity=Identity.ANONYMOUS,
        shows_results=ShowsResults.AFTER_ANSWERING,
        takes_proposals=True,
        by=by,
    )
    for row in rows:
        add_statement(conversation, text=row["th"], text_en=row["en"], by=by)


def homes_of(consultation: Consultation) -> list[int]:
    """Districts of what it is about, or of some provinces; those in front as often as they come."""
    provinces = [place.province_code for place in consultation.places()] or [40, 40, 40, 10, 50, 90]
    districts = {code: list(Area.objects.children_of(code).values_list("pk", flat=True)[:3]) for code in set(provinces)}
    return [district for code in provinces for district in districts[code]]


def answer_statements(consultation: Consultation, key: str) -> None:
    """By some hundred browsers since the opening, always the same; and proposals that wait, of which themes are found."""
    rows = _rows(key)
    if not rows:
        return
    conversation = Conversation.objects.select_related("consultation").get(pk=consultation.pk)
    statements = list(Statement.objects.filter(conversation=conversation).order_by("n"))
    chance, opens_at = random.Random(key), consultation.opens_at or timezone.now()  # noqa: S311 - a made-up story
    ends_at = min(timezone.now(), consultation.closes_at or timezone.now())
    open_for = ends_at - opens_at - timedelta(hours=1)
    votes = []
    homes, lives_in = homes_of(consultation), random.Random(f"{key} homes")  # noqa: S311 - a made-up story
    for camp, people in CAMPS.items():
        for number in range(people):
            came_at = opens_at + open_for * chance.random()
            participant = Participant.objects.create(
                conversation=conversation,
                browser=hash_of_browser(consultation.slug, f"{camp}-{number}"),
                identity=Identity.ANONYMOUS,
                joined_at=came_at,
                area_id=lives_in.choice(homes) if homes and lives_in.random() < TELLS_HOME else None,
            )
            for row, statement in zip(rows, statements, strict=True):
                if chance.random() < ANSWERED:
                    says = 1 if chance.random() * 100 < int(row[camp]) else -1
                    value = 0 if chance.random() < PASSED else says
                    vote = Vote(participant=participant, statement=statement, value=value, cast_at=came_at)
                    vote.identity, vote.area = Identity.ANONYMOUS, participant.area_id
                    votes.append(vote)
    Vote.objects.bulk_create(votes)
    said = [row["th"] for row in _rows(key, PROPOSALS)]
    if consultation.is_closed:
        _keep_proposals(conversation, said, opens_at + open_for / 2)
    else:
        for number, text in enumerate([PROPOSED, *said]):
            visitor = Visitor(browser=hash_of_browser(consultation.slug, f"hurried-{number}"))
            propose_statement(conversation, text=text, visitor=visitor)
    add_up()
    find_groups()
    find_themes_of_one()


def _keep_proposals(conversation: Conversation, texts: list[str], at: datetime) -> None:
    """What was proposed before it closed: nobody can propose any more, and that is told by the database's clock."""
    for number, text in enumerate(texts):
        browser = hash_of_browser(conversation.consultation.slug, f"hurried-{number}")
        author = Participant.objects.get(conversation=conversation, browser=browser)
        conversation.statement_count += 1
        n = conversation.statement_count
        Statement.objects.create(conversation=conversation, n=n, text=text, author=author, written_at=at)
    conversation.save(update_fields=["statement_count"])


def _rows(key: str, file: Path = ROWS) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["consultation"] == key]
