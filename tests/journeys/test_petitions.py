"""One signature more: two people look at a petition, one signs, and the other sees the number move."""

import pytest
from playwright.sync_api import expect

from tests.journeys.cases import Cases

pytestmark = pytest.mark.journey


def test_the_last_signature_is_seen_by_others_and_makes_the_agency_answer(windows, town):
    cases = Cases(town)
    address = f"/consultations/petitions/{cases.petitions['open']}/"
    reader, signer = windows.open(), windows.open("มาลี ใจดี")
    reader.goto(address)
    expect(reader.locator("[data-number]")).to_have_text("3")
    signer.goto(address)
    signer.get_by_role("button", name="ลงชื่อ").click()
    expect(signer.get_by_text("คุณลงชื่อแล้ว").first).to_be_visible()
    expect(reader.locator("[data-number]")).to_have_text("4")
    team = windows.open("สุดา มั่นคง")
    team.goto(f"/consultations/petitions/desk/{cases.petitions['open']}/")
    for place in ("1", "2"):
        team.locator(f"[name=outcome{place}][value=done]").check()
        team.locator(f"[name=text{place}]").fill("ทำแล้วเมื่อวาน")
    team.get_by_role("button", name="ส่งคำตอบให้ทุกคนอ่าน").click()
    reader.reload()
    expect(reader.get_by_role("heading", name="คำตอบ")).to_be_visible()
    expect(reader.get_by_text("ทำแล้วเมื่อวาน").first).to_be_visible()
