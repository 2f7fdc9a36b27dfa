"""After filing, in a real browser: keeping the receipt, answering by mail, adding something, putting the place right."""

from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import expect

from directory.thai_dates import BUDDHIST_ERA, THAI_LONG
from tests.journeys.cases import Cases
from tests.journeys.pages.citizens import receipt
from tests.journeys.stories import add_picture, open_with_code
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

    def test_number_and_code_are_copied_one_by_one(self, windows, town):
        page = windows.open(width=360, permissions=["clipboard-read", "clipboard-write"])
        receipt(page, Cases(town))
        for button, shown in zip(("คัดลอกเลข", "คัดลอกรหัส"), page.locator(".refbig").all_inner_texts(), strict=True):
            page.get_by_role("button", name=button).click()
            expect(page.get_by_role("button", name="คัดลอกแล้ว").last).to_be_visible()
            assert page.evaluate("navigator.clipboard.readText()") == shown

    def test_both_are_sent_to_oneself_by_the_programs_of_the_phone_or_else_by_mail(self, windows, town):
        page = windows.open(width=360)
        page.add_init_script("navigator.share = async (what) => { window.shared = what.text }")
        receipt(page, Cases(town))
        way = page.get_by_role("button", name="ส่งให้ตัวเอง")
        way.click()
        mail = unquote(way.get_attribute("href"))
        for sent in (page.evaluate("window.shared"), mail.partition("&body=")[2]):
            assert all(shown in sent for shown in page.locator(".refbig").all_inner_texts())
            assert sent.endswith(f" {town.house.url('')}/track/")

    @pytest.mark.parametrize(("language", "name"), [("th", "เสียงประชา"), ("en", "Siang Pracha")])
    def test_on_paper_it_says_where_to_type_them_and_shows_no_buttons(self, windows, town, language, name):
        page = windows.open(width=794, language=language)  # A4 at 96 dots an inch
        receipt(page, Cases(town))
        line = page.locator(".receipt").get_by_text(f"{name} · {town.house.url('').removeprefix('http://')}/track/")
        expect(line).to_be_hidden()
        page.emulate_media(media="print")
        expect(line).to_be_visible()
        expect(page.locator(".refbig").first).to_be_visible()
        expect(page.locator(".refbig").last).to_be_visible()
        expect(page.locator("#keep")).to_be_visible()
        for button in page.locator("button").all():
            expect(button).to_be_hidden()
        with pikepdf.open(BytesIO(page.pdf(format="A4"))) as paper:
            assert len(paper.pages) <= 2

    def test_warns_before_one_leaves_of_what_a_lost_code_means(self, windows, town):
        page = windows.open(width=360)
        receipt(page, Cases(town))
        warning = page.get_by_role("region", name="ก่อนออกจากหน้านี้")
        expect(warning).to_contain_text("ถ้ารหัสหาย ไม่มีใครบอกรหัสเดิมได้อีก")


class TestNewsOfTheCase:
    def test_by_sms_begins_once_the_code_that_was_sent_there_is_typed(self, windows, town):
        filed = Cases(town).in_progress
        page = windows.open(width=360)
        open_with_code(page, filed)
        page.goto(f"/track/{filed.reference}/news/")
        expect(page.get_by_text("LINE, จดหมาย: ยังไม่เปิดให้ใช้")).to_be_visible()
        page.get_by_label("ทาง SMS").check()
        page.get_by_label("เบอร์มือถือ").fill("๐๘๑-๒๓๔-๕๖๗๘")
        page.get_by_role("button", name="แจ้งข่าวทางนี้").click()
        code = page.get_by_label("รหัส 6 หลัก")
        code.fill("000000" if town.news_code(filed) != "000000" else "111111")
        page.get_by_role("button", name="ยืนยัน").click()
        expect(page.get_by_role("link", name="รหัสไม่ตรงกับข้อความล่าสุด")).to_be_visible()
        code.fill(town.news_code(filed))
        page.get_by_role("button", name="ยืนยัน").click()
        expect(page.get_by_text("เราแจ้งข่าวทุกขั้นตอนไปที่")).to_be_visible()


