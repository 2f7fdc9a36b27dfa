"""What the routing is not sure of: people at the open desk send it on, and a disputed answer opens the case again."""

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import go_and_check, open_with_code, send, tell, unfold, wait_until_live
from tests.journeys.town import PUZZLE

pytestmark = pytest.mark.journey

TWO_WAYS = "เสาไฟฟ้าเอียงจะล้มอยู่ปากซอย สายไฟห้อยต่ำมาก กลัวเด็กไปโดน"
"""The electricity authority, or somebody who looks after safety: the model has proposals and is sure of none."""


class TestTheTriageDesk:
    @pytest.fixture
    def desk(self, windows, town):
        town.clears_desk()
        page = windows.open("ศิริพร แก้วมณี")
        wait_until_live(page)
        return page

    def open_at(self, desk, reference):
        desk.locator(f"#case-{reference}").click()
        expect(desk.get_by_role("heading", name=reference)).to_be_visible()

    def test_shows_an_unclear_case_by_itself_and_one_chooses_its_agency_by_keys(self, windows, town, desk):
        page = windows.open()
        tell(page, PUZZLE)
        unfold(page)
        page.get_by_label("จังหวัด", exact=True).select_option(label="ขอนแก่น")
        go_and_check(page)
        filed = send(page)
        expect(desk.locator(f"#case-{filed.reference}")).to_be_visible()
        page.get_by_role("button", name="ดูความคืบหน้า").click()
        expect(page.get_by_text("เจ้าหน้าที่กำลังหาหน่วยงาน").first).to_be_visible()
        wait_until_live(page)

        self.open_at(desk, filed.reference)
        choice = desk.get_by_label("หน่วยงาน", exact=True)
        if not choice.is_visible():  # with proposals the form is folded, without any it is open
            desk.keyboard.press("o")
        choice.select_option("damrongdhama-khon-kaen")
        desk.locator("select#topic").select_option("government-services/counters")
        desk.get_by_role("button", name="ส่งให้หน่วยงานนี้").click()
        expect(page.get_by_text("ส่งถึงศูนย์ดำรงธรรมจังหวัดขอนแก่นแล้ว").first).to_be_visible()
        assert town.state_of(filed.reference) == "routed"

    def test_sends_a_case_as_proposed_with_one_key(self, windows, town, desk):
        filed = town.files(TWO_WAYS)
        assert town.state_of(filed.reference) == "triage"
        expect(desk.locator(f"#case-{filed.reference}")).to_be_visible()
        page = windows.open()
        open_with_code(page, filed)
        wait_until_live(page)
        self.open_at(desk, filed.reference)
        desk.keyboard.press("1")
        expect(desk.get_by_role("status").filter(has_text=filed.reference)).to_be_visible()
        expect(page.get_by_text("ส่งถึงการไฟฟ้าส่วนภูมิภาคแล้ว").first).to_be_visible()

    def test_a_case_that_a_colleague_has_sent_on_leaves_every_open_desk(self, windows, town, desk):
        filed = town.files(TWO_WAYS)
        self.open_at(desk, filed.reference)
        wait_until_live(desk)
        other = windows.open("อนันต์ พูลผล")
        self.open_at(other, filed.reference)
        other.keyboard.press("1")
        expect(desk.get_by_role("alert").filter(has_text=filed.reference)).to_be_visible()


class TestADisputedAnswer:
    def test_opens_the_case_again_on_the_officer_s_open_page(self, windows, town):
        filed = town.files("เสาไฟเอียงหน้าบ้าน กลัวล้ม แจ้งไปนานแล้ว", topic="electricity/poles")
        town.accepts("wichai", filed)
        town.proposes_closing("wichai", filed, "ตั้งเสาให้ตรงแล้ว")
        officer = windows.open("วิชัย ทองดี")
        officer.goto(f"/office/{filed.reference}/")
        wait_until_live(officer)
        page = windows.open(width=390)
        open_with_code(page, filed)
        page.get_by_role("button", name="ยังไม่เสร็จ").click()
        page.get_by_label("ยังขาดอะไร").fill("เสายังเอียงอยู่เลยครับ แค่เอาไม้มาค้ำไว้")
        page.get_by_role("button", name="บอกว่ายังไม่เสร็จ และเปิดเรื่องอีกครั้ง").click()
        expect(page.get_by_text("คุณบอกว่ายังไม่เสร็จ เปิดเรื่องอีกครั้ง")).to_be_visible()
        expect(officer.get_by_text("แค่เอาไม้มาค้ำไว้")).to_be_visible()
        expect(officer.get_by_label("คำตอบถึงผู้แจ้ง")).to_be_visible()
        assert town.state_of(filed.reference) == "in_progress"
