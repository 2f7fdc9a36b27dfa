"""Promise A2: every step of the main story works in a browser without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import (
    add_picture,
    choose_place,
    go_and_check,
    next_question,
    open_with_code,
    send,
    tell,
    tell_what_is_dangerous,
    unfold,
)
from tests.journeys.town import KHON_KAEN

pytestmark = pytest.mark.journey

TEXT = "สะพานไม้ข้ามคลองหลังวัดผุจนเป็นรู คนแก่เดินตักบาตรทุกเช้า กลัวตกน้ำกันคะ"


@pytest.fixture
def page(windows):
    return windows.open(width=390, java_script_enabled=False)


class TestWithoutScript:
    def test_A2_a_complaint_is_filed_with_place_and_picture(self, page, town, tmp_path):
        tell(page, TEXT)
        unfold(page)
        more = page.get_by_role("button", name="แสดงอำเภอและตำบลของที่เลือก")
        page.get_by_label("จังหวัด", exact=True).select_option(label="ขอนแก่น")
        more.click()
        page.get_by_label("อำเภอหรือเขต").select_option(label="เมืองขอนแก่น")
        more.click()
        choose_place(page, "ขอนแก่น", "เมืองขอนแก่น", "ศิลา")
        add_picture(page, tmp_path, "sienna")
        page.get_by_role("button", name="อัปโหลดแล้วดูก่อน").click()
        expect(page.get_by_role("img", name="รูปที่ 1")).to_be_visible()
        expect(page.get_by_label("เรื่องที่แจ้ง")).to_have_value(TEXT)
        page.get_by_role("radio", name="เฉพาะหน่วยงานที่รับเรื่อง").check()
        go_and_check(page)
        expect(page.get_by_text("ต.ศิลา อ.เมืองขอนแก่น จ.ขอนแก่น")).to_be_visible()
        filed = send(page)
        rows = town.house.ask(
            "SELECT c.area_id / 100, c.visibility, count(f.id) FROM complaints_case c"
            " LEFT JOIN complaints_casefile f ON f.case_id = c.id WHERE c.reference = %s GROUP BY 1, 2",
            filed.reference,
        )
        assert rows == [(KHON_KAEN, "agency", 1)]

    def test_A2_the_questions_of_a_topic_are_answered_and_what_follows_shows_with_its_answer(self, page, town):
        words = "ร้านเหล้าเปิดเพลงเสียงดังทุกคืนถึงตีสอง เด็กนอนไม่ได้เลยคะ"
        page.goto("/")
        page.get_by_label("เล่าเรื่องที่อยากให้แก้ไข").fill(words)
        page.get_by_role("button", name="ต่อไป บอกสถานที่").click()
        page.get_by_label("หลังสี่ทุ่ม").check()
        name = page.get_by_label("ร้านชื่ออะไร")
        expect(name).to_be_hidden()
        page.get_by_label("ร้านเหล้าหรือร้านอาหาร").check()
        name.fill("ร้านริมบึง")
        page.get_by_role("button", name="ต่อไป บอกสถานที่").last.click()
        unfold(page)
        page.get_by_label("จังหวัด", exact=True).select_option(label="ขอนแก่น")
        go_and_check(page)
        expect(page.get_by_text("ร้านริมบึง")).to_be_visible()
        filed = send(page)
        rows = town.house.ask(
            "SELECT jsonb_path_query_array(answers, '$[*].answer') FROM complaints_complaint WHERE reference = %s",
            filed.reference,
        )
        assert rows == [([["night"], "bar", "ร้านริมบึง"],)]

    def test_A2_what_is_dangerous_to_tell_is_asked_one_by_one(self, page, town, tmp_path):
        tell_what_is_dangerous(page, "ปลัดเรียกเงินใต้โต๊ะก่อนเซ็นตรวจรับงานทุกงวดคะ")
        page.get_by_role("radio", name="ไม่บอกว่าเป็นใคร").check()
        next_question(page, "เกิดที่ไหน")
        page.get_by_label("จังหวัด", exact=True).select_option(label="ขอนแก่น")
        page.get_by_role("button", name="แสดงอำเภอและตำบลของที่เลือก").click()
        page.get_by_label("อำเภอหรือเขต").select_option(label="เมืองขอนแก่น")
        next_question(page, "รูปหรือเอกสาร (ถ้ามี)")
        add_picture(page, tmp_path, "olive")
        page.get_by_role("button", name="อัปโหลดแล้วดูก่อน").click()
        expect(page.get_by_role("img", name="รูปที่ 1")).to_be_visible()
        page.get_by_role("button", name="ข้อก่อนหน้า").click()
        expect(page.get_by_label("อำเภอหรือเขต")).to_have_value("4001")
        for heading in ("รูปหรือเอกสาร (ถ้ามี)", "คุณจะกลับมาดูเรื่องนี้ได้อย่างไร", "ตรวจก่อนส่ง"):
            next_question(page, heading)
        expect(page.get_by_role("link", name="ออกด่วน").first).to_have_attribute("href", "https://www.tmd.go.th/")
        filed = send(page)
        rows = town.house.ask(
            "SELECT c.area_id, m.visibility, count(f.id) FROM complaints_complaint m JOIN complaints_case c"
            " ON c.id = m.case_id LEFT JOIN complaints_casefile f ON f.case_id = c.id WHERE m.reference = %s GROUP BY 1, 2",
            filed.reference,
        )
        assert rows == [(KHON_KAEN, "anonymous", 1)]

    def test_A4_what_was_wrong_is_said_at_the_field_and_nothing_is_typed_twice(self, page):
        tell(page, TEXT)
        page.get_by_label("จุดสังเกต").fill("หลังวัดบ้านโนนทัน")
        unfold(page)
        page.get_by_label("อีเมล (ถ้ามี)").fill("pranom@example")
        page.get_by_role("button", name="ตรวจก่อนส่ง").last.click()
        expect(page.get_by_role("alert").filter(has_text="ตรวจอีเมล")).to_be_visible()
        expect(page.get_by_label("อีเมล (ถ้ามี)")).to_have_attribute("aria-describedby", "id_email-error")
        expect(page.get_by_label("เรื่องที่แจ้ง")).to_have_value(TEXT)
        expect(page.get_by_label("จุดสังเกต")).to_have_value("หลังวัดบ้านโนนทัน")

    def test_A2_a_case_is_followed_with_its_code_and_confirmed(self, page, town):
        filed = town.files(TEXT, topic="electricity/poles")
        town.accepts("wichai", filed)
        town.proposes_closing("wichai", filed, "เปลี่ยนไม้สะพานใหม่แล้ว")
        open_with_code(page, filed)
        expect(page.get_by_text("เปลี่ยนไม้สะพานใหม่แล้ว").first).to_be_visible()
        page.get_by_role("button", name="ใช่ แก้แล้ว").click()
        expect(page.get_by_text("ขอบคุณที่ช่วยตรวจ ปิดเรื่องแล้ว")).to_be_visible()
        assert town.state_of(filed.reference) == "closed"

    def test_A2_a_question_is_answered_and_a_wrong_answer_of_the_agency_disputed(self, page, town):
        filed = town.files(TEXT, topic="electricity/poles")
        town.accepts("wichai", filed)
        town.asks("wichai", filed, "สะพานอยู่ด้านไหนของวัด")
        open_with_code(page, filed)
        page.get_by_label("คำตอบของคุณ").fill("ด้านหลัง ติดคลองครับ")
        page.get_by_role("button", name="ส่งคำตอบ").click()
        expect(page.get_by_text("ด้านหลัง ติดคลองครับ").first).to_be_visible()
        town.proposes_closing("wichai", filed, "ซ่อมแล้ว")
        page.reload()
        page.get_by_text("บอกว่ายังขาดอะไร").click()
        page.get_by_label("ยังขาดอะไร").fill("ยังไม่มีใครมาเลยครับ")
        page.get_by_role("button", name="บอกว่ายังไม่เสร็จ และเปิดเรื่องอีกครั้ง").click()
        assert town.state_of(filed.reference) == "in_progress"

    def test_A2_the_language_is_switched(self, page):
        page.goto("/track/")
        page.locator(".languages summary").click()
        page.get_by_role("button", name="English", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Follow a case")
        expect(page.locator("html")).to_have_attribute("lang", "en")
