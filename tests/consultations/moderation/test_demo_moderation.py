"""The demo's texts to look at: each meets what it is there to show."""

import csv
from datetime import timedelta

import pytest

from config.demo_moderation import ROWS, moderate
from config.demo_statements import ask_statements
from consultations.moderation.models import Queued, Rule, TakenDown
from consultations.participation.models import Statement
from consultations.participation.statements import check_words
from tests.consultations.announcements import sign_and_announce

pytestmark = pytest.mark.django_db


def test_can_be_proposed_and_name_rules_that_there_are():
    with ROWS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    codes = {"", *Rule.objects.values_list("code", flat=True)}
    for row in rows:
        assert check_words(row["th"]) == row["th"]
        assert {row["reported_by_rule"], row["down_by_rule"]} <= codes


def test_stand_in_the_queue_and_one_is_down(draft, suda):
    consultation = draft()
    ask_statements(consultation, "answer-days", by=suda)
    consultation = sign_and_announce(consultation, by=suda)
    consultation.opens_at -= timedelta(days=6)
    consultation.save()
    moderate(consultation, "answer-days", by=suda)
    queued = {row.text: row for row in Queued.objects.filter(looked_at=None)}
    assert len(queued) == 3
    marks = [set(row.marks) for row in queued.values()]
    assert {"threat"} in marks and {"personal_data"} in marks
    # Rude about an office's work: reported by people, pointed at by no program.
    assert [(row.reports, row.marks) for row in queued.values() if row.reports] == [(4, {})]
    assert TakenDown.objects.get().rule.code == "advertising"
    assert Statement.objects.filter(removal="advertising").count() == 1


def test_of_other_consultations_are_none(draft, suda):
    moderate(draft(), "plain-words", by=suda)
    assert not Queued.objects.exists()
