"""After filing, in a real browser: keeping the receipt, answering by mail, adding something, putting the place right."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.pages import Cases, receipt
from tests.journeys.stories import open_with_code
from tests.journeys.town import POLE

pytestmark = pytest.mark.journey


class TestKeepingTheReceipt:
    def test_its_picture_is_drawn_without_a_network(self, windows, town, tmp_path):
        page = windows.open(width=360, accept_downloads=True)
        receipt(page, Cases(town))
        number = page.locator(".refbig").first.inner_text()
        page.context.set_offline(True)
        with page.expect_download() as saved:
            page.get_by_role("button", name="บันทึกเป็นรูป").click()
        saved.value.save_as(tmp_path / "receipt.png")
        assert saved.value.suggested_filename == f"siang-pracha-{number}.png"
        picture = Image.open(tmp_path / "receipt.png").convert("L")
        assert picture.size == (1080, 1080)
        code_line = picture.crop((80, 560, 1000, 640))
        assert code_line.getextrema() == (min(code_line.getextrema()), 255)
        assert min(code_line.getextrema()) < 60  # dark letters on white


class TestAnsweringByTheLinkInTheMail:
    def test_takes_the_answer_once_and_opens_nothing_else(self, windows, town):
        filed = Cases(town).asked_by_mail
        link = town.answer_link(filed)
        page = windows.open(width=360)
        page.goto(link)
        expect(page.get_by_text("เสาต้นไหน มีเลขข้างเสาหรือไม่")).to_be_visible()
        page.get_by_label("คำตอบของคุณ").fill("ต้นหน้าศาลา เลข กฟภ. 1234")
        page.get_by_role("button", name="ส่งคำตอบ").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("คำตอบของคุณถึงหน่วยงานแล้ว")
        assert town.state_of(filed.reference) == "in_progress"
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text("ลิงก์นี้ใช้ไม่ได้แล้ว")
        page.goto(f"/track/{filed.reference}/")
        expect(page.get_by_text(POLE)).to_have_count(0)


class TestAddingSomething:
    def test_leaves_no_words_behind_in_the_form_once_they_are_sent(self, windows, town):
        filed = Cases(town).in_progress
        page = windows.open(width=360)
        open_with_code(page, filed)
        page.get_by_text("เพิ่มข้อความหรือรูป").click()
        page.get_by_label("สิ่งที่อยากเพิ่ม").fill("วันนี้เอียงกว่าเดิมอีก")
        page.wait_for_timeout(700)  # so that the draft is kept
        page.get_by_role("button", name="เพิ่มในเรื่องนี้").click()
        expect(page.get_by_text("วันนี้เอียงกว่าเดิมอีก")).to_be_visible()
        expect(page.get_by_label("สิ่งที่อยากเพิ่ม")).to_have_value("")

    def test_without_a_script_the_place_is_put_right_by_the_lists(self, windows, town):
        filed = Cases(town).in_progress
        page = windows.open(width=360, java_script_enabled=False)
        open_with_code(page, filed)
        page.goto(f"/track/{filed.reference}/correct/")
        page.get_by_label("จุดสังเกต").fill("หลังวัดหนองแวง")
        page.locator("main form button.govuk-button:not(.btn-s)").last.click()
        expect(page.get_by_text("ส่งคำขอแก้ถึงหน่วยงานแล้ว")).to_be_visible()
        expect(page.get_by_text("หลังวัดหนองแวง")).to_be_visible()
