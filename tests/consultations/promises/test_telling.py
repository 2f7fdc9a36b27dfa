"""Whoever wrote about it, took part or follows hears of each step of a promise: in one message a day at most."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.erasure import erase_person
from consultations.models import Consultation
from consultations.participation.taking_part import part_from_answers
from consultations.promises import telling
from consultations.promises.following import promises_followed
from consultations.promises.keeping import keep_promise, move_promise, start_promise
from consultations.promises.making import promise_after_report
from consultations.promises.models import Promise, PromiseNews
from consultations.promises.telling import tell_one
from notifications.following import follow
from notifications.models import Message, Subscription
from notifications.rhythms import Rhythm, choose_rhythm
from tests.consultations.promises.conftest import PAGE, TEXT, on, words
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def told(who):
    return list(Message.objects.filter(user=who, event_key__startswith="promise:").order_by("id"))


@pytest.fixture
def boonmee(db):
    return make_user("บุญมี ติดตาม", email_confirmed_at=timezone.now())


class TestWhoIsTold:
    def test_who_wrote_about_it_and_who_follows_it(self, by_malee, promise, boonmee, suda):
        follow(boonmee, promise.subject)
        stranger = make_user("สมชาย อื่น", email_confirmed_at=timezone.now())
        assert tell_one() == 1
        assert tell_one() == 0
        (own,), (followed,) = told(by_malee), told(boonmee)
        for mail in (own, followed):
            assert promise.get_absolute_url() in mail.body
            assert TEXT in mail.body
            assert "ขอต้นไม้" not in mail.body + mail.subject  # what people wrote is told to nobody
        assert "#follows" in followed.body
        assert told(stranger) == []
        news = PromiseNews.objects.get()
        assert (news.people, news.mails, news.upto) == (1, 2, 1)

    def test_who_wants_one_mail_a_day_finds_it_there(self, promise, boonmee):
        follow(boonmee, promise.subject)
        choose_rhythm(boonmee, Rhythm.DAILY)
        tell_one()
        assert told(boonmee) == []
        assert [entry.path for entry in boonmee.digest_entries.all()] == [promise.get_absolute_url()]

    def test_of_a_report_who_took_part(self, by_malee, duty, owner, suda):
        consultation = Consultation.objects.get(pk=duty.consultation_id)
        Consultation.objects.filter(pk=consultation.pk).update(reported_at=timezone.now())
        promise_after_report(consultation, words(), owner=owner, by=suda)
        tell_one()
        assert len(told(by_malee)) == 1

    def test_who_follows_and_wrote_gets_one(self, by_malee, promise):
        follow(by_malee, promise.subject)
        tell_one()
        assert len(told(by_malee)) == 1

    def test_a_number_alone_gets_a_text(self, by_malee, promise):
        type(by_malee).objects.filter(pk=by_malee.pk).update(
            email_confirmed_at=None, phone="+66812345678", phone_confirmed_at=timezone.now()
        )
        tell_one()
        (message,) = told(by_malee)
        assert message.channel == "sms"
        assert promise.get_absolute_url() in message.body

    def test_an_account_that_parted_is_not(self, by_malee, promise):
        part_from_answers(by_malee)
        tell_one()
        assert PromiseNews.objects.get().people == 0
        assert told(by_malee) == []

    def test_an_erased_account_follows_nothing(self, promise, boonmee):
        follow(boonmee, promise.subject)
        erase_person(boonmee)
        tell_one()
        assert not Subscription.objects.filter(subject=promise.subject).exists()
        assert not Message.objects.filter(event_key__startswith="promise:").exists()


class TestOnceADay:
    def test_what_happens_later_that_day_is_told_the_next_day_together(self, by_malee, promise, suda, monkeypatch):
        tell_one()
        start_promise(promise, by=suda)
        move_promise(promise, to=on(90), reason="ฝน", by=suda)
        assert tell_one() == 0
        assert len(told(by_malee)) == 1
        tomorrow = on(1)
        monkeypatch.setattr(timezone, "localdate", lambda *_at: tomorrow)
        assert tell_one() == 1
        assert tell_one() == 0
        _first, second = told(by_malee)
        assert "เริ่มทำแล้ว" in second.body
        assert "เลื่อนกำหนด" in second.body
        assert "ให้คำมั่นแล้ว" not in second.body

    def test_the_next_day_is_the_one_after_the_last(self, promise, suda):
        tell_one()
        start_promise(promise, by=suda)
        assert list(PromiseNews.objects.order_by("on").values_list("on", flat=True)) == [on(0), on(1)]
        keep_promise(promise, state="kept", evidence=PAGE, by=suda)
        assert PromiseNews.objects.count() == 2

    def test_steps_before_the_first_telling_are_one_message(self, by_malee, promise, suda):
        start_promise(promise, by=suda)
        keep_promise(promise, state="kept", evidence=PAGE, by=suda)
        assert tell_one() == 1
        assert len(told(by_malee)) == 1

    def test_killed_before_the_end_it_comes_again(self, by_malee, promise, monkeypatch):
        def dies(*_args, **_kwargs):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(telling, "tell_followers", dies)
            with pytest.raises(KeyboardInterrupt):
                tell_one()
        assert told(by_malee) == []
        assert tell_one() == 1
        assert len(told(by_malee)) == 1


def test_what_one_follows_has_a_name_and_a_page(promise):
    found = promises_followed([promise.slug, "69-aaaaaa"])
    assert list(found) == [promise.slug]
    assert found[promise.slug].address == promise.get_absolute_url()
    assert Promise.objects.get().made_at > timezone.now() - timedelta(minutes=5)
