"""Filing and the map for who has no mouse, no fast line, no steady hand, or comes back days later (A2, A3, A4)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from config.bench.browser_pages import AT_MOST_S, file_on_a_slow_line
from tests.journeys.cases import Cases
from tests.journeys.stories import choose_place, go_and_check, read_receipt, send, tell

pytestmark = pytest.mark.journey

TEXT = "สะพานไม้หลังวัดบ้านโนนทันผุจนเด็กตกลงไปเมื่อวาน ขอให้เปลี่ยนไม้ใหม่ด้วยครับ"
MOST_STOPS = 80


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on what fits; nothing else moves it."""
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab never leads to {wanted} on {page.url}")


def press(page: Page, button: str) -> None:
    tab_to(page, button)
    page.keyboard.press("Enter")


def test_A2_a_complaint_is_filed_with_the_keyboard_alone(windows, town):
    page = windows.open()
    page.goto("/")
    tab_to(page, "#say")
    page.keyboard.type(TEXT)
    press(page, "main form button.govuk-button")
    page.wait_for_url("**/complaints/new/**")
    if page.locator("button[value=where]:not(.vh), button[value=answered]:not(.vh)").count():
        press(page, "button[value=where]:not(.vh), button[value=answered]:not(.vh)")
    expect(page.get_by_role("group", name="เกิดที่ไหน")).to_be_visible()
    tab_to(page, "#find-place")
    page.keyboard.type("ศิลา ขอนแก่น")
    expect(page.locator("#find-place")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("ตำบลหรือแขวง")).to_have_value("400114")
    tab_to(page, "#id_place_text")
    page.keyboard.type("หลังวัดบ้านโนนทัน")
    press(page, "button.govuk-button[value=check]:not(.vh)")
    expect(page.get_by_role("heading", level=1)).to_have_text("ตรวจก่อนส่ง")
    press(page, "button.govuk-button[value=send]:not(.vh)")
    read_receipt(page)
    assert town.cases(TEXT) == 1


def test_A2_a_complaint_is_filed_on_a_2G_line_within_a_minute(browser, house):
    assert file_on_a_slow_line(browser, house, picture=None) < AT_MOST_S


class TestTheMapWithoutDragging:
    """Every way to move it or its pin is a button, a key or a press on the place (WCAG 2.2, 2.5.7)."""

    @pytest.fixture
    def page(self, windows):
        return windows.open(width=360, has_touch=True)

    def pin(self, page) -> tuple[float, float]:
        spoken = page.locator("[data-place=spoken]")
        expect(spoken).to_contain_text(re.compile(r"\d"))
        found = [page.locator(f"#id_{name}").input_value() for name in ("latitude", "longitude")]
        return float(found[0]), float(found[1])

    def test_A3_a_pin_is_put_moved_and_taken_away(self, page):
        tell(page, TEXT)
        choose_place(page, "ขอนแก่น", "เมืองขอนแก่น", "ศิลา")
        page.get_by_role("button", name="เปิดแผนที่").tap()
        page.get_by_role("button", name="ปักหมุดตรงกลาง").tap()
        first = self.pin(page)
        assert 15.5 < first[0] < 17.2, "the map shows the province that was chosen"
        page.get_by_role("button", name="ขยาย").tap()
        box = page.locator("[data-place=map]").bounding_box()
        page.locator("[data-place=map] canvas").tap(position={"x": box["width"] * 0.7, "y": box["height"] * 0.3})
        page.wait_for_function("(was) => document.querySelector('#id_longitude').value !== was", arg=f"{first[1]:.6f}")
        second = self.pin(page)
        assert second[0] > first[0]
        assert second[1] > first[1]
        page.locator("[data-place=map] canvas").focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(600)  # it glides
        page.get_by_role("button", name="ปักหมุดตรงกลาง").tap()
        assert self.pin(page)[1] != second[1]
        page.get_by_role("button", name="เอาหมุดออก").tap()
        expect(page.locator("#id_latitude")).to_have_value("")

    def test_A3_the_place_needs_no_map_at_all(self, page):
        tell(page, TEXT)
        choose_place(page, "ขอนแก่น", "เมืองขอนแก่น", "ศิลา")
        go_and_check(page)
        expect(page.get_by_text("ต.ศิลา อ.เมืองขอนแก่น จ.ขอนแก่น")).to_be_visible()

    def zoomed(self, page, button: str) -> float:
        """How near the map asks for its numbers after this button."""
        with page.expect_request(re.compile("zoom=")) as asked:
            page.get_by_role("button", name=button, exact=True).tap()
        return float(asked.value.url.split("zoom=")[1])

    def test_A3_the_public_map_has_buttons_and_is_a_list_as_well(self, page, town):
        released = Cases(town).released
        page.goto("/cases/map/")
        expect(page.locator("[data-map=source]")).to_be_visible()
        closer, further = self.zoomed(page, "ขยาย"), self.zoomed(page, "ย่อ")
        assert closer > further
        page.get_by_role("heading", name="เรื่องใหม่สุดเป็นรายการ").scroll_into_view_if_needed()
        page.locator(f"main a[href='/cases/{released.reference}/']").first.tap()
        page.wait_for_url(f"**/cases/{released.reference}/")


class TestLeftForDays:
    """No time limit takes what was typed: the page itself holds it, whatever the server and the browser forgot."""

    def test_A4_the_check_page_is_sent_after_all_that_was_kept_is_gone(self, windows, town):
        page = windows.open()
        tell(page, TEXT + " รอบสอง")
        choose_place(page, "ขอนแก่น", "เมืองขอนแก่น", "ศิลา")
        go_and_check(page)
        town.house.ask("DELETE FROM records_keptform RETURNING 1")
        send(page)
        assert town.cases(TEXT + " รอบสอง") == 1

    def test_A4_a_page_whose_cookies_are_gone_says_how_to_send_and_keeps_the_words(self, windows):
        page = windows.open()
        page.goto("/")
        page.get_by_label("เล่าเรื่องที่อยากให้แก้ไข").fill(TEXT)
        expect(page.locator("[data-draft-status]")).to_contain_text("ในหน้าต่างนี้")
        page.context.clear_cookies()
        page.locator("main form button.govuk-button").first.click()
        expect(page.get_by_text("ยังไม่ได้ส่ง")).to_be_visible()
        page.go_back()
        page.get_by_role("button", name="เขียนต่อ", exact=True).click()
        expect(page.get_by_label("เรื่องที่แจ้ง")).to_have_value(TEXT)
        page.reload()
        expect(page.get_by_label("เรื่องที่แจ้ง")).to_have_value(TEXT)
        page.get_by_role("button", name="ต่อไป บอกสถานที่").last.click()
        page.wait_for_url("**/complaints/new/**")
        windows.complaints.clear()
