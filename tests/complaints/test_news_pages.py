"""Choosing how news comes, and typing the code: on the receipt, on the page of the case, and in one's settings."""

import re

import pytest

from complaints.intake import Contact
from complaints.models import Complainant
from complaints.references import new_reference
from complaints.workflow import Visibility
from notifications.models import Message
from tests.complaints.conftest import POTHOLE

pytestmark = pytest.mark.django_db
NUAN = "pa.nuan@example.org"


def code():
    return re.search(r"\b\d{6}\b", Message.objects.latest("id").body)[0]


def page(response):
    return response.content.decode()


def reach(complaint):
    return Complainant.objects.get(complaint=complaint)


@pytest.fixture
def nuan(file):
    return file(by=None, contact=Contact(name="ป้านวล", email=NUAN))


@pytest.fixture
def opened(client, nuan):
    """Her case, opened by its receipt code in this browser; the address of its page of news."""
    complaint = nuan.complaint
    client.post("/track/", {"reference": complaint.reference, "code": nuan.receipt_code})
    return f"/track/{complaint.reference}/news/"


class TestWhoMay:
    def test_S2_a_stranger_is_asked_for_the_code_alike_whether_the_number_is_there(self, client, nuan, file):
        hidden = file(by=None, visibility=Visibility.CONFIDENTIAL).complaint.reference
        pages = set()
        for number in (nuan.complaint.reference, hidden, new_reference()):
            answer = client.get(f"/track/{number}/news/")
            assert answer.status_code == 200
            pages.add(re.sub(r'data-made="\d+"|name="csrf[^>]*>', "", page(answer)).replace(number, ""))
        assert len(pages) == 1
        assert NUAN not in pages.pop()

    def test_S2_a_stranger_does_nothing(self, client, nuan):
        address = f"/track/{nuan.complaint.reference}/news/"
        for step in ("code", "again", "page", "choose"):
            assert client.post(address, {"step": step, "code": code()}).status_code == 404
        assert reach(nuan.complaint).news_confirmed_at is None

    def test_S2_another_complainant_finds_nothing(self, client, nuan, file, malee):
        file()
        client.force_login(malee)
        assert NUAN not in page(client.get(f"/track/{nuan.complaint.reference}/news/"))

    def test_S6_who_stays_unnamed_is_not_asked(self, client, file):
        filed = file(by=None, visibility=Visibility.ANONYMOUS, contact=Contact())
        client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
        address = f"/track/{filed.complaint.reference}/"
        assert "news/" not in page(client.get(address))
        assert client.post(f"{address}news/", {"news_channel": "email", "email": NUAN}).status_code == 404

    def test_a_stranger_sees_no_address_on_the_page_of_the_case(self, client, nuan):
        assert NUAN not in page(client.get(f"/track/{nuan.complaint.reference}/"))


class TestTypingTheCode:
    def test_confirms_and_leads_back_to_the_case(self, client, nuan, opened):
        response = client.post(opened, {"step": "code", "code": code()})
        assert response.url == f"/track/{nuan.complaint.reference}/"
        assert reach(nuan.complaint).news_confirmed_at
        assert f"{NUAN}</span>" in page(client.get(response.url))

    def test_on_the_receipt_leads_back_to_the_receipt_and_nowhere_else(self, client, opened):
        typed = {"step": "code", "code": code()}
        assert client.post(opened, {**typed, "back": "receipt"}).url == "/complaints/receipt/#news"
        assert client.post(opened, {**typed, "back": "https://evil.example"}).url.startswith("/track/")

    def test_wrong_comes_back_at_its_field_with_the_tries_left(self, client, opened):
        wrong = f"{(int(code()) + 1) % 1_000_000:06d}"
        response = client.post(opened, {"step": "code", "code": wrong})
        assert response.status_code == 409
        assert 'id="news-code-error"' in page(response)
        assert "ลองได้อีก 4 ครั้ง" in page(response)

    @pytest.mark.parametrize("typed", ["", "๑" * 50, "<script>alert(1)</script>", "abc"])
    def test_hostile_comes_back_at_its_field(self, client, opened, typed):
        response = client.post(opened, {"step": "code", "code": typed})
        assert response.status_code in {400, 409}
        assert "<script>alert" not in page(response)

    def test_twice_by_an_impatient_finger_is_no_mistake(self, client, opened):
        typed = {"step": "code", "code": code()}
        assert [client.post(opened, typed).status_code for _ in range(2)] == [302, 302]
        assert Message.objects.filter(event_key__startswith="news:").count() == 1


