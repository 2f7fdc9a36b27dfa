"""A morning at an office: what came overnight is ticked by keys, handed to a colleague, and taken back after a slip."""

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import wait_until_live
from tests.journeys.town import POLE

pytestmark = pytest.mark.journey
SUPERVISOR = "กัญญา รุ่งเรือง"


class TestHandingOver:
    def test_ticked_cases_go_to_a_colleague_and_come_back(self, windows, town):
        filed = [town.files(f"{POLE} ต้นที่ {n}", topic="electricity/poles") for n in (1, 2)]
        page = windows.open("วิชัย ทองดี")
        wait_until_live(page)
        for each in filed:
            page.locator(f"#case-{each.reference}").focus()
            page.keyboard.press("x")
            expect(page.locator(f"#tick-{each.reference}")).to_be_checked()

        # News must not take the ticks away.
        town.files(f"{POLE} มาทีหลัง", topic="electricity/poles")
        expect(page.locator("[data-live-text] button")).to_be_visible()
        expect(page.locator("input[name=case]:checked")).to_have_count(2)

        page.get_by_role("button", name="ส่งต่อในหน่วยงาน").click()
        expect(page.get_by_role("heading", name="ส่งต่อ 2 เรื่อง")).to_be_visible()
        choice = page.get_by_label("ใครจะดูต่อ")
        choice.select_option(value=choice.locator("option", has_text=SUPERVISOR).get_attribute("value"))
        page.get_by_role("button", name="ส่งต่อในหน่วยงาน").click()
        expect(page.get_by_role("heading", name=f"2 เรื่อง ส่งให้ {SUPERVISOR} แล้ว")).to_be_visible()

        boss = windows.open(SUPERVISOR)
        boss.goto("/office/?view=mine")
        for each in filed:
            expect(boss.locator(f"#case-{each.reference}")).to_be_visible()
        wait_until_live(boss)

        page.get_by_role("button", name="ย้อนกลับ").click()
        expect(page.get_by_text("ย้อนกลับแล้ว 2 เรื่อง")).to_be_visible()
        for each in filed:
            expect(boss.locator(f"#case-{each.reference}")).to_have_count(0)

    def test_a_note_reaches_the_open_page_of_a_colleague(self, windows, town):
        filed = town.files(POLE, topic="electricity/poles")
        town.accepts("wichai", filed)
        boss = windows.open(SUPERVISOR)
        boss.goto(f"/office/{filed.reference}/")
        wait_until_live(boss)

        page = windows.open("วิชัย ทองดี")
        page.goto(f"/office/{filed.reference}/")
        wait_until_live(page)
        page.keyboard.press("i")
        page.get_by_label("บันทึกถึงเพื่อนร่วมงาน").fill("@กัญญา ผู้รับเหมานัดพรุ่งนี้")
        page.get_by_role("button", name="บันทึก", exact=True).click()

        expect(page.get_by_text("ส่งอีเมลบอก กัญญา แล้ว")).to_be_visible()
        expect(boss.get_by_text("ผู้รับเหมานัดพรุ่งนี้")).to_be_visible()
