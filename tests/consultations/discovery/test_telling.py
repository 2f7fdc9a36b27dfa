"""Who follows a consultation, or what it is about, is told of its days: each piece of news once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from consultations.announcing import extend_consultation, withdraw_consultation
from consultations.discovery.models import FollowerTelling
from consultations.discovery.telling import tell_batch
from consultations.models import Consultation
from notifications.following import follow
from notifications.models import Message
from tests.factories import make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def malee(db):
    return make_user("มาลี ใจดี")


def told(person):
    return list(Message.objects.filter(user=person).order_by("id").values_list("event_key", flat=True))


def move(consultation, **days):
    """As if its days were others. days: from now."""
    moved = {name: timezone.now() + timedelta(days=each) for name, each in days.items()}
    Consultation.objects.filter(pk=consultation.pk).update(**moved)
    consultation.refresh_from_db()


@pytest.mark.parametrize("what", ["agency:opm-ops", "consultations:principles", "topic:roads", "area:400111"])
def test_of_an_agency_a_kind_a_topic_and_a_place_is_told_at_its_announcement(announced, malee, sila, what):
    follow(malee, what)
    announced(topic=make_topic("roads"), areas=(sila,))
    assert len(told(malee)) == 1


class TestTheOpening:
    def test_is_told_when_it_comes_and_once(self, announced, malee):
        consultation = announced(opens=5)
        follow(malee, f"consultation:{consultation.slug}")
        assert tell_batch() == 0
        move(consultation, announced_at=-5, opens_at=-0.1)
        assert tell_batch() == 1
        assert tell_batch() == 0
        assert told(malee) == [f"consultation:{consultation.slug}:opening"]

    def test_is_no_second_piece_of_news_so_soon_after_the_announcement(self, announced, malee):
        follow(malee, "agency:opm-ops")
        announced(opens=-0.1)
        tell_batch()
        assert len(told(malee)) == 1

    def test_is_told_to_who_began_to_follow_after_the_announcement(self, announced, malee):
        consultation = announced(opens=-0.1)
        follow(malee, f"consultation:{consultation.slug}")
        tell_batch()
        assert len(told(malee)) == 1

    def test_of_long_ago_is_no_news(self, announced, malee):
        consultation = announced()
        follow(malee, f"consultation:{consultation.slug}")
        move(consultation, announced_at=-12, opens_at=-10)
        assert tell_batch() == 0


class TestTheClosing:
    @pytest.fixture
    def closing(self, announced, malee):
        consultation = announced(closes=20)
        follow(malee, f"consultation:{consultation.slug}")
        move(consultation, announced_at=-12, opens_at=-10, closes_at=2.9)
        return consultation

    def test_is_told_three_days_before_and_once(self, closing, malee):
        move(closing, closes_at=3.1)
        assert tell_batch() == 0
        move(closing, closes_at=2.9)
        assert tell_batch() == 1
        assert tell_batch() == 0
        [mail] = Message.objects.filter(user=malee)
        assert "ปิดรับ" in mail.subject
        assert mail.is_followed

    def test_that_moves_is_told_again(self, closing, malee, suda):
        tell_batch()
        extend_consultation(closing, closes_at=timezone.now() + timedelta(days=9), reason="ขอเวลา", by=suda)
        assert tell_batch() == 0
        move(closing, closes_at=2)
        assert tell_batch() == 1
        assert len(told(malee)) == 2

    def test_of_a_withdrawn_one_is_not_told(self, closing, malee, suda):
        withdraw_consultation(closing, reason="ร่างผิด", by=suda)
        assert tell_batch() == 0

    def test_of_what_is_open_for_three_days_is_not_told(self, closing, malee):
        move(closing, opens_at=-0.5, closes_at=2.5, announced_at=-0.6)
        FollowerTelling.objects.create(consultation=closing, occasion="opening", of=closing.opens_at)
        assert tell_batch() == 0

    def test_leaves_nothing_when_the_worker_is_killed_in_the_middle(self, closing, malee):
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            tell_batch()
            raise KeyboardInterrupt
        assert told(malee) == []
        tell_batch()
        assert len(told(malee)) == 1
