"""An agency that answered that something changes says what, which unit and by when; the words and the day stay."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import InternalError, connection, transaction

from consultations.models import Consultation
from consultations.promises.making import Owner, promise_after_answer, promise_after_report
from consultations.promises.models import Milestone, Promise, PromiseStep, PromiseWait, answers_without_promise
from consultations.results.answering import answer_duty
from directory.models import Role
from tests.consultations.promises.conftest import TEXT, on, refused, words
from tests.consultations.results.test_answering import ANSWER
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db


class TestAPromise:
    def test_has_words_an_owner_a_day_and_a_first_step(self, promised, answered, suda, council):
        made = promised(60, text_en="Trees", milestones=[("ปลูกครึ่งทาง", on(50)), ("ทำแบบ", on(20))])
        assert (made.duty, made.agency, made.unit, made.state) == (answered, council, "กองช่าง", "promised")
        assert (made.due_on, made.now_due_on) == (on(60), on(60))
        assert [(each.n, each.text_th) for each in made.milestones.all()] == [(1, "ทำแบบ"), (2, "ปลูกครึ่งทาง")]
        assert [(step.kind, step.by) for step in made.steps.all()] == [("made", suda)]

    def test_is_of_the_agency_that_answered_alone(self, answered, owner, nipa, wichai, malee):
        for stranger in (nipa, wichai, malee):
            with refused("not_your_agency"):
                promise_after_answer(answered, words(), owner=owner, by=stranger)
        assert not Promise.objects.exists()

    def test_follows_an_answer_that_something_changes(self, duty, owner, suda):
        with refused("nothing_changes"):
            promise_after_answer(duty, words(), owner=owner, by=suda)
        answer_duty(duty, **(ANSWER | {"outcome": "not_changed"}), by=suda)
        with refused("nothing_changes"):
            promise_after_answer(duty, words(), owner=owner, by=suda)

    def test_the_same_once_more_is_the_one_that_is_there(self, promised):
        assert promised() == promised()
        assert promised(61) != promised()
        assert PromiseStep.objects.count() == Promise.objects.count() == 2

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ({"text": " \u200b"}, "note_missing"),
            ({"text": "ก" * 2001}, "note_too_long"),
            ({"days": -1}, "day_passed"),
            ({"days": 3700}, "day_too_late"),
            ({"milestones": [("ทำแบบ", 61)]}, "milestone_after_promise"),
            ({"milestones": [(" ", 20)]}, "milestone_incomplete"),
            ({"milestones": [("ทำแบบ", -1)]}, "day_passed"),
            ({"milestones": [("ทำแบบ", 1)] * 11}, "too_many_milestones"),
        ],
    )
    def test_is_refused(self, promised, told, code):
        if "milestones" in told:
            told["milestones"] = [(text, on(day)) for text, day in told["milestones"]]
        with refused(code):
            promised(**told)
        assert not Promise.objects.exists()

    def test_names_a_unit_of_itself_or_of_an_agency_below(self, answered, council, suda, works, wichai):
        with refused("unit_missing"):
            promise_after_answer(answered, words(), owner=Owner(council, " "), by=suda)
        with refused("not_below_you"):
            promise_after_answer(answered, words(), owner=Owner(works, "กองช่าง"), by=suda)
        with refused("nobody_answers_there"):
            promise_after_answer(answered, words(), owner=Owner(make_agency("ว่าง", code="empty"), "ก"), by=suda)
        works.parent = council
        works.save()
        assert promise_after_answer(answered, words(), owner=Owner(works, "กองช่าง"), by=suda).agency == works

    def test_words_days_and_steps_stay(self, promised):
        made = promised(milestones=[("ทำแบบ", on(20))])
        for rows, changed in (
            (Promise.objects, {"text_th": "อื่น"}),
            (Promise.objects, {"due_on": on(90)}),
            (Promise.objects, {"unit": "อื่น"}),
            (Milestone.objects, {"due_on": on(21)}),
            (PromiseStep.objects, {"note": "อื่น"}),
        ):
            with pytest.raises(InternalError), transaction.atomic():
                rows.all().update(**changed)
        with pytest.raises(InternalError), transaction.atomic():
            made.milestones.all().delete()


class TestAfterTheReport:
    def test_the_team_promises_what_the_report_says(self, closed, owner, suda, nipa):
        consultation = Consultation.objects.get(pk=closed.pk)
        with refused("not_reported_yet"):
            promise_after_report(consultation, words(), owner=owner, by=suda)
        Consultation.objects.filter(pk=closed.pk).update(reported_at=consultation.closes_at)
        with refused("not_your_agency"):
            promise_after_report(consultation, words(), owner=owner, by=nipa)
        made = promise_after_report(consultation, words(), owner=owner, by=suda)
        assert (made.duty, made.consultation) == (None, consultation)


class TestAnAnswerWithoutOne:
    def test_is_known_until_something_is_promised(self, answered, promised):
        assert list(answers_without_promise()) == [answered]
        PromiseWait.objects.create(duty=answered, next_step_at=answered.answered_at)
        promised()
        assert not answers_without_promise().exists()
        assert not PromiseWait.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_the_same_words_make_one(answered, owner, suda, council):
    colleague = make_membership(make_user("ดวงใจ ทีมเดียวกัน"), council, Role.POLICY_TEAM).user
    both = Barrier(2)

    def work(who):
        try:
            both.wait()
            return promise_after_answer(answered, words(), owner=owner, by=who).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = set(pool.map(work, [suda, colleague]))
    assert len(made) == 1
    assert Promise.objects.get().text_th == TEXT
