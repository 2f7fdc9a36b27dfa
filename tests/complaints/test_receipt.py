"""The receipt and the ways to keep it."""

import re
from datetime import datetime, timedelta

import pytest
from freezegun import freeze_time

from complaints.workflow import Visibility
from tests.complaints.conftest import without_outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(client, file):
    """Shows the receipt of a complaint just filed, as the browser of who filed sees it."""

    def receipt(**fields):
        from django.http import HttpResponse
        from django.test import RequestFactory

        from complaints.device import keep_receipt

        filed, answer = file(by=None, **fields), HttpResponse()
        keep_receipt(RequestFactory().get("/"), answer, filed.complaint.reference, filed.receipt_code)
        client.cookies.load(answer.cookies.output(header=""))
        return filed

    return receipt


def page(response):
    return response.content.decode()


class TestTheReceipt:
    def test_tells_what_happens_next_and_how_to_keep_the_code(self, client, receipt):
        filed = receipt()
        html = page(client.get("/complaints/receipt/"))
        assert filed.receipt_code in html
        assert "ต่อจากนี้" in html
        assert "ก่อนออกจากหน้านี้" in html
        assert 'data-module="save-image"' in html

    @pytest.mark.parametrize(("fields", "offered"), [({}, True), ({"visibility": Visibility.CONFIDENTIAL}, False)])
    def test_what_was_told_in_confidence_is_not_offered_to_a_chat(self, client, receipt, fields, offered):
        receipt(**fields)
        assert ('data-module="share"' in page(client.get("/complaints/receipt/"))) is offered

    def test_tells_somebody_unnamed_that_a_lost_code_stays_lost(self, client, receipt):
        from complaints.intake import Contact

        receipt(visibility=Visibility.ANONYMOUS, contact=Contact())
        assert "เราเองก็เปิดไม่ได้" in page(client.get("/complaints/receipt/"))

    def test_tells_who_tells_in_confidence_that_the_number_alone_opens_nothing(self, client, receipt):
        filed = receipt(visibility=Visibility.CONFIDENTIAL)
        told = page(client.get("/complaints/receipt/"))
        assert "เลขที่เรื่องอย่างเดียวเปิดดูไม่ได้" in told
        assert "ใช้เลขที่เรื่องดูความคืบหน้าได้" not in told
        client.cookies.clear()
        assert client.get(f"/track/{filed.complaint.reference}/").status_code == 404

    def test_is_gone_for_another_browser(self, client, file):
        file()
        assert client.get("/complaints/receipt/").url == "/track/"

    def test_says_what_a_message_can_do_without_the_code_only_where_it_is_so(self, client, receipt):
        from complaints.intake import Contact

        receipt(contact=Contact(email="pa.nuan@example.org"))
        assert "เมื่อยืนยัน pa.nuan@example.org แล้ว" in page(client.get("/complaints/receipt/"))
        receipt(contact=Contact(email="pa.nuan@example.org"), visibility=Visibility.CONFIDENTIAL)
        assert "ตอบคำถามของหน่วยงานจากข้อความนั้น" not in page(client.get("/complaints/receipt/"))


HIDE = "เก็บไว้แล้ว ซ่อนเดี๋ยวนี้"
HALF_AN_HOUR = timedelta(minutes=30)


