"""Answers to statements: in time or not, once for each, changed, and counted."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consultations.announcing import extend_consultation, withdraw_consultation
from consultations.models import Consultation
from consultations.participation.counting import add_up, count_statements, counted_statements, people_of
from consultations.participation.models import Answer, Conversation, Identity, Participant, Statement, Vote
from consultations.participation.statements import propose_statement, withdraw_statement
from consultations.participation.taking_part import Visitor
from consultations.participation.voting import answers_of, cast_vote, next_statement, progress_of
from tests.consultations.participation.conftest import browser, close

AGREE, DISAGREE, PASS = Answer.AGREE, Answer.DISAGREE, Answer.PASS


def refused(*args, **kwargs):
    with pytest.raises(ValidationError) as error:
        cast_vote(*args, **kwargs)
    return error.value.code


@pytest.mark.django_db
class TestAnAnswer:
    def test_is_kept_and_can_be_changed(self, conversation):
        participant = cast_vote(conversation, 1, AGREE, visitor=browser())
        assert answers_of(participant) == {1: 1}
        assert cast_vote(conversation, 1, DISAGREE, visitor=browser()) == participant
        assert answers_of(participant) == {1: -1}
        assert Vote.objects.count() == 1

    def test_twice_the_same_is_one(self, conversation):
        cast_vote(conversation, 1, AGREE, visitor=browser())
        cast_vote(conversation, 1, AGREE, visitor=browser())
        add_up()
        assert count_statements(conversation.pk)[0].votes == 1

    def test_is_no_other_than_agree_disagree_and_pass(self, conversation):
        participant = cast_vote(conversation, 1, PASS, visitor=browser())
        with pytest.raises(IntegrityError), transaction.atomic():
            Vote.objects.filter(participant=participant).update(value=2)

    @pytest.mark.parametrize(
        ("opens", "closes", "code"), [(0.5, 20, "not_open_yet"), (-20, -0.001, "consultation_closed")]
    )
    def test_is_refused_outside_the_window(self, begin, opens, closes, code):
        conversation = begin(closes=30)
        now = timezone.now()
        window = {"opens_at": now + timedelta(days=opens), "closes_at": now + timedelta(days=closes)}
        Consultation.objects.filter(pk=conversation.pk).update(**window)
        assert refused(conversation, 1, AGREE, visitor=browser()) == code
        assert not Vote.objects.exists() and not Participant.objects.exists()

    def test_the_window_is_half_open_to_the_microsecond(self, conversation):
        with connection.cursor() as cursor:  # one transaction, so that now() stands still
            cursor.execute("SELECT now()")
            now = cursor.fetchone()[0]
        Consultation.objects.filter(pk=conversation.pk).update(opens_at=now, closes_at=now + timedelta(microseconds=1))
        assert cast_vote(conversation, 1, AGREE, visitor=browser())
        Consultation.objects.filter(pk=conversation.pk).update(opens_at=now - timedelta(days=1), closes_at=now)
        assert refused(conversation, 1, DISAGREE, visitor=browser()) == "consultation_closed"
        Consultation.objects.filter(pk=conversation.pk).update(
            opens_at=now + timedelta(microseconds=1), closes_at=now + timedelta(days=1)
        )
        assert refused(conversation, 1, DISAGREE, visitor=browser()) == "not_open_yet"
        assert Vote.objects.get().value == AGREE

    def test_goes_by_the_clock_of_the_database_and_not_by_ours(self, conversation, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: conversation.consultation.closes_at + timedelta(days=1))
        assert cast_vote(conversation, 1, AGREE, visitor=browser())

    def test_is_taken_again_when_the_closing_moves(self, conversation, suda):
        consultation = conversation.consultation
        extend_consultation(consultation, closes_at=consultation.closes_at + timedelta(days=5), reason="น้ำท่วม", by=suda)
        assert cast_vote(conversation, 1, AGREE, visitor=browser())

    def test_is_refused_of_a_withdrawn_consultation(self, conversation, suda):
        cast_vote(conversation, 1, AGREE, visitor=browser())
        withdraw_consultation(conversation.consultation, reason="ผิด", by=suda)
        assert refused(conversation, 2, AGREE, visitor=browser()) == "consultation_withdrawn"
        assert refused(conversation, 1, PASS, visitor=browser()) == "consultation_withdrawn"

    def test_is_refused_of_a_withdrawn_statement_and_kept_of_before(self, conversation, suda):
        participant = cast_vote(conversation, 1, AGREE, visitor=browser())
        withdraw_statement(conversation.statements.get(n=1), reason="ซ้ำกับข้ออื่น", by=suda)
        assert refused(conversation, 1, PASS, visitor=browser()) == "statement_withdrawn"
        assert answers_of(participant) == {1: 1}

    def test_of_no_statement_or_of_another_conversation_is_not_found(self, conversation, begin):
        with pytest.raises(Statement.DoesNotExist):
            cast_vote(conversation, 77, AGREE, visitor=browser())
        other = begin(statements=[*(str(n) for n in range(1, 9))])
        with pytest.raises(Statement.DoesNotExist):
            cast_vote(conversation, 8, AGREE, visitor=browser())
        assert cast_vote(other, 8, AGREE, visitor=browser())

    def test_of_a_proposal_that_waits_is_not_found(self, conversation):
        Statement.objects.create(conversation=conversation, n=9, text="ยังไม่ได้ตรวจ")
        with pytest.raises(Statement.DoesNotExist):
            cast_vote(conversation, 9, AGREE, visitor=browser())

    def test_without_an_account_is_refused_where_only_accounts_answer(self, begin, account):
        conversation = begin(lowest=Identity.CONFIRMED)
        assert refused(conversation, 1, AGREE, visitor=browser()) == "identity_too_low"
        assert cast_vote(conversation, 1, AGREE, visitor=account).identity == Identity.CONFIRMED

    def test_of_nobody_is_refused(self, conversation):
        assert refused(conversation, 1, AGREE, visitor=Visitor()) == "no_cookie"


@pytest.mark.django_db
class TestTheCounts:
    def test_are_of_each_level_apart(self, conversation, account):
        cast_vote(conversation, 1, AGREE, visitor=account)
        for number in range(3):
            cast_vote(conversation, 1, DISAGREE, visitor=browser(number))
        assert add_up() > 0
        first = count_statements(conversation.pk)[0]
        assert (first.confirmed.agreed, first.confirmed.votes) == (1, 1)
        assert (first.anonymous.disagreed, first.anonymous.votes) == (3, 3)
        people = people_of(conversation.pk)
        assert (people.confirmed, people.anonymous) == (1, 3)

    def test_follow_every_change_and_are_what_counting_all_gives(self, conversation):
        for step in range(40):
            cast_vote(conversation, step % 3 + 1, Answer(step % 3 - 1), visitor=browser(step % 4))
            if step % 7 == 0:
                add_up()
        add_up()
        for each in count_statements(conversation.pk):
            votes = Vote.objects.filter(statement__n=each.n, statement__conversation=conversation)
            assert each.agreed == votes.filter(value=1).count()
            assert each.passed == votes.filter(value=0).count()
            assert each.votes == votes.count() > 0
        conversation.refresh_from_db()
        assert conversation.votes == Vote.objects.count()

    def test_are_added_up_once(self, conversation):
        cast_vote(conversation, 1, AGREE, visitor=browser())
        assert add_up() > 0 and add_up() == 0
        assert count_statements(conversation.pk)[0].agreed == 1

    def test_are_added_up_where_somebody_came_and_answered_nothing(self, conversation):
        propose_statement(conversation, text="ขอให้มีที่จอดจักรยานหน้าสถานีทุกแห่ง", visitor=browser())
        assert add_up() == 1
        assert people_of(conversation.pk).anonymous == 1
        conversation.refresh_from_db()
        assert (conversation.votes, conversation.changes) == (0, 0)

    def test_cost_a_page_the_same_however_many_answers_there_are(self, conversation, django_assert_num_queries):
        for number in range(30):
            cast_vote(conversation, 1, AGREE, visitor=browser(number))
        add_up()
        with django_assert_num_queries(3):
            count_statements(conversation.pk)

    def test_shares_make_a_hundred(self, conversation):
        for number, said in enumerate([AGREE, DISAGREE, PASS]):
            cast_vote(conversation, 1, said, visitor=browser(number))
        add_up()
        assert sorted(count_statements(conversation.pk)[0].anonymous.shares) == [33, 33, 34]


@pytest.mark.django_db
class TestWhatIsAskedNext:
    def test_is_what_was_not_answered_until_all_is(self, conversation):
        asked = []
        participant = None
        while drawn := next_statement(conversation, participant, answers_of(participant)):
            asked.append(drawn.n)
            participant = cast_vote(conversation, drawn.n, PASS, visitor=browser())
        assert sorted(asked) == [1, 2, 3]
        assert progress_of(conversation, answers_of(participant)).is_complete

    def test_stays_the_same_until_it_is_answered(self, begin):
        conversation = begin(statements=[f"ข้อ {n}" for n in range(20)])
        participant = cast_vote(conversation, 1, AGREE, visitor=browser())
        told = answers_of(participant)
        drawn = {next_statement(conversation, participant, told).n for _time in range(20)}
        assert len(drawn) == 1

    def test_is_not_the_same_for_everybody(self, begin):
        conversation = begin(statements=[f"ข้อ {n}" for n in range(20)])
        drawn = set()
        for number in range(12):
            participant = cast_vote(conversation, 1, AGREE, visitor=browser(number))
            drawn.add(next_statement(conversation, participant, answers_of(participant)).n)
        assert len(drawn) > 3

    def test_is_more_often_one_that_few_have_seen(self, begin):
        conversation = begin(statements=["เก่า", "ใหม่"])
        for number in range(40):
            cast_vote(conversation, 1, AGREE, visitor=browser(number))
        add_up()
        counted_statements.forget()
        drawn = [next_statement(conversation, None, {}).n for _time in range(400)]
        assert drawn.count(2) > 270


def at_once(acts, threads=8):
    """Each act in a thread with a connection of its own. Returns what each gave, or the code of its refusal."""

    def alone(act):
        try:
            return act()
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(alone, acts))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_twenty_presses_of_one_browser_are_one_participant_and_one_answer(self, conversation):
        acts = [lambda: cast_vote(conversation, 1, AGREE, visitor=browser())] * 20
        assert len({participant.pk for participant in at_once(acts)}) == 1
        add_up()
        assert (Participant.objects.count(), Vote.objects.count()) == (1, 1)
        assert people_of(conversation.pk).anonymous == 1

    def test_the_counts_are_right_whoever_changes_what(self, conversation):
        acts = [
            lambda n=n: cast_vote(conversation, n % 3 + 1, Answer(n % 3 - 1), visitor=browser(n % 5))
            for n in range(150)
        ]
        counting = threading.Event()

        def add_up_meanwhile():
            while not counting.is_set():
                add_up()
            connection.close()

        adding = threading.Thread(target=add_up_meanwhile)
        adding.start()
        at_once(acts)
        counting.set()
        adding.join()
        add_up()
        for each in count_statements(conversation.pk):
            votes = Vote.objects.filter(statement__n=each.n)
            assert (each.agreed, each.votes) == (votes.filter(value=1).count(), votes.count())
        assert Conversation.objects.get().votes == Vote.objects.count() == 15

    def test_signing_in_while_answers_come_counts_none_at_two_levels(self, conversation, malee):
        first = browser()
        cast_vote(conversation, 1, AGREE, visitor=first)
        signed_in = Visitor(malee, first.browser)
        acts = [lambda n=n: cast_vote(conversation, n % 3 + 1, PASS, visitor=first) for n in range(30)]
        acts[10:10] = [lambda n=n: cast_vote(conversation, n, AGREE, visitor=signed_in) for n in (2, 3)]
        said = at_once(acts)
        assert {each for each in said if isinstance(each, str)} <= {"sign_in_again"}
        add_up()
        participant = Participant.objects.get()
        assert participant.user == malee
        assert set(Vote.objects.values_list("identity", flat=True)) == {Identity.CONFIRMED}
        for each in count_statements(conversation.pk):
            assert each.anonymous.votes == 0
        assert (people_of(conversation.pk).confirmed, people_of(conversation.pk).anonymous) == (1, 0)

    def test_one_account_in_two_browsers_is_one_voice(self, conversation, malee):
        for number in range(4):
            cast_vote(conversation, 1, AGREE, visitor=browser(number))
        acts = [
            lambda n=n: cast_vote(conversation, 2, AGREE, visitor=Visitor(malee, browser(n).browser)) for n in range(4)
        ]
        assert len({participant.pk for participant in at_once(acts)}) == 1
        assert Participant.objects.filter(user=malee).count() == 1

    def test_what_comes_before_the_closing_is_kept_and_what_comes_after_is_refused(self, conversation):
        """Writers press on across the closing; the database's clock decides for each, and no answer is lost."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp() + interval '0.7 seconds'")
            closes_at = cursor.fetchone()[0]
        Consultation.objects.filter(pk=conversation.pk).update(closes_at=closes_at)
        until = time.monotonic() + 20

        def press(number):
            said = []
            while "consultation_closed" not in said[-3:] and time.monotonic() < until:
                try:
                    cast_vote(conversation, 1, AGREE, visitor=browser(f"{number}-{len(said)}"))
                    said.append("kept")
                except ValidationError as error:
                    said.append(error.code)
            return said

        said = [each for one in at_once([lambda n=n: press(n) for n in range(6)], threads=6) for each in one]
        assert set(said) == {"kept", "consultation_closed"}
        kept = Vote.objects.all()
        assert kept.count() == said.count("kept") > 6
        assert all(vote.cast_at < closes_at for vote in kept)
        assert Participant.objects.count() == kept.count(), "whoever was refused left nothing"

    def test_of_a_page_that_stayed_open_nothing_is_kept_after_the_closing(self, conversation, client):
        participant = cast_vote(conversation, 1, AGREE, visitor=browser())
        close(conversation)
        assert refused(conversation, 1, DISAGREE, visitor=browser()) == "consultation_closed"
        assert answers_of(participant) == {1: 1}