class TestANewCode:
    def test_is_sent_and_replaces_the_one_before(self, client, opened):
        first = code()
        assert client.post(opened, {"step": "again"}).status_code == 302
        assert Message.objects.filter(recipient=NUAN).count() == 2
        if first != code():
            assert client.post(opened, {"step": "code", "code": first}).status_code == 409

    def test_S15_ends_after_five_a_day(self, client, opened):
        answers = [client.post(opened, {"step": "again"}).status_code for _ in range(6)]
        assert answers == [302] * 5 + [429]

    def test_is_not_sent_to_what_is_confirmed(self, client, opened):
        client.post(opened, {"step": "code", "code": code()})
        assert client.post(opened, {"step": "again"}).status_code == 409


class TestTheShortWay:
    """One touch and typing: from the mail, and from the page of the case."""

    STOP = 'name="step" value="page"'

    def unfolded(self, html):
        return re.search(r'<details[^>]* open>(?:(?!</details>).)*name="email"', html, re.DOTALL)

    def test_leads_from_a_mail_by_the_code_to_the_open_form(self, client, nuan, opened):
        client.post(opened, {"step": "code", "code": code()})
        link = re.search(r"https?://[^/]+(/track/\S+/news/)", Message.objects.latest("id").body)[1]
        client.cookies.clear()
        form = dict(re.findall(r'name="([^"]+)"[^>]* value="([^"]+)"', page(client.get(link))))
        assert form["reference"] == nuan.complaint.reference
        answer = client.post("/track/", form | {"code": nuan.receipt_code}, follow=True)
        assert answer.redirect_chain == [(link, 302)]
        assert self.unfolded(page(answer))

    def test_keeps_its_aim_when_the_code_was_wrong(self, client, nuan):
        form = {"reference": nuan.complaint.reference, "code": "0000", "needs_code": "1", "to_news": "True"}
        refused = client.post("/track/", form)
        assert 'name="to_news"' in page(refused)

    def test_opens_the_form_with_mail_chosen_for_who_gets_none(self, client, file):
        filed = file(by=None)
        client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
        html = page(client.get(f"/track/{filed.complaint.reference}/news/"))
        assert self.unfolded(html)
        assert re.search(r'value="email"[^>]* checked', html)

    def test_asks_for_the_code_first_where_one_waits(self, client, opened):
        assert not self.unfolded(page(client.get(opened)))

    def test_ends_all_news_by_one_button_on_the_page_of_the_case(self, client, nuan, opened):
        case_page = opened.removesuffix("news/")
        assert self.STOP not in page(client.get(case_page))
        client.post(opened, {"step": "code", "code": code()})
        assert self.STOP in page(client.get(case_page))
        client.post(opened, {"step": "page"})
        assert self.STOP not in page(client.get(case_page))
        assert not reach(nuan.complaint).news_address