class TestFollowingTheCase:
    def test_tells_who_has_it_until_when_why_that_moved_and_what_was_done_so_far(self, windows, town):
        filed = Cases(town).in_progress
        page = windows.open(width=360)
        open_with_code(page, filed)
        next_step = page.get_by_role("region", name="ต่อจากนี้")
        expect(next_step).to_contain_text("การไฟฟ้าส่วนภูมิภาค")
        expect(next_step).to_contain_text("วันทำการ")
        until = date.fromisoformat(town.moves_date("wichai", filed, "สั่งเสาใหม่แล้ว ระหว่างนี้ค้ำไว้ก่อน"))
        town.replies("wichai", filed, "ช่างมาค้ำเสาแล้วเมื่อเช้า")
        page.reload()
        expect(next_step).to_contain_text(f"{until.day} {THAI_LONG[until.month - 1]} {until.year + BUDDHIST_ERA}")
        moved = page.locator("ol.time li", has_text="ขอเวลาเพิ่ม")
        expect(moved).to_contain_text("รอวัสดุหรืออะไหล่")
        expect(moved).to_contain_text("สั่งเสาใหม่แล้ว ระหว่างนี้ค้ำไว้ก่อน")
        expect(page.locator("ol.time li").first).to_contain_text("ช่างมาค้ำเสาแล้วเมื่อเช้า")
        stranger = windows.open(width=360)
        stranger.goto(f"/track/{filed.reference}/")
        expect(stranger.locator("ol.time li", has_text="ขอเวลาเพิ่ม")).to_be_visible()
        expect(stranger.get_by_text("ค้ำ")).to_have_count(0)

    def test_withdrawing_ends_it_under_its_number(self, windows, town):
        filed = Cases(town).in_progress
        page = windows.open(width=360)
        open_with_code(page, filed)
        page.locator("summary", has_text="ถอนเรื่อง").click()
        page.locator("form[action$='/withdraw/'] textarea").fill("ช่วยกันซ่อมเองแล้ว")
        page.locator("form[action$='/withdraw/'] button").click()
        expect(page.get_by_text("ถอนเรื่องแล้ว", exact=True)).to_be_visible()
        assert town.state_of(filed.reference) == "withdrawn"
        expect(page.get_by_role("region", name="ต่อจากนี้")).to_have_count(0)


class TestAnsweringByTheLinkInTheMail:
    def test_sent_from_two_windows_at_once_counts_once_and_the_other_keeps_its_words(self, windows, town):
        filed = Cases(town).asked_by_mail
        link = town.answer_link(filed)
        both = [windows.open(width=360) for _each in range(2)]
        for number, page in enumerate(both):
            page.goto(link)
            page.get_by_label("คำตอบของคุณ").fill(f"ต้นที่ {number}")
        for page in both:
            page.get_by_role("button", name="ส่งคำตอบ").click(no_wait_after=True)
        told = []
        for number, page in enumerate(both):
            page.wait_for_function(
                "document.querySelector('textarea') === null || document.querySelector('.govuk-error-summary')"
            )
            told.append("คำตอบของคุณถึงหน่วยงานแล้ว" in page.locator("h1").inner_text())
            if not told[-1]:
                expect(page.locator("main")).to_contain_text(f"ต้นที่ {number}", use_inner_text=False)
        assert sorted(told) == [False, True]
        assert town.answers(filed) == 1

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

    def test_a_picture_and_another_topic_come_under_the_same_number(self, windows, town, tmp_path):
        filed = Cases(town).in_progress
        page = windows.open(width=360)
        open_with_code(page, filed)
        page.get_by_text("เพิ่มข้อความหรือรูป").click()
        add_picture(page, tmp_path, "gray")
        page.get_by_role("button", name="เพิ่มในเรื่องนี้").click()
        expect(page.locator("ol.time li").first).to_contain_text("jpg")
        page.goto(f"/track/{filed.reference}/correct/")
        page.locator("select[name=topic]").select_option("roads/pothole")
        page.locator("main form button.govuk-button:not(.btn-s)").last.click()
        expect(page.get_by_text("ส่งคำขอแก้ถึงหน่วยงานแล้ว")).to_be_visible()
        assert page.url.endswith(f"/track/{filed.reference}/")

    def test_without_a_script_the_place_is_put_right_by_the_lists(self, windows, town):
        filed = Cases(town).in_progress
        page = windows.open(width=360, java_script_enabled=False)
        open_with_code(page, filed)
        page.goto(f"/track/{filed.reference}/correct/")
        page.get_by_label("จุดสังเกต").fill("หลังวัดหนองแวง")
        page.locator("main form button.govuk-button:not(.btn-s)").last.click()
        expect(page.get_by_text("ส่งคำขอแก้ถึงหน่วยงานแล้ว")).to_be_visible()
        expect(page.get_by_text("หลังวัดหนองแวง")).to_be_visible()
