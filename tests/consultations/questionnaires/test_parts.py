"""A questionnaire by place and over time: what was sent moves with who moves, and nothing is told of few people."""

from datetime import timedelta

import pytest

from consultations.homes import tell_home
from consultations.participation.models import Identity
from consultations.participation.parts import Part
from consultations.questionnaires.counting import add_up
from consultations.questionnaires.filling import save_answers, send_sheet, withdraw_sheet
from consultations.questionnaires.models import Answer, PartTally, Sheet
from consultations.questionnaires.part_counts import cells_apart, people_apart
from consultations.questionnaires.results import results_of
from directory.models import Area
from tests.consultations.questionnaires.conftest import ALL, browser
from tests.factories import make_area

pytestmark = pytest.mark.django_db


def send(asked, people, area=None, *, name="b", **changes):
    for number in range(people):
        answers = {**ALL, **{int(n[1:]): value for n, value in changes.items()}}
        save_answers(asked, answers, visitor=browser(f"{name}-{number}"))
        sheet = send_sheet(asked, visitor=browser(f"{name}-{number}"))
        if area is not None:
            tell_home(sheet, area)


def results(asked, **part):
    while add_up():
        pass
    people_apart.forget(), cells_apart.forget()
    return results_of(asked, part=Part(**part))


def level(told, n):
    asked = next(each for each in told.asked if each.question.n == n)
    return next(each for each in asked.levels if each.identity == Identity.ANONYMOUS)


class TestByPlace:
    def test_tells_what_people_of_a_province_and_a_district_answer(self, asked, sila):
        send(asked, 11, sila.parent, q5=[1])
        send(asked, 12, name="o", q5=[5])
        told = results(asked, area=40)
        places = [*told.parts.provinces, *told.parts.districts]
        assert [(line.code, line.anonymous) for line in places] == [(40, 11), (4001, 11)]
        assert level(told, 5).answered == 11 and level(told, 5).rows[0].median == 1
        assert level(results(asked, area=4001), 2).rows[0].lines[0].people == 11
        assert level(results(asked), 5).answered == 23

    def test_of_few_is_of_all_and_of_a_question_few_answered_hidden(self, asked, sila):
        send(asked, 9, sila.parent)
        send(asked, 12, name="o")
        assert results(asked, area=40).parts.chosen is None
        send(asked, 3, sila.parent, name="c", q2=[2])
        save_no_scale = results(asked, area=40)
        assert save_no_scale.parts.chosen.anonymous == 12
        assert level(save_no_scale, 4).is_hidden, "nine of the twelve wrote something"
        assert level(save_no_scale, 2).answered == 12

    def test_is_of_one_moment_with_all(self, asked, sila):
        send(asked, 12, sila.parent)
        assert level(results(asked, area=40), 2).answered == 12
        send(asked, 3, name="late")
        while add_up():
            pass
        assert level(results_of(asked, part=Part(area=40)), 2).answered == 12, "as long as the parts are kept"
        assert results(asked, area=40).parts.chosen is None, "three would follow"

    def test_is_hidden_where_few_would_follow_from_all_who_answered_the_question(self, asked, sila):
        send(asked, 12, sila.parent)
        send(asked, 3, name="wrote")
        send(asked, 9, name="quiet", q2=[2])  # asked for no words
        told = results(asked, area=40)
        assert level(told, 2).answered == 12 and level(told, 4).is_hidden

    def test_is_not_combined_with_a_group(self, asked, sila):
        send(asked, 11, sila.parent)
        send(asked, 12, name="o")
        results(asked)
        told = results_of(asked, group=1, part=Part(area=40))
        assert told.group == 1 and told.parts.chosen is None


class TestMoving:
    def test_takes_what_was_sent_along_and_what_is_sent_later(self, asked, sila):
        send(asked, 1, sila.parent)
        tell_home(Sheet.objects.get(), make_area(41, "อุดรธานี", "Udon Thani"))
        save_answers(asked, {5: [2]}, visitor=browser("b-0"))
        send_sheet(asked, visitor=browser("b-0"))
        while add_up():
            pass
        left = PartTally.objects.filter(area__isnull=False).exclude(people=0)
        assert set(left.values_list("area", flat=True)) == {41}
        assert set(Answer.objects.values_list("area", flat=True)) == {41}
        assert left.get(question__n=5, item=0, value=2).people == 1

    def test_and_what_is_withdrawn_is_counted_nowhere(self, asked, sila):
        send(asked, 1, sila.parent)
        withdraw_sheet(asked, visitor=browser("b-0"))
        add_up()
        assert not PartTally.objects.exclude(people=0).exists()

    def test_before_sending_it_waits_for_the_sending(self, asked, sila):
        sheet = save_answers(asked, ALL, visitor=browser())
        tell_home(sheet, Area.objects.get(pk=40))
        add_up()
        assert not PartTally.objects.exists()
        send_sheet(asked, visitor=browser())
        add_up()
        assert PartTally.objects.get(area=40, question=None).people == 1


class TestOverTime:
    def test_tells_what_was_sent_in_a_week(self, asked):
        asked.consultation.opens_at -= timedelta(days=9)
        send(asked, 11, name="early", q5=[1])
        send(asked, 12, name="late", q5=[5])
        early = Sheet.objects.order_by("pk")[:11]
        day = asked.consultation.opens_at + timedelta(days=1)
        Answer.objects.filter(sheet__in=list(early)).update(day=day.date())
        for sheet in early:
            Sheet.objects.filter(pk=sheet.pk).update(sent_at=day)
        told = results(asked, period=2)
        assert [(line.code, line.anonymous) for line in told.parts.periods] == [(1, 11), (2, 12)]
        assert level(told, 5).rows[0].median == 5 and level(results(asked, period=1), 5).rows[0].median == 1
