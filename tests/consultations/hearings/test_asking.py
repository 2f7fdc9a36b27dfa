"""People ask while a hearing runs and a day before; each wants a question answered once; the team leads through them."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.erasure import erase_person
from consultations.hearings import asking
from consultations.hearings.asking import ask_question, put_stage, support_question, take_support_back
from consultations.hearings.counting_questions import add_up
from consultations.hearings.models import Asker, Hearing, Question, QuestionStep, QuestionSupport
from consultations.hearings.planning import cancel_hearing
from consultations.hearings.questions import on_the_screen, questions_of
from consultations.moderation.acts import put_back, take_down
from consultations.moderation.rules import load_rules
from consultations.moderation.scanning import scan
from consultations.participation.taking_part import Visitor
from tests.consultations.hearings.conftest import code_of, move_clock_to
from tests.consultations.test_pages import page

pytestmark = pytest.mark.django_db
ASKS = "งบทางเท้าปีนี้มีเท่าไร"


def browser(number: int | str = 1) -> Visitor:
    return Visitor(browser=f"browser-{number}")


@pytest.fixture
def running(hearing):
    return move_clock_to(hearing, timedelta(minutes=-10))


@pytest.fixture
def question(running):
    return ask_question(running, text=ASKS, visitor=browser("asker"))


def counts(question) -> tuple[int, int]:
    add_up()
    question.refresh_from_db()
    return question.confirmed_supports, question.anonymous_supports


class TestAsking:
    @pytest.mark.parametrize(
        ("begins_in", "code"),
        [
            (timedelta(hours=25), "questions_not_open_yet"),
            (timedelta(hours=23), ""),
            (timedelta(hours=-2, minutes=-59), ""),
            (timedelta(hours=-3, minutes=-1), "hearing_is_over"),
        ],
    )
    def test_is_open_from_a_day_before_until_the_end(self, hearing, begins_in, code):
        moved = move_clock_to(hearing, begins_in)
        assert code_of(lambda: ask_question(moved, text=ASKS, visitor=browser())) == code
        assert Question.objects.exists() is (not code)

    def test_ends_with_the_cancelling(self, running, suda):
        cancel_hearing(running, reason="ไฟดับ", by=suda)
        assert code_of(lambda: ask_question(running, text=ASKS, visitor=browser())) == "hearing_is_cancelled"

    def test_twice_the_same_is_one_question(self, running, question):
        assert ask_question(running, text=f" {ASKS}\n", visitor=browser("asker")) == question

    @pytest.mark.parametrize(
        ("text", "visitor", "code"),
        [
            (" \u200b", browser(), "note_missing"),
            ("ก" * 281, browser(), "note_too_long"),
            (ASKS, Visitor(), "no_cookie"),
        ],
    )
    def test_refuses_what_is_none(self, running, text, visitor, code):
        assert code_of(lambda: ask_question(running, text=text, visitor=visitor)) == code


class TestSupport:
    def test_counts_a_voice_once_and_accounts_apart(self, question, malee):
        for visitor in (browser(1), browser(1), browser(2), Visitor(malee), Visitor(malee)):
            support_question(question, visitor=visitor)
        assert counts(question) == (1, 2)
        assert add_up() == 0 and not QuestionStep.objects.exists()

    def test_can_be_taken_back(self, question):
        support_question(question, visitor=browser())
        for _press in range(2):
            take_support_back(question, visitor=browser())
        assert counts(question) == (0, 0)

    def test_of_ones_own_question_is_refused(self, question):
        assert code_of(lambda: support_question(question, visitor=browser("asker"))) == "your_own_question"

    def test_cannot_be_doubled_whoever_writes_it(self, question):
        support_question(question, visitor=browser())
        row = QuestionSupport.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            QuestionSupport.objects.create(question=question, asker=row.asker, identity=row.identity)

    def test_ends_with_the_hearing(self, running, question):
        support_question(question, visitor=browser())
        over = move_clock_to(running, timedelta(hours=-4))
        question.hearing = over
        assert code_of(lambda: support_question(question, visitor=browser(2))) == "hearing_is_over"
        assert code_of(lambda: take_support_back(question, visitor=browser())) == "hearing_is_over"

    def test_puts_what_most_want_first(self, running, question):
        second = ask_question(running, text="ไฟส่องทางเมื่อไรจะมา", visitor=browser(9))
        support_question(second, visitor=browser(1))
        add_up()
        assert [each.question for each in questions_of(running)] == [second, question]


class TestOpenPages:
    def test_hear_that_there_is_news_and_never_what(self, running, question):
        told = []
        with connection.execute_wrapper(
            lambda run, sql, params, many, ctx: (_note(told, params), run(sql, params, many, ctx))[1]
        ):
            support_question(question, visitor=browser())
            add_up()
        changes = Hearing.objects.get(pk=running.pk).changes
        assert f"hearing:{running.pk}:{changes}" in told
        assert not any(ASKS in topic for topic in told)

    def test_hear_of_a_question_that_is_taken_down(self, running, question, suda):
        add_up()
        before = Hearing.objects.get(pk=running.pk).changes
        Question.objects.filter(pk=question.pk).update(hidden_at=running.begins_at, hidden_reason="insult")
        add_up()
        assert Hearing.objects.get(pk=running.pk).changes == before + 1


def _note(told, params):
    if isinstance(params, list) and params and isinstance(params[0], list) and params[0][:1] == ["live"]:
        told.extend(params[1])


class TestTheTeam:
    def test_has_one_answered_at_a_time(self, running, question, suda):
        second = ask_question(running, text="ไฟส่องทางเมื่อไรจะมา", visitor=browser(9))
        put_stage(question, "now", by=suda)
        put_stage(second, "now", by=suda)
        question.refresh_from_db()
        assert (question.stage, question.staged_by) == ("answered", suda)
        assert [each.question for each in on_the_screen(running)] == [second]
        assert put_stage(question, "asked", by=suda).stage == "asked"

    def test_begins_with_the_hearing(self, hearing, suda):
        near = move_clock_to(hearing, timedelta(hours=2))
        early = ask_question(near, text=ASKS, visitor=browser())
        assert code_of(lambda: put_stage(early, "now", by=suda)) == "not_begun"

    def test_of_another_agency_is_refused(self, client, running, question, nipa):
        assert code_of(lambda: put_stage(question, "now", by=nipa)) == "not_your_agency"
        client.force_login(nipa)
        managed = reverse("manage_hearing_questions", args=[running.consultation.slug, 1])
        assert client.get(managed).status_code == 404
        assert client.post(f"{managed}{question.pk}/stage/", {"stage": "now"}).status_code == 404

    def test_takes_one_down_by_a_rule_and_puts_it_back(self, client, running, question, suda):
        load_rules()
        put_stage(question, "now", by=suda)
        taken = take_down(running.consultation, question.text_id, rule="insult", reason="ดูหมิ่นคน", by=suda)
        assert ASKS not in page(client, reverse("hearing_questions", args=[running.consultation.slug, 1]))
        assert code_of(lambda: support_question(question, visitor=browser(2))) == "question_is_gone"
        other = ask_question(running, text="ข้ออื่น", visitor=browser(3))
        put_stage(other, "now", by=suda)
        put_back(taken, reason="อ่านผิด", by=suda)
        question.refresh_from_db()
        assert (question.hidden_at, question.stage) == (None, "asked")

    def test_reads_in_the_queue_what_seems_to_break_a_rule(self, running, suda):
        from consultations.moderation.models import Queued

        marked = ask_question(running, text="โทรถามนายก 081-234-5678 ได้ไหม", visitor=browser())
        Question.objects.update(asked_at=timezone.now() - timedelta(minutes=10))
        scan()
        assert Queued.objects.filter(text=marked.text_id).exists()


class TestPages:
    def test_ask_and_support_from_a_browser_without_an_account(self, client, running):
        path = reverse("hearing_questions", args=[running.consultation.slug, 1])
        client.get(path), client.post(path, {"text": ASKS})
        question = Question.objects.get()
        other = Client()
        other.get(path)
        for _press in range(2):
            other.post(f"{path}{question.pk}/support/", {"says": "yes"})
        assert counts(question) == (0, 1)
        told = other.get(f"{path}part/").text
        assert ASKS in told and "<html" not in told
        assert ASKS in page(client, reverse("hearings", args=[running.consultation.slug]))

    def test_show_no_telephone_number(self, client, running):
        ask_question(running, text="โทรหาผมที่ 081-234-5678", visitor=browser())
        for name in ("hearing_questions", "hearing_screen", "hearing_screen_part"):
            assert "081-234-5678" not in page(client, reverse(name, args=[running.consultation.slug, 1]))

    def test_ask_before_personal_data_is_sent(self, client, running):
        path = reverse("hearing_questions", args=[running.consultation.slug, 1])
        client.get(path)
        assert client.post(path, {"text": "โทรหาผมที่ 081-234-5678"}).status_code == 400
        assert not Question.objects.exists()

    def test_ask_as_often_however_many_questions_there_are(self, client, running, django_assert_max_num_queries):
        for n in range(12):
            ask_question(running, text=f"ข้อ {n}", visitor=browser(n))
        with django_assert_max_num_queries(14):
            page(client, reverse("hearing_questions_part", args=[running.consultation.slug, 1]))

    def test_of_the_hall_have_the_way_to_ask(self, client, running, question):
        told = page(client, reverse("hearing_screen", args=[running.consultation.slug, 1]))
        assert ASKS in told and "<svg" in told and f"/hearings/{running.n}/questions/" in told


def test_an_erased_account_takes_its_support_back_while_questions_are_taken(running, malee):
    question = ask_question(running, text=ASKS, visitor=Visitor(browser="b"))
    support_question(question, visitor=Visitor(malee))
    erase_person(malee)
    assert not QuestionSupport.objects.exists()


def test_an_erased_account_leaves_its_questions_and_nothing_that_leads_to_it(running, malee):
    question = ask_question(running, text=ASKS, visitor=Visitor(malee))
    erase_person(malee)
    assert Question.objects.get() == question
    assert not Asker.objects.filter(user=malee).exists()


@pytest.mark.django_db(transaction=True)
def test_a_stage_is_put_while_support_is_added_up(running, suda, monkeypatch):
    """Both take the hearing first, then its questions: neither waits for what the other holds."""
    question = ask_question(running, text=ASKS, visitor=browser("asker"))
    support_question(question, visitor=browser(1))
    holds_the_hearing, lock_own = threading.Event(), asking.lock_own

    def lock_and_wait(hearing, by):
        held = lock_own(hearing, by)
        holds_the_hearing.set()
        time.sleep(0.4)
        return held

    monkeypatch.setattr(asking, "lock_own", lock_and_wait)

    def count():
        assert holds_the_hearing.wait(10)
        try:
            return add_up()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        counted = worker.submit(count)
        put_stage(question, "now", by=suda)
        assert counted.result() > 0
    question.refresh_from_db()
    assert (question.stage, question.anonymous_supports) == ("now", 1)
