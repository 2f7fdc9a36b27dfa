"""The demo's hearings: the rows of demo/hearings.csv and what people made up ask there, in demo/hearing_questions.csv."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from consultations.hearings.models import Asker, Hearing, Question, QuestionSupport
from consultations.hearings.planning import Plan, add_hearing
from consultations.hearings.registering import Told, register
from consultations.models import Consultation
from consultations.participation.models import Identity
from directory.models import User

_DEMO = Path(__file__).parent / "demo"


def hold_hearings(consultation: Consultation, key: str, *, by: User) -> None:
    """Each some days from today, with people registered and questions that came in already."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    for row in _rows("hearings.csv", key):
        begins_at = today + timedelta(days=int(row["day"]), hours=int(row["hour"]))
        plan = Plan(
            title_th=row["title_th"],
            title_en=row["title_en"],
            begins_at=begins_at,
            ends_at=begins_at + timedelta(hours=3),
            place=row["place"],
            address=row["address"],
            latitude=float(row["latitude"]) if row["latitude"] else None,
            longitude=float(row["longitude"]) if row["longitude"] else None,
            seats=int(row["seats"] or 0),
            access=row["access"],
            link=row["link"],
        )
        hearing = add_hearing(consultation, plan, by=by)
        for person in range(int(row["registered"])):
            way = "online" if not row["place"] or (row["link"] and person % 3 == 2) else "hall"
            register(hearing, Told(way=way, needs_sign_language=person == 1, needs_wheelchair=person == 3))
        _ask(hearing, key)


def _ask(hearing: Hearing, key: str) -> None:
    """By the rows themselves: the platform takes questions from a day before only, and the demo's hearing is next week."""
    for n, row in enumerate(_rows("hearing_questions.csv", key)):
        supporters = [_asker(hearing, f"supporter-{person}") for person in range(int(row["supports"]))]
        author, at = _asker(hearing, f"asker-{n}"), timezone.now()
        question = Question.objects.create(hearing=hearing, author=author, text=row["text"], asked_at=at)
        QuestionSupport.objects.bulk_create(
            QuestionSupport(question=question, asker=each, identity=each.identity) for each in supporters
        )


def _asker(hearing: Hearing, who: str) -> Asker:
    found, _is_new = Asker.objects.get_or_create(
        hearing=hearing, browser=f"demo-{who}", defaults={"identity": Identity.ANONYMOUS}
    )
    return found


def _rows(file: str, key: str) -> list[dict[str, str]]:
    with (_DEMO / file).open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["consultation"] == key]
