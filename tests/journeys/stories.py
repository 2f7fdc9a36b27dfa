"""Steps that many stories share, as a person does them on the pages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.town import Filed

LIVE = "หน้านี้เปลี่ยนเองเมื่อมีข่าว"


def tell(page: Page, text: str) -> None:
    """Home page: write, and go on to where and who sees, past the questions of the topic."""
    page.goto("/")
    page.get_by_label("เล่าเรื่องที่อยากให้แก้ไข").fill(text)
    page.get_by_role("button", name="ต่อไป บอกสถานที่").click()
    skip_topic(page)
    expect(page.get_by_role("group", name="เกิดที่ไหน")).to_be_visible()


_COUNT_TOUCHES = """addEventListener("click", (event) => {
  const isForTyping = event.target.closest("textarea, input[type=text], input[type=search], input:not([type])");
  if (event.isTrusted && event.detail > 0 && !isForTyping) sessionStorage.touches = Number(sessionStorage.touches ?? 0) + 1;
}, true)"""


def tell_by_touch(page: Page, words: str, place: str, code: str) -> None:
    """With a finger from the home page to the place: write, answer the topic's question, find the sub-district by its name."""
    page.add_init_script(_COUNT_TOUCHES)
    page.goto("/")
    page.get_by_label("เล่าเรื่องที่อยากให้แก้ไข").tap()
    page.keyboard.type(words)
    page.get_by_role("button", name="ต่อไป บอกสถานที่").tap()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="ต่อไป บอกสถานที่").last.tap()
    page.get_by_label("ค้นหาจากชื่อสถานที่หรือรหัสไปรษณีย์").tap()
    page.keyboard.type(place)
    page.locator("[role=listbox] [role=option]").first.tap()
    expect(page.get_by_label("ตำบลหรือแขวง")).to_have_value(code)


def touches_of(page: Page) -> int:
    """How often it was touched since `tell_by_touch` began, writing left out."""
    return int(page.evaluate("sessionStorage.touches"))


def skip_topic(page: Page) -> None:
    """Pass the questions of the topic by, where the words lead to some."""
    skip = page.get_by_role("button", name="ไม่ใช่เรื่องนี้ ข้ามไปเลย")
    expect(skip.or_(page.get_by_role("group", name="เกิดที่ไหน"))).to_be_visible()
    if skip.is_visible():
        skip.click()


def tell_what_is_dangerous(page: Page, text: str) -> None:
    """Home page: write of what may harm who tells it; who may see it is asked first, on a page of its own."""
    page.goto("/")
    page.get_by_label("เล่าเรื่องที่อยากให้แก้ไข").fill(text)
    page.get_by_role("button", name="ต่อไป บอกสถานที่").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ให้ใครเห็นเรื่องนี้")


def next_question(page: Page, heading: str) -> None:
    page.get_by_role("button", name="ข้อต่อไป").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def unfold(page: Page) -> None:
    """Open what the step of the place keeps folded: words and kind, the lists of places, how news comes."""
    folded = page.locator("details.folded:not([open]) > summary")
    while folded.count():
        folded.first.click()
        page.evaluate("document.activeElement.blur()")  # as if nobody had been here


def choose_place(page: Page, province: str, district: str, subdistrict: str) -> None:
    unfold(page)
    page.get_by_label("จังหวัด", exact=True).select_option(label=province)
    page.get_by_label("อำเภอหรือเขต").select_option(label=district)
    page.get_by_label("ตำบลหรือแขวง").select_option(label=subdistrict)


def go_and_check(page: Page) -> None:
    page.get_by_role("button", name="ตรวจก่อนส่ง").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ตรวจก่อนส่ง")


def send(page: Page) -> Filed:
    """Send what was checked; the number and the code on the receipt."""
    page.get_by_role("button", name="ส่งเรื่อง", exact=True).last.click()
    return read_receipt(page)


def read_receipt(page: Page) -> Filed:
    expect(page.get_by_role("heading", level=1)).to_have_text("รับเรื่องของคุณแล้ว")
    reference, code = page.locator(".refbig").all_inner_texts()
    return Filed(reference.strip(), code.strip())


def open_with_code(page: Page, filed: Filed) -> None:
    page.goto("/track/")
    page.locator("#id_reference").fill(filed.reference)
    page.locator("#id_code").fill(filed.code)
    page.locator("main form button.govuk-button").click()
    page.wait_for_url(f"**/track/{filed.reference}/")


def wait_until_live(page: Page) -> None:
    expect(page.get_by_text(LIVE)).to_be_visible()


def add_picture(page: Page, folder: Path, colour: str) -> None:
    """Choose a small picture, as from a phone, for the form that takes some."""
    memory = BytesIO()
    Image.new("RGB", (640, 480), colour).save(memory, "JPEG")
    file = folder / f"{colour}.jpg"
    file.write_bytes(memory.getvalue())
    page.locator("input[type=file]").first.set_input_files(file)
