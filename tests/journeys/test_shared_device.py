"""A computer that many people use, in a library or at a service counter: the next one finds nothing of who went."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import go_and_check, open_with_code, send, tell

pytestmark = pytest.mark.journey

TEXT = "เพื่อนบ้านเผาขยะทุกเย็น ควันเข้าบ้านจนแม่หายใจไม่ออก"
SAY = "เล่าเรื่องที่อยากให้แก้ไข"


def enter(page, who):
    page.goto("/demo/")
    page.get_by_role("button", name=re.compile(who)).click()
    page.wait_for_url(re.compile(r"^(?!.*/demo/)"))


class TestASharedDevice:
    def test_keeps_no_words_of_who_signed_out(self, windows):
        page = windows.open("มาลี ใจดี")
        page.goto("/")
        page.get_by_label(SAY).fill(TEXT)
        expect(page.get_by_text("เก็บไว้ในหน้าต่างนี้เท่านั้นเมื่อ")).to_be_visible()
        page.goto("/me/")
        page.get_by_role("button", name="ออกจากระบบ").click()
        expect(page.get_by_text("ลบสิ่งที่เครื่องนี้เก็บไว้ของคุณแล้ว")).to_be_visible()
        assert page.evaluate("JSON.stringify(localStorage)") == "{}"
        assert {cookie["name"] for cookie in page.context.cookies()} <= {"language", "csrftoken"}
        enter(page, "สมชาย ศรีสุข")
        page.goto("/")
        expect(page.get_by_label(SAY)).to_have_value("")

    def test_forgets_a_case_and_what_was_typed_about_it(self, windows, town):
        filed = town.files(TEXT, topic="electricity/poles")
        town.accepts("wichai", filed)
        town.asks("wichai", filed, "เผาเวลาไหน")
        page = windows.open(width=390)
        open_with_code(page, filed)
        page.get_by_label("คำตอบของคุณ").fill("ทุกเย็นหลังหกโมง")
        page.wait_for_timeout(700)
        page.get_by_role("button", name="ให้เครื่องนี้ลืมเรื่องนี้").click()
        expect(page.get_by_text("เครื่องนี้ลืมเรื่องนี้แล้ว")).to_be_visible()
        assert page.evaluate("JSON.stringify(localStorage)") == "{}"
        page.goto(f"/track/{filed.reference}/")
        expect(page.get_by_text("นี่เป็นเรื่องของคุณหรือไม่")).to_be_visible()
        assert TEXT[:20] not in page.content()

    def test_A2_forgets_it_without_script_too(self, windows, town):
        filed = town.files(TEXT)
        page = windows.open(width=390, java_script_enabled=False)
        open_with_code(page, filed)
        page.get_by_role("button", name="ให้เครื่องนี้ลืมเรื่องนี้").click()
        page.goto(f"/track/{filed.reference}/")
        assert TEXT[:20] not in page.content()

    @pytest.mark.parametrize("has_script", [True, False])
    def test_shows_no_code_to_who_goes_back_once_it_was_hidden(self, windows, has_script):
        page = windows.open(width=360, java_script_enabled=has_script)
        tell(page, TEXT)
        go_and_check(page)
        code = send(page).code
        page.reload()
        expect(page.get_by_text(code)).to_be_visible()
        page.get_by_role("button", name="เก็บไว้แล้ว ซ่อนเดี๋ยวนี้").click()
        expect(page.get_by_text("เครื่องนี้ลืมเรื่องนี้แล้ว")).to_be_visible()
        for _step in range(3):
            page.go_back()
            assert code not in page.content()
