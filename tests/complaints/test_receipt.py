"""The receipt and the ways to keep it."""

import pytest

from complaints.workflow import Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(client, file):
    """Shows the receipt of a complaint just filed, as the browser of who filed sees it."""

    def receipt(**fields):
        from django.core import signing

        from complaints.device import RECEIPT_COOKIE

        filed = file(by=None, **fields)
        cookie = signing.dumps([filed.complaint.reference, filed.receipt_code], salt=RECEIPT_COOKIE)
        client.cookies[RECEIPT_COOKIE] = cookie
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
