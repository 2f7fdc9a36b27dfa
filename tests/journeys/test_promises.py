"""An agency answers, promises, and keeps it with evidence; somebody follows it on a phone and reads what has become of it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.cases import Cases

pytestmark = pytest.mark.journey
SAID = "ปรับคนจอดรถบนทางเท้าทุกวันจันทร์"


@pytest.mark.parametrize("has_script", [True, False], ids=["with a script", "without"])
def test_from_the_answer_to_the_promise_to_its_evidence(windows, town, has_script):
    reported = Cases(town).reported
    team = windows.open("สุดา มั่นคง", java_script_enabled=has_script)
    team.goto(f"{reported.replace('/consultations/', '/consultations/duties/')}2/")
    team.get_by_role("radio", name="เปลี่ยนตาม", exact=True).check()
    team.locator("[name=reason_th]").fill("จะปรับคนจอดรถบนทางเท้า")
    team.get_by_role("button", name="ส่งคำตอบให้ทุกคนอ่าน").click()
    expect(team.get_by_role("heading", level=1)).to_have_text("บอกคำมั่นของหน่วยงาน")
    team.get_by_label("อะไรจะเปลี่ยนไป").fill(SAID)
    team.get_by_label("กองหรือสำนักที่รับไปทำ").fill("เทศกิจ")
    team.get_by_label("ภายในวันที่").fill("1/12/2572")
    team.get_by_role("button", name="ให้คำมั่นต่อทุกคน").click()
    expect(team.get_by_role("heading", level=1)).to_have_text(SAID)
    promise = team.url.replace("/office/", "/")

    malee = windows.open("มาลี ใจดี", width=360, java_script_enabled=has_script)
    malee.goto(f"{reported}you-said/")
    malee.get_by_role("link", name=SAID).click()
    assert malee.url == promise
    expect(malee.get_by_text("ให้คำมั่นแล้ว").first).to_be_visible()
    malee.get_by_role("button", name="ติดตามคำมั่นนี้").click()
    expect(malee.get_by_role("button", name="เลิกติดตามคำมั่นนี้")).to_be_visible()

    team.get_by_role("radio", name="ทำตามแล้ว").check()
    team.get_by_label("ดูหลักฐานได้ที่ไหน").fill("https://www.example.org/fines")
    team.get_by_role("button", name="บอกให้ทุกคนรู้").click()
    expect(team.get_by_text("บันทึกแล้ว ทุกคนอ่านได้")).to_be_visible()
    malee.reload()
    expect(malee.get_by_text("ทำตามแล้ว").first).to_be_visible()
    expect(malee.get_by_role("link", name="https://www.example.org/fines")).to_be_visible()
