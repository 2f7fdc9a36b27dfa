"""Filling in, sending, changing and withdrawing: one voice each, in time, and only what is asked counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from complaints.erasure import erase_person
from consultations.announcing import withdraw_consultation
from consultations.models import Consultation
from consultations.participation.models import Identity
from consultations.participation.taking_part import Visitor
from consultations.questionnaires.branching import parts_of, questions_in, shown_parts
from consultations.questionnaires.counting import add_up
from consultations.questionnaires.editing import close_question, reword_question
from consultations.questionnaires.filling import (
    AnswersMissing,
    answers_of,
    find_offered,
    find_sheet,
    is_anothers,
    part_from_sheets,
    put_away,
    save_answers,
    send_sheet,
    take_over,
    wipe_drafts,
    withdraw_sheet,
)
from consultations.questionnaires.models import Answer, Change, Kind, Questionnaire, Sheet, Tally
from consultations.receipts import receipt_number
from frontend.my_data import everything_about
from frontend.personal_rows import Owner
from tests.consultations.questionnaires.conftest import ALL, browser, close, question, words
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def fill(asked, visitor=None, **changes):
    """Keep all answers but for these (numbers after a q) and send them."""
    visitor = visitor or browser()
    save_answers(asked, {**ALL, **{int(name[1:]): value for name, value in changes.items()}}, visitor=visitor)
    return send_sheet(asked, visitor=visitor)


def sent(sheet):
    return {each.question.n: each.value for each in Answer.objects.filter(sheet=sheet).select_related("question")}


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return error.value.code


class TestKeeping:
    def test_counts_nothing_before_it_is_sent(self, asked):
        sheet = save_answers(asked, ALL, visitor=browser())
        assert answers_of(sheet) == ALL
        add_up()
        assert not Answer.objects.exists() and not Tally.objects.exists()

    def test_in_two_windows_keeps_what_both_say(self, asked):
        save_answers(asked, {1: [2]}, visitor=browser())
        sheet = save_answers(asked, {5: [3]}, visitor=browser())
        assert answers_of(sheet) == {1: [2], 5: [3]}

    def test_takes_an_answer_out(self, asked):
        save_answers(asked, {1: [2], 5: [3]}, visitor=browser())
        assert answers_of(save_answers(asked, {5: None}, visitor=browser())) == {1: [2]}

    @pytest.mark.parametrize(
        ("n", "value", "code"),
        [
            (1, [9], "no_such_answer"),
            (2, [1, 2], "no_such_answer"),
            (2, "1", "no_such_answer"),
            (2, [True], "no_such_answer"),
            (3, [1, 2, 3], "too_many_chosen"),
            (4, "ก" * 201, "answer_too_long"),
            (4, "ก" * 1_000_000, "answer_too_long"),
            (4, ["ก"], "no_such_answer"),
            (5, [6], "no_such_answer"),
            (5, [0], "no_such_answer"),
            (6, [1, 2], "order_unclear"),
            (6, [1, 1, 2], "order_unclear"),
            (6, [1, 2, 9], "no_such_answer"),
            (7, {"1": 6}, "no_such_answer"),
            (7, {"9": 1}, "no_such_answer"),
            (7, [1], "no_such_answer"),
        ],
    )
    def test_refuses_what_cannot_be_answered(self, asked, n, value, code):
        assert refused(save_answers, asked, {1: [1], n: value}, visitor=browser()) == code
        assert not Sheet.objects.filter(draft__has_key="1").exists()

    def test_of_a_question_closed_meanwhile_keeps_the_rest(self, asked, suda):
        close_question(question(asked, 5), reason="ถามซ้ำ", by=suda)
        assert answers_of(save_answers(asked, {1: [1], 5: [4]}, visitor=browser())) == {1: [1]}


class TestWhatIsAsked:
    @pytest.mark.parametrize(
        ("answers", "numbers"),
        [
            ({}, [1, 2, 3, 5, 6]),
            ({2: [1]}, [1, 2, 3, 4, 5, 6]),
            ({2: [2]}, [1, 2, 3, 5, 6]),
            ({1: [2]}, [1, 2, 3, 5, 6, 7]),
            ({1: [3], 2: [1]}, [1, 2, 3, 4, 5, 6]),
        ],
    )
    def test_hangs_on_the_answers_before(self, asked, answers, numbers):
        assert [each.n for each in questions_in(shown_parts(parts_of(asked), answers))] == numbers

    def test_hidden_answers_do_not_count(self, asked):
        sheet = fill(asked, q2=[2])
        assert set(sent(sheet)) == {1, 2, 3, 5, 6, 7}
        assert answers_of(sheet)[4] == ALL[4]

    def test_an_answer_that_is_hidden_hides_what_hangs_on_it(self, begin, suda):
        from consultations.questionnaires.editing import ShownTo, add_question, add_section

        draft = begin(is_announced=False)
        fourth = add_section(draft, title_th="สาม", shown=ShownTo(groups=[2]), by=suda)
        last = add_section(draft, title_th="สี่", by=suda)
        yes = add_question(fourth, words(Kind.SINGLE, "มีแผงไหม", ("มี", "ไม่มี")), by=suda)
        add_question(last, words(Kind.OPEN, "แผงอยู่ที่ไหน"), shown=ShownTo(yes, [1]), by=suda)
        shown = shown_parts(parts_of(draft), {1: [1], 8: [1]})
        assert [each.n for each in questions_in(shown)] == [1, 2, 3, 5, 6, 7]
        assert [each.n for each in questions_in(shown_parts(parts_of(draft), {1: [2], 8: [1]}))][-2:] == [8, 9]

    def test_a_required_one_has_to_be_answered_only_where_it_is_asked(self, asked):
        save_answers(asked, {2: [1], 1: [1], 7: {"1": 3}}, visitor=browser())
        with pytest.raises(AnswersMissing) as missing:
            send_sheet(asked, visitor=browser())
        assert [each.n for each in missing.value.questions] == [4, 7]
        assert fill(asked, q1=[3], q2=[2], q4=None, q7=None).sent_at


class TestSending:
    def test_gives_a_number_and_the_time(self, asked):
        sheet = fill(asked)
        assert len(sheet.number) == 9 and sheet.sent_at <= timezone.now()
        assert sent(sheet) == ALL and sheet.stakeholders == 1

    def test_twice_is_once(self, asked):
        first = fill(asked)
        earlier = first.sent_at - timedelta(minutes=1)
        Sheet.objects.update(sent_at=earlier)
        again = send_sheet(asked, visitor=browser())
        assert (again.number, again.sent_at) == (first.number, earlier)
        add_up()
        assert Questionnaire.objects.get().sent == 1

    def test_again_replaces_and_keeps_the_number(self, asked):
        first = fill(asked)
        second = fill(asked, q1=[2], q5=None, q3=[3])
        assert second.number == first.number
        assert sent(second) == {n: value for n, value in ALL.items() if n != 5} | {1: [2], 3: [3]}
        add_up()
        assert Tally.objects.get(question=None, stakeholders=2).people == 1
        assert not Tally.objects.exclude(stakeholders=2).filter(people__gt=0).exists()

    def test_of_nothing_is_refused(self, asked):
        assert refused(send_sheet, asked, visitor=browser()) == "nothing_filled_in"

    def test_keeps_what_was_said_to_a_question_closed_since(self, asked, suda):
        fill(asked)
        reword_question(question(asked, 5), words(Kind.SCALE, "พอใจไหม"), reason="ไม่ชัด", by=suda)
        sheet = fill(asked, q8=[2])
        assert sent(sheet) == ALL | {8: [2]}

    def test_at_the_same_moment_in_two_windows_is_one_sheet(self, transactional_db, asked):
        gate = Barrier(4)

        def press(_n):
            try:
                gate.wait()
                return fill(asked).number
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as windows:
            numbers = set(windows.map(press, range(4)))
        assert len(numbers) == 1 and Sheet.objects.count() == 1
        assert Answer.objects.count() == len(ALL)
        add_up()
        assert Tally.objects.get(question=None).people == 1


class TestInTime:
    def test_at_the_second_of_the_closing_it_is_too_late(self, asked):
        save_answers(asked, ALL, visitor=browser())
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE consultations_consultation SET closes_at = now()")
            asked.consultation.refresh_from_db()
            assert refused(send_sheet, asked, visitor=browser()) == "consultation_closed"
            assert refused(save_answers, asked, {1: [2]}, visitor=browser()) == "consultation_closed"
            assert refused(save_answers, asked, {1: [2]}, visitor=browser(2)) == "consultation_closed"
            assert refused(withdraw_sheet, asked, visitor=browser()) == "consultation_closed"
        assert not Answer.objects.exists()

    def test_at_the_last_moment_before_it_counts(self, asked):
        save_answers(asked, ALL, visitor=browser())
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE consultations_consultation SET closes_at = now() + interval '1 microsecond'")
            assert send_sheet(asked, visitor=browser()).sent_at

    def test_a_wrong_clock_of_this_machine_changes_nothing(self, asked, monkeypatch):
        save_answers(asked, ALL, visitor=browser())
        close(asked)
        monkeypatch.setattr(timezone, "now", lambda: asked.consultation.opens_at + timedelta(minutes=1))
        assert refused(send_sheet, asked, visitor=browser()) == "consultation_closed"

    def test_before_it_opens_and_after_it_was_withdrawn_nothing_is_kept(self, begin, suda):
        soon = begin(opens=1.0)
        assert refused(save_answers, soon, ALL, visitor=browser()) == "not_open_yet"
        Consultation.objects.filter(pk=soon.pk).update(opens_at=timezone.now() - timedelta(hours=1))
        save_answers(soon, ALL, visitor=browser())
        soon.consultation.refresh_from_db()
        withdraw_consultation(soon.consultation, reason="ร่างเปลี่ยน", by=suda)
        assert refused(send_sheet, soon, visitor=browser()) == "consultation_withdrawn"


class TestOneVoice:
    def test_an_account_has_one_sheet_on_every_device(self, asked, malee):
        save_answers(asked, {1: [1]}, visitor=Visitor(malee, browser(1).browser))
        sheet = save_answers(asked, {2: [1]}, visitor=Visitor(malee, browser(2).browser))
        assert answers_of(sheet) == {1: [1], 2: [1]} and Sheet.objects.count() == 1

    def test_the_database_keeps_it_to_one(self, asked, malee):
        fill(asked)
        with pytest.raises(IntegrityError), transaction.atomic():
            Sheet.objects.create(questionnaire=asked, browser=browser().browser, identity=Identity.ANONYMOUS)
        save_answers(asked, {1: [1]}, visitor=Visitor(malee))
        with pytest.raises(IntegrityError), transaction.atomic():
            Sheet.objects.create(questionnaire=asked, user=malee, identity=Identity.CONFIRMED)

    def test_only_accounts_where_the_team_wants_so(self, begin, malee):
        asked = begin(lowest=Identity.CONFIRMED)
        assert refused(save_answers, asked, ALL, visitor=browser()) == "identity_too_low"
        assert fill(asked, Visitor(malee)).sent_at

    def test_without_a_cookie_there_is_none(self, asked):
        assert refused(save_answers, asked, ALL, visitor=Visitor()) == "no_cookie"


class TestTwoPeopleOnOnePhone:
    def test_who_signs_in_is_asked_and_takes_over_only_by_saying_so(self, asked, malee):
        first = fill(asked)
        signed_in = Visitor(malee, browser().browser)
        assert find_sheet(asked, signed_in) is None and find_offered(asked, signed_in) == first
        mine = take_over(asked, visitor=signed_in)
        assert mine == first and mine.identity == Identity.CONFIRMED
        assert set(Answer.objects.values_list("identity", flat=True)) == {Identity.CONFIRMED}
        add_up()
        assert [(each.identity, each.people) for each in Tally.objects.filter(question=None, people__gt=0)] == [(1, 1)]

    def test_who_says_nothing_begins_their_own(self, asked, malee):
        fill(asked)
        mine = fill(asked, Visitor(malee, browser().browser), q1=[2])
        assert Sheet.objects.count() == 2 and mine.browser is None
        assert find_offered(asked, Visitor(malee, browser().browser)) is None
        assert sent(find_sheet(asked, browser())) == ALL

    def test_an_accounts_sheet_is_no_browsers_any_more(self, asked, malee):
        fill(asked)
        take_over(asked, visitor=Visitor(malee, browser().browser))
        assert is_anothers(find_sheet(asked, browser()), browser())
        for act in (send_sheet, withdraw_sheet):
            assert refused(act, asked, visitor=browser()) == "sign_in_again"
        assert refused(save_answers, asked, {1: [2]}, visitor=browser()) == "sign_in_again"

    def test_put_away_it_counts_and_nobody_reads_it_or_votes_again(self, asked, malee):
        sheet = fill(asked)
        put_away(asked, visitor=browser())
        put_away(asked, visitor=browser())
        assert is_anothers(find_sheet(asked, browser()), browser())
        assert refused(save_answers, asked, {1: [2]}, visitor=browser()) == "put_away"
        assert refused(withdraw_sheet, asked, visitor=browser()) == "put_away"
        assert find_offered(asked, Visitor(malee, browser().browser)) is None
        assert sent(sheet) == ALL

    def test_only_what_was_sent_is_put_away(self, asked):
        save_answers(asked, ALL, visitor=browser())
        assert refused(put_away, asked, visitor=browser()) == "not_sent_yet"


class TestTakingBack:
    def test_counts_no_longer_and_one_can_begin_again(self, asked):
        first = fill(asked)
        add_up()
        withdraw_sheet(asked, visitor=browser())
        withdraw_sheet(asked, visitor=browser())
        add_up()
        assert not Answer.objects.exists() and not Tally.objects.filter(people__gt=0).exists()
        assert Questionnaire.objects.get().sent == 0
        assert fill(asked).number != first.number

    def test_drafts_are_wiped_after_the_closing_and_what_was_sent_stays(self, asked):
        save_answers(asked, {1: [1]}, visitor=browser(1))
        fill(asked, browser(2))
        assert wipe_drafts() == 0
        close(asked)
        assert wipe_drafts() == 2
        assert wipe_drafts() == 0
        kept = Sheet.objects.get()
        assert kept.draft == {} and sent(kept) == ALL


class TestPersonalData:
    def test_is_given_to_whom_it_belongs_and_to_nobody_else(self, asked, malee):
        fill(asked, Visitor(malee))
        fill(asked, browser())
        about = everything_about(Owner.of_account(malee))
        assert len(about["questionnaires.Sheet"]) == 1
        assert {row["question"]: row["value"] for row in about["questionnaires.Answer"]}["อยากบอกอะไร"] == ALL[4]
        other = everything_about(Owner.of_account(make_user("สมชาย")))
        assert other["questionnaires.Sheet"] == other["questionnaires.Answer"] == []

    def test_of_an_erased_account_is_gone_while_it_is_open(self, asked, malee):
        fill(asked, Visitor(malee))
        assert part_from_sheets(malee) == 1
        erase_person(malee)
        add_up()
        assert not Sheet.objects.exists() and Questionnaire.objects.get().sent == 0

    def test_of_an_erased_account_still_counts_after_the_closing_and_leads_to_nobody(self, asked, malee):
        fill(asked, Visitor(malee))
        close(asked)
        assert part_from_sheets(malee) == 1
        erase_person(malee)
        sheet = Sheet.objects.get()
        assert (sheet.user, sheet.browser, sheet.draft) == (None, None, {}) and sent(sheet) == ALL


class TestCounting:
    def test_counts_each_thing_said_once(self, asked):
        fill(asked, browser(1))
        fill(asked, browser(2), q3=[2], q6=[1, 2, 3])
        assert Change.objects.exists()
        assert add_up() > 0 and not Change.objects.exists()

        def people(n, item, value=0):
            return Tally.objects.get(question__n=n, item=item, value=value).people

        assert (people(3, 1), people(3, 2), people(3, 0)) == (1, 2, 2)
        assert (people(6, 1, 1), people(6, 1, 2), people(6, 3, 3)) == (1, 1, 2)
        assert (people(7, 1, 5), people(7, 2, 2), people(5, 0, 4), people(4, 0)) == (2, 2, 2, 2)

    def test_writes_no_words_down(self, asked):
        fill(asked)
        assert not Change.objects.filter(value__icontains="ร่มไม้").exists()

    def test_goes_on_after_it_was_killed_halfway(self, asked, monkeypatch):
        fill(asked)
        steps = Change.objects.count()
        monkeypatch.setattr("consultations.questionnaires.counting.announce", lambda *told: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            add_up()
        monkeypatch.undo()
        assert Change.objects.count() == steps and add_up() == steps


def test_a_number_is_drawn_at_random():
    assert len({receipt_number() for _time in range(50)}) == 50
