"""Somebody who does not say who they are: the receipt code alone leads back, the number alone tells strangers nothing."""

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import go_and_check, open_with_code, send, tell, unfold
from tests.journeys.town import KHON_KAEN

pytestmark = pytest.mark.journey

TEXT = "หัวหน้าฝ่ายพัสดุให้ผู้รับเหมาเลี้ยงข้าวก่อนตรวจงานทุกครั้ง มีคนเห็นหลายคนแต่ไม่มีใครกล้าพูด"
ANSWER = "รับข้อมูลไว้ตรวจสอบแล้ว จะแจ้งผลในหน้านี้"


def show_what_was_told(page):
    """It is folded, for who looks over the shoulder."""
    expect(page.get_by_text(TEXT[:20])).to_be_hidden()
    page.get_by_text("เปิดดู เมื่อไม่มีใครอยู่ข้างหลัง").click()
    expect(page.get_by_text(TEXT[:20])).to_be_visible()


class TestAnAnonymousComplaint:
    def test_asks_for_no_contact_and_stores_none(self, windows, town):
        page = windows.open(width=390)
        tell(page, TEXT)
        unfold(page)
        page.get_by_label("ชื่อ (ถ้าสะดวกบอก)").fill("จิตรา มั่นใจ")
        page.get_by_role("radio", name="ไม่บอกว่าเป็นใคร").check()
        expect(page.get_by_label("ชื่อ (ถ้าสะดวกบอก)")).to_be_hidden()
        expect(page.get_by_role("link", name="ออกด่วน")).to_be_visible()
        go_and_check(page)
        filed = send(page)
        expect(page.get_by_text("รหัสนี้จึงเป็นทางเดียว")).to_be_visible()
        kept = town.house.ask(
            "SELECT count(*) FROM complaints_complainant p JOIN complaints_complaint c ON c.id = p.complaint_id"
            " WHERE c.reference = %s",
            filed.reference,
        )
        assert kept == [(0,)]

    @pytest.fixture
    def filed(self, town):
        """An anonymous case that the agency has answered."""
        filed = town.files(TEXT, area=KHON_KAEN, topic="electricity/poles", visibility="anonymous")
        town.accepts("wichai", filed)
        town.asks("wichai", filed, ANSWER)
        return filed

    def test_shows_a_stranger_who_has_only_the_number_neither_words_nor_place(self, windows, filed):
        page = windows.open()
        page.goto(f"/track/{filed.reference}/")
        expect(page.get_by_text("นี่เป็นเรื่องของคุณหรือไม่")).to_be_visible()
        for secret in (TEXT[:20], ANSWER[:12], "หน้าโรงเรียน", "ขอนแก่น"):
            assert secret not in page.content()
        expect(page.get_by_role("button", name="ส่งคำตอบ")).to_have_count(0)

    def test_opens_with_its_code_and_one_can_reply(self, windows, filed, town):
        page = windows.open()
        page.goto(f"/track/{filed.reference}/")
        page.get_by_label("รหัสรับเรื่อง").fill(filed.code.lower())
        page.get_by_role("button", name="เปิดด้วยรหัส").click()
        expect(page.get_by_text(ANSWER).first).to_be_hidden()
        page.get_by_text("เปิดดูทุกอย่างของเรื่องนี้").click()
        expect(page.get_by_text(ANSWER).first).to_be_visible()
        show_what_was_told(page)
        page.get_by_label("คำตอบของคุณ").fill("มีรูปใบเสนอราคาค่ะ")
        page.get_by_role("button", name="ส่งคำตอบ").click()
        page.get_by_text("เปิดดูทุกอย่างของเรื่องนี้").click()
        expect(page.get_by_text("มีรูปใบเสนอราคาค่ะ")).to_be_visible()
        assert town.state_of(filed.reference) == "in_progress"

    def test_stays_closed_to_a_wrong_code(self, windows, filed, town):
        other = town.files(TEXT, topic="electricity/poles", visibility="anonymous")
        page = windows.open()
        page.goto(f"/track/{filed.reference}/")
        page.get_by_label("รหัสรับเรื่อง").fill(other.code)
        page.get_by_role("button", name="เปิดด้วยรหัส").click()
        expect(page.get_by_role("alert").filter(has_text="ไม่ตรงกัน")).to_be_visible()
        assert TEXT[:20] not in page.content()
        page.goto(f"/track/{filed.reference}/")
        assert TEXT[:20] not in page.content()

    def test_is_opened_by_number_and_code_in_any_writing(self, windows, filed):
        thai = filed.reference.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")).lower().replace("-", " ")
        page = windows.open()
        page.goto("/track/")
        page.get_by_role("textbox", name="เลขที่เรื่อง").fill(thai)
        page.get_by_role("textbox", name="รหัสรับเรื่อง").fill(filed.code.lower())
        page.get_by_role("button", name="ดูความคืบหน้า").click()
        page.locator("#everything > summary").click()
        expect(page.get_by_text(ANSWER).first).to_be_visible()
        assert page.url.endswith(f"/track/{filed.reference}/")


class TestAConfidentialCase:
    def test_is_not_found_by_its_number_alone_but_with_its_code(self, windows, town):
        filed = town.files(TEXT, topic="electricity/poles", visibility="confidential")
        page = windows.open()
        answer = page.goto(f"/track/{filed.reference}/")
        assert answer.status == 404
        assert TEXT[:20] not in page.content()
        open_with_code(page, filed)
        show_what_was_told(page)
