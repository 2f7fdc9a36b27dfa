"""Where else what was entered is told: the export, the report, and not the turnout of those who answered here."""

import zipfile

import pytest

from consultations.entering.entries import Told, enter_form
from consultations.participation import counting
from consultations.participation.exporting import export_of
from consultations.participation.models import Conversation
from consultations.questionnaires import counting as sheet_counting
from consultations.questionnaires.filling import save_answers, send_sheet
from consultations.questionnaires.models import Questionnaire
from consultations.results.figures import _people, counts_of
from consultations.turnout.counting import turnout_of
from tests.consultations.entering.test_entering import at
from tests.consultations.questionnaires.conftest import ALL, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(stack, suda):
    """One form on paper, and one sheet that was sent here; both counted. Gives the consultation, which has closed."""
    enter_form(stack, Told({1: 1}, {1: [1], 2: [1]}), by=suda)
    asked = Questionnaire.objects.get(pk=stack.consultation_id)
    save_answers(asked, ALL, visitor=browser())
    send_sheet(asked, visitor=browser())
    counting.add_up()
    sheet_counting.add_up()
    at(stack.consultation, closes_at=-0.01)
    stack.consultation.refresh_from_db()
    return stack.consultation


def test_the_export_names_them_in_a_table_of_its_own(told):
    conversation = Conversation.objects.select_related("consultation").get(pk=told.pk)
    with zipfile.ZipFile(export_of(conversation)) as bundle:
        assert bundle.read("entered.csv").split() == [b"participant", b"0"]
        assert len(bundle.read("votes.csv").split(b"\r\n")) == 3  # the head, one answer, and the end


def test_the_report_counts_them_apart(told):
    ways = _people(told, Conversation.objects.get(pk=told.pk), Questionnaire.objects.get(pk=told.pk))
    assert [(each["accounts"], each["anonymous"], each["entered"]) for each in ways] == [(0, 0, 1), (0, 1, 1)]
    assert counts_of({"accounts": [1, 0, 0], "anonymous": [0, 0, 0]})["entered"].votes == 0  # of a report of before


def test_turnout_is_of_those_who_answered_here(told):
    turnout = turnout_of(told)
    assert (turnout.voters_confirmed, turnout.voters_anonymous) == (0, 0)
    assert (turnout.sheets_confirmed, turnout.sheets_anonymous, turnout.sheets_begun) == (0, 1, 1)
