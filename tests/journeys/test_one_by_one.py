"""What may be dangerous to tell, in a real browser: one question a page, and nothing for the next person at the device."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import (
    add_picture,
    choose_place,
    next_question,
    open_with_code,
    read_receipt,
    tell,
    tell_what_is_dangerous,
)
from tests.journeys.town import KHON_KAEN, Filed

pytestmark = pytest.mark.journey

TEXT = "ปลัดเรียกเงินใต้โต๊ะก่อนเซ็นตรวจรับงานทุกงวด ผู้รับเหมาไม่กล้าพูดเพราะกลัวไม่ได้งานอีก"
BEATEN = "สามีตีฉันทุกคืน ลูกกลัวมาก"
WEATHER = "https://www.tmd.go.th/"


@pytest.fixture
def page(windows):
    page = windows.open(width=390)
    forecast = "<!doctype html><title>พยากรณ์อากาศ</title><h1>พรุ่งนี้ฝนตก</h1>"
    page.context.route(
        f"{WEATHER}**", lambda route: route.fulfill(body=forecast, content_type="text/html; charset=utf-8")
    )
    return page


def file_in_confidence(page, text: str) -> Filed:
    """Every question left open, sent, and the receipt read."""
    tell_what_is_dangerous(page, text)
    page.get_by_role("radio", name="ลับ").check()
    for _question in range(12):
        if page.get_by_role("heading", level=1).inner_text() == "ตรวจก่อนส่ง":
            break
        page.get_by_role("button", name="ข้อต่อไป").last.click()
    page.get_by_role("button", name="ส่งเรื่อง", exact=True).or_(page.get_by_role("button", name="ส่งเรื่องนี้ต่อ")).last.click()
    return read_receipt(page)


def waiting_files(town) -> int:
    return int(town.house.ask("SELECT count(*) FROM records_upload WHERE attached_at IS NULL")[0][0])


def kept_on_the_device(page) -> dict[str, str]:
    return json.loads(page.evaluate("JSON.stringify(localStorage)"))


class TestAskedOneByOne:
    def test_S6_it_is_filed_without_a_name_with_the_keyboard_alone(self, page, town, tmp_path):
        tell_what_is_dangerous(page, TEXT)
        page.get_by_role("radio", name="ลับ").focus()
        page.keyboard.press("ArrowDown")  # from "confidential" to "do not say who I am"
        page.keyboard.press("Enter")
        expect(page.get_by_text("แจ้งแบบไม่บอกว่าเป็นใคร · ข้อ 2 จาก 4")).to_be_visible()
        choose_place(page, "ขอนแก่น", "เมืองขอนแก่น", "ศิลา")
        page.get_by_label("จุดสังเกต").fill("ห้องพัสดุ ชั้น 2")
        page.keyboard.press("Enter")  # goes on, not back, although the way back stands first
        expect(page.get_by_role("heading", level=1)).to_have_text("รูปหรือเอกสาร (ถ้ามี)")
        add_picture(page, tmp_path, "navy")
        next_question(page, "คุณจะกลับมาดูเรื่องนี้ได้อย่างไร")
        next_question(page, "ตรวจก่อนส่ง")
        expect(page.get_by_text("ห้องพัสดุ ชั้น 2")).to_be_visible()
        expect(page.get_by_text("ต.ศิลา อ.เมืองขอนแก่น จ.ขอนแก่น")).to_be_visible()
        page.get_by_role("button", name="ส่งเรื่อง", exact=True).last.click()
        filed = read_receipt(page)
        rows = town.house.ask(
            "SELECT c.area_id / 100, m.visibility, count(DISTINCT f.id), count(DISTINCT p.id)"
            " FROM complaints_complaint m JOIN complaints_case c ON c.id = m.case_id"
            " LEFT JOIN complaints_casefile f ON f.case_id = c.id LEFT JOIN complaints_complainant p ON p.complaint_id = m.id"
            " WHERE m.reference = %s GROUP BY 1, 2",
            filed.reference,
        )
        assert rows == [(KHON_KAEN, "anonymous", 1, 0)]

    def test_A4_what_is_typed_survives_a_reload_but_in_this_window_only(self, page):
        tell_what_is_dangerous(page, TEXT)
        next_question(page, "เกิดที่ไหน")
        page.get_by_label("จุดสังเกต").fill("ห้องพัสดุ ชั้น 2")
        expect(page.get_by_text("เก็บไว้ในหน้าต่างนี้เท่านั้นเมื่อ")).to_be_visible()
        assert kept_on_the_device(page) == {}
        page.reload()
        expect(page.get_by_label("จุดสังเกต")).to_have_value("ห้องพัสดุ ชั้น 2")
        next_to_it = page.context.new_page()
        next_to_it.goto("/")
        expect(next_to_it.get_by_label("เล่าเรื่องที่อยากให้แก้ไข")).to_have_value("")

    def test_answers_stay_when_one_goes_back(self, page):
        tell_what_is_dangerous(page, TEXT)
        next_question(page, "เกิดที่ไหน")
        choose_place(page, "ขอนแก่น", "เมืองขอนแก่น", "ศิลา")
        next_question(page, "รูปหรือเอกสาร (ถ้ามี)")
        back = page.get_by_role("button", name="ข้อก่อนหน้า")
        back.click()
        expect(page.get_by_label("ตำบลหรือแขวง").locator("option:checked")).to_have_text("ศิลา")
        back.click()
        expect(page.get_by_role("radio", name="ลับ")).to_be_checked()
        back.click()
        expect(page.get_by_label("เรื่องที่แจ้ง")).to_have_value(TEXT)

    def test_who_is_not_found_by_words_may_ask_for_it_on_the_calm_page(self, page):
        tell(page, "หัวหน้าให้ผู้รับเหมาเลี้ยงข้าวก่อนตรวจงานทุกครั้ง")
        page.get_by_role("radio", name="ไม่บอกว่าเป็นใคร").check()
        page.get_by_role("button", name="ขอตอบทีละข้อแบบลับ").click()
        expect(page.get_by_role("radio", name="ไม่บอกว่าเป็นใคร")).to_be_checked()
        next_question(page, "เกิดที่ไหน")


class TestTheQuickExit:
    def test_leads_out_at_once_and_leaves_nothing_behind(self, page, town, tmp_path):
        before = waiting_files(town)
        tell_what_is_dangerous(page, TEXT)
        next_question(page, "เกิดที่ไหน")
        page.get_by_label("จุดสังเกต").fill("ห้องพัสดุ ชั้น 2")
        next_question(page, "รูปหรือเอกสาร (ถ้ามี)")
        add_picture(page, tmp_path, "maroon")
        page.get_by_role("button", name="อัปโหลดแล้วดูก่อน").click()
        expect(page.get_by_role("img", name="รูปที่ 1")).to_be_visible()
        assert waiting_files(town) == before + 1
        page.get_by_role("link", name="ออกด่วน").first.click()
        page.wait_for_url(WEATHER)
        for _step in range(4):  # files, place, who sees it, home page
            page.go_back(wait_until="commit")
            page.wait_for_url(WEATHER)
        page.goto("/")
        expect(page.get_by_label("เล่าเรื่องที่อยากให้แก้ไข")).to_have_value("")
        assert kept_on_the_device(page) == {}
        assert page.evaluate("JSON.stringify(sessionStorage)") == "{}"
        assert waiting_files(town) == before

    def test_stands_on_the_calm_page_too_once_a_matter_is_told_in_confidence(self, page):
        tell(page, "หัวหน้าให้ผู้รับเหมาเลี้ยงข้าวก่อนตรวจงานทุกครั้ง")
        page.get_by_label("จุดสังเกต").fill("ห้องพัสดุ")
        page.get_by_role("radio", name="ลับ").check()
        expect(page.get_by_text("เก็บไว้ในหน้าต่างนี้เท่านั้นเมื่อ")).to_be_visible()
        assert kept_on_the_device(page) == {}
        page.get_by_role("link", name="ออกด่วน").click()
        page.wait_for_url(WEATHER)

    @pytest.mark.parametrize("where", ["receipt", "case"])
    def test_closes_what_was_sent_on_this_device(self, page, where):
        filed = file_in_confidence(page, BEATEN)
        if where == "case":
            page.get_by_role("button", name="ดูความคืบหน้า").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("เรื่องของคุณ")
        page.get_by_role("link", name="ออกด่วน").click()
        page.wait_for_url(WEATHER)
        page.go_back(wait_until="commit")
        page.wait_for_load_state()
        assert filed.code not in page.content() and BEATEN not in page.content()
        page.goto("/complaints/receipt/")
        assert filed.code not in page.content()
        page.goto(f"/track/{filed.reference}/")
        assert BEATEN not in page.content()

    def test_stays_in_reach_on_a_long_page_and_hides_nothing_that_has_the_focus(self, windows, town):
        filed = town.files(BEATEN, visibility="confidential")
        page = windows.open(width=360)
        open_with_code(page, filed)
        page.get_by_text("เปิดดูทุกอย่างของเรื่องนี้").click()
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
        exit_link = page.get_by_role("link", name="ออกด่วน")
        expect(exit_link).to_be_in_viewport(ratio=1)
        assert exit_link.bounding_box()["height"] <= 48
        for _step in range(12):  # backwards, where what is above comes into view under the top edge
            page.keyboard.press("Shift+Tab")
            is_free = page.evaluate(
                """() => { const focused = document.activeElement, box = focused.getBoundingClientRect();
                   const top = document.elementFromPoint(box.left + box.width / 2, box.top + 2);
                   return focused === document.body || focused.contains(top) || top?.contains(focused) || focused.closest(".way-out") !== null; }"""
            )
            assert is_free, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


class TestOnceItIsSent:
    def test_going_back_shows_its_number_and_neither_the_words_nor_the_code(self, page):
        tell_what_is_dangerous(page, TEXT)
        for heading in ("เกิดที่ไหน", "รูปหรือเอกสาร (ถ้ามี)", "ติดต่อคุณได้อย่างไร (ถ้าสะดวกบอก)", "ตรวจก่อนส่ง"):
            next_question(page, heading)
        page.get_by_role("button", name="ส่งเรื่อง", exact=True).last.click()
        filed = read_receipt(page)
        assert kept_on_the_device(page) == {}
        for _step in range(5):  # every question
            page.go_back()
            expect(page.get_by_role("heading", level=1)).to_have_text("เรื่องนี้ส่งไปแล้ว")
            assert filed.reference in page.content()
            assert TEXT[:20] not in page.content() and filed.code not in page.content()
