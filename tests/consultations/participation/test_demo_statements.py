"""The demo's statements: each can be asked, hangs on a consultation that there is, and people are of several minds."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from config.demo_statements import CAMPS, PROPOSALS, ROWS, answer_statements, ask_statements
from consultations.participation.counting import people_of
from consultations.participation.models import Conversation, Statement
from consultations.participation.results import results_of
from consultations.participation.statements import check_words
from consultations.themes.models import Theme
from tests.consultations.announcements import sign_and_announce
from tests.consultations.participation.conftest import close


def rows(file):
    with Path(file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", rows(ROWS), ids=lambda row: row["en"][:30])
def test_can_be_asked_in_both_languages(row):
    assert (check_words(row["th"]), check_words(row["en"])) == (row["th"], row["en"])
    assert all(0 <= int(row[camp]) <= 100 for camp in CAMPS)


def test_hang_on_consultations_of_the_demo():
    keys = {row["key"] for row in rows(ROWS.parent / "consultations.csv")}
    assert {row["consultation"] for row in rows(ROWS) + rows(PROPOSALS)} <= keys


@pytest.mark.django_db
def test_show_groups_themes_and_proposals_that_wait(draft, suda):
    consultation = draft()
    ask_statements(consultation, "answer-days", by=suda)
    consultation = sign_and_announce(consultation, by=suda)
    consultation.opens_at -= timedelta(days=6)
    consultation.save()
    answer_statements(consultation, "answer-days")
    conversation = Conversation.objects.select_related("consultation").get()
    assert people_of(conversation.pk).anonymous == sum(CAMPS.values())
    assert Statement.objects.waiting().count() == 1 + sum(
        row["consultation"] == "answer-days" for row in rows(PROPOSALS)
    )
    assert Theme.objects.filter(consultation=consultation).count() >= 2
    results = results_of(close(conversation), None)
    assert len(results.groups) > 1 and results.together and results.picture


@pytest.mark.django_db
def test_of_other_consultations_are_none(draft, suda):
    ask_statements(draft(), "counter-khon-kaen", by=suda)
    assert not Conversation.objects.exists()
