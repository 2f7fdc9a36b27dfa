"""The first complaint on a phone: few touches, nothing that jumps."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.cases import Cases
from tests.journeys.pages import MAIN
from tests.journeys.pages.light import LIGHT
from tests.journeys.pages.ways import OFFICER, AnyPage
from tests.journeys.stories import add_picture, go_and_check, read_receipt, tell, tell_by_touch, touches_of, unfold

pytestmark = pytest.mark.journey

MOST_TOUCHES = 6

NOTE_SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) { window.shifted += entry.value; (window.sources ??= []).push(entry.value.toFixed(4) + " " + entry.sources.map((each) => (each.node?.nodeName ?? "-") + "." + (each.node?.className ?? "") + " " + (each.node?.textContent ?? "").trim().slice(0, 24) + " " + Math.round(each.previousRect.y) + ">" + Math.round(each.currentRect.y)).join(" / ")); }
}).observe({type: "layout-shift", buffered: true})"""
UNSEEN = 0.01
"""Letters that move by a pixel when the font comes; 0.1 is what Core Web Vitals calls good."""

SLOW_LINE = {"latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
"""What Lighthouse calls slow 4G: late letters and scripts, of which a fast line shows nothing."""


@pytest.fixture(scope="module")
def cases(town) -> Cases:
    return Cases(town)


def name_of(about: AnyPage) -> str:
    return about.name


def test_a_street_light_is_told_in_six_touches_besides_words_and_one_picture(windows, town, tmp_path):
    words = "ไฟทางปากซอยบ้านโนนทันดับมาห้าคืนแล้ว มืดจนรถเฉี่ยวคน"
    page = windows.open(width=360, has_touch=True)
    tell_by_touch(page, words, "ศิลา ขอนแก่น", "400114")
    add_picture(page, tmp_path, "navy")
    page.get_by_role("button", name="ตรวจก่อนส่ง").last.tap()
    page.get_by_role("button", name="ส่งเรื่อง", exact=True).last.tap()
    read_receipt(page)
    assert touches_of(page) <= MOST_TOUCHES
    assert town.cases(words) == 1


ROOM_BESIDE_THE_CODE = """() => {
  const box = document.querySelector(".receipt .note"), code = document.createRange();
  code.selectNodeContents(box.querySelector(".refbig"));
  const line = code.getBoundingClientRect(), around = box.getBoundingClientRect();
  return [line.left - around.left, around.right - line.right];
}"""


def test_the_receipt_code_stands_clear_of_the_edges_of_its_box(windows):
    page = windows.open(width=320)
    tell(page, "ไฟทางหน้าวัดดับทั้งแถบ มืดจนไม่กล้าเดิน")
    go_and_check(page)
    page.get_by_role("button", name="ส่งเรื่อง", exact=True).last.click()
    read_receipt(page)
    assert min(page.evaluate(ROOM_BESIDE_THE_CODE)) >= 16


LONGEST_PX = 1_850
"""Some two screens and a half of a phone; with all of it open the step has five."""
LEFT_BY_THE_KEYBOARD_PX = 440
"""Of 740: what a phone's keyboard leaves to the page."""


@pytest.mark.parametrize("script", [True, False])
def test_the_step_of_the_place_is_short_and_begins_with_the_search(windows, script):
    page = windows.open(width=360, java_script_enabled=script)
    tell(page, "ไฟทางปากซอยบ้านโนนทันดับมาห้าคืนแล้ว มืดจนรถเฉี่ยวคน")
    assert page.locator("main").bounding_box()["height"] <= LONGEST_PX
    search = page.get_by_label("ค้นหาจากชื่อสถานที่หรือรหัสไปรษณีย์").bounding_box()
    assert search["y"] < 740  # on the first screen
    expect(page.get_by_label("จังหวัด", exact=True)).to_be_hidden()
    unfold(page)
    expect(page.get_by_label("จังหวัด", exact=True)).to_be_visible()


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_what_the_search_finds_is_in_sight_above_the_keyboard(windows, motion):
    page = windows.open(
        width=360, has_touch=True, viewport={"width": 360, "height": 740}, reduced_motion=motion, is_mobile=True
    )
    tell(page, "ไฟทางปากซอยบ้านโนนทันดับมาห้าคืนแล้ว มืดจนรถเฉี่ยวคน")
    search = page.get_by_label("ค้นหาจากชื่อสถานที่หรือรหัสไปรษณีย์")
    search.focus()
    at_once = page.evaluate("scrollY")
    page.wait_for_timeout(700)
    if motion == "reduce":
        assert 0 < at_once == page.evaluate("scrollY")  # it did not glide there
    page.keyboard.type("ศิลา")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert page.get_by_text("ค้นหาจากชื่อสถานที่หรือรหัสไปรษณีย์").bounding_box()["y"] >= 0
    found = page.get_by_role("listbox").bounding_box()
    assert found["y"] + found["height"] <= LEFT_BY_THE_KEYBOARD_PX
    page.keyboard.press("ArrowUp")  # the last one
    last = page.locator("[role=option]").last.bounding_box()
    assert last["y"] + last["height"] <= LEFT_BY_THE_KEYBOARD_PX
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_on_a_wide_screen_the_page_stays_where_it_is_when_the_search_is_entered(windows):
    page = windows.open(width=1280)
    tell(page, "ไฟทางปากซอยบ้านโนนทันดับมาห้าคืนแล้ว มืดจนรถเฉี่ยวคน")
    page.get_by_label("ค้นหาจากชื่อสถานที่หรือรหัสไปรษณีย์").focus()
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("language", ["th", "en"])
def test_on_the_check_page_what_changes_a_line_stands_beside_its_name(windows, language):
    page = windows.open(width=320, language=language)
    page.goto("/complaints/new/")
    page.locator("textarea").fill("ขอชมเชยเจ้าหน้าที่ที่ซ่อมท่อประปาให้อย่างรวดเร็ว")
    page.locator("button[value=where]").last.click()
    page.locator("button[value=check]").last.click()
    lines = page.locator(".govuk-summary-list__row")
    expect(lines.first).to_be_visible()
    for line in lines.all():
        name, change = (line.locator(part).bounding_box() for part in ("dt", ".govuk-summary-list__actions"))
        assert change["x"] >= name["x"] + name["width"]
        assert change["y"] < name["y"] + name["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_way_back_keeps_the_place_that_the_search_found(windows):
    page = windows.open(width=360)
    tell(page, "ไฟทางปากซอยบ้านโนนทันดับมาห้าคืนแล้ว มืดจนรถเฉี่ยวคน")
    page.get_by_label("ค้นหาจากชื่อสถานที่หรือรหัสไปรษณีย์").fill("ศิลา ขอนแก่น")
    page.locator("[role=listbox] [role=option]").first.click()
    expect(page.get_by_label("ตำบลหรือแขวง")).to_have_value("400114")
    page.get_by_label("จุดสังเกต").fill("หน้าวัด")
    for way_back in (page.go_back, page.get_by_role("button", name="กลับไปแก้ไข").click):
        go_and_check(page)
        expect(page.locator("main")).to_contain_text("ต.ศิลา")
        way_back()
        expect(page.get_by_label("จังหวัด", exact=True)).to_have_value("40")
        expect(page.get_by_label("ตำบลหรือแขวง")).to_have_value("400114")
        expect(page.get_by_label("จุดสังเกต")).to_have_value("หน้าวัด")


def test_what_is_to_be_changed_stands_open_when_one_comes_from_the_check(windows):
    page = windows.open(width=360)
    tell(page, "ไฟทางปากซอยบ้านโนนทันดับมาห้าคืนแล้ว มืดจนรถเฉี่ยวคน")
    go_and_check(page)
    page.get_by_role("button", name="ลักษณะเรื่อง").click()
    expect(page.get_by_label("ลักษณะเรื่อง")).to_be_visible()


@pytest.mark.parametrize("about", LIGHT, ids=name_of)
def test_A2_nothing_jumps_while_a_page_comes(windows, cases, about):
    page = windows.open(about.who, width=360)
    page.add_init_script(NOTE_SHIFTS)
    about.way(page, cases)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shifted") < UNSEEN, page.evaluate("window.sources")


@pytest.mark.parametrize("width", [412, 1280])
@pytest.mark.parametrize("about", MAIN, ids=name_of)
def test_nothing_jumps_where_styles_letters_and_scripts_come_late(windows, cases, about, width):
    page = windows.open(about.who, width=width)
    page.add_init_script(NOTE_SHIFTS)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_LINE})
    about.way(page, cases)
    page.wait_for_load_state("networkidle")
    if page.locator("[data-map=map]").count():
        page.locator(".cluster, [data-map=source]:not([hidden])").first.wait_for()
        page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shifted") < UNSEEN, page.evaluate("window.sources")


