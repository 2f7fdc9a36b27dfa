"""The team plans, moves and cancels a hearing; whoever is registered is told, and keeps their place."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from consultations.announcing import withdraw_consultation
from consultations.hearings.models import Hearing, HearingEvent, Registration
from consultations.hearings.planning import add_hearing, cancel_hearing, cancel_of_withdrawn, change_hearing
from directory.thai_dates import BUDDHIST_ERA
from notifications.models import Message
from tests.consultations.hearings.conftest import code_of, come, move_clock_to, plan
from tests.consultations.test_pages import page

pytestmark = pytest.mark.django_db


def kept(hearing, **changes):
    """Its plan as it is, with changes."""
    names = ("title_th", "begins_at", "ends_at", "place", "seats", "link")
    return plan(**{name: getattr(hearing, name) for name in names} | changes)


class TestAdding:
    def test_numbers_hearings_and_keeps_who_did_it(self, announced, suda):
        consultation = announced()
        first, second = (add_hearing(consultation, plan(), by=suda) for _hearing in range(2))
        assert (first.n, second.n) == (1, 2)
        assert (first.events.get().kind, first.events.get().by) == ("added", suda)

    def test_by_a_form_sent_twice_is_one(self, announced, suda):
        consultation, token = announced(), str(uuid.uuid4())
        assert len({add_hearing(consultation, plan(), by=suda, token=token).pk for _press in range(2)}) == 1

    def test_is_refused_to_another_agency(self, announced, nipa):
        consultation = announced()
        assert code_of(lambda: add_hearing(consultation, plan(), by=nipa)) == "not_your_agency"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"title_th": " \u200b"}, "title_missing"),
            ({"title_th": "ก" * 201}, "words_too_long"),
            ({"ends_at": timezone.now()}, "ends_too_early"),
            ({"place": "", "seats": 0, "link": ""}, "way_missing"),
            ({"seats": 0}, "seats_missing"),
            ({"place": ""}, "place_missing"),
            ({"seats": 5001}, "too_many_seats"),
            ({"link": "http://meet.example.go.th"}, "link_not_secure"),
            ({"latitude": 99.0, "longitude": 102.8}, "pin_is_none"),
            ({"latitude": 16.4}, "pin_is_none"),
        ],
    )
    def test_refuses_what_is_no_hearing(self, announced, suda, changes, code):
        consultation = announced()
        assert code_of(lambda: add_hearing(consultation, plan(**changes), by=suda)) == code

    def test_refuses_a_beginning_that_has_passed(self, announced, suda):
        consultation, past = announced(), timezone.now() - timedelta(minutes=1)
        assert code_of(lambda: add_hearing(consultation, plan(begins_at=past), by=suda)) == "begins_in_the_past"

    def test_the_database_knows_what_a_hearing_is_too(self, hearing):
        for wrong in ({"seats": 0}, {"place": ""}, {"ends_at": hearing.begins_at}, {"cancelled_at": timezone.now()}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Hearing.objects.filter(pk=hearing.pk).update(**wrong)


class TestMoving:
    def test_needs_a_reason_and_tells_who_is_registered(self, hearing, suda, malee):
        come(hearing, user=malee)
        later = kept(
            hearing, begins_at=hearing.begins_at + timedelta(days=1), ends_at=hearing.ends_at + timedelta(days=1)
        )
        assert code_of(lambda: change_hearing(hearing, later, seen=1, by=suda)) == "note_missing"
        moved = change_hearing(hearing, later, seen=1, reason="ห้องประชุมปิดซ่อม", by=suda)
        assert moved.begins_at == later.begins_at
        mail = Message.objects.get(event_key__contains=":moved:", user=malee)
        assert "ห้องประชุมปิดซ่อม" in mail.body
        assert moved.events.last().note == "ห้องประชุมปิดซ่อม"

    def test_of_words_alone_needs_none_and_tells_nobody(self, hearing, suda, malee):
        come(hearing, user=malee)
        before = Message.objects.count()
        change_hearing(hearing, kept(hearing, title_th="เวทีใหญ่"), seen=1, by=suda)
        assert Message.objects.count() == before

    def test_over_what_a_colleague_has_just_changed_is_refused(self, hearing, suda, colleague):
        change_hearing(hearing, kept(hearing, title_th="เวทีใหญ่"), seen=1, by=colleague)
        again = kept(hearing, title_th="เวทีเล็ก")
        assert code_of(lambda: change_hearing(hearing, again, seen=1, by=suda)) == "changed_meanwhile"

    def test_of_one_that_is_over_is_refused(self, hearing, suda):
        past = move_clock_to(hearing, timedelta(hours=-5))
        assert code_of(lambda: change_hearing(past, kept(past, title_th="ก"), seen=1, by=suda)) == "hearing_is_over"

    def test_more_seats_move_up_who_waits(self, hearing, suda):
        come(hearing), come(hearing)
        waits = come(hearing)
        change_hearing(hearing, kept(hearing, seats=3), seen=1, by=suda)
        waits.refresh_from_db()
        assert waits.seat == 3

    def test_fewer_seats_than_are_taken_are_refused(self, hearing, suda):
        come(hearing), come(hearing)
        assert code_of(lambda: change_hearing(hearing, kept(hearing, seats=1), seen=1, by=suda)) == "seats_are_taken"
        Registration.objects.get(seat=1).delete()
        change_hearing(hearing, kept(hearing, seats=1), seen=1, by=suda)
        assert Registration.objects.get().seat == 1

    def test_a_way_is_not_taken_from_who_chose_it(self, hearing, suda):
        come(hearing, "online")
        assert code_of(lambda: change_hearing(hearing, kept(hearing, link=""), seen=1, by=suda)) == "way_is_taken"


class TestCancelling:
    def test_says_why_to_everybody_and_tells_who_is_registered(self, client, hearing, suda, malee):
        come(hearing, user=malee)
        assert code_of(lambda: cancel_hearing(hearing, reason=" ", by=suda)) == "note_missing"
        for _press in range(2):
            cancel_hearing(hearing, reason="วิทยากรป่วย", by=suda)
        assert Message.objects.filter(event_key__endswith=":cancelled").count() == 1
        assert HearingEvent.objects.filter(kind="cancelled").count() == 1
        assert "วิทยากรป่วย" in page(client, hearing.get_absolute_url())
        calendar = client.get(reverse("hearing_calendar", args=[hearing.consultation.slug, 1])).text
        assert "STATUS:CANCELLED" in calendar

    def test_follows_a_consultation_that_is_withdrawn(self, hearing, suda, malee):
        come(hearing, user=malee)
        withdraw_consultation(hearing.consultation, reason="เปลี่ยนนโยบาย", by=suda)
        assert cancel_of_withdrawn() == 1 and cancel_of_withdrawn() == 0
        assert "เปลี่ยนนโยบาย" in Message.objects.get(event_key__endswith=":cancelled").body


class TestPages:
    def test_show_a_hearing_to_everybody_once_its_consultation_is_announced(self, client, draft, suda, hearing):
        hidden = add_hearing(draft(), plan(), by=suda)
        assert client.get(hidden.get_absolute_url()).status_code == 404
        told = page(client, hearing.get_absolute_url())
        assert hearing.title_th in told and hearing.place in told
        assert hearing.get_absolute_url() in page(client, hearing.consultation.get_absolute_url())
        assert hearing.get_absolute_url() in page(client, reverse("hearings", args=[hearing.consultation.slug]))

    def test_stand_in_the_calendar_of_the_consultation(self, client, hearing):
        calendar = client.get(reverse("consultation_calendar", args=[hearing.consultation.slug])).text
        assert f"{hearing.consultation.slug}-hearing-1@" in calendar

    def test_of_the_team_are_found_by_the_team_alone(self, client, hearing, suda, nipa):
        slug = hearing.consultation.slug
        paths = [reverse("manage_hearings", args=[slug]), reverse("manage_hearing", args=[slug, 1])]
        for user, status in ((nipa, 404), (suda, 200)):
            client.force_login(user)
            assert {client.get(path).status_code for path in paths} == {status}

    def test_of_the_team_add_and_move_one(self, client, hearing, suda):
        client.force_login(suda)
        day = timezone.localtime() + timedelta(days=9)
        typed = {
            "title_th": "เวทีที่สอง", "on": f"{day.day}/{day.month}/{day.year + BUDDHIST_ERA}", "begins": "9.00",
            "ends": "12.00", "place": "ศาลาวัด", "seats": "30", "pin": "16.43220, 102.82360",
        }  # fmt: skip
        managed = reverse("manage_hearings", args=[hearing.consultation.slug])
        assert client.post(managed, typed).status_code == 302
        second = Hearing.objects.get(n=2)
        assert (second.latitude, timezone.localtime(second.begins_at).hour) == (16.4322, 9)
        moved = typed | {"place": "ศาลากลาง", "seen": "1"}
        assert client.post(f"{managed}2/", moved).status_code == 400
        assert client.post(f"{managed}2/", moved | {"reason": "วัดมีงาน"}).status_code == 302
        assert client.post(f"{managed}2/cancel/", {"reason": ""}).status_code == 400
