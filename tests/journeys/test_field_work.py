"""Out on the road with a phone: the nearest case first, and a report over a line that loses its answer."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.town import POLE
from tests.records.files import encoded
from tests.records.streets import street

pytestmark = pytest.mark.journey

OFFICER = "วิชัย ทองดี"
NEAR, FAR = (16.4412, 102.8355), (16.5, 102.9)


@pytest.fixture
def two(town):
    """Two cases in Wichai's hands, the far one first."""
    far = town.files(POLE, topic="electricity/poles", pin=FAR)
    near = town.files(f"ปากทางเข้าวัด {POLE}", topic="electricity/poles", pin=NEAR)
    for filed in (far, near):
        town.accepts("wichai", filed)
    return far, near


def test_the_nearest_comes_first_and_the_position_goes_nowhere(windows, two):
    far, near = two
    place = {"latitude": NEAR[0] + 0.001, "longitude": NEAR[1]}
    page = windows.open(OFFICER, width=360, geolocation=place, permissions=["geolocation"])
    page.goto("/office/field/")
    asked = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page.get_by_role("button", name="เรียงจากใกล้ตัวฉัน").click()
    expect(page.get_by_text("ตำแหน่งของคุณอยู่ในเครื่องนี้เท่านั้น")).to_be_visible()
    cards = page.locator(".field-card")
    expect(cards.first).to_contain_text(re.compile(r"ห่าง \d+ ม\."))
    listed = cards.locator(".ref").all_inner_texts()
    assert listed.index(near.reference) < listed.index(far.reference)
    assert not [address for address in asked if "16.44" in address]
    assert "16.442" not in page.evaluate("JSON.stringify([localStorage, sessionStorage, location.href])")


def test_who_refuses_the_position_is_told_what_to_do(windows, two):
    page = windows.open(OFFICER, width=360, permissions=[])
    page.goto("/office/field/")
    page.get_by_role("button", name="เรียงจากใกล้ตัวฉัน").click()
    expect(page.locator("[data-near=status]")).to_contain_text("ชื่อ")


def test_a_report_whose_answer_is_lost_is_sent_again_by_itself_and_counts_once(windows, town, two):
    _far, near = two
    page = windows.open(OFFICER, width=360)
    page.goto(f"/office/field/{near.reference}/")
    page.locator("#id_close-text").fill("ตั้งเสาใหม่ตรงแล้ว")
    photo = {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": encoded(street(7), "JPEG")}
    page.locator("[name=close-pictures]").set_input_files(files=[photo])
    lost = []

    def lose_the_first(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)  # the house did it, and nobody heard
            return route.abort()
        return route.continue_()

    page.route(re.compile(f"/office/field/{near.reference}/"), lose_the_first)
    page.locator("[data-send=go]").click()
    expect(page.locator("[data-send=status]")).to_contain_text("ส่งใหม่ให้เอง")
    expect(page.locator("#id_close-text")).to_have_value("ตั้งเสาใหม่ตรงแล้ว")
    page.wait_for_url("**/office/field/?sent=*")
    expect(page.get_by_text(f"แจ้งแล้วว่า {near.reference} เสร็จ")).to_be_visible()
    told = f"""SELECT count(*) FROM complaints_caseevent e JOIN complaints_case c ON c.id = e.case_id
        WHERE c.reference = '{near.reference}' AND e.kind = 'resolution_proposed'"""
    assert lost == [302] and town.house.ask(told)[0][0] == 1


def test_without_script_it_is_reported_all_the_same(windows, two):
    far, _near = two
    page = windows.open(OFFICER, width=360, java_script_enabled=False)
    page.goto("/office/field/")
    page.locator(f"a[href='/office/field/{far.reference}/']").click()
    page.locator("#id_close-text").fill("ตั้งเสาใหม่ตรงแล้ว")
    photo = {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": encoded(street(8), "JPEG")}
    page.locator("[name=close-pictures]").set_input_files(files=[photo])
    page.locator("[data-send=go]").click()
    expect(page.get_by_text(f"แจ้งแล้วว่า {far.reference} เสร็จ")).to_be_visible()


def test_what_is_refused_comes_with_the_drawings_it_needs(windows, two):
    page = windows.open(OFFICER, width=360)
    page.goto(f"/office/field/{two[1].reference}/")
    page.locator("#id_close-text").fill("")
    page.locator("[data-send=go]").click()
    expect(page.locator(".govuk-error-message").first).to_be_visible()
    drawn = page.locator("main use").evaluate_all("all => all.map(use => use.getAttribute('href').slice(1))")
    assert "i-alert-circle" in drawn
    assert page.evaluate("names => names.filter(name => !document.getElementById(name))", drawn) == []
