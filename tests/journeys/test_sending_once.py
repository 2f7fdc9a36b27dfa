"""Promise R5: however often one form is sent, it files one complaint."""

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import go_and_check, read_receipt, send, tell, unfold

pytestmark = pytest.mark.journey


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

    def test_R5_one_form_in_two_windows_files_once_and_shows_the_same_receipt(self, page, town):
        self.ready_to_send(page, "ซอยสี่")
        other = self.in_another_window(page)
        filed = send(page)
        assert send(other) == filed
        assert town.cases("ซอยสี่") == 1

    def test_R5_changing_it_after_it_was_sent_asks_before_a_second_case_is_filed(self, page, town):
        self.ready_to_send(page, "ซอยห้า")
        other = self.in_another_window(page)
        first = send(page)
        other.get_by_role("button", name="กลับไปแก้ไข").click()
        unfold(other)
        other.get_by_label("เรื่องที่แจ้ง").fill("ซอยห้า น้ำประปาไม่ไหลเลยตั้งแต่เช้าค่ะ")
        go_and_check(other)
        other.get_by_role("button", name="ส่งเรื่อง", exact=True).last.click()
        expect(other.get_by_text("แบบนี้ส่งไปแล้วครั้งหนึ่ง")).to_be_visible()
        assert town.cases("ซอยห้า") == 1
        assert send(other) != first
        assert town.cases("ซอยห้า") == 2

    def in_another_window(self, page):
        other = page.context.new_page()
        other.goto(page.url)
        return other


@pytest.mark.parametrize("script", [True, False])
class TestTheWayBackFromTheReceipt:
    def test_never_ends_at_the_browsers_error_and_files_nothing_again(self, windows, town, script):
        page = windows.open(width=360, java_script_enabled=script)
        words = f"ซอย{'หก' if script else 'เจ็ด'} ไฟถนนดับสามดวงติดกัน"
        tell(page, words)
        go_and_check(page)
        filed = send(page)
        for _step in range(2):  # the check, and where it is
            page.go_back()
            expect(page.get_by_role("heading", level=1)).to_have_text("เรื่องนี้ส่งไปแล้ว")
            page.wait_for_timeout(300)  # the browser puts the page where the step before was
            expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
            assert filed.reference in page.content()
            assert words not in page.content() and filed.code not in page.content()
        page.go_forward()
        page.go_forward()
        assert read_receipt(page) == filed
        page.reload()
        assert read_receipt(page) == filed
        page.go_back()
        page.reload()
        page.get_by_role("link", name="กลับไปดูใบรับเรื่อง").click()
        assert read_receipt(page) == filed
        assert town.cases(words) == 1

    def test_shows_the_next_person_no_code_once_this_device_forgot_the_case(self, windows, script):
        page = windows.open(width=360, java_script_enabled=script)
        tell(page, "น้ำท่วมขังหน้าโรงเรียน เด็กต้องลุยน้ำ")
        go_and_check(page)
        filed = send(page)
        page.get_by_role("button", name="เก็บไว้แล้ว ซ่อนเดี๋ยวนี้").click()
        expect(page.get_by_text("เครื่องนี้ลืมเรื่องนี้แล้ว")).to_be_visible()
        for _step in range(2):  # the receipt, and the check
            page.go_back()
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert filed.code not in page.content() and "ลุยน้ำ" not in page.content()