class TestAnotherWay:
    def test_by_the_page_ends_all_messages(self, client, nuan, opened):
        client.post(opened, {"step": "page"})
        assert reach(nuan.complaint).news_channel == "page"
        assert "ไม่ส่งข่าว" in page(client.get(f"/track/{nuan.complaint.reference}/"))

    def test_to_another_address_asks_for_its_code(self, client, nuan, opened):
        response = client.post(opened, {"news_channel": "email", "email": "Somchai@example.org"}, follow=True)
        assert "พิมพ์รหัส" in page(response)
        assert Message.objects.latest("id").recipient == "Somchai@example.org"

    def test_by_sms_takes_a_number_as_people_write_it(self, client, nuan, opened, settings):
        settings.DEMO = True
        client.post(opened, {"news_channel": "sms", "phone": "๐๘๑-๒๓๔ ๕๖๗๘", "email": "ไม่ใช่อีเมล"})
        assert Message.objects.latest("id").recipient == "+66812345678"

    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"news_channel": "email", "email": ""}, "email"),
            ({"news_channel": "email", "email": "a@b"}, "email"),
            ({"news_channel": "email", "email": "a@example.org\nBcc: b@example.org"}, "email"),
            ({"news_channel": "line"}, "news_channel"),
            ({"news_channel": "post"}, "news_channel"),
            ({"news_channel": ""}, "news_channel"),
        ],
    )
    def test_that_cannot_be_comes_back_at_its_field(self, client, nuan, opened, told, field):
        response = client.post(opened, told)
        assert response.status_code == 400
        assert f'href="#news-{field}' in page(response)
        assert reach(nuan.complaint).email == NUAN

    def test_says_which_ways_are_not_built_and_offers_no_button_for_them(self, client, opened):
        html = page(client.get(opened))
        assert "LINE, จดหมาย" in html
        assert 'value="line"' not in html
        assert 'value="post"' not in html

    def test_S15_to_many_addresses_ends(self, client, opened):
        answers = [
            client.post(opened, {"news_channel": "email", "email": f"p{number}@example.org"}).status_code
            for number in range(6)
        ]
        assert answers == [302] * 5 + [429]


class TestFilingByForm:
    FORM = {"text": POTHOLE, "step": "check", "visibility": "agency"}

    def test_says_that_a_code_comes_first(self, client, khon_kaen):
        html = page(client.post("/complaints/new/", {**self.FORM, "email": NUAN}, follow=True))
        assert "หลังจากคุณพิมพ์รหัส" in html

    @pytest.mark.parametrize(
        ("channel", "field"), [("email", "email"), ("line", "news_channel"), ("x", "news_channel")]
    )
    def test_a_way_that_cannot_be_is_told_at_its_field(self, client, khon_kaen, channel, field):
        response = client.post("/complaints/new/", {**self.FORM, "news_channel": channel}, follow=True)
        assert response.status_code == 400
        assert f"id_{field}" in page(response)

    def test_leads_to_the_receipt_with_the_code_to_type(self, client, khon_kaen):
        client.post("/complaints/new/", {**self.FORM, "step": "send", "email": NUAN})
        html = page(client.get("/complaints/receipt/"))
        assert 'id="news-code"' in html
        assert "เมื่อยืนยัน" in html

    def test_with_a_full_mailbox_files_and_offers_a_code_later(self, client, khon_kaen):
        for _ in range(6):
            response = client.post("/complaints/new/", {**self.FORM, "step": "send", "email": NUAN})
            assert response.url == "/complaints/receipt/"
        assert Message.objects.filter(recipient=NUAN).count() == 5
        html = page(client.get("/complaints/receipt/"))
        assert 'id="news-code"' not in html
        assert "กดส่งรหัสก่อน" in html


class TestMySettings:
    def test_choose_one_way_for_all_my_cases(self, client, file, malee):
        complaint = file().complaint
        client.force_login(malee)
        assert 'name="news_channel"' in page(client.get("/me/"))
        client.post("/me/news/", {"news_channel": "page"})
        assert reach(complaint).news_channel == "page"

    def test_offer_no_number_that_is_not_confirmed(self, client, malee, settings):
        settings.DEMO = True
        client.force_login(malee)
        assert 'id="news-sms"' not in page(client.get("/me/"))

    @pytest.mark.parametrize("channel", ["line", "sms", "\u0e01", "x" * 5000])
    def test_refuse_what_is_not_theirs(self, client, file, malee, channel):
        complaint = file().complaint
        client.force_login(malee)
        client.post("/me/news/", {"news_channel": channel})
        assert reach(complaint).news_channel == "email"

    def test_are_for_accounts_only(self, client):
        assert "/accounts/login/" in client.post("/me/news/", {"news_channel": "page"}).url


