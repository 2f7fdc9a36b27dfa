"""Somebody from Myanmar tells it in Burmese, an officer who reads Thai answers, and both read everything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from directory.languages import CODES
from tests.config.waiting import soon
from tests.journeys.cases import Cases
from tests.journeys.pages.citizens import own, receipt, where
from tests.journeys.pages.ways import OFFICER, TRIAGE, AnyPage, at
from tests.journeys.stories import open_with_code, unfold
from tests.journeys.test_every_page import SMALLEST, serious_findings
from tests.journeys.town import ROUTED_IN_S, Filed

pytestmark = pytest.mark.journey

TOLD = "စက်ရုံရှေ့ လမ်းမီးတွေ ပျက်နေတာ နှစ်ပတ်ရှိပြီ။ ညဘက် လမ်းသွားရတာ ကြောက်စရာကောင်းတယ်။"
IN_THAI = "ไฟถนนหน้าโรงงานเสียมาสองอาทิตย์แล้ว กลางคืนเดินแล้วน่ากลัว"
REPLY = "ช่างจะไปเปลี่ยนหลอดไฟวันศุกร์นี้"
REPLY_IN_BURMESE = "ဒီသောကြာနေ့မှာ မီးလုံး လာလဲပေးပါမယ်"


def choose_burmese(page: Page) -> None:
    page.goto("/")
    page.locator(".languages summary").click()
    page.get_by_role("button", name="မြန်မာ").click()
    expect(page.locator("html")).to_have_attribute("lang", "my")
    page.get_by_text("ဒီဘာသာပြန်ကို လူက မစစ်ဆေးရသေးပါ").click()
    expect(page.get_by_text("This translation has not been checked by a person yet")).to_be_visible()


def files(page: Page) -> Filed:
    """From the home page to the receipt, with no word of Thai or English to press."""
    page.locator("#say").fill(TOLD)
    page.locator("main form button.govuk-button").first.click()
    # Street lights have questions, asked of whoever writes Burmese too; here nobody answers any.
    expect(page.locator("[name^=answer-]").first).to_be_visible()
    page.locator("button.govuk-button[value=answered]").last.click()
    page.wait_for_selector("#id_province", state="attached")  # else what is folded on the page before is looked for
    unfold(page)
    page.locator("#id_province").select_option("40")
    page.locator("button.govuk-button[value=check]").last.click()
    expect(page.locator(".govuk-summary-list")).to_be_visible()
    page.locator("button.govuk-button[value=send]").last.click()
    page.wait_for_url("**/receipt/")
    reference, code = page.locator(".refbig").all_inner_texts()
    return Filed(reference.strip(), code.strip())


def test_a_complaint_in_burmese_is_answered_by_officers_who_read_thai(windows, town):
    page = windows.open(width=360)
    choose_burmese(page)
    filed = files(page)
    open_with_code(page, filed)
    expect(page.get_by_role("complementary").get_by_text(TOLD)).to_have_attribute("lang", "my")

    assert soon(lambda: town.state_of(filed.reference) == "triage", ROUTED_IN_S)
    desk = windows.open(TRIAGE)
    desk.goto("/desk/")
    desk.get_by_label("ภาษาของข้อความ").select_option(label="ภาษาพม่า")
    desk.get_by_role("button", name="แสดง", exact=True).click()
    expect(desk.locator(".waiting .tag", has_text="ภาษาพม่า").first).to_be_visible()
    desk.locator(f"#case-{filed.reference}").click()
    expect(desk.get_by_text("ไม่ส่งเอง เพราะข้อความไม่ใช่ภาษาไทย")).to_be_visible()
    desk.get_by_label("หน่วยงาน", exact=True).select_option("pea")
    desk.locator("select#topic").select_option("electricity/poles")
    desk.get_by_role("button", name="ส่งให้หน่วยงานนี้").click()
    expect(desk.get_by_role("status").filter(has_text=filed.reference)).to_be_visible()

    office = windows.open(OFFICER)
    office.goto("/office/")
    office.locator("form[role=search] summary").click()
    office.get_by_label("ภาษาของข้อความ").select_option(label="ไม่ใช่ภาษาไทย")
    office.get_by_role("button", name="ค้นหา").click()
    expect(office.locator("tr", has_text=filed.reference).get_by_text("ภาษาพม่า")).to_be_visible()
    office.goto(f"/office/{filed.reference}/")
    office.get_by_role("button", name="รับเรื่อง").first.click()
    office.get_by_text("แปลเป็น: ภาษาไทย").click()
    expect(office.get_by_text("ยังไม่ได้เชื่อมโปรแกรมแปลภาษา")).to_be_visible()
    office.get_by_label("คำแปลของคุณ").fill(IN_THAI)
    office.get_by_role("button", name="เก็บคำแปล").click()
    expect(office.get_by_text(IN_THAI)).to_be_visible()
    office.locator("#reply-title").click()
    office.locator("#id_reply-text").fill(REPLY)
    office.get_by_role("button", name="ส่งข่าว").click()
    office.get_by_text("แปลเป็น: ภาษาพม่า").click()
    office.get_by_label("คำแปลของคุณ").fill(REPLY_IN_BURMESE)
    office.get_by_role("button", name="เก็บคำแปล").click()
    expect(office.get_by_text(REPLY_IN_BURMESE)).to_be_visible()
    assert serious_findings(office) == []

    page.reload()
    reply, translation = page.get_by_text(REPLY), page.get_by_text(REPLY_IN_BURMESE)
    expect(reply).to_have_attribute("lang", "th")
    expect(translation).to_have_attribute("lang", "my")
    assert reply.bounding_box()["y"] < translation.bounding_box()["y"]
    expect(page.get_by_text(IN_THAI)).to_have_count(0)


@pytest.fixture(scope="module")
def cases(town) -> Cases:
    return Cases(town)


@pytest.mark.parametrize(
    ("about", "language"),
    [
        (AnyPage("tell", at("/complaints/new/")), "km"),
        (AnyPage("where", where), "my"),
        (AnyPage("receipt", receipt), "my"),
        (AnyPage("track-asked", own("asked")), "lo"),
        (AnyPage("track-proposed", own("proposed")), "zh-hans"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_A1_A2_pages_in_other_scripts_are_for_everybody(windows, cases, about, language):
    page = windows.open(width=360, language=language)
    about.way(page, cases)
    assert serious_findings(page) == []
    page.set_viewport_size({"width": SMALLEST, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST
    page.locator(".languages summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="ខ្មែរ")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST
    assert serious_findings(page) == []


SPACES = """() => [...document.querySelectorAll(".tabs a")].map((door) => {
  const words = document.createRange();
  words.selectNodeContents(door.lastChild);
  const { left, right } = words.getBoundingClientRect();
  // Not by the height of the words: a Khmer font asks for three times its size in one line.
  const lines = new Set([...words.getClientRects()].map(({ top }) => Math.round(top / 8)));
  return { left, right, lines: lines.size };
})"""


@pytest.mark.parametrize("language", CODES)
def test_the_doors_of_the_phone_have_room_for_their_words_in_every_language(windows, language):
    page = windows.open(width=SMALLEST, language=language)
    page.goto("/")
    doors = page.evaluate(SPACES)
    assert len(doors) == 5
    assert doors[0]["left"] >= 4 and doors[-1]["right"] <= SMALLEST - 4
    for door, following in zip(doors, doors[1:], strict=False):
        assert door["lines"] == 1
        assert following["left"] - door["right"] >= 4
