"""A sub-district that a municipality and an อบต. share: one question more, with a finger, with keys and without script."""

from __future__ import annotations

import csv

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import choose_place, go_and_check, read_receipt, tell, tell_by_touch, touches_of, unfold
from tests.journeys.test_on_a_phone import MOST_TOUCHES

pytestmark = pytest.mark.journey
WORDS = "ไฟทางหน้าตลาดดับมาห้าคืนแล้ว มืดจนรถเฉี่ยวคน"
ASKED = "หน่วยงานไหนดูแลตรงนี้"
PLACE = ("อุดรธานี", "เมืองอุดรธานี", "หมากแข้ง")
COLUMNS = ("official_code", "name_th", "area", "source", "source_date")
REGISTER = [
    ("9410101", "เทศบาลนครทดสอบ", "410101", "ทะเบียนทดสอบ", "2026"),
    ("9410102", "อบต.ทดสอบ", "410102 410101", "ทะเบียนทดสอบ", "2026"),
]


@pytest.fixture(scope="module")
def shared(house, town, tmp_path_factory):
    """The register lists two offices for หมากแข้ง: of one it is the own area, the other comes from beside."""
    path = tmp_path_factory.mktemp("register") / "register.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *REGISTER])
    house.manage("load_local_governments", str(path), "--commit")
    return town


def said(town, words):
    rows = town.house.ask("SELECT answers FROM complaints_complaint WHERE text = %s ORDER BY id DESC LIMIT 1", words)
    return [(one["question"], one["said"]["th"]) for one in rows[0][0]]


def test_with_a_finger_it_is_one_choice_and_one_button_more(windows, shared):
    words = f"{WORDS} ลุงมี"
    page = windows.open(width=360, has_touch=True)
    tell_by_touch(page, words, "หมากแข้ง อุดรธานี", "410101")
    page.get_by_role("button", name="ตรวจก่อนส่ง").last.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(ASKED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("อบต.ทดสอบ").tap()
    page.get_by_role("button", name="ตรวจก่อนส่ง").last.tap()
    page.get_by_role("button", name="ส่งเรื่อง", exact=True).last.tap()
    read_receipt(page)
    assert touches_of(page) <= MOST_TOUCHES + 2
    assert ("local_office", "อบต.ทดสอบ") in said(shared, words)


@pytest.mark.parametrize("script", [True, False])
def test_with_keys_it_is_answered_changed_and_left(windows, shared, script):
    words = f"{WORDS} ป้าศรี {script}"
    page = windows.open(width=360, java_script_enabled=script)
    page.goto("/")
    page.get_by_label("เล่าเรื่องที่อยากให้แก้ไข").fill(words)
    page.get_by_role("button", name="ต่อไป บอกสถานที่").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="ต่อไป บอกสถานที่").last.click()
    unfold(page)
    for label, name in zip(("จังหวัด", "อำเภอหรือเขต"), PLACE, strict=False):
        if not script:
            page.get_by_label(label, exact=True).select_option(label=name)
            page.get_by_role("button", name="แสดงอำเภอและตำบลของที่เลือก").click()
    choose_place(page, *PLACE)
    page.get_by_role("button", name="ตรวจก่อนส่ง").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ASKED)
    page.get_by_label("เทศบาลนครทดสอบ").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("อบต.ทดสอบ")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("ตรวจก่อนส่ง")
    expect(page.get_by_text("อบต.ทดสอบ")).to_be_visible()


def test_where_one_office_serves_the_place_nobody_is_asked(windows, shared):
    page = windows.open(width=360)
    tell(page, f"{WORDS} ตาแสง")
    choose_place(page, "อุดรธานี", "เมืองอุดรธานี", "นิคมสงเคราะห์")
    go_and_check(page)