class TestTheApi:
    ADDRESS = "/api/v1/complaints/"

    def file(self, client, **told):
        return client.post(self.ADDRESS, {"text": POTHOLE, **told}, content_type="application/json")

    def test_takes_the_channel_and_tells_whether_it_is_confirmed(self, client):
        answer = self.file(client, channel="email", contact={"email": NUAN})
        assert answer.json()["news"] == {"channel": "email", "is_confirmed": False}

    def test_files_by_the_page_without_a_wish(self, client):
        assert self.file(client).json()["news"] == {"channel": "page", "is_confirmed": True}

    @pytest.mark.parametrize("channel", ["line", "post"])
    def test_refuses_what_is_not_built(self, client, channel):
        answer = self.file(client, channel=channel, contact={"email": NUAN})
        assert (answer.status_code, answer.json()["code"]) == (400, "channel_not_open")

    def test_shows_it_to_who_filed_and_to_nobody_else(self, client, nuan, opened, malee):
        address = f"/api/v1/cases/{nuan.complaint.reference}/"
        assert client.get(address).json()["news"] == {"channel": "email", "is_confirmed": False}
        client.cookies.clear()
        assert "news" not in client.get(address).json()

    def test_confirms_with_receipt_code_and_code(self, client, nuan):
        address = f"/api/v1/cases/{nuan.complaint.reference}/news-code/"
        told = {"receipt_code": nuan.receipt_code, "code": code()}
        answer = client.post(address, told, content_type="application/json")
        assert answer.json() == {"channel": "email", "is_confirmed": True}

    def test_S7_confirms_nothing_with_a_wrong_receipt_code(self, client, nuan):
        told = {"receipt_code": "AAAA-BBBB-CCCC-DDDD", "code": code()}
        there, missing = (
            client.post(f"/api/v1/cases/{reference}/news-code/", told, content_type="application/json")
            for reference in (nuan.complaint.reference, new_reference())
        )
        assert there.json()["code"] == "receipt_code_wrong"
        assert missing.json() == there.json()
        assert reach(nuan.complaint).news_confirmed_at is None

    def test_sends_a_new_code_and_the_old_one_is_worth_nothing(self, client, nuan):
        old = code()
        address = f"/api/v1/cases/{nuan.complaint.reference}/news-code/"
        told = {"receipt_code": nuan.receipt_code}
        answer = client.post(f"{address}again/", told, content_type="application/json")
        assert (answer.status_code, answer.json()["is_confirmed"]) == (200, False)
        new = code()
        if new != old:
            refused = client.post(address, {**told, "code": old}, content_type="application/json")
            assert refused.json()["code"] == "code_wrong"
        assert client.post(address, {**told, "code": new}, content_type="application/json").json()["is_confirmed"]
        again = client.post(f"{address}again/", told, content_type="application/json")
        assert (again.status_code, again.json()["code"]) == (400, "nothing_to_confirm")

    def test_S7_sends_no_code_to_who_has_no_receipt(self, client, nuan):
        told = {"receipt_code": "AAAA-BBBB-CCCC-DDDD"}
        before = Message.objects.count()
        there, missing = (
            client.post(f"/api/v1/cases/{reference}/news-code/again/", told, content_type="application/json")
            for reference in (nuan.complaint.reference, new_reference())
        )
        assert missing.json() == there.json()
        assert Message.objects.count() == before

    def test_is_limited_as_on_the_page(self, client, nuan, settings):
        settings.THROTTLE_SCALE = 1
        told = {"receipt_code": nuan.receipt_code}
        address = f"/api/v1/cases/{nuan.complaint.reference}/news-code/again/"
        answers = [client.post(address, told, content_type="application/json").status_code for _ in range(6)]
        assert answers[0] == 200 and answers[-1] == 429
