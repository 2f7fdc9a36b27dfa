"""News of what somebody follows: at once, in one mail a day or a week, or not at all; each piece once."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from complaints.erasure import erase_person
from directory.calendar import BANGKOK
from notifications.following import follow, mailing_to, tell_followers
from notifications.models import DigestEntry, FollowRhythm, Message
from notifications.outbox import send_waiting
from notifications.rhythms import Rhythm, choose_rhythm, digests_due, write_digests
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NEWS = {"language": "th", "title": "ร่างกฎหมายทางเท้า", "body": "สวัสดี", "path": "/consultations/69-abcdef/"}


@pytest.fixture
def malee():
    person = make_user("มาลี ใจดี")
    follow(person, "agency:opm-ops")
    return person


def tell(key="news:1", **changed):
    return tell_followers(["agency:opm-ops"], key, **{**NEWS, **changed})


def wait(days=8):
    """As if the news had waited that long."""
    for entry in DigestEntry.objects.filter(mailed_at=None):
        entry.created_at -= timedelta(days=days)
        entry.save()


class TestADigest:
    def test_holds_all_news_in_one_mail(self, malee):
        choose_rhythm(malee, Rhythm.DAILY)
        tell("news:1")
        tell("news:2", title="ร่างงบประมาณ")
        tell("news:2", title="ร่างงบประมาณ")
        assert Message.objects.count() == 0
        wait()
        assert write_digests() == 1
        assert write_digests() == 0
        [message] = Message.objects.all()
        assert message.body.count("/consultations/69-abcdef/") == 2
        assert "ร่างงบประมาณ" in message.body
        assert "2" in message.subject

    def test_waits_for_its_hour(self, malee):
        choose_rhythm(malee, Rhythm.DAILY)
        tell()
        entry = DigestEntry.objects.get()
        entry.created_at = datetime(2026, 12, 1, 9, tzinfo=BANGKOK)  # a Tuesday
        entry.save()
        assert not digests_due(datetime(2026, 12, 2, 6, 59, tzinfo=BANGKOK)).exists()
        assert digests_due(datetime(2026, 12, 2, 7, 0, tzinfo=BANGKOK)).exists()
        choose_rhythm(malee, Rhythm.WEEKLY)
        assert not digests_due(datetime(2026, 12, 7, 6, 59, tzinfo=BANGKOK)).exists()
        assert digests_due(datetime(2026, 12, 7, 7, 0, tzinfo=BANGKOK)).exists()

    def test_tells_nothing_again_that_was_told_at_once(self, malee):
        tell()
        choose_rhythm(malee, Rhythm.DAILY)
        tell()
        assert DigestEntry.objects.count() == 0
        assert Message.objects.count() == 1

    def test_is_not_told_again_at_once_either(self, malee):
        choose_rhythm(malee, Rhythm.DAILY)
        tell()
        choose_rhythm(malee, Rhythm.AT_ONCE)
        tell()
        write_digests()
        [message] = Message.objects.all()
        assert message.event_key.startswith("digest:")

    def test_goes_to_nobody_whose_address_is_gone(self, malee):
        choose_rhythm(malee, Rhythm.DAILY)
        tell()
        wait()
        malee.email_confirmed_at = None
        malee.save()
        assert write_digests() == 1
        assert write_digests() == 0
        assert Message.objects.count() == DigestEntry.objects.count() == 0

    def test_takes_no_news_that_cannot_wait(self, malee):
        choose_rhythm(malee, Rhythm.DAILY)
        tell(path="")
        assert Message.objects.count() == 1


class TestAnErasedAccount:
    def test_leaves_nothing_of_what_it_followed(self, malee):
        choose_rhythm(malee, Rhythm.DAILY)
        tell()
        erase_person(malee)
        assert DigestEntry.objects.count() == FollowRhythm.objects.count() == 0


class TestNoMail:
    def test_is_sent_and_none_is_counted(self, malee):
        choose_rhythm(malee, Rhythm.NEVER)
        assert tell() == 0
        assert DigestEntry.objects.count() == Message.objects.count() == 0
        assert mailing_to(["agency:opm-ops"], lambda: ("", "")).people == 0

    def test_drops_what_waits(self, malee):
        choose_rhythm(malee, Rhythm.WEEKLY)
        tell()
        choose_rhythm(malee, Rhythm.NEVER)
        wait()
        assert write_digests() == 0


class TestTheWayOut:
    @pytest.fixture
    def address(self, malee):
        tell()
        send_waiting()
        [sent] = mail.outbox
        assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = sent.extra_headers["List-Unsubscribe"].strip("<>")
        assert address in sent.body
        return address[address.index("/follows/") :]

    def test_is_one_press_without_signing_in(self, malee, address, client):
        assert client.get(address).status_code == 200
        assert FollowRhythm.objects.get(user=malee).rhythm == Rhythm.AT_ONCE
        assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert FollowRhythm.objects.get(user=malee).rhythm == Rhythm.NEVER
        client.post(address, {"again": "1"})
        assert FollowRhythm.objects.get(user=malee).rhythm == Rhythm.AT_ONCE

    def test_needs_no_token_of_a_form(self, address):
        from django.test import Client

        assert Client(enforce_csrf_checks=True).post(address).status_code == 200

    def test_gives_no_cookie(self, address, client):
        client.get(address)
        assert not client.cookies

    def test_of_somebody_else_is_not_found(self, address, client):
        other = reverse("stop_following_mails", args=["00000000-0000-4000-8000-000000000000"])
        assert client.post(other).status_code == 404

    def test_stands_in_no_other_mail(self, malee):
        tell(path="")
        send_waiting()
        [sent] = mail.outbox
        assert "List-Unsubscribe" not in sent.extra_headers


class TestThePage:
    def test_shows_and_ends_all_that_one_follows(self, malee, client):
        client.force_login(malee)
        follow(malee, "consultations:budget")
        follow(malee, "co-sign:69-7K3M-9QXT-Y")
        told = client.get(reverse("follows")).content.decode()
        assert "agency=" not in told  # there is no such agency: its code alone
        assert "consultations:budget" in told
        assert "69-7K3M-9QXT-Y" not in told
        client.post(reverse("unfollow_all"))
        assert list(malee.subscriptions.values_list("subject", flat=True)) == ["co-sign:69-7K3M-9QXT-Y"]

    def test_keeps_how_often(self, malee, client):
        client.force_login(malee)
        client.post(reverse("follows"), {"rhythm": "weekly"})
        assert FollowRhythm.objects.get(user=malee).rhythm == "weekly"
        assert client.post(reverse("follows"), {"rhythm": "hourly"}).status_code == 400

    def test_is_for_who_signed_in(self, client):
        assert client.get(reverse("follows")).status_code == 302
        assert client.post(reverse("unfollow_all")).status_code == 302
