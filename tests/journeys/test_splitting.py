"""One text, two problems: an officer makes two cases of it, and who filed keeps one page and one code."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import open_with_code
from tests.journeys.town import SEVERAL

pytestmark = pytest.mark.journey

OFFICER = "วิชัย ทองดี"
SECOND = SEVERAL.split()[1]


@pytest.fixture
def several(town):
    filed = town.files(SEVERAL, topic="electricity/poles", visibility="public")
    town.accepts("wichai", filed)
    return filed


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_split_looked_at_followed_and_put_back(windows, several, script):
    office = windows.open(OFFICER, width=360, java_script_enabled=script)
    office.goto(f"/office/{several.reference}/")
    office.locator("a[href$='/split/']").click()
    office.wait_for_url("**/split/")
    expect(office.locator("[name=piece-1][value='2']")).to_be_checked()
    office.locator("button[value=look]").click()
    expect(office.get_by_text("ระบบจะบอกผู้แจ้ง")).to_be_visible()
    office.locator("button[value=split]").click()
    made = office.get_by_text(re.compile("แยกเป็นเรื่องใหม่แล้ว: "))
    expect(made).to_be_visible()
    part = made.inner_text().split(": ")[1].strip()

    person = windows.open(width=360, java_script_enabled=script)
    open_with_code(person, several)
    person.get_by_role("link", name=re.compile("ถนนเป็นหลุม")).click()
    person.wait_for_url(f"**/track/{part}/")
    expect(person.locator("p.words.clamp").filter(has_text=SECOND)).to_be_visible()

    office.get_by_role("button", name=re.compile("รวมกลับเข้าเรื่องนี้")).click()
    expect(office.get_by_text("ส่วนนั้นกลับมาอยู่ในเรื่องนี้แล้ว")).to_be_visible()
    person.goto(f"/track/{part}/")
    expect(person.get_by_text("ส่วนนี้กลับไปอยู่ในเรื่องแรกแล้ว")).to_be_visible()


def test_the_key_s_opens_it(windows, several):
    office = windows.open(OFFICER)
    office.goto(f"/office/{several.reference}/")
    expect(office.locator("a[data-key=s]")).to_be_visible()
    office.keyboard.press("s")
    office.wait_for_url("**/split/")
