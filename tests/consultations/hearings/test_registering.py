"""A seat is given once, in the order of asking; who withdraws is forgotten, and the next one moves up and is told."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from complaints.erasure import erase_person
from consultations.hearings.counting import counts_of
from consultations.hearings.exporting import registrations_as_csv
from consultations.hearings.keys import key_of, registration_of
from consultations.hearings.models import Hearing, Registration
from consultations.hearings.planning import add_hearing, cancel_hearing
from consultations.hearings.registering import (
    Told,
    check_in,
    confirm_address,
    place_in_line,
    register,
    withdraw_registration,
)
from consultations.hearings.wiping import wipe_some
from notifications.models import Message
from tests.consultations.hearings.conftest import MEETING, code_of, come, move_clock_to, plan
from tests.consultations.test_pages import page

pytestmark = pytest.mark.django_db


def own_page(registration) -> str:
    return reverse("hearing_registration", args=[key_of(registration)])


class TestSeats:
    def test_are_given_until_none_is_left_and_then_people_wait_in_order(self, hearing):
        first, second, third, fourth = (come(hearing) for _person in range(4))
        assert (first.seat, second.seat) == (1, 2)
        assert [third.seat, fourth.seat] == [None, None]
        assert (place_in_line(third), place_in_line(fourth)) == (1, 2)

    def test_of_two_who_take_the_last_at_once_one_waits(self, hearing):
        come(hearing)
        assert come(hearing, "online").seat is None
        assert come(hearing).seat == 2
        assert come(hearing).is_waiting

    def test_cannot_be_sold_twice_whoever_writes_it(self, hearing):
        come(hearing)
        second = come(hearing)
        for wrong, refusal in ((1, IntegrityError), (3, (InternalError, ProgrammingError))):
            with pytest.raises(refusal), transaction.atomic():
                Registration.objects.filter(pk=second.pk).update(seat=wrong)

    def test_cannot_be_taken_away_whoever_writes_it(self, hearing):
        come(hearing), come(hearing)
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            Hearing.objects.filter(pk=hearing.pk).update(seats=1)

    def test_a_withdrawal_moves_the_next_one_up_and_tells_them(self, hearing, malee):
        first, _second, waits = come(hearing), come(hearing), come(hearing, user=malee)
        later = come(hearing)
        withdraw_registration(first)
        waits.refresh_from_db(), later.refresh_from_db()
        assert waits.seat == 1 and later.is_waiting
        assert key_of(waits) in Message.objects.get(event_key__endswith=":seat:1").body

    def test_a_free_seat_is_nobodys_while_others_wait(self, hearing):
        come(hearing), come(hearing)
        waits = come(hearing)
        Registration.objects.filter(seat=1).delete()
        assert come(hearing).is_waiting
        assert place_in_line(waits) == 1


class TestRegistering:
    def test_needs_neither_a_name_nor_an_address(self, hearing):
        assert come(hearing).number and not Message.objects.exists()

    def test_of_a_form_sent_twice_is_one(self, hearing):
        token = str(uuid.uuid4())
        first, again = (register(hearing, Told(way="hall"), token=token) for _press in range(2))
        assert first == again and Registration.objects.count() == 1

    def test_of_an_account_is_one(self, hearing, malee):
        assert come(hearing, user=malee) == come(hearing, "online", user=malee)

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ({"way": "phone"}, "way_not_offered"),
            ({"way": "hall", "name": "ก" * 121}, "words_too_long"),
            ({"way": "hall", "email": "malee@"}, "address_wrong"),
        ],
    )
    def test_refuses_what_it_cannot_keep(self, hearing, told, code):
        assert code_of(lambda: register(hearing, Told(**told))) == code

    def test_refuses_a_way_that_the_hearing_does_not_offer(self, announced, suda):
        online = add_hearing(announced(), plan(place="", seats=0), by=suda)
        assert code_of(lambda: come(online)) == "way_not_offered"

    def test_ends_with_the_hearing_and_with_its_cancelling(self, hearing, suda):
        assert code_of(lambda: come(move_clock_to(hearing, timedelta(hours=-4)))) == "hearing_is_over"
        cancel_hearing(move_clock_to(hearing, timedelta(days=1)), reason="วิทยากรป่วย", by=suda)
        assert code_of(lambda: come(hearing)) == "hearing_is_cancelled"


class TestAnAddressWithoutAnAccount:
    def test_gets_one_question_and_nothing_else_until_it_is_confirmed(self, hearing):
        come(hearing), come(hearing)
        waits = come(hearing, email="Malee@example.org")
        assert [mail.event_key[-6:] for mail in Message.objects.all()] == [":whose"]
        withdraw_registration(Registration.objects.get(seat=1))
        assert Message.objects.count() == 1
        confirm_address(waits, key_of(waits, waits.email))
        assert Message.objects.count() == 1
        withdraw_registration(waits)
        assert not Message.objects.exists()

    def test_is_confirmed_by_a_press_and_not_by_opening(self, client, hearing):
        registration = come(hearing, email="malee@example.org")
        path = reverse("confirm_hearing_address", args=[key_of(registration, registration.email)])
        client.get(path)
        registration.refresh_from_db()
        assert registration.email_confirmed_at is None
        client.post(path)
        registration.refresh_from_db()
        assert registration.email_confirmed_at

    def test_of_a_stranger_opens_nothing_of_what_was_told(self, client, hearing):
        """Somebody may have typed it wrong: the mail leads to the question, and its key to no registration."""
        registration = come(hearing, name="มาลี", needs="ภาษามือ", email="stranger@example.org")
        mail = Message.objects.get(event_key__endswith=":whose")
        assert key_of(registration) not in mail.body
        mail_key = key_of(registration, registration.email)
        assert mail_key in mail.body and registration_of(mail_key) is None
        answer = client.post(reverse("confirm_hearing_address", args=[mail_key]), follow=True)
        told = answer.content.decode()
        assert answer.redirect_chain[-1][0] == hearing.get_absolute_url()
        assert "มาลี" not in told and "ภาษามือ" not in told and registration.number not in told
        withdraw_registration(registration)
        assert client.get(reverse("confirm_hearing_address", args=[mail_key])).status_code == 404

    def test_is_not_confirmed_by_the_key_of_the_page(self, hearing):
        registration = come(hearing, email="malee@example.org")
        assert code_of(lambda: confirm_address(registration, key_of(registration))) == "link_is_dead"


class TestOnesOwnPage:
    def test_opens_by_its_key_alone(self, client, hearing):
        registration = come(hearing)
        assert registration.number in page(client, own_page(registration))
        assert client.get(own_page(registration)[:-2] + "x/").status_code == 404
        assert registration_of(registration.number) is None and registration_of("") is None

    def test_goes_into_no_cache_and_no_search_engine(self, client, hearing):
        answer = client.get(own_page(come(hearing)))
        assert "no-store" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"]

    def test_shows_the_link_of_the_meeting_from_an_hour_before_to_who_takes_part_online(self, client, hearing):
        online, hall = come(hearing, "online"), come(hearing)
        for before, is_shown in ((timedelta(minutes=61), False), (timedelta(minutes=59), True)):
            move_clock_to(hearing, before)
            assert (MEETING in page(client, own_page(online))) is is_shown
            assert MEETING not in page(client, own_page(hall))
        assert MEETING not in page(client, hearing.get_absolute_url())
        assert MEETING not in client.get(reverse("hearing_calendar", args=[hearing.consultation.slug, 1])).text

    def test_withdraws_and_forgets(self, client, hearing):
        registration = come(hearing, name="=มาลี", needs_wheelchair=True)
        for _press in range(2):
            client.post(f"{own_page(registration)}withdraw/")
        registration.refresh_from_db()
        assert (registration.name, registration.needs_wheelchair, registration.seat) == ("", False, None)
        assert counts_of(hearing).seated == 0

    def test_leads_an_account_to_the_registration_it_has(self, client, hearing, malee):
        client.force_login(malee)
        form = reverse("register_for_hearing", args=[hearing.consultation.slug, 1])
        sent = client.post(form, {"way": "online", "name": "มาลี", "form_token": str(uuid.uuid4())})
        assert sent.url == client.get(form).url == own_page(Registration.objects.get(user=malee))


class TestTheDoor:
    def test_lets_in_and_takes_it_back(self, hearing, suda):
        registration = come(move_clock_to(hearing, timedelta(hours=1)))
        assert check_in(registration, came=True, by=suda).came_by == suda
        assert counts_of(hearing).came == 1
        assert check_in(registration, came=False, by=suda).came_at is None

    def test_opens_on_the_day_to_the_agency_alone(self, hearing, suda, nipa):
        registration = come(hearing)
        assert code_of(lambda: check_in(registration, came=True, by=suda)) == "too_early"
        move_clock_to(hearing, timedelta(hours=1))
        assert code_of(lambda: check_in(registration, came=True, by=nipa)) == "not_your_agency"

    def test_is_shut_where_the_hearing_does_not_take_place(self, hearing, suda):
        registration = come(move_clock_to(hearing, timedelta(hours=1)))
        cancel_hearing(hearing, reason="วิทยากรป่วย", by=suda)
        assert code_of(lambda: check_in(registration, came=True, by=suda)) == "hearing_is_cancelled"
        move_clock_to(hearing, timedelta(hours=-9))
        assert code_of(lambda: check_in(registration, came=True, by=suda)) == "hearing_is_cancelled"

    def test_has_a_list_that_no_other_agency_reads(self, client, hearing, suda, nipa, malee):
        come(hearing, name="สมชาย ใจกล้า", needs_sign_language=True)
        listed = reverse("manage_registrations", args=[hearing.consultation.slug, 1])
        for user in (nipa, malee):
            client.force_login(user)
            for path in (listed, listed[:-1] + ".csv"):
                assert client.get(path).status_code == 404
        client.force_login(suda)
        assert "สมชาย ใจกล้า" in page(client, listed)

    def test_table_holds_no_formula_and_no_address(self, hearing):
        come(hearing, name="=HYPERLINK(1)", email="malee@example.org")
        told = b"".join(registrations_as_csv(hearing)).decode()
        assert '"\'=HYPERLINK(1)"' in told and "malee@" not in told


class TestWiping:
    def test_leaves_numbers_alone_after_the_days_that_are_set(self, hearing, settings, malee):
        settings.HEARING_REGISTRATIONS_KEPT_DAYS = 30
        come(hearing, name="มาลี", needs="ภาษามือ", user=malee)
        come(hearing, name="สมชาย", email="s@example.org")
        move_clock_to(hearing, timedelta(days=-29))
        assert wipe_some() == 0
        move_clock_to(hearing, timedelta(days=-31))
        assert wipe_some() == 1 and wipe_some() == 0
        for each in Registration.objects.all():
            assert (each.user, each.name, each.email, each.needs) == (None, "", "", "")
        assert counts_of(hearing).seated == 2 and not Message.objects.exists()

    def test_parts_an_erased_account_and_gives_its_seat_on(self, hearing, malee):
        come(hearing, user=malee), come(hearing)
        waits = come(hearing)
        erase_person(malee)
        waits.refresh_from_db()
        assert waits.seat == 1 and not Registration.objects.filter(user=malee).exists()


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_goes_to_one_of_many_who_press_at_once(hearing):
    together = Barrier(4)

    def press(_person):
        together.wait()
        try:
            return come(hearing).seat
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        seats = list(people.map(press, range(4)))
    assert sorted(seats, key=str) == [1, 2, None, None]
    assert timezone.now() < hearing.begins_at
