"""What is typed survives, and a page that was without a network says so and catches up."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import go_and_check, open_with_code, send, skip_topic, tell, unfold, wait_until_live

pytestmark = pytest.mark.journey

TEXT = "ร้านเหล้าข้างบ้านเปิดเพลงดังถึงตีสองทุกคืน เด็กนอนไม่ได้เลยคะ"


def kept_in(page) -> str:
    """What lasts on the device."""
    return page.evaluate("Object.values(localStorage).join()")


class TestADraft:
    def test_A4_survives_a_reload_on_the_home_page_and_goes_with_the_person_to_the_next_step(self, windows):
        page = windows.open()
        page.goto("/")
        page.get_by_label("เล่าเรื่องที่อยากให้แก้ไข").fill(TEXT)
        expect(page.get_by_text("เก็บไว้ในหน้าต่างนี้เท่านั้นเมื่อ")).to_be_visible()
        page.reload()
        page.get_by_role("button", name="เขียนต่อ", exact=True).click()
        expect(page.get_by_label("เรื่องที่แจ้ง")).to_have_value(TEXT)
        expect(page.get_by_text("ยังอยู่ครบ")).to_be_visible()

    def test_is_not_quoted_on_the_home_page_and_can_be_deleted_there(self, windows):
        page = windows.open(width=390)
        page.goto("/complaints/new/")
        page.get_by_label("เรื่องที่แจ้ง").fill(TEXT)
        expect(page.get_by_text("เก็บไว้ในเครื่องนี้แล้วเมื่อ")).to_be_visible()
        other = page.context.new_page()  # whoever opens the site next on this phone
        other.goto("/")
        expect(other.get_by_role("button", name="เขียนต่อ", exact=True)).to_be_visible()
        expect(other.get_by_label("เล่าเรื่องที่อยากให้แก้ไข")).to_be_hidden()
        assert TEXT not in other.evaluate("[...document.querySelectorAll('textarea')].map((e) => e.value).join()")
        other.get_by_role("main").get_by_role("button", name="ลบ").click()
        expect(other.get_by_label("เล่าเรื่องที่อยากให้แก้ไข")).to_have_value("")
        assert kept_in(other) == ""

    def test_of_words_of_danger_stays_in_its_window_and_has_the_quick_exit(self, windows):
        page = windows.open(width=390)
        page.context.route("https://www.tmd.go.th/**", lambda route: route.fulfill(body="", content_type="text/html"))
        page.goto("/complaints/new/")
        page.get_by_label("เรื่องที่แจ้ง").fill("สามีฉันเมา")
        expect(page.get_by_text("เก็บไว้ในเครื่องนี้แล้วเมื่อ")).to_be_visible()
        assert "สามีฉันเมา" in kept_in(page)
        page.get_by_label("เรื่องที่แจ้ง").fill("สามีฉันเมา สามีตีฉันทุกคืน")
        expect(page.get_by_role("alert").get_by_role("link", name="1300")).to_be_visible()
        assert kept_in(page) == ""  # at once, also of what was kept before
        expect(page.get_by_text("เก็บไว้ในหน้าต่างนี้เท่านั้นเมื่อ")).to_be_visible()
        page.reload()
        expect(page.get_by_label("เรื่องที่แจ้ง")).to_have_value("สามีฉันเมา สามีตีฉันทุกคืน")
        assert kept_in(page) == ""
        page.get_by_role("link", name="ออกด่วน").click()
        page.wait_for_url("https://www.tmd.go.th/**")
        page.goto("/complaints/new/")
        expect(page.get_by_label("เรื่องที่แจ้ง")).to_have_value("")

    def test_of_fire_on_the_step_of_the_place_is_not_kept_lastingly(self, windows):
        page = windows.open()
        tell(page, "ไฟไหม้กองขยะข้างบ้านทุกคืน")
        unfold(page)
        page.get_by_label("จุดสังเกต").fill("ข้างวัดหนองแวง")
        expect(page.get_by_text("เก็บไว้ในหน้าต่างนี้เท่านั้นเมื่อ")).to_be_visible()
        assert kept_in(page) == ""

    def test_A4_keeps_the_place_and_the_choice_of_who_sees_it(self, windows):
        page = windows.open()
        tell(page, TEXT)
        unfold(page)
        page.get_by_label("จังหวัด", exact=True).select_option(label="ขอนแก่น")
        page.get_by_label("จุดสังเกต").fill("ข้างวัดหนองแวง")
        page.get_by_role("radio", name="ลับ").check()
        page.goto("/")
        page.get_by_role("button", name="เขียนต่อ", exact=True).click()
        expect(page.get_by_label("เรื่องที่แจ้ง")).to_have_value(TEXT)
        page.get_by_role("button", name="ต่อไป บอกสถานที่").last.click()
        skip_topic(page)
        expect(page.get_by_label("จังหวัด", exact=True)).to_have_value("40")
        expect(page.get_by_label("จุดสังเกต")).to_have_value("ข้างวัดหนองแวง")
        expect(page.get_by_role("radio", name="ลับ")).to_be_checked()

    def test_leaves_what_is_proposed_as_it_is_after_a_question_was_answered(self, windows):
        page = windows.open()
        page.goto("/complaints/new/")
        page.get_by_label("เรื่องที่แจ้ง").fill("ไฟทางหน้าตลาดบ้านโนนม่วงดับมาสองสัปดาห์แล้ว")
        page.locator("button.govuk-button[value=where]").click()
        page.get_by_label("ดวงเดียว").check()
        page.locator("button.govuk-button[value=answered]").click()
        expect(page.get_by_role("group", name="เกิดที่ไหน")).to_be_visible()
        expect(page.locator("input[name=visibility][value=public]")).to_be_checked()

    def test_is_gone_from_the_device_once_the_case_is_sent(self, windows):
        page = windows.open()
        tell(page, TEXT)
        go_and_check(page)
        send(page)
        assert page.evaluate("JSON.stringify(localStorage)") == "{}"
        page.goto("/")
        expect(page.get_by_label("เล่าเรื่องที่อยากให้แก้ไข")).to_have_value("")


class TestWithoutANetwork:
    def test_R8_an_open_page_says_so_and_catches_up_when_it_is_back(self, windows, town):
        filed = town.files("หม้อแปลงหน้าบ้านเสียงดัง กลัวระเบิด", topic="electricity/poles")
        page = windows.open(width=390)
        open_with_code(page, filed)
        wait_until_live(page)
        page.context.set_offline(True)
        expect(page.get_by_text("ขาดการเชื่อมต่อ ข้อมูล ณ")).to_be_visible()
        town.accepts("wichai", filed)
        town.asks("wichai", filed, "หม้อแปลงมีเลขข้างถังไหม")
        page.context.set_offline(False)
        expect(page.get_by_text("หม้อแปลงมีเลขข้างถังไหม").first).to_be_visible(timeout=40_000)
        windows.complaints = [each for each in windows.complaints if "ERR_INTERNET_DISCONNECTED" not in each]

    def test_an_open_page_whose_server_was_away_says_of_when_its_words_are_and_catches_up(self, windows, town, house):
        filed = town.files("เสาไฟหน้าร้านชำหักครึ่ง", topic="electricity/poles")
        page = windows.open(width=390)
        open_with_code(page, filed)
        wait_until_live(page)
        house.web.stop()
        expect(page.get_by_text("ขาดการเชื่อมต่อ ข้อมูล ณ")).to_be_visible()
        house.open_web()
        town.accepts("wichai", filed)
        expect(page.get_by_text("รับเรื่องและกำลังดำเนินการ").first).to_be_visible(timeout=40_000)
        windows.complaints = [each for each in windows.complaints if "WebSocket" not in each]

    def test_a_new_page_is_the_offline_page_and_the_words_are_still_there_afterwards(self, windows):
        page = windows.open(width=390, service_workers="allow")
        page.goto("/")
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        page.reload()  # from now on the service worker answers for this page
        page.get_by_label("เล่าเรื่องที่อยากให้แก้ไข").fill(TEXT)
        expect(page.get_by_text("เก็บไว้ในหน้าต่างนี้เท่านั้นเมื่อ")).to_be_visible()
        page.context.set_offline(True)
        page.goto("/complaints/new/")
        expect(page.get_by_role("heading", level=1)).to_have_text("ไม่มีอินเทอร์เน็ต")
        page.context.set_offline(False)
        page.get_by_role("button", name="ลองใหม่").click()
        expect(page).to_have_url(re.compile("/complaints/new/$"))  # the page one wanted
        expect(page.locator("textarea[name=text]")).to_have_value(TEXT)
        windows.complaints = [each for each in windows.complaints if "ERR_INTERNET_DISCONNECTED" not in each]