class TestHowLongTheCodeIsSeen:
    @pytest.mark.parametrize(
        ("filed_at", "shown_until"), [("2026-11-28 14:05+07:00", "14.35 น."), ("2026-11-28 23:38+07:00", "0.08 น.")]
    )
    def test_is_as_long_as_the_page_says_however_often_it_is_loaded(self, client, receipt, filed_at, shown_until):
        filed_at = datetime.fromisoformat(filed_at)
        with freeze_time(filed_at):
            code = receipt().receipt_code
        for minutes in (0, 29):
            with freeze_time(filed_at + timedelta(minutes=minutes)):
                html = page(client.get("/complaints/receipt/"))
                assert code in html
                assert f"เปิดหน้านี้ดูใหม่ได้ถึง {shown_until}" in html
        with freeze_time(filed_at + HALF_AN_HOUR + timedelta(seconds=2)):
            after = client.get("/complaints/receipt/", follow=True)
            assert code not in page(after)
            assert "เปิดเรื่องได้ด้วยเลขที่เรื่องกับรหัสรับเรื่อง" in page(after)

    def test_ends_with_a_button_that_needs_no_script(self, client, receipt):
        filed = receipt()
        html = page(client.get("/complaints/receipt/"))
        form = re.search(r'<form[^>]* method="post" action="([^"]+)">(?:(?!</form>).)*' + HIDE, html, re.DOTALL)
        after = client.post(form[1], follow=True)
        assert "ถ้าจะเปิดอีก ใช้เลขที่เรื่องและรหัสรับเรื่อง" in page(after)
        assert filed.complaint.reference not in page(after)
        assert client.get("/complaints/receipt/").url == "/track/"
        assert filed.complaint.text not in page(client.get(f"/track/{filed.complaint.reference}/"))

    def test_is_called_a_danger_where_the_matter_is_one(self, client, receipt):
        warning = "ใครหยิบเครื่องนี้ไปก็เปิดดู"
        receipt()
        assert warning not in page(client.get("/complaints/receipt/"))
        for fields in ({"visibility": Visibility.CONFIDENTIAL}, {"text": "ตำรวจเรียกเงินห้าร้อยที่ด่านทุกคืน"}):
            receipt(**fields)
            assert warning in page(client.get("/complaints/receipt/"))

    @pytest.mark.parametrize("address", ["/complaints/receipt/", "/help/filing/"])
    def test_is_nowhere_called_once(self, client, receipt, address):
        receipt()
        html = page(client.get(address))
        assert "ครึ่งชั่วโมง" in html or "ดูใหม่ได้ถึง" in html
        assert not re.search(r"รหัส[^<]*ครั้งเดียว", html)


BEATEN = "สามีตีฉันทุกคืน ลูกกลัวมาก"
BRIBE = "ปลัดเรียกเงินใต้โต๊ะก่อนเซ็นตรวจรับงานทุกงวด"
WAY_OUT = "ออกด่วน"
ANYWHERE = "ใช้ติดตามได้ทุกที่"


class TestWhatIsToldInConfidence:
    def test_is_not_said_to_be_followed_by_its_number_alone(self, client, receipt):
        receipt()
        assert ANYWHERE in page(client.get("/complaints/receipt/"))
        receipt(text=BEATEN)  # whatever was chosen, the words close it
        html = page(client.get("/complaints/receipt/"))
        assert ANYWHERE not in html
        assert "เปิดดูไม่ได้ถ้าไม่มีรหัส" in html

    @pytest.mark.parametrize("fields", [{"text": BEATEN}, {"visibility": Visibility.CONFIDENTIAL}])
    def test_has_a_way_out_that_closes_the_case_on_this_device(self, client, receipt, fields):
        receipt()
        assert WAY_OUT not in without_outbox(page(client.get("/complaints/receipt/")))
        filed = receipt(**fields)
        html = without_outbox(page(client.get("/complaints/receipt/")))
        form = re.search(r'<form[^>]* action="([^"]+)">(?:(?!</form>).)*data-module="leave"', html, re.DOTALL)
        assert form[1] == f"/track/{filed.complaint.reference}/forget/"

    def test_gives_who_is_beaten_at_home_advice_that_fits(self, client, receipt):
        receipt(text=BEATEN)
        html = page(client.get("/complaints/receipt/"))
        assert "คนนั้นไม่มีวันหยิบดู" in html
        assert "ล้างประวัติของเบราว์เซอร์" in html
        assert 'href="tel:1300"' in html
        assert "บันทึกเป็นรูป หรือพิมพ์" not in html
        receipt(text=BRIBE, visibility=Visibility.CONFIDENTIAL)
        html = page(client.get("/complaints/receipt/"))
        assert "คนนั้นไม่มีวันหยิบดู" not in html
        assert 'href="tel:1300"' not in html
