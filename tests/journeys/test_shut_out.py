"""Who may no longer look loses it from the open screen by itself: the case went elsewhere, or they signed out next door."""

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import wait_until_live

pytestmark = pytest.mark.journey
TOLD = "เสาไฟหน้าวัดป่าเอียงมาก สายห้อยต่ำ กลัวเด็กไปโดน"


def test_the_open_pages_of_an_officer_let_go_of_what_is_not_theirs_any_more(windows, town):
    filed = town.files(TOLD, topic="electricity/poles")
    town.accepts("wichai", filed)
    page = windows.open("วิชัย ทองดี")
    inbox = page.context.new_page()
    inbox.goto("/office/")
    expect(inbox.locator(f"#case-{filed.reference}")).to_be_visible()
    page.goto(f"/office/{filed.reference}/")
    page.keyboard.press("n")
    page.get_by_label("ข่าวถึงผู้แจ้ง").fill("ช่างไปดูพรุ่งนี้")
    for each in (inbox, page):
        wait_until_live(each)

    town.declines("kanya", filed, "damrongdhama-khon-kaen", "ไม่ใช่เสาของเรา")
    expect(page.get_by_role("heading", name="คุณดูสิ่งที่เคยอยู่ตรงนี้ไม่ได้แล้ว")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(TOLD)
    assert filed.reference not in page.title()
    expect(page.get_by_label("ข้อความที่คุณพิมพ์ไว้")).to_have_value("ช่างไปดูพรุ่งนี้")
    expect(inbox.locator(f"#case-{filed.reference}")).to_have_count(0)
    page.get_by_role("button", name="โหลดหน้านี้ใหม่").click()
    expect(page.get_by_role("heading", name="คุณดูสิ่งที่เคยอยู่ตรงนี้ไม่ได้แล้ว")).to_have_count(0)

    page.goto("/me/")
    page.get_by_role("button", name="ออกจากระบบ").first.click()
    expect(inbox.get_by_role("heading", name="คุณออกจากระบบแล้ว")).to_be_visible()
    expect(inbox.get_by_role("navigation", name="มุมมอง")).to_have_count(0)
    # The browser tells of each page that is not there and each socket that is not let in.
    windows.complaints[:] = [said for said in windows.complaints if "404" not in said and "WebSocket" not in said]