class TestAWrongFile:
    @pytest.mark.parametrize(
        ("content", "why"), [(b"", "ไฟล์นี้ว่างเปล่า"), (b"<html>not a picture</html>", "ไฟล์นี้ไม่ใช่รูปหรือ PDF")]
    )
    def test_is_refused_at_once_and_the_good_one_beside_it_stays(self, windows, content, why):
        page = windows.open(width=360)
        tell(page, "ไฟทางหน้าตลาดดับทั้งแถวมาสองสัปดาห์แล้ว")
        good = BytesIO()
        Image.new("RGB", (64, 48), "navy").save(good, "PNG")
        page.locator("input[type=file]").set_input_files(
            [
                {"name": "รูป.jpg", "mimeType": "image/jpeg", "buffer": content},
                {"name": "ดี.png", "mimeType": "image/png", "buffer": good.getvalue()},
            ]
        )
        expect(page.get_by_role("alert").filter(has_text=f"รูป.jpg: {why}")).to_be_visible()
        assert page.evaluate("[...document.querySelector('input[type=file]').files].map((file) => file.name)") == [
            "ดี.png"
        ]
        go_and_check(page)
        expect(page.get_by_role("img", name="รูปที่ 1")).to_be_visible()


@pytest.mark.parametrize(("script", "width"), [(True, 360), (False, 360), (True, 900)])
def test_the_view_that_is_open_stands_in_sight_above_the_queue(windows, script, width):
    page = windows.open(OFFICER, width=width, java_script_enabled=script)
    for view in ("all", "people", "done"):
        page.goto(f"/office/?view={view}")
        strip, here = (page.locator(each).bounding_box() for each in (".views", ".views [aria-current]"))
        assert strip["x"] <= here["x"] and here["x"] + here["width"] <= strip["x"] + strip["width"]
