"""A consultation begun as a copy asks the policy team's statements, and none that people proposed."""

import pytest

from consultations.drafting import copy_of, draft_consultation
from consultations.participation.models import Answer, Conversation, Identity, ShowsResults, Vote
from consultations.participation.statements import (
    add_statement,
    propose_statement,
    publish_statement,
    withdraw_statement,
)
from consultations.participation.voting import cast_vote
from tests.consultations.participation.conftest import STATEMENTS, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(council, suda):
    def copy(conversation):
        earlier = conversation.consultation
        begun = draft_consultation(copy_of(earlier), agency=council, by=suda, earlier=earlier)
        return Conversation.objects.get(pk=begun.pk)

    return copy


def said(conversation):
    return [(each.n, each.text) for each in conversation.statements.shown()]


class TestACopy:
    def test_asks_the_team_s_statements_of_the_same_people(self, begin, copy):
        copied = copy(begin(lowest=Identity.CONFIRMED, shows=ShowsResults.AFTER_CLOSING, takes_proposals=False))
        assert said(copied) == list(enumerate(STATEMENTS, start=1))
        assert (copied.lowest_identity, copied.shows_results) == (Identity.CONFIRMED, ShowsResults.AFTER_CLOSING)
        assert not copied.takes_proposals

    def test_asks_none_that_people_proposed(self, conversation, copy, suda):
        proposed = propose_statement(conversation, text="ทางเท้าควรมีร่มไม้", visitor=browser())
        publish_statement(proposed, by=suda)
        propose_statement(conversation, text="ทางเท้าควรมีที่นั่ง", visitor=browser())
        assert [text for _n, text in said(copy(conversation))] == list(STATEMENTS)

    def test_asks_none_that_was_withdrawn(self, conversation, copy, suda):
        withdraw_statement(conversation.statements.get(n=2), reason="ถามซ้ำ", by=suda)
        assert said(copy(conversation)) == [(1, STATEMENTS[0]), (2, STATEMENTS[2])]

    def test_goes_on_counting_from_its_own(self, conversation, copy, suda):
        added = add_statement(copy(conversation), text="ไฟทางควรสว่าง", by=suda)
        assert added.n == 4

    def test_holds_nobody_s_answer(self, conversation, copy):
        cast_vote(conversation, 1, Answer.AGREE, visitor=browser())
        copied = copy(conversation)
        assert not copied.participants.exists()
        assert Vote.objects.count() == 1
