"""The demo's petitions, of demo/petitions.csv: one short of a single signature, one answered, one to be checked."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from config.demo_clock import clock_at
from consultations.petitions.answering import Answered, answer_petition
from consultations.petitions.counting import add_up
from consultations.petitions.deciding import publish_petition
from consultations.petitions.indexing import index_petitions
from consultations.petitions.models import Petition, Signature
from consultations.petitions.writing import Words, keep_draft, submit_petition
from directory.models import Agency, Area, Topic, User
from directory.people import PEOPLE

ROWS = Path(__file__).parent / "demo" / "petitions.csv"
AGENCY = "opm-ops"
SIGNED_WITHIN = timedelta(days=30)


def make_demo_petitions() -> int:
    """days: how long ago it was published, or sent where nobody has decided yet."""
    if Petition.objects.exists():
        return 0
    with ROWS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    people = {person.key: User.objects.get(email=person.email) for person in PEOPLE}
    for row in rows:
        _tell(row, people)
    index_petitions.function()
    return len(rows)


def _tell(row: dict[str, str], people: dict[str, User]) -> None:
    author, by = people[row["person"]], people.get(row["by"])
    at = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) - timedelta(days=int(row["days"]))
    words = Words(
        title=row["title"],
        asks=row["asks"].replace("|", "\n"),
        why=row["why"],
        agency=Agency.objects.get(code=AGENCY),
        topic=Topic.objects.filter(code=row["topic"]).first(),
        area=Area.objects.filter(code=row["area"] or 0).first(),
    )
    with clock_at(at - timedelta(days=1) if by else at):
        petition = submit_petition(keep_draft(words, by=author), by=author)
    if by is None:
        return
    with clock_at(at):
        petition = publish_petition(petition, by=by)
    with clock_at(at + SIGNED_WITHIN):
        _sign(petition, int(row["signatures"]), at)
        petition.refresh_from_db()
    if row["outcomes"]:
        told = zip(row["outcomes"].split("|"), row["answers"].split("|"), strict=True)
        answers = [Answered(outcome, text) for outcome, text in told]
        with clock_at(at + SIGNED_WITHIN + timedelta(days=20)):
            answer_petition(petition, answers=answers, answer=row["answer"], by=by)


def _sign(petition: Petition, count: int, begun_at: datetime) -> None:
    """By people made up who have no account here any more: the demo keeps no thousand accounts."""
    chance = random.Random(petition.title)  # noqa: S311 - a made-up story
    moments = sorted(begun_at + SIGNED_WITHIN * chance.random() for _signer in range(count))
    Signature.objects.bulk_create(
        (Signature(petition=petition, user=None, signed_at=moment) for moment in moments), batch_size=1000
    )
    while add_up():
        pass
