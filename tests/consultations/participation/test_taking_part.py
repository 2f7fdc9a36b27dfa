"""One voice for an account and one for a browser; what a browser answered becomes the account's once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from complaints.erasure import erase_person
from consultations.participation.counting import add_up, count_statements, people_of
from consultations.participation.models import Answer, Identity, Participant, Vote
from consultations.participation.taking_part import (
    Visitor,
    find_participant,
    has_confirmed_contact,
    hash_of_browser,
    part_from_answers,
    tell_area,
)
from consultations.participation.voting import answers_of, cast_vote
from frontend.my_data import everything_about
from frontend.personal_rows import Owner
from tests.consultations.participation.conftest import browser, close
from tests.factories import make_user

pytestmark = pytest.mark.django_db
AGREE, DISAGREE = Answer.AGREE, Answer.DISAGREE


class TestOneVoice:
    def test_of_a_person_is_seen_to_by_the_database(self, conversation, malee):
        Participant.objects.create(conversation=conversation, user=malee, identity=Identity.CONFIRMED)
        with pytest.raises(IntegrityError), transaction.atomic():
            Participant.objects.create(conversation=conversation, user=malee, identity=Identity.CONFIRMED)

    def test_of_a_browser_is_seen_to_by_the_database(self, conversation):
        Participant.objects.create(conversation=conversation, browser="a", identity=Identity.ANONYMOUS)
        with pytest.raises(IntegrityError), transaction.atomic():
            Participant.objects.create(conversation=conversation, browser="a", identity=Identity.ANONYMOUS)

    def test_of_one_statement_is_seen_to_by_the_database(self, conversation):
        participant = cast_vote(conversation, 1, AGREE, visitor=browser())
        vote = Vote.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Vote.objects.create(
                participant=participant, statement=vote.statement, identity=0, value=0, cast_at=timezone.now()
            )

    def test_is_never_anonymous_with_an_account(self, conversation, malee):
        with pytest.raises(IntegrityError), transaction.atomic():
            Participant.objects.create(conversation=conversation, user=malee, browser="a", identity=Identity.ANONYMOUS)

    def test_in_another_consultation_is_another(self, begin, account):
        first, second = begin(), begin()
        cast_vote(first, 1, AGREE, visitor=account)
        cast_vote(second, 1, DISAGREE, visitor=account)
        assert Participant.objects.count() == 2

    def test_needs_a_confirmed_contact_to_be_an_account_s(self, malee):
        assert has_confirmed_contact(malee)
        assert has_confirmed_contact(make_user("โต้ง", phone="+66811111111", phone_confirmed_at=timezone.now()))
        assert not has_confirmed_contact(make_user("สมชาย", email_confirmed_at=None))

    def test_tells_nothing_of_a_browser_across_consultations(self):
        assert hash_of_browser("69-aaaaaa", "1") != hash_of_browser("69-bbbbbb", "1")


class TestSigningIn:
    def test_takes_over_what_the_browser_answered_with_the_next_answer(self, conversation, malee):
        anonymous = cast_vote(conversation, 1, AGREE, visitor=browser())
        signed_in = Visitor(malee, browser().browser)
        assert find_participant(conversation, signed_in) == anonymous
        assert cast_vote(conversation, 2, DISAGREE, visitor=signed_in) == anonymous
        assert answers_of(anonymous) == {1: 1, 2: -1}
        add_up()
        first, second, _third = count_statements(conversation.pk)
        assert (first.confirmed.agreed, first.anonymous.votes, second.confirmed.disagreed) == (1, 0, 1)
        assert people_of(conversation.pk).all == 1

    def test_takes_nothing_over_where_the_account_has_answered_already(self, conversation, malee):
        own = cast_vote(conversation, 1, AGREE, visitor=Visitor(malee))
        other = cast_vote(conversation, 1, DISAGREE, visitor=browser())
        assert cast_vote(conversation, 2, AGREE, visitor=Visitor(malee, browser().browser)) == own
        other.refresh_from_db()
        assert other.user is None and answers_of(other) == {1: -1}

    def test_is_once_the_next_account_in_this_browser_begins_anew(self, conversation, malee):
        cast_vote(conversation, 1, AGREE, visitor=browser())
        first = cast_vote(conversation, 1, AGREE, visitor=Visitor(malee, browser().browser))
        other = make_user("สมชาย", email_confirmed_at=timezone.now())
        second = cast_vote(conversation, 1, DISAGREE, visitor=Visitor(other, browser().browser))
        assert first != second
        assert answers_of(first) == {1: 1}

    def test_out_again_gives_the_browser_no_second_voice(self, conversation, malee):
        cast_vote(conversation, 1, AGREE, visitor=browser())
        cast_vote(conversation, 1, AGREE, visitor=Visitor(malee, browser().browser))
        with pytest.raises(ValidationError) as refused:
            cast_vote(conversation, 1, DISAGREE, visitor=browser())
        assert refused.value.code == "sign_in_again"
        assert Participant.objects.count() == 1

    def test_after_the_closing_takes_nothing_over(self, conversation, malee):
        anonymous = cast_vote(conversation, 1, AGREE, visitor=browser())
        close(conversation)
        with pytest.raises(ValidationError):
            cast_vote(conversation, 1, AGREE, visitor=Visitor(malee, browser().browser))
        anonymous.refresh_from_db()
        assert anonymous.identity == Identity.ANONYMOUS


class TestPersonalData:
    def test_is_given_to_whom_it_belongs_and_to_nobody_else(self, conversation, malee, sila):
        participant = cast_vote(conversation, 1, AGREE, visitor=Visitor(malee))
        tell_area(participant, sila.parent)
        cast_vote(conversation, 2, AGREE, visitor=browser())
        about = everything_about(Owner.of_account(malee))
        assert [row["value"] for row in about["participation.Vote"]] == [1]
        assert [row["area"] for row in about["participation.Participant"]] == ["เมืองขอนแก่น"]
        other = everything_about(Owner.of_account(make_user("สมชาย")))
        assert other["participation.Vote"] == other["participation.Participant"] == []

    def test_of_an_erased_account_is_gone_while_it_is_open_with_its_voice(self, conversation, malee):
        cast_vote(conversation, 1, AGREE, visitor=Visitor(malee))
        add_up()
        assert part_from_answers(malee) == 1
        erase_person(malee)
        add_up()
        assert not Participant.objects.exists() and not Vote.objects.exists()
        assert people_of(conversation.pk).all == 0
        assert count_statements(conversation.pk)[0].votes == 0

    def test_of_an_erased_account_leads_to_nobody_after_the_closing_and_still_counts(self, conversation, malee):
        cast_vote(conversation, 1, AGREE, visitor=Visitor(malee, browser().browser))
        close(conversation)
        part_from_answers(malee)
        left = Participant.objects.get()
        assert (left.user, left.browser, left.area) == (None, None, None)
        assert left.identity == Identity.CONFIRMED
        assert Vote.objects.count() == 1

    def test_is_taken_out_with_the_account_on_its_page(self, client, conversation, malee):
        malee.set_password("กุ้งแห้งกับมะม่วงเปรี้ยว")
        malee.save()
        client.force_login(malee)
        client.post("/accounts/reauthenticate/", {"password": "กุ้งแห้งกับมะม่วงเปรี้ยว"})
        cast_vote(conversation, 1, AGREE, visitor=Visitor(malee))
        assert client.post("/me/data/erase/", {"sure": "yes"}).status_code == 302
        malee.refresh_from_db()
        assert not malee.is_active and not Participant.objects.exists()
