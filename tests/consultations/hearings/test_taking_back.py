"""Whoever asked takes a question back until it is its turn; then nobody reads or counts it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from consultations.hearings.asking import ask_question, put_stage, support_question, take_question_back
from consultations.hearings.counting import counts_of
from consultations.hearings.counting_questions import add_up
from consultations.hearings.minutes import Written, keep_minutes, not_reached, publish_minutes
from consultations.hearings.models import Hearing, Question, QuestionStep, QuestionSupport
from consultations.hearings.questions import on_the_screen, own_questions, questions_of
from consultations.moderation.acts import put_back, take_down
from consultations.moderation.rules import load_rules
from consultations.moderation.sources import find_texts
from consultations.participation.taking_part import Visitor
from tests.consultations.hearings.conftest import move_clock_to
from tests.consultations.hearings.test_asking import ASKS, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(hearing):
    return move_clock_to(hearing, timedelta(minutes=-10))


@pytest.fixture
def question(running):
    return ask_question(running, text=ASKS, visitor=browser("asker"))


def back(question, who="asker"):
    return take_question_back(question, visitor=browser(who))


def code_of(act) -> str:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.code


class TestTakingAQuestionBack:
    def test_wipes_its_words_and_who_wanted_it_too(self, running, question):
        support_question(question, visitor=browser(2))
        add_up()
        assert back(question).withdrawn_at == back(question).withdrawn_at  # again is no mistake
        add_up()
        question.refresh_from_db()
        assert (question.text, question.supports) == ("", 0) and not QuestionSupport.objects.exists()
        assert questions_of(running) == [] == on_the_screen(running) == not_reached(running)
        assert own_questions([running], browser("asker")) == []
        assert find_texts(running.consultation, [question.text_id]) == {}  # nothing to moderate

    def test_tells_open_pages_that_there_is_news(self, running, question):
        add_up()
        back(question)
        assert QuestionStep.objects.filter(hearing_id=running.pk).exists()

    def test_of_somebody_else_is_refused(self, question, malee):
        support_question(question, visitor=browser(2))
        for who in (browser(2), browser("stranger"), Visitor(malee), Visitor()):
            assert code_of(lambda who=who: take_question_back(question, visitor=who)) == "not_your_question"
        question.refresh_from_db()
        assert question.text == ASKS

    @pytest.mark.parametrize("stage", ["now", "answered"])
    def test_ends_with_its_turn(self, question, suda, stage):
        put_stage(question, stage, by=suda)
        assert code_of(lambda: back(question)) == "question_had_its_turn"
        put_stage(question, "asked", by=suda)
        assert back(question).withdrawn_at

    def test_is_possible_after_the_hearing_until_its_minutes_are_published(self, running, question, suda):
        second = ask_question(running, text="จะเริ่มเมื่อไร", visitor=browser("asker"))
        ended = move_clock_to(running, timedelta(hours=-4))
        keep_minutes(ended, Written(said="คุยกันแล้ว", answers={second.pk: "ปีหน้า"}), seen=0, by=suda)
        back(second)
        assert publish_minutes(ended, seen=1, by=suda).told["answers"] == []
        assert code_of(lambda: back(question)) == "question_had_its_turn"

    def test_lets_the_same_words_be_asked_anew_and_taken_back_again(self, running, question):
        back(question)
        anew = ask_question(running, text=ASKS, visitor=browser("asker"))
        assert anew != question and anew.supports == 0
        back(anew)
        assert Question.objects.filter(withdrawn_at=None).count() == 0

    def test_leaves_nothing_to_support_answer_or_put_back(self, running, question, suda):
        load_rules()
        taken = take_down(running.consultation, question.text_id, rule="insult", reason="ด่า", by=suda)
        back(question)
        for act in (
            lambda: support_question(question, visitor=browser(2)),
            lambda: put_stage(question, "now", by=suda),
        ):
            assert code_of(act) == "question_is_gone"
        assert code_of(lambda: put_back(taken, reason="อ่านผิด", by=suda)) == "text_gone"

    def test_the_database_keeps_words_and_turns_apart_from_it(self, question):
        for change in (
            {"text": ""},
            {"withdrawn_at": question.asked_at},
            {"withdrawn_at": question.asked_at, "stage": "now"},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Question.objects.filter(pk=question.pk).update(**change)

    def test_at_the_moment_of_its_turn_is_one_of_the_two(self, transactional_db, running, question, suda):
        def do(act):
            try:
                act()
            except ValidationError as error:
                return error.code
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(do, [lambda: back(question), lambda: put_stage(question, "now", by=suda)]))
        assert told in (["done", "question_is_gone"], ["question_had_its_turn", "done"])


class TestThePage:
    def test_takes_it_back_and_counts_it_no_more(self, client, running):
        where = f"/consultations/{running.consultation.slug}/hearings/{running.n}/questions/"
        client.cookies["language"] = "en"
        client.get(where)
        client.post(where, {"text": ASKS})
        question = Question.objects.get()
        address = f"{where}{question.pk}/take-back/"
        assert address in client.get(where).content.decode()
        assert address in client.get(where.removesuffix(f"{running.n}/questions/")).content.decode()
        assert client.get(address).status_code == 405
        client.post(address)
        client.post(address)
        told = client.get(where).content.decode()
        assert ASKS not in told and "taken back" in told and "No question yet" in told
        assert counts_of(Hearing.objects.get(pk=running.pk)) is not None

    def test_of_another_browser_changes_nothing(self, client, running, question):
        where = f"/consultations/{running.consultation.slug}/hearings/{running.n}/questions/"
        client.get(where)
        assert "/take-back/" not in client.get(where).content.decode()
        assert client.post(f"{where}{question.pk}/take-back/").status_code in (302, 409)
        assert client.post(f"{where}99999999/take-back/").status_code == 404
        question.refresh_from_db()
        assert question.withdrawn_at is None
