"""The tables of a report by place and by time: with the floors of the pages."""

from types import SimpleNamespace

import pytest

from consultations.participation.models import Conversation
from consultations.results.part_tables import is_by_part, people_by_place, people_by_time, statements_by_place
from tests.consultations.participation.test_parts import DISAGREE, counted, say
from tests.factories import make_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(conversation, sila):
    say(conversation, 12, sila.parent, answer=DISAGREE)
    say(conversation, 20, name="o")
    counted()
    consultation = Conversation.objects.select_related("consultation").get(pk=conversation.pk).consultation
    return SimpleNamespace(report_id=conversation.pk, report=SimpleNamespace(consultation=consultation))


def test_tell_how_many_and_what_they_say_from_ten_people_on(version):
    assert is_by_part(version)
    assert [row[:2] + row[3:] for row in people_by_place(version)] == [
        ["statements", 40, 0, 12],
        ["statements", 4001, 0, 12],
    ]
    told = [row[:2] + row[3:] for row in statements_by_place(version)]
    assert told == [[1, 40, None, None, None, 0, 12, 0], [1, 4001, None, None, None, 0, 12, 0]]
    ((_way, _begin, days, accounts, anonymous),) = people_by_time(version)
    assert (days, accounts, anonymous) == (7, 0, 32)


def test_of_a_consultation_without_statements_or_questions_are_left_out(draft):
    assert not is_by_part(SimpleNamespace(report_id=draft().pk))


def test_tell_nothing_of_few_nor_of_those_beside_them(version):
    conversation = Conversation.objects.select_related("consultation").get(pk=version.report_id)
    say(conversation, 4, make_area(41, "อุดรธานี", "Udon Thani"), name="u")
    counted()
    assert list(people_by_place(version)) == [], "of four in Udon Thani the others, taken from all, would tell"
    assert list(statements_by_place(version)) == []
