"""News for somebody who told it to a helper: by SMS where a number is all they have, confirmed by the code they read aloud."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from complaints.models import Complainant, Complaint, Consent
from complaints.reaching import choose_channel
from directory.models import Role
from notifications.models import Message
from tests.complaints.assisted import ASSIST, newest_receipt, told
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sms(settings):
    settings.DEMO = True


@pytest.fixture
def files(as_, lamai, sila):
    def files(**fields):
        return as_(lamai).post(ASSIST, told(**fields))

    return files


def person():
    return Complainant.objects.get()


def read_aloud():
    """The digits of the newest message, as the person reads them."""
    return re.search(r"\b\d{6}\b", Message.objects.latest("pk").body).group()


def another(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def page_of(answer):
    return answer.content.decode().partition("<main")[2]


class TestTheWay:
    def test_is_sms_where_a_number_is_all_there_is(self, files):
        files(news_channel="")
        assert (person().news_channel, person().news_address) == ("sms", "+66810000123")

    def test_is_sms_for_a_form_that_says_nothing_of_it(self, files):
        files()
        assert person().news_channel == "sms"

    @pytest.mark.parametrize(
        ("fields", "way"),
        [
            ({"email": "kham@example.org"}, "email"),
            ({"news_channel": "page"}, "page"),
            ({"phone": ""}, "page"),
            ({"news_channel": "sms", "email": "kham@example.org"}, "sms"),
        ],
    )
    def test_is_what_was_chosen_else_e_mail_else_none(self, files, fields, way):
        files(**fields)
        assert person().news_channel == way

    def test_is_the_page_where_no_sms_goes_out(self, files, settings, client):
        settings.DEMO = False
        files()
        assert person().news_channel == "page"
        assert "No news will be sent" in client.get(newest_receipt()).content.decode()

    def test_an_anonymous_one_has_none(self, files, client):
        files(visibility="anonymous")
        assert not Message.objects.exists()
        assert client.post(f"{newest_receipt()}news/", {"step": "again"}).status_code < 500
        assert not Message.objects.exists()


class TestALandline:
    LANDLINE = "043-123-456"

    def test_is_kept_to_be_called_and_no_news_goes_to_it(self, files, client):
        client.cookies["language"] = "en"
        answer = files(phone=self.LANDLINE, news_channel="")
        assert answer.status_code == 302
        assert (person().phone, person().news_channel, person().news_address) == ("+6643123456", "page", "")
        assert not Message.objects.exists()
        shown = client.get(answer["Location"]).content.decode()
        assert "The number is a landline" in shown and "a mobile number or an e-mail" in shown

    def test_keeps_its_extension_for_the_officer_who_calls_and_gets_no_sms(self, files, client):
        client.cookies["language"] = "en"
        answer = files(phone="043-123-456 ต่อ 12", news_channel="")
        assert answer.status_code == 302
        assert (person().phone, person().news_channel) == ("+6643123456;ext=12", "page")
        assert "The number is a landline" in client.get(answer["Location"]).content.decode()
        answer = files(phone="043-123-456 ต่อ 12", news_channel="sms")
        assert answer.status_code == 400 and "043-123-456 ต่อ 12" in page_of(answer)
        assert not Message.objects.exists()

    def test_with_an_e_mail_nothing_has_to_be_said(self, files, client):
        client.cookies["language"] = "en"
        answer = files(phone=self.LANDLINE, email="kham@example.org")
        assert person().news_channel == "email"
        assert "The number is a landline" not in client.get(answer["Location"]).content.decode()

    def test_sms_to_it_is_refused_with_the_ways_that_remain(self, files, client):
        client.cookies["language"] = "en"
        answer = files(phone=self.LANDLINE, news_channel="sms")
        assert answer.status_code == 400 and not Complaint.objects.exists()
        assert "News by SMS needs a mobile number. Give one, or choose e-mail" in page_of(answer)
        assert self.LANDLINE in page_of(answer), "what was typed stays"

    def test_what_is_no_number_is_refused(self, files, client):
        client.cookies["language"] = "en"
        answer = files(phone="02 12")
        assert answer.status_code == 400 and "such as 02 123 4567" in page_of(answer)

    def test_the_person_may_give_a_mobile_number_later(self, files):
        files(phone=self.LANDLINE)
        complaint = Complaint.objects.get()
        with pytest.raises(ValidationError) as refused:
            choose_channel(complaint, "sms")
        assert refused.value.code == "news_needs_mobile"
        choose_channel(complaint, "sms", phone="+66810000123")
        assert (person().phone, person().news_channel) == ("+66810000123", "sms")

    def test_an_anonymous_one_keeps_none(self, files):
        assert files(phone=self.LANDLINE, visibility="anonymous").status_code == 302
        assert not Complainant.objects.exclude(phone="").exists()


class TestTheCodeReadAloud:
    def test_confirms_and_is_kept_as_said(self, files, client):
        files()
        assert client.post(f"{newest_receipt()}news/", {"code": read_aloud(), "step": "code"}).status_code == 302
        assert person().news_confirmed_at
        consent = Consent.objects.get(purpose="news")
        assert (consent.given_as, consent.channel) == ("said", "phone")
        assert "News of every step goes to" in page_of(client.get(newest_receipt()))

    def test_the_message_says_to_whom_to_read_it(self, files):
        files(language="en")
        body = Message.objects.latest("pk").body
        assert "Read it to the helper" in body
        assert "Tell it to nobody." not in body

    def test_stands_on_no_page_of_the_helper(self, files, client):
        files()
        code = read_aloud()
        wrong = client.post(f"{newest_receipt()}news/", {"code": another(code)})
        for page in (client.get(newest_receipt()), client.get(ASSIST), wrong):
            assert code not in page_of(page)

    def test_a_wrong_one_says_how_many_tries_are_left(self, files, client):
        files()
        answer = client.post(f"{newest_receipt()}news/", {"code": another(read_aloud())})
        assert answer.status_code == 409
        assert "Tries left: 4" in page_of(answer)
        assert "data-code>" in page_of(answer), "the receipt stays"
        assert not person().news_confirmed_at

    def test_nothing_typed_is_told_at_the_field(self, files, client):
        files()
        answer = client.post(f"{newest_receipt()}news/", {"code": "", "step": "code"})
        assert answer.status_code == 400
        assert "Type the code first." in page_of(answer)

    def test_after_five_wrong_ones_the_right_one_is_refused(self, files, client):
        files()
        code = read_aloud()
        for _n in range(5):
            client.post(f"{newest_receipt()}news/", {"code": another(code)})
        assert client.post(f"{newest_receipt()}news/", {"code": code}).status_code == 409
        assert not person().news_confirmed_at

    def test_is_over_after_a_quarter_of_an_hour(self, files, client):
        files()
        Complainant.objects.update(code_until=timezone.now() - timedelta(seconds=1))
        answer = client.post(f"{newest_receipt()}news/", {"code": read_aloud()})
        assert answer.status_code == 409
        assert not person().news_confirmed_at

    def test_twice_is_once(self, files, client):
        files()
        code = read_aloud()
        for _n in range(2):
            assert client.post(f"{newest_receipt()}news/", {"code": code}).status_code == 302
        assert Consent.objects.filter(purpose="news").count() == 1

    def test_a_new_one_ends_the_one_before(self, files, client):
        files()
        first = read_aloud()
        client.post(f"{newest_receipt()}news/", {"step": "again"})
        second = read_aloud()
        if first != second:
            assert client.post(f"{newest_receipt()}news/", {"code": first}).status_code == 409
        assert client.post(f"{newest_receipt()}news/", {"code": second}).status_code == 302
        assert person().news_confirmed_at

    def test_S15_new_ones_are_counted_as_the_citizens_own(self, files, client):
        files()
        answers = [client.post(f"{newest_receipt()}news/", {"step": "again"}).status_code for _n in range(6)]
        assert 429 in answers
        assert Message.objects.count() <= 6

    def test_another_helper_confirms_nothing(self, as_, files, centre):
        files()
        other = make_membership(make_user("สมหญิง ใจอารี"), centre, Role.HELPER).user
        as_(other).post(f"{newest_receipt()}news/", {"code": read_aloud()})
        assert not person().news_confirmed_at

    def test_after_handing_over_it_is_the_persons_alone(self, files, client):
        files()
        client.post(f"{newest_receipt()}handed-over/")
        client.post(f"{newest_receipt()}news/", {"code": read_aloud()})
        assert not person().news_confirmed_at
        assert Complaint.objects.count() == 1
