"""How the complainant is reached: nothing of a case goes to an address before its code was typed."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from complaints import reaching
from complaints.erasure import erase_person
from complaints.handling import ask_complainant
from complaints.intake import Contact
from complaints.models import Complainant
from complaints.reaching import choose_channel, choose_for_all, confirm_address, send_again
from complaints.responding import withdraw_complaint
from complaints.workflow import Visibility
from notifications.models import Message
from records.throttling import Throttled
from tests.complaints.conftest import POTHOLE
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NUAN, PHONE = "pa.nuan@example.org", "+66812345678"


def code_of(message=None):
    """The code in the latest message."""
    message = message or Message.objects.latest("id")
    return re.search(r"\b\d{6}\b", message.body)[0]


def another(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.fixture
def nuan(file):
    """A guest's complaint with an e-mail that nobody has confirmed."""
    return file(by=None, contact=Contact(name="ป้านวล", email=NUAN)).complaint


def reach(complaint):
    return Complainant.objects.get(complaint=complaint)


class TestFilingWithAnAddress:
    def test_sends_it_the_code_and_nothing_of_the_case(self, nuan):
        mail = Message.objects.get()
        said = mail.subject + mail.body
        assert mail.recipient == NUAN
        assert code_of(mail) in mail.subject
        for private in (nuan.reference, POTHOLE[:20], "ป้านวล", "track", "http"):
            assert private not in said

    def test_S7_keeps_of_the_code_its_hmac_only(self, nuan):
        person = reach(nuan)
        assert len(person.code_hash) == 64
        assert code_of() not in person.code_hash

    def test_by_an_account_asks_nothing_where_the_account_has_confirmed_it(self, file, malee):
        complaint = file().complaint
        assert reach(complaint).news_confirmed_at
        assert complaint.reference in Message.objects.get().body

    def test_by_an_account_with_another_address_asks_for_its_code(self, file):
        complaint = file(contact=Contact(email=NUAN)).complaint
        assert reach(complaint).news_confirmed_at is None
        assert complaint.reference not in Message.objects.get().body

    def test_by_an_account_that_never_confirmed_its_address_asks_too(self, file):
        new = make_user("ใหม่ มาแล้ว", email="mai@example.org", email_confirmed_at=None)
        assert reach(file(by=new, contact=Contact(email="mai@example.org")).complaint).news_confirmed_at is None

    def test_for_somebody_else_never_counts_the_helpers_account(self, file, malee):
        complaint = file(by=malee, helper=malee, contact=Contact(email=malee.email)).complaint
        assert reach(complaint).news_confirmed_at is None

    def test_S6_without_a_name_keeps_and_sends_nothing(self, file):
        file(by=None, visibility=Visibility.ANONYMOUS, contact=Contact(email=NUAN), news_channel="email")
        assert not Complainant.objects.exists()
        assert not Message.objects.exists()

    def test_is_never_held_up_by_a_full_mailbox(self, file):
        complaint = file(by=None, contact=Contact(email=NUAN), may_send_code=False).complaint
        assert not Message.objects.exists()
        assert reach(complaint).code_hash == ""

    @pytest.mark.parametrize("news_channel", ["line", "post", "pigeon", "email\0"])
    def test_by_a_way_that_is_not_built_is_refused(self, file, news_channel):
        with pytest.raises(ValidationError) as refusal:
            file(by=None, contact=Contact(email=NUAN, phone=PHONE), news_channel=news_channel)
        assert refusal.value.code == "channel_not_open"

    def test_by_sms_needs_a_gateway_or_the_demo(self, file, settings):
        settings.DEMO = False
        with pytest.raises(ValidationError):
            file(by=None, contact=Contact(phone=PHONE), news_channel="sms")
        settings.SMS_GATEWAY = "tests.notifications.test_outbox.gateway"
        assert reach(file(by=None, contact=Contact(phone=PHONE), news_channel="sms").complaint).news_channel == "sms"

    @pytest.mark.parametrize(("channel", "contact"), [("email", Contact()), ("sms", Contact(email=NUAN))])
    def test_needs_the_address_of_its_way(self, file, settings, channel, contact):
        settings.DEMO = True
        with pytest.raises(ValidationError) as refusal:
            file(by=None, contact=contact, news_channel=channel)
        assert refusal.value.code == "news_address_missing"

    def test_by_the_page_sends_nothing_even_with_an_address(self, file):
        file(by=None, contact=Contact(email=NUAN), news_channel="page")
        assert not Message.objects.exists()


