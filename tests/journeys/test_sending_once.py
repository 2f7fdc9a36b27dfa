"""Promise R5: however often one form is sent, it files one complaint."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.journeys.stories import go_and_check, read_receipt, send, tell

pytestmark = pytest.mark.journey


def go_back_to_the_check(page):
    """The check was the answer to a form: Chromium asks whether to send that once more, and the person says yes."""
    with suppress(Error):
        page.go_back()
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("ตรวจก่อนส่ง")


class TestSendingTheSameForm:
    @pytest.fixture
    def page(self, windows):
        return windows.open()

    def ready_to_send(self, page, words):
        tell(page, f"{words} น้ำประปาขุ่นมาสามวัน ซักผ้าไม่ได้เลยค่ะ")
        go_and_check(page)

    def test_R5_a_double_click_files_once(self, page, town):
        self.ready_to_send(page, "ซอยหนึ่ง")
        page.get_by_role("button", name="ส่งเรื่อง", exact=True).last.dblclick()
        read_receipt(page)
        assert town.cases("ซอยหนึ่ง") == 1

    def test_R5_a_double_click_without_script_files_once(self, windows, town):
        page = windows.open(java_script_enabled=False)
        self.ready_to_send(page, "ซอยสอง")
        page.get_by_role("button", name="ส่งเรื่อง", exact=True).last.dblclick()
        read_receipt(page)
        assert town.cases("ซอยสอง") == 1

    def test_R5_a_reload_after_sending_files_once_and_shows_the_same_receipt(self, page, town):
        self.ready_to_send(page, "ซอยสาม")
        filed = send(page)
        page.reload()
        assert read_receipt(page) == filed
        assert town.cases("ซอยสาม") == 1

    def test_R5_going_back_and_sending_again_files_once_and_shows_the_same_receipt(self, page, town):
        self.ready_to_send(page, "ซอยสี่")
        filed = send(page)
        go_back_to_the_check(page)
        again = send(page)
        assert again == filed
        assert town.cases("ซอยสี่") == 1

    def test_R5_going_back_and_changing_it_asks_before_a_second_case_is_filed(self, page, town):
        self.ready_to_send(page, "ซอยห้า")
        first = send(page)
        go_back_to_the_check(page)
        page.get_by_role("button", name="กลับไปแก้ไข").click()
        page.get_by_label("เรื่องที่แจ้ง").fill("ซอยห้า น้ำประปาไม่ไหลเลยตั้งแต่เช้าค่ะ")
        go_and_check(page)
        page.get_by_role("button", name="ส่งเรื่อง", exact=True).last.click()
        expect(page.get_by_text("แบบนี้ส่งไปแล้วครั้งหนึ่ง")).to_be_visible()
        assert town.cases("ซอยห้า") == 1
        assert send(page) != first
        assert town.cases("ซอยห้า") == 2
