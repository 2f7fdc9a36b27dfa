"""A hearing that goes on: somebody asks, another window shows it by itself, most want it answered, the team answers it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.cases import Cases
from tests.journeys.pages.ways import POLICY
from tests.journeys.windows import PATIENCE_MS

pytestmark = pytest.mark.journey
ASKS = "ทางเท้าหน้าโรงเรียนจะเสร็จเมื่อไร"


def test_a_question_goes_from_one_window_to_the_others_by_itself(windows, town):
    hearing = Cases(town).hearing
    screen, asks, wants = (windows.open(width=width) for width in (1280, 360, 360))
    screen.goto(f"{hearing}screen/")
    for page in (asks, wants):
        page.goto(f"{hearing}questions/")
    asks.get_by_label("คำถามของคุณ").fill(ASKS)
    asks.get_by_role("button", name="ส่งคำถาม").click()
    expect(asks.get_by_text("รับคำถามแล้ว")).to_be_visible()
    for page in (screen, wants):
        expect(page.get_by_text(ASKS).first).to_be_visible(timeout=PATIENCE_MS)
    wants.locator("li", has_text=ASKS).get_by_role("button", name="ฉันอยากรู้ด้วย").click()
    expect(wants.locator("li", has_text=ASKS).get_by_role("button", name="กดเพื่อยกเลิก")).to_be_visible()
    expect(screen.locator("li", has_text=ASKS)).to_contain_text("1", timeout=PATIENCE_MS)
    team = windows.open(POLICY)
    team.goto(f"{hearing.replace('/consultations/', '/consultations/manage/')}questions/")
    team.locator("li", has_text=ASKS).get_by_role("button", name="ตอบข้อนี้ตอนนี้").click()
    expect(screen.locator(".hall-now")).to_have_text(ASKS, timeout=PATIENCE_MS)
    expect(asks.locator("li", has_text=ASKS)).to_contain_text("กำลังตอบข้อนี้", timeout=PATIENCE_MS)
