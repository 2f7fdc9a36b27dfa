"""The level of a verified identity: who may answer where it is asked for, and that it is told besides the accounts."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from consultations.participation.counting import add_up, count_statements, people_of
from consultations.participation.floors import shown_verified
from consultations.participation.models import Answer, Identity, Participant, Vote
from consultations.participation.parts import PeopleApart
from consultations.participation.taking_part import Visitor
from consultations.participation.voting import cast_vote
from directory.models import User
from tests.consultations.participation.conftest import browser
from tests.factories import make_user

pytestmark = pytest.mark.django_db
AGREE = Answer.AGREE


def verified(name="มานี มีตา"):
    return make_user(name, identity_verified_at=timezone.now())


def refused(conversation, visitor):
    with pytest.raises(ValidationError) as error:
        cast_vote(conversation, 1, AGREE, visitor=visitor)
    return error.value.code


class TestAsked:
    def test_takes_neither_anonymous_nor_confirmed(self, begin, account):
        conversation = begin(lowest=Identity.VERIFIED)
        assert refused(conversation, browser()) == refused(conversation, account) == "identity_too_low"
        assert cast_vote(conversation, 1, AGREE, visitor=Visitor(verified())).identity == Identity.VERIFIED

    def test_takes_no_more_of_whose_check_was_undone(self, begin):
        conversation, person = begin(lowest=Identity.VERIFIED), verified()
        cast_vote(conversation, 1, AGREE, visitor=Visitor(person))
        User.objects.update(identity_verified_at=None)
        assert refused(conversation, Visitor(User.objects.get(pk=person.pk))) == "identity_too_low"
        assert Vote.objects.count() == 1

    def test_says_what_one_needs_and_where(self, client, begin, malee):
        conversation = begin(lowest=Identity.VERIFIED)
        client.cookies["language"] = "en"
        told = client.get(conversation.get_absolute_url()).content.decode()
        assert "Sign in and read how" in told and "/me/identity/" in told and "/answer/" not in told
        client.force_login(malee)
        told = client.get(conversation.get_absolute_url()).content.decode()
        assert "How to have my identity checked" in told and "/answer/" not in told
        client.force_login(verified())
        assert "/answer/" in client.get(conversation.get_absolute_url()).content.decode()


class TestLevel:
    def test_a_browsers_answers_become_those_of_a_verified_account(self, conversation):
        cast_vote(conversation, 1, AGREE, visitor=browser())
        cast_vote(conversation, 2, AGREE, visitor=Visitor(verified(), browser().browser))
        assert set(Vote.objects.values_list("identity", flat=True)) == {Identity.VERIFIED}
        assert Participant.objects.get().identity == Identity.VERIFIED

    def test_who_is_verified_later_keeps_one_voice_at_the_level_they_began_with(self, conversation, malee):
        cast_vote(conversation, 1, AGREE, visitor=Visitor(malee))
        malee.identity_verified_at = timezone.now()
        cast_vote(conversation, 2, AGREE, visitor=Visitor(malee))
        assert Participant.objects.get().identity == Identity.CONFIRMED


class TestCounted:
    @pytest.mark.parametrize(
        ("of", "accounts", "shown"), [(0, 30, 0), (9, 30, 0), (10, 30, 10), (25, 30, 0), (30, 30, 30), (20, 30, 20)]
    )
    def test_is_told_only_of_many_and_beside_many(self, of, accounts, shown):
        assert shown_verified(of, accounts) == shown

    def test_among_the_accounts_and_besides(self, conversation, malee):
        cast_vote(conversation, 1, AGREE, visitor=Visitor(malee))
        for number in range(2):
            cast_vote(conversation, 1, AGREE, visitor=Visitor(verified(f"คน {number}")))
        while add_up():
            pass
        people = people_of(conversation.pk)
        assert (people.confirmed, people.anonymous, people.verified) == (3, 0, 0)
        first = count_statements(conversation.pk)[0]
        assert first.confirmed.agreed == 3 and set(first.by_identity) == {Identity.CONFIRMED}

    def test_in_places_and_times_as_accounts(self):
        day = timezone.localdate()
        rows = [(1, None, day, 4), (2, None, day, 3), (0, None, day, 9), (1, 40, None, 4), (2, 40, None, 3)]
        people = PeopleApart().add(rows)
        assert people.days[1] == {day: 7} and people.areas[1] == {40: 7} and people.all == {1: 7, 0: 9}
