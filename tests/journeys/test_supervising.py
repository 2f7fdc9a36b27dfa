"""A supervisor sees what waits, goes to the cases behind a number, takes them along and hands one over; script or not."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.town import POLE

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("has_script", [True, False], ids=["with a script", "without"])
def test_from_a_number_to_its_cases_to_a_file_and_a_colleague(windows, town, has_script, tmp_path):
    filed = town.files(POLE, topic="electricity/poles", visibility="agency")
    page = windows.open("กัญญา รุ่งเรือง", java_script_enabled=has_script)
    page.goto("/office/overview/")
    new = page.get_by_role("link", name=re.compile(r"^[\d,]+ ใหม่$")).first
    number = int(new.inner_text().split()[0].replace(",", ""))
    new.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ใหม่ ยังไม่รับเรื่อง")
    assert page.locator("tr[data-row]").count() == min(number, 25)

    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV").click()
    taken.value.save_as(tmp_path / "cases.csv")
    lines = Path(tmp_path / "cases.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) <= number + 1 and "เลขที่เรื่อง" in lines[0]
    assert any(filed.reference in line for line in lines)
    assert town.house.ask("SELECT count(*) FROM records_accesslog WHERE subject = 'export:pea'")[0][0] >= 1

    page.goto(f"/office/{filed.reference}/hand-over/")
    page.get_by_label("ใครจะดูต่อ").select_option(index=1)
    page.get_by_role("button", name="ส่งต่อในหน่วยงาน").click()
    page.wait_for_selector("input[name=undo]", state="attached")


def test_a_narrowed_inbox_is_kept_counted_removed_and_brought_back(windows, town):
    town.files(POLE, topic="electricity/poles", visibility="agency")
    page = windows.open("กัญญา รุ่งเรือง", java_script_enabled=False)
    page.goto("/office/?view=new&topic=electricity")
    page.get_by_role("link", name="บันทึกมุมมองนี้").click()
    page.get_by_label("ชื่อมุมมอง").fill("ไฟฟ้าใหม่")
    page.get_by_role("button", name="บันทึกมุมมองนี้").click()
    expect(page.get_by_role("link", name="ไฟฟ้าใหม่")).to_have_attribute("aria-current", "true")

    page.get_by_role("link", name="จัดการมุมมองที่บันทึกไว้").click()
    kept = page.get_by_role("listitem").filter(has_text="ไฟฟ้าใหม่")
    expect(kept).to_contain_text(re.compile(r"\d+ เรื่อง"))
    kept.get_by_role("button", name="ลบมุมมอง").click()
    page.get_by_role("button", name="ย้อนกลับ").click()
    expect(page.get_by_role("link", name="ไฟฟ้าใหม่", exact=True)).to_be_visible()
