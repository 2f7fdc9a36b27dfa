"""A house that has outlines of districts: a telephone that knows where it is spares the lists, and the map shows borders."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.directory.outlines import SOURCE, at, feature, write
from tests.journeys.stories import unfold

pytestmark = pytest.mark.journey

WORDS = "ท่อน้ำทิ้งหน้าหอพักตันมาหนึ่งสัปดาห์ น้ำเน่าล้นถนน"
IN_BAN_FANG = {"latitude": 16.30, "longitude": 102.90}


@pytest.fixture(scope="module")
def outlines(house, tmp_path_factory) -> Iterator[None]:
    """Made-up squares for two districts of Khon Kaen, and none again for the stories that follow."""
    features = [feature("TH4001", at(0, 0)), feature("TH4002", at(1, 0))]
    file = write(tmp_path_factory.mktemp("outlines") / "districts.geojson", features)
    house.manage("load_area_shapes", str(file), "--source", SOURCE)
    yield
    house.manage("load_area_shapes", "--remove")


def where(page: Page) -> None:
    """The second step, as soon as the house has noticed its new outlines."""
    for _attempt in range(20):
        page.goto("/complaints/new/")
        page.locator("#id_text").fill(WORDS)
        page.locator("button.govuk-button[value=where]").click()
        page.wait_for_load_state()
        if page.locator("button.govuk-button[value=skip], button[value=skip]").count():
            page.locator("button[value=skip]").first.click()
        page.wait_for_selector("#id_place_text")
        unfold(page)
        if page.locator("[data-at]").count():
            return
        time.sleep(1)
    raise AssertionError("the house never noticed its outlines")


def test_where_I_am_fills_the_lists_and_can_be_changed(windows, outlines, town):
    page = windows.open(width=360, geolocation=IN_BAN_FANG, permissions=["geolocation"])
    where(page)
    page.get_by_role("button", name="ใช้ตำแหน่งของฉัน").click()
    district = page.get_by_label("อำเภอหรือเขต")
    expect(district).to_have_value("4002")
    expect(page.locator("[data-place=spoken]")).to_contain_text("เปลี่ยนในรายการได้")
    page.get_by_role("button", name="เปิดแผนที่").click()
    expect(page.locator(".map-name--district").first).to_be_attached()
    expect(page.locator("[data-place=source]")).to_contain_text(f"ขอบเขตอำเภอ: {SOURCE}")
    district.select_option("4001")
    expect(page.locator("[data-place=spoken]")).to_contain_text("ห่างจากที่ที่คุณเลือกราว")
    page.locator("[data-place=take]").click()
    expect(district).to_have_value("4002")
    page.locator("button.govuk-button[value=check]").click()
    page.wait_for_selector(".govuk-summary-list")
    expect(page.locator(".govuk-summary-list")).to_contain_text("ขอนแก่น")


def test_a_pin_in_another_district_than_the_chosen_one_is_told_where_it_is(windows, outlines):
    page = windows.open(geolocation=IN_BAN_FANG, permissions=["geolocation"])
    where(page)
    page.get_by_label("จังหวัด", exact=True).select_option("40")
    page.get_by_label("อำเภอหรือเขต").select_option("4001")
    page.get_by_role("button", name="ใช้ตำแหน่งของฉัน").click()
    expect(page.locator("[data-place=take]")).to_be_visible()
    page.locator("button.govuk-button[value=check]").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("ที่ไหนถูก")
    page.locator("[data-place=asked]").get_by_role("button", name="ใช้ที่ที่ปักหมุด").click()
    expect(page.locator(".govuk-summary-list")).to_contain_text("บ้านฝาง")


def test_the_page_of_a_district_shows_where_it_lies_without_a_script(windows, outlines):
    page = windows.open(java_script_enabled=False)
    page.goto("/areas/4002/")
    expect(page.get_by_role("img", name="อยู่ตรงไหนใน")).to_be_visible()
