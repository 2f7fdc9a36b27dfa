"""Which statements are asked: the team's, and those that people propose."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction

from consultations.participation.models import Answer, Conversation, Identity, Refusal, ShowsResults, Statement
from consultations.participation.statements import (
    MOST_WAITING,
    add_statement,
    change_statement,
    drop_conversation,
    propose_statement,
    publish_statement,
    refuse_statement,
    set_up_conversation,
    withdraw_statement,
)
from consultations.participation.taking_part import Visitor
from consultations.participation.voting import cast_vote
from tests.consultations.announcements import sign_on_paper
from tests.consultations.participation.conftest import browser, close

pytestmark = pytest.mark.django_db
WORDS = "ควรมีม้านั่งทุกสองร้อยเมตร"


@contextmanager
def refused(code):
    with pytest.raises(ValidationError) as error:
        yield
    assert error.value.code == code


def settings(**changes):
    return {
        "lowest_identity": Identity.ANONYMOUS,
        "shows_results": ShowsResults.AFTER_ANSWERING,
        "takes_proposals": True,
        **changes,
    }


@pytest.fixture
def proposed(conversation):
    return propose_statement(conversation, text=WORDS, visitor=browser())


class TestSettingUp:
    def test_is_for_the_team_of_the_agency_alone(self, draft, nipa):
        with refused("not_your_agency"):
            set_up_conversation(draft(), **settings(), by=nipa)

    def test_ends_with_the_announcement(self, conversation, suda):
        with refused("announced_already"):
            set_up_conversation(conversation.consultation, **settings(lowest_identity=Identity.CONFIRMED), by=suda)
        assert set_up_conversation(conversation.consultation, **settings(), by=suda) == conversation
        with refused("announced_already"):
            drop_conversation(conversation.consultation, by=suda)

    def test_takes_back_what_the_head_signed(self, draft, suda):
        consultation = sign_on_paper(draft(), by=suda)
        set_up_conversation(consultation, **settings(), by=suda)
        consultation.refresh_from_db()
        assert consultation.signed_off_at is None

    def test_can_be_undone_before_it(self, begin, suda):
        conversation = begin(is_announced=False)
        drop_conversation(conversation.consultation, by=suda)
        assert not Conversation.objects.exists() and not Statement.objects.exists()


class TestTheTeamsOwn:
    def test_are_numbered_and_asked(self, conversation):
        assert list(conversation.statements.shown().values_list("n", flat=True)) == [1, 2, 3]

    def test_twice_the_same_is_one(self, conversation, suda):
        first = add_statement(conversation, text=WORDS, by=suda)
        assert add_statement(conversation, text=f"  {WORDS}\n ", by=suda) == first

    @pytest.mark.parametrize(
        ("text", "code"),
        [("", "statement_missing"), (" \u200b\n", "statement_missing"), ("ก" * 201, "statement_too_long")],
    )
    def test_say_one_thing(self, conversation, suda, text, code):
        with refused(code):
            add_statement(conversation, text=text, by=suda)

    def test_are_of_its_agency_alone(self, conversation, nipa):
        statement = conversation.statements.first()
        for act in (
            lambda: add_statement(conversation, text=WORDS, by=nipa),
            lambda: change_statement(statement, text=WORDS, by=nipa),
            lambda: withdraw_statement(statement, reason="ผิด", by=nipa),
            lambda: publish_statement(statement, by=nipa),
            lambda: refuse_statement(statement, rule=Refusal.INSULT, by=nipa),
        ):
            with refused("not_your_agency"):
                act()

    def test_keep_their_words_from_the_opening_on(self, begin, suda):
        before = begin(opens=0.5, closes=30)
        assert change_statement(before.statements.first(), text=WORDS, by=suda).text == WORDS
        with refused("answered_already"):
            change_statement(begin().statements.first(), text=WORDS, by=suda)

    def test_keep_their_words_once_answered_by_the_database(self, conversation):
        cast_vote(conversation, 1, Answer.AGREE, visitor=browser())
        Statement.objects.filter(n=2).update(text=WORDS)
        with pytest.raises(InternalError), transaction.atomic():
            Statement.objects.filter(n=1).update(text=WORDS)

    def test_are_withdrawn_with_a_reason(self, conversation, suda):
        statement = conversation.statements.first()
        with refused("note_missing"):
            withdraw_statement(statement, reason=" ", by=suda)
        withdrawn = withdraw_statement(statement, reason="ถามซ้ำ", by=suda)
        assert withdraw_statement(statement, reason="อื่น", by=suda).why_withdrawn == "ถามซ้ำ"
        assert withdrawn not in conversation.statements.shown()

    def test_go_without_one_before_the_announcement(self, begin, suda):
        conversation = begin(is_announced=False)
        withdraw_statement(conversation.statements.first(), reason="", by=suda)
        assert conversation.statements.count() == 2
        assert add_statement(conversation, text=WORDS, by=suda).n == 4, "a number is never used again"

    def test_stay_as_they_are_after_the_closing(self, conversation, suda):
        close(conversation)
        with refused("consultation_is_over"):
            add_statement(conversation, text=WORDS, by=suda)
        with refused("consultation_is_over"):
            withdraw_statement(conversation.statements.first(), reason="ผิด", by=suda)


class TestProposing:
    def test_waits_for_the_team_and_is_asked_of_nobody(self, conversation, proposed):
        assert proposed.is_waiting and proposed not in conversation.statements.shown()

    def test_twice_is_once(self, conversation, proposed):
        assert propose_statement(conversation, text=WORDS, visitor=browser()) == proposed

    def test_of_words_that_are_there_is_refused(self, conversation, proposed):
        with refused("said_already"):
            propose_statement(conversation, text=WORDS, visitor=browser(2))

    def test_is_refused_where_none_are_taken(self, begin):
        with refused("takes_no_proposals"):
            propose_statement(begin(takes_proposals=False), text=WORDS, visitor=browser())

    def test_is_refused_of_who_may_not_answer(self, begin):
        with refused("identity_too_low"):
            propose_statement(begin(lowest=Identity.CONFIRMED), text=WORDS, visitor=browser())
        assert not Statement.objects.filter(text=WORDS).exists()

    def test_is_refused_after_the_closing(self, conversation):
        propose_statement(conversation, text="ก่อนปิด", visitor=browser())
        close(conversation)
        with refused("consultation_closed"):
            propose_statement(conversation, text=WORDS, visitor=browser())

    def test_of_too_many_that_wait_is_refused(self, conversation, suda):
        for number in range(MOST_WAITING):
            last = propose_statement(conversation, text=f"ข้อเสนอ {number}", visitor=browser())
        with refused("too_many_waiting"):
            propose_statement(conversation, text=WORDS, visitor=browser())
        refuse_statement(last, rule=Refusal.OFF_TOPIC, by=suda)
        assert propose_statement(conversation, text=WORDS, visitor=browser())


class TestDeciding:
    def test_publishes_the_author_s_words_once(self, conversation, proposed, suda):
        published = publish_statement(proposed, by=suda)
        assert publish_statement(proposed, by=suda).published_at == published.published_at
        assert published in conversation.statements.shown()

    def test_refuses_by_a_rule_once(self, proposed, suda):
        refuse_statement(proposed, rule=Refusal.PERSONAL_DATA, note="มีชื่อคน", by=suda)
        assert refuse_statement(proposed, rule=Refusal.PERSONAL_DATA, note="มีชื่อคน", by=suda).refusal
        with refused("decided_already"):
            publish_statement(proposed, by=suda)
        with refused("decided_already"):
            refuse_statement(proposed, rule=Refusal.INSULT, by=suda)

    def test_ends_with_the_closing(self, conversation, proposed, suda):
        close(conversation)
        with refused("consultation_is_over"):
            publish_statement(proposed, by=suda)

    @pytest.mark.django_db(transaction=True)
    def test_by_two_at_once_is_one_of_both(self, conversation, suda):
        proposed = propose_statement(conversation, text=WORDS, visitor=Visitor(browser="a"))

        def decide(act):
            try:
                return act()
            except ValidationError as error:
                return error.code
            finally:
                connection.close()

        acts = [
            lambda: publish_statement(proposed, by=suda),
            lambda: refuse_statement(proposed, rule=Refusal.SEVERAL, by=suda),
        ]
        with ThreadPoolExecutor(2) as pool:
            said = list(pool.map(decide, acts))
        assert "decided_already" in said

    @pytest.mark.django_db(transaction=True)
    def test_ten_proposals_at_once_have_ten_numbers(self, conversation):
        def propose(number):
            try:
                return propose_statement(conversation, text=f"ข้อเสนอ {number}", visitor=browser(number)).n
            finally:
                connection.close()

        with ThreadPoolExecutor(10) as pool:
            assert sorted(pool.map(propose, range(10))) == list(range(4, 14))

    @pytest.mark.django_db(transaction=True)
    def test_the_same_words_of_ten_at_once_are_one_statement(self, conversation):
        def propose(number):
            try:
                return propose_statement(conversation, text=WORDS, visitor=browser(number)).n
            except ValidationError as error:
                return error.code
            finally:
                connection.close()

        with ThreadPoolExecutor(10) as pool:
            said = list(pool.map(propose, range(10)))
        assert said.count("said_already") == 9 and Statement.objects.filter(text=WORDS).count() == 1