class TestBeforeTheCode:
    def test_no_notice_and_no_link_goes_out(self, nuan, highways, wichai):
        from complaints.handling import accept_assignment, assign_case

        part = accept_assignment(assign_case(nuan.case, highways, by=None), by=wichai)
        ask_complainant(part, question="หลุมอยู่ฝั่งไหน", by=wichai)
        assert Message.objects.count() == 1  # the code


class TestTheCode:
    def test_lets_news_begin_with_the_number(self, nuan):
        assert confirm_address(nuan, code_of())
        assert nuan.reference in Message.objects.latest("id").body
        withdraw_complaint(nuan.case, by=None)
        assert "ถอน" in Message.objects.latest("id").subject

    def test_brings_the_question_that_waits(self, nuan, highways, wichai):
        from complaints.handling import accept_assignment, assign_case

        code = code_of()
        part = accept_assignment(assign_case(nuan.case, highways, by=None), by=wichai)
        ask_complainant(part, question="หลุมอยู่ฝั่งไหน", by=wichai)
        nuan.case.refresh_from_db()
        confirm_address(nuan, code)
        assert "/answer/" in Message.objects.latest("id").body

    def test_is_read_in_thai_digits_with_spaces(self, nuan):
        thai = code_of().translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
        assert confirm_address(nuan, f" {thai[:3]} {thai[3:]} ")

    def test_counts_once(self, nuan):
        code = code_of()
        confirm_address(nuan, code)
        told = Message.objects.count()
        assert confirm_address(nuan, code) is None
        assert Message.objects.count() == told

    def test_of_another_case_is_wrong(self, nuan, file):
        code = code_of()
        other = file(by=None, contact=Contact(email=NUAN)).complaint
        if code_of() != code:
            with pytest.raises(reaching.WrongCode):
                confirm_address(other, code)

    def test_even_when_it_is_the_same_number_is_bound_to_its_case(self, nuan, file):
        other = file(by=None, contact=Contact(email=NUAN)).complaint
        Complainant.objects.filter(complaint=other).update(code_hash=reach(nuan).code_hash)
        with pytest.raises(reaching.WrongCode):
            confirm_address(other, code_of(Message.objects.earliest("id")))

    def test_has_five_tries_that_count_although_they_are_refused(self, nuan):
        code = code_of()
        for left in (4, 3, 2, 1):
            with pytest.raises(reaching.WrongCode) as refusal:
                confirm_address(nuan, another(code))
            assert refusal.value.params == {"left": left}
        for typed in (another(code), code):  # the fifth ends it, and then the right one is worth nothing
            with pytest.raises(ValidationError) as refusal:
                confirm_address(nuan, typed)
            assert refusal.value.code == "code_is_over"
        assert reach(nuan).news_confirmed_at is None

    def test_is_over_after_a_quarter_of_an_hour(self, nuan):
        Complainant.objects.update(code_until=timezone.now() - timedelta(seconds=1))
        with pytest.raises(ValidationError) as refusal:
            confirm_address(nuan, code_of())
        assert refusal.value.code == "code_is_over"

    @pytest.mark.parametrize("typed", ["", " ", "ไม่ใช่รหัส", "1" * 5000, "\0", "12345", "½²³", "'; DROP TABLE"])
    def test_that_is_none_is_wrong_and_never_more(self, nuan, typed):
        with pytest.raises(ValidationError):
            confirm_address(nuan, typed)
        assert reach(nuan).news_confirmed_at is None

    def test_before_a_new_one_is_worth_nothing(self, nuan):
        first = code_of()
        send_again(nuan)
        if code_of() != first:
            with pytest.raises(reaching.WrongCode):
                confirm_address(nuan, first)
        assert confirm_address(nuan, code_of())

    def test_is_not_sent_again_once_confirmed(self, nuan):
        confirm_address(nuan, code_of())
        with pytest.raises(ValidationError) as refusal:
            send_again(nuan)
        assert refusal.value.code == "nothing_to_confirm"


