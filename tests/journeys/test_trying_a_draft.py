"""A policy team tries a draft with one tester, reads what did not work, and wipes the trial."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
SUDA = "สุดา มั่นคง"
TOLD = "ไม่รู้ว่าต้องเลือกกี่ข้อ"


class TestTryingADraft:
    def test_from_the_beginning_to_the_wiping(self, windows, town):
        managed = town.prepares_questions("suda", "ลองก่อนประกาศ เรื่องทางเท้าหน้าสถานี")
        team = windows.open(SUDA)
        team.goto(managed)
        team.get_by_role("link", name="ทดลองรับฟังกับคนกลุ่มเล็กก่อน").click()
        team.get_by_label("จำนวนวันที่เปิด").fill("3")
        team.get_by_role("button", name="เริ่มทดลอง").click()
        expect(team.get_by_role("heading", level=1)).to_contain_text("(ทดลอง) ลองก่อนประกาศ")
        trial = team.url

        team.get_by_role("link", name="ลิงก์ส่วนตัวสำหรับผู้ทดลอง").click()
        team.get_by_label("ใครเป็นผู้อ่าน").fill("ครูสมพร")
        team.locator("form[action$='/links/'] button").click()
        link = team.locator("#address").input_value()

        tester = windows.open(width=360)
        tester.goto("/" + link.split("/", 3)[3])
        expect(tester.get_by_role("region", name="ทดลอง")).to_contain_text("ไม่ถูกนับที่ใด")
        public = tester.url
        tester.goto(f"{public}questionnaire/1/")
        tester.get_by_label("ทุกวัน").check()
        tester.locator("main form button.govuk-button").last.click()
        expect(tester.get_by_role("region", name="ทดลอง")).to_be_visible()
        tester.get_by_role("link", name="แจ้งทีมงานว่าอะไรใช้ไม่ได้").click()
        tester.locator("main textarea").fill(TOLD)
        tester.locator("main form button").click()
        expect(tester.get_by_text(TOLD)).to_be_visible()

        stranger = windows.open()
        assert stranger.goto(public).status == 404
        stranger.goto("/consultations/")
        expect(stranger.get_by_text("ลองก่อนประกาศ เรื่องทางเท้าหน้าสถานี")).to_have_count(0)

        team.goto(trial)
        expect(team.get_by_text("เริ่มตอบ 1 คน ส่งแล้ว 0 คน")).to_be_visible()
        expect(team.get_by_text(TOLD)).to_be_visible()
        team.get_by_role("button", name="ปิดการทดลองตอนนี้").click()
        expect(team.get_by_role("button", name="ปิดการทดลองตอนนี้")).to_have_count(0)
        team.get_by_label(re.compile("จะถูกลบถาวร")).check()
        team.get_by_role("button", name="ลบการทดลอง").click()
        expect(team.get_by_text("ร่วม 1 คน")).to_be_visible()
        assert tester.goto(public).status == 404
