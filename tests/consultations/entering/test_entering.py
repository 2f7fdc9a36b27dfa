"""Forms are entered, corrected and taken out: who may, when, how many, each number once, and how it is counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from consultations.comments.entered import Remark
from consultations.entering.entries import Told, correct_form, enter_form, take_out, told_of
from consultations.entering.models import Entry, StackEvent
from consultations.entering.reading import came_in
from consultations.entering.stacks import begin_stack, change_stack
from consultations.models import Consultation
from consultations.participation import counting
from consultations.participation.models import Conversation, Identity, Participant, Statement, Vote
from consultations.participation.statements import withdraw_statement
from consultations.questionnaires import counting as sheet_counting
from consultations.questionnaires.editing import close_question
from consultations.questionnaires.models import Answer, Question, Questionnaire, Sheet
from consultations.questionnaires.results import results_of
from tests.consultations.entering.conftest import about
from tests.consultations.questionnaires.conftest import ALL

pytestmark = pytest.mark.django_db
YES = Told({1: 1, 2: -1})


def code_of(act, *args, **more):
    with pytest.raises(ValidationError) as caught:
        act(*args, **more)
    return caught.value.code


def at(consultation, **days):
    moments = {name: timezone.now() + timedelta(days=n) for name, n in days.items()}
    Consultation.objects.filter(pk=consultation.pk).update(**moments)


class TestEntering:
    def test_counts_apart_whoever_may_answer_here(self, stack, suda):
        entry = enter_form(stack, Told({1: 1, 3: 0}, ALL), by=suda)
        counting.add_up()
        sheet_counting.add_up()
        assert (entry.n, entry.participant.identity, entry.sheet.identity) == (1, Identity.ENTERED, Identity.ENTERED)
        told = counting.count_statements(stack.consultation_id)
        assert [(each.entered.votes, each.confirmed.votes, each.anonymous.votes) for each in told] == [
            (1, 0, 0),
            (0, 0, 0),
            (1, 0, 0),
        ]
        people = counting.people_of(stack.consultation_id)
        assert (people.confirmed, people.anonymous, people.entered) == (0, 0, 1)
        results = results_of(Questionnaire.objects.get(pk=stack.consultation_id))
        assert (results.confirmed, results.anonymous, results.entered) == (0, 0, 1)
        assert [level.identity for level in results.asked[0].levels] == [Identity.ENTERED]

    def test_what_nobody_with_these_answers_is_asked_is_left_out(self, stack, suda):
        entry = enter_form(stack, Told({}, {1: [1], 2: [2], 4: "ร่มไม้"}), by=suda)  # 4 is asked after yes to 2
        assert told_of(entry) == Told({}, {1: [1], 2: [2]})
        assert entry.sheet.stakeholders == 1

    def test_gives_the_smallest_number_that_is_free(self, stack, suda):
        enter_form(stack, YES, by=suda, n=2)
        assert [enter_form(stack, YES, by=suda).n for _each in range(2)] == [1, 3]

    def test_refuses_a_number_twice_and_beyond_the_stack(self, stack, suda):
        enter_form(stack, YES, by=suda, n=4)
        assert code_of(enter_form, stack, YES, by=suda, n=4) == "form_is_entered_already"
        assert code_of(enter_form, stack, YES, by=suda, n=11) == "no_such_form"
        assert Vote.objects.count() == 2

    def test_stops_when_all_are_entered(self, running, suda):
        small = begin_stack(running, about(forms=1), by=suda)
        enter_form(small, YES, by=suda)
        assert code_of(enter_form, small, YES, by=suda) == "stack_is_full"

    def test_the_database_refuses_both_too(self, stack, suda):
        first = enter_form(stack, YES, by=suda)
        person = Participant.objects.create(conversation_id=stack.consultation_id, identity=Identity.ENTERED)
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(stack=stack, n=first.n, entered_by=suda, participant=person)
        with pytest.raises(InternalError), transaction.atomic():
            Entry.objects.create(stack=stack, n=11, entered_by=suda, participant=person)
        with pytest.raises(IntegrityError), transaction.atomic():
            Participant.objects.filter(pk=person.pk).update(user=suda)

    def test_the_same_form_sent_twice_is_one(self, stack, suda):
        token = "0b9c0d6e-2f6b-4c5e-9a29-1b3ad3a86d3e"
        first = enter_form(stack, YES, by=suda, token=token)
        assert enter_form(stack, YES, by=suda, token=token) == first
        assert Entry.objects.count() == 1

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            (Told(), "nothing_filled_in"),
            (Told({9: 1}), "no_such_statement"),
            (Told({1: 5}), "no_such_answer"),
            (Told({}, {1: [7]}), "no_such_answer"),
            (Told({}, {}, [Remark(1, 1, "sec_3", "", "แคบ")]), "not_commented"),
        ],
    )
    def test_refuses_what_nobody_can_have_answered(self, stack, suda, told, code):
        assert code_of(enter_form, stack, told, by=suda) == code
        assert not Entry.objects.exists() and not Participant.objects.exists() and not Sheet.objects.exists()

    def test_another_agency_may_not(self, stack, nipa):
        assert code_of(enter_form, stack, YES, by=nipa) == "not_your_agency"
        assert code_of(begin_stack, stack.consultation, about(), by=nipa) == "not_your_agency"


class TestWhen:
    def test_what_came_in_time_is_entered_after_the_closing(self, stack, suda):
        at(stack.consultation, closes_at=-0.01)
        assert enter_form(stack, YES, by=suda).n == 1

    def test_not_once_the_report_is_published(self, stack, suda):
        entry = enter_form(stack, YES, by=suda)
        at(stack.consultation, closes_at=-2, opens_at=-9, reported_at=-1)
        for act in (lambda: enter_form(stack, YES, by=suda), lambda: take_out(entry, reason="ซ้ำ", by=suda)):
            assert code_of(act) == "report_is_published"

    def test_not_before_it_opens_nor_of_a_withdrawn_one(self, running, suda):
        at(running, opens_at=1)
        assert code_of(begin_stack, running, about(), by=suda) == "not_open_yet"
        Consultation.objects.filter(pk=running.pk).update(
            opens_at=timezone.now(), withdrawn_at=timezone.now(), why_withdrawn="ผิด"
        )
        assert code_of(begin_stack, running, about(), by=suda) == "consultation_withdrawn"

    @pytest.mark.parametrize(
        ("days", "code"), [(1, "day_to_come"), (-1, "received_too_late"), (-9, "received_too_early")]
    )
    def test_the_day_lies_between_opening_and_closing(self, running, suda, days, code):
        at(running, opens_at=-5, closes_at=-3)
        day = timezone.localdate() + timedelta(days=days)
        assert code_of(begin_stack, running, about(received_on=day), by=suda) == code
        assert begin_stack(running, about(received_on=timezone.localdate() - timedelta(days=3)), by=suda)

    def test_nobody_is_asked_to_answer_on_paper(self, running):
        with pytest.raises(IntegrityError), transaction.atomic():
            Conversation.objects.filter(pk=running.pk).update(lowest_identity=Identity.ENTERED)
        with pytest.raises(IntegrityError), transaction.atomic():
            Questionnaire.objects.filter(pk=running.pk).update(lowest_identity=Identity.ENTERED)


class TestPuttingRight:
    def test_a_correction_counts_in_place_and_says_why(self, stack, suda):
        entry = enter_form(stack, Told({1: 1, 2: -1}, {1: [1], 2: [1]}), by=suda)
        correct_form(entry, Told({2: 1}), reason="อ่านผิด", seen=0, by=suda)
        counting.add_up()
        told = counting.count_statements(stack.consultation_id)
        assert [(each.entered.agreed, each.entered.disagreed) for each in told] == [(0, 0), (1, 0), (0, 0)]
        assert not Sheet.objects.exists() and not Answer.objects.exists()
        line = stack.events.get(kind=StackEvent.Kind.CORRECTED)
        assert (line.form, line.note, line.facts["votes"]) == (1, "อ่านผิด", {"1": 1, "2": -1})

    def test_keeps_what_was_said_to_what_is_asked_no_longer(self, stack, suda):
        """As where people answer here: nobody can enter it again."""
        entry = enter_form(stack, Told({1: 1, 2: -1}, ALL), by=suda)
        withdraw_statement(Statement.objects.get(conversation=stack.consultation_id, n=2), reason="ซ้ำ", by=suda)
        words = Question.objects.get(questionnaire=stack.consultation_id, n=4)
        close_question(words, reason="ถามผิด", by=suda)
        correct_form(
            entry, Told({1: 0}, {n: value for n, value in ALL.items() if n != 4}), reason="อ่านผิด", seen=0, by=suda
        )
        assert told_of(entry).votes == {1: 0, 2: -1}
        assert told_of(entry).answers[4] == ALL[4]
        take_out(entry, reason="ไม่ใช่ของกองนี้", by=suda)
        assert not Vote.objects.exists() and not Answer.objects.exists() and not Participant.objects.exists()

    def test_is_seen_by_what_looks_for_other_words(self, stack, suda):
        entry = enter_form(stack, Told({}, ALL), by=suda)
        Sheet.objects.filter(pk=entry.sheet_id).update(sent_at=timezone.now() - timedelta(hours=1))
        correct_form(entry, Told({}, ALL | {4: "ร่มไม้มากกว่านี้"}), reason="อ่านผิด", seen=0, by=suda)
        assert Sheet.objects.get().sent_at > timezone.now() - timedelta(minutes=1)

    def test_needs_a_reason_and_the_newest_state(self, stack, suda):
        entry = enter_form(stack, YES, by=suda)
        assert code_of(correct_form, entry, YES, reason="", seen=0, by=suda) == "note_missing"
        correct_form(entry, Told({1: 0}), reason="อ่านผิด", seen=0, by=suda)
        assert code_of(correct_form, entry, YES, reason="อีก", seen=0, by=suda) == "changed_meanwhile"

    def test_taking_out_counts_nothing_and_frees_the_number(self, stack, suda):
        entry = enter_form(stack, Told({1: 1}, {1: [1]}), by=suda)
        take_out(entry, reason="กรอกซ้ำ", by=suda)
        take_out(entry, reason="กรอกซ้ำ", by=suda)
        counting.add_up()
        assert counting.people_of(stack.consultation_id).entered == 0
        assert not Vote.objects.exists() and not Sheet.objects.exists()
        assert stack.events.filter(kind=StackEvent.Kind.TAKEN_OUT).count() == 1
        assert code_of(correct_form, entry, YES, reason="คืน", seen=0, by=suda) == "taken_out_already"
        assert enter_form(stack, YES, by=suda, n=1).n == 1

    def test_the_history_stays(self, stack):
        with pytest.raises(InternalError), transaction.atomic():
            stack.events.update(note="x")


class TestStacks:
    def test_holds_no_fewer_forms_than_are_entered(self, stack, suda):
        enter_form(stack, YES, by=suda, n=5)
        assert code_of(change_stack, stack, about(forms=4), by=suda) == "forms_are_entered"
        with pytest.raises(InternalError), transaction.atomic():
            type(stack).objects.filter(pk=stack.pk).update(forms=4)
        assert change_stack(stack, about(forms=5), by=suda).forms == 5

    def test_of_one_that_says_nothing_nothing_is_told(self, stack, suda):
        assert came_in(stack.consultation_id) == []
        enter_form(stack, YES, by=suda)
        [came] = came_in(stack.consultation_id, way="participant")
        assert (came.stack, came.entered) == (stack, 1)
        assert came_in(stack.consultation_id, way="sheet") == []


@pytest.mark.django_db(transaction=True)
def test_colleagues_who_save_at_once_each_get_another_number(stack, suda):
    together = Barrier(4)

    def save(_colleague):
        together.wait()
        try:
            return enter_form(stack, YES, by=suda).n
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as colleagues:
        assert sorted(colleagues.map(save, range(4))) == [1, 2, 3, 4]
    counting.add_up()
    assert counting.people_of(stack.consultation_id).entered == 4