@pytest.mark.django_db(transaction=True)
def test_typed_by_two_at_once_is_taken_once(nuan):
    code, taken = code_of(), []

    def type_it():
        try:
            taken.append(confirm_address(nuan, code))
        finally:
            connection.close()

    both = [threading.Thread(target=type_it) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert [bool(each) for each in sorted(taken, key=bool)] == [False, True]
    assert Message.objects.count() == 2


class TestChangingTheWay:
    def test_ends_the_old_address_at_once_and_asks_for_the_new_ones_code(self, nuan):
        confirm_address(nuan, code_of())
        choose_channel(nuan, "email", email="somchai@example.org")
        withdraw_complaint(nuan.case, by=None)
        after = Message.objects.latest("id")
        assert after.recipient == "somchai@example.org"
        assert nuan.reference not in after.body + after.subject

    def test_needs_a_code_once_more_to_go_back(self, nuan):
        confirm_address(nuan, code_of())
        choose_channel(nuan, "email", email="somchai@example.org")
        choose_channel(nuan, "email", email=NUAN)
        assert reach(nuan).news_confirmed_at is None

    def test_makes_the_code_that_waits_for_the_old_address_worthless(self, nuan):
        first = code_of()
        choose_channel(nuan, "email", email="somchai@example.org")
        if code_of() != first:
            with pytest.raises(reaching.WrongCode):
                confirm_address(nuan, first)

    def test_to_what_it_is_already_sends_nothing(self, nuan):
        choose_channel(nuan, "email", email=NUAN)
        assert Message.objects.count() == 1

    def test_to_the_page_ends_all_messages(self, nuan):
        confirm_address(nuan, code_of())
        choose_channel(nuan, "page")
        told = Message.objects.count()
        withdraw_complaint(nuan.case, by=None)
        assert Message.objects.count() == told

    def test_gives_one_to_who_had_none(self, file):
        complaint = file(by=None, contact=Contact()).complaint
        choose_channel(complaint, "email", email=NUAN)
        assert confirm_address(complaint, code_of())

    def test_S6_is_not_for_who_stays_unnamed(self, file):
        complaint = file(by=None, visibility=Visibility.ANONYMOUS, contact=Contact()).complaint
        with pytest.raises(ValidationError) as refusal:
            choose_channel(complaint, "email", email=NUAN)
        assert refusal.value.code == "in_confidence"
        assert not Complainant.objects.exists()

    def test_by_sms_is_a_short_text_with_the_number(self, nuan, settings):
        settings.DEMO = True
        choose_channel(nuan, "sms", phone=PHONE)
        text = Message.objects.latest("id")
        assert (text.channel, text.recipient) == ("sms", PHONE)
        assert nuan.reference not in text.body
        confirm_address(nuan, code_of())
        withdraw_complaint(nuan.case, by=None)
        text = Message.objects.latest("id")
        assert text.channel == "sms"
        assert nuan.reference in text.body
        assert len(text.body) < 200


class TestForAllCasesOfAnAccount:
    def test_the_accounts_own_address_needs_no_code(self, file, malee):
        complaint = file(contact=Contact(email=NUAN)).complaint
        assert choose_for_all(malee, "email") == 1
        person = reach(complaint)
        assert person.email == malee.email
        assert person.news_confirmed_at

    def test_leaves_cases_of_others_alone(self, nuan, malee):
        choose_for_all(malee, "page")
        assert reach(nuan).news_channel == "email"

    @pytest.mark.parametrize("channel", ["sms", "line", "post", "pigeon"])
    def test_takes_no_way_that_the_account_does_not_have(self, file, malee, settings, channel):
        settings.DEMO = True
        complaint = file().complaint
        with pytest.raises(ValidationError):
            choose_for_all(malee, channel)
        assert reach(complaint).news_channel == "email"

    def test_P2_is_gone_with_the_account(self, file, malee):
        complaint = file().complaint
        withdraw_complaint(complaint.case, by=malee)
        erase_person(malee)
        person = reach(complaint)
        assert (person.news_channel, person.news_confirmed_at, person.code_hash, person.email) == ("page", None, "", "")


class TestCounting:
    def test_S15_one_address_gets_five_codes_a_day_whoever_files(self):
        allowed = [
            reaching.may_send_code("", email=mail, phone="", owner=None) for mail in [NUAN] * 3 + [NUAN.upper()] * 3
        ]
        assert allowed == [True] * 5 + [False]

    def test_S15_one_case_asks_for_five_codes_a_day(self, nuan):
        def count(number):
            reaching.count_code(nuan, "email", f"p{number}@example.org", sender=f"203.0.113.{number}")

        for number in range(5):
            count(number)
        with pytest.raises(Throttled):
            count(6)
