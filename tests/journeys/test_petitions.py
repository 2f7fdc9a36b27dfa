"""One signature more moves the number that others see; and two alike petitions join where both sides want it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.cases import Cases

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def cases(town) -> Cases:
    """Once: nobody may have more than three petitions under review."""
    return Cases(town)


def test_the_last_signature_is_seen_by_others_and_makes_the_agency_answer(windows, cases):
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


def test_two_alike_petitions_join_and_who_signed_signs_the_other_by_one_press(windows, cases):
    slug, target = cases.petitions["alike"], cases.petitions["target"]
    team = windows.open("สุดา มั่นคง")
    team.goto(f"/consultations/petitions/desk/{slug}/")
    team.get_by_text("เสนอให้รวมกับอีกเรื่อง").first.click()
    team.locator("#join_into").select_option(target)
    team.locator("#join_reason").fill("ขอไฟทางเส้นเดียวกัน")
    team.get_by_role("button", name="ส่งข้อเสนอ").click()
    expect(team.get_by_role("button", name="ถอนข้อเสนอ")).to_be_visible()
    author = windows.open("มาลี ใจดี")
    author.goto(f"/consultations/petitions/mine/{slug}/")
    author.get_by_role("button", name="ตกลง ให้รวม").click()
    expect(author.get_by_text("เรื่องนี้รวมกับอีกเรื่องแล้ว")).to_be_visible()
    signer = windows.open("บุญมี สายทอง")
    signer.goto(f"/consultations/petitions/{slug}/")
    signer.get_by_role("button", name="ลงชื่ออีกเรื่อง").click()
    expect(signer).to_have_url(f"{signer.url.partition('/consultations')[0]}/consultations/petitions/{target}/")
    expect(signer.get_by_text("คุณลงชื่อแล้ว").first).to_be_visible()
