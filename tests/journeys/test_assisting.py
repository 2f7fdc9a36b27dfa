"""A call to 1111: a helper files by keyboard while somebody tells, prints the receipt, and that person opens the case at home."""

import re
from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.journeys.cases import Cases
from tests.journeys.stories import open_with_code
from tests.journeys.test_for_everybody import press, tab_to
from tests.journeys.town import POLE, Filed

pytestmark = pytest.mark.journey
HELPER = "ละไม เพ็ชรดี"
LAMP = "ไฟทางหน้าวัดโพธิ์ชัยบ้านโนนม่วงดับมาเดือนหนึ่งแล้ว คนแก่ไม่กล้าเดินไปทำบุญตอนเช้ามืด"


class TestACall:
    def test_is_filed_by_keyboard_printed_and_opened_by_the_person(self, windows):
        page = windows.open(HELPER)
        page.add_init_script("window.print = () => { sessionStorage.printed = 'yes' }")
        page.goto("/office/assist/")
        tab_to(page, "#id_channel_0")
        page.keyboard.press("Space")
        tab_to(page, "#id_text")
        page.keyboard.type(LAMP)
        expect(page.locator("[data-assist=ask] input").first).to_be_visible()
        tab_to(page, "[data-assist=ask] input[type=radio]")
        page.keyboard.press("Space")
        tab_to(page, "#find-place")
        page.keyboard.type("ศิลา เมืองขอนแก่น")
        expect(page.locator("#find-place-list [role=option]").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        tab_to(page, "input[name=visibility]")
        page.keyboard.press("ArrowDown")
        expect(page.locator("input[name=visibility][value=agency]")).to_be_checked()
        tab_to(page, "#id_contact_name")
        page.keyboard.type("ยายคำ ดีมาก")
        tab_to(page, "#id_consent")
        page.keyboard.press("Space")
        page.keyboard.press("Control+Enter")

        expect(page.get_by_role("heading", name="ส่งแล้ว มอบเลขและรหัสให้เจ้าของเรื่อง")).to_be_visible()
        expect(page.locator("[data-code]")).to_be_visible()
        receipt = Filed(page.locator("[data-reference]").inner_text(), page.locator("[data-code]").inner_text())
        assert receipt.code not in page.url
        page.keyboard.press("Enter")  # once too often: the code must not be lost by it
        expect(page.locator("[data-code]")).to_be_visible()
        press(page, "button[data-module=print]")
        assert page.evaluate("sessionStorage.printed") == "yes"
        press(page, "form[action$='/handed-over/'] button")
        expect(page.get_by_role("heading", name="ที่ฉันแจ้งแทนวันนี้")).to_be_visible()
        expect(page.locator("#id_channel_0")).to_be_checked()
        expect(page.get_by_role("cell", name=receipt.reference, exact=True)).to_be_visible()
        expect(page.get_by_text("โพธิ์ชัย")).to_have_count(0)

        page.goto(f"/track/{receipt.reference}/")
        expect(page.get_by_text("คนแก่ไม่กล้าเดิน")).to_have_count(0)
        home = windows.open()
        open_with_code(home, receipt)
        expect(home.get_by_text("คนแก่ไม่กล้าเดิน").first).to_be_attached()  # folded, as one's own words are
        expect(home.get_by_text(re.compile("แจ้งแทนเจ้าของเรื่อง")).first).to_be_attached()

    def test_about_what_others_told_is_joined_with_one_key(self, windows, town):
        into = Cases(town).released_in_sila
        page = windows.open(HELPER)
        page.goto("/office/assist/?channel=phone")
        page.locator("#id_consent").check()
        page.locator("input[name=visibility][value=agency]").check()
        page.locator("#find-place").press_sequentially("ศิลา เมืองขอนแก่น")
        page.locator("#find-place-list [role=option]").first.click()
        page.locator("#id_text").fill(POLE)
        expect(page.get_by_role("link", name=into.reference)).to_have_count(0)
        expect(page.locator(f"[data-assist=join][value='{into.reference}']")).to_be_visible()
        page.locator("#id_text").press("Alt+1")
        expect(page.locator("[data-code]")).to_be_visible()
        reference = page.locator("[data-reference]").inner_text()
        assert town.state_of(reference) == "joined"

    @pytest.mark.parametrize("language", ["th", "my"])
    @pytest.mark.parametrize(("paper", "width_mm"), [("page", 210), ("slip", 80)])
    def test_leaves_one_sheet_of_paper(self, windows, paper, width_mm, language):
        page = windows.open(HELPER)
        page.goto("/office/assist/?channel=counter")
        page.locator("#id_language").select_option(language)
        page.locator("#id_email").fill("kham@example.org")
        page.locator("#id_text").fill(LAMP)
        page.locator("input[name=visibility][value=agency]").check()
        page.locator("#id_consent").check()
        page.locator("button[value=send]").click()
        expect(page.locator("[data-code]")).to_be_visible()
        page.goto(f"{page.url}?paper={paper}")
        expect(page.locator(".slip-qr svg")).to_be_visible()
        with pikepdf.open(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))) as sheets:
            assert len(sheets.pages) == 1
            assert float(sheets.pages[0].mediabox[2]) / 72 * 25.4 == pytest.approx(width_mm, abs=1)
        page.emulate_media(media="print")
        expect(page.locator("header.top")).to_be_hidden()
        if paper == "slip":  # its letters stand at the very edge, where round corners would cut them
            expect(page.locator(".slip--narrow")).to_have_css("border-top-left-radius", "0px")
        expect(page.get_by_role("button", name="มอบแล้ว รับคนต่อไป")).to_be_hidden()

    def test_needs_no_script(self, windows):
        page = windows.open(HELPER, java_script_enabled=False)
        page.goto("/office/assist/")
        page.locator("#id_channel_0").check()
        page.locator("#id_text").fill(LAMP)
        page.locator("noscript button[name=look], .assist-beside button[name=look]").last.click()
        expect(page.locator("[data-assist=ask] input").first).to_be_visible()
        page.locator("input[name=visibility][value=agency]").check()
        page.locator("#id_consent").check()
        page.locator("button[value=send]").click()
        expect(page.locator("[data-code]")).to_be_visible()
