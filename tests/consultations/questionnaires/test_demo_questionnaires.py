"""The demo's questionnaire: it can be asked, hangs on a consultation that there is, and is answered by some hundred people."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from config.demo_questionnaires import ROWS, SHEETS, answer_questions, ask_questions
from consultations.questionnaires.models import Answer, Kind, Questionnaire, Sheet
from consultations.questionnaires.results import results_of
from tests.consultations.announcements import sign_and_announce


def rows(file):
    with Path(file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_hang_on_consultations_of_the_demo():
    keys = {row["key"] for row in rows(ROWS.parent / "consultations.csv")}
    assert {row["consultation"] for row in rows(ROWS)} <= keys


def test_show_every_kind_of_question():
    assert {row["kind"] for row in rows(ROWS)} == set(Kind.values)


@pytest.mark.django_db
def test_show_numbers_of_groups(draft, suda):
    consultation = draft()
    ask_questions(consultation, "answer-days", by=suda)
    consultation = sign_and_announce(consultation, by=suda)
    consultation.opens_at -= timedelta(days=6)
    consultation.save()
    answer_questions(consultation, "answer-days")
    found = Questionnaire.objects.select_related("consultation").get()
    results = results_of(found)
    assert results.anonymous == found.sent == SHEETS and len(results.groups) > 1
    assert all(asked.levels for asked in results.asked)
    assert not Answer.objects.filter(question__n=6).exclude(sheet__stakeholders=3).exists()


@pytest.mark.django_db
def test_of_other_consultations_are_none(draft, suda):
    consultation = draft()
    ask_questions(consultation, "plain-words", by=suda)
    answer_questions(consultation, "plain-words")
    assert not Questionnaire.objects.exists() and not Sheet.objects.exists()
