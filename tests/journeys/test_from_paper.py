"""What a paper says to a section of a draft law: the team enters it by keys alone, and everybody reads it there, marked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.cases import Cases
from tests.journeys.pages.entering import SAYS, on_a_law, said_to_a_section
from tests.journeys.pages.ways import POLICY

pytestmark = pytest.mark.journey


def test_a_comment_on_paper_is_entered_by_keys_and_read_at_its_section(windows, town):
    cases = Cases(town)
    team = windows.open(POLICY)
    on_a_law(team, cases)
    said_to_a_section(team)
    expect(team.locator("#id_c1-section")).to_be_focused()
    expect(team.locator("#id_c1-text")).to_have_value("")
    reader = windows.open(width=360)
    reader.goto(f"{cases.commented}comments/1/sec_4/")
    said = reader.locator(".comment", has_text=SAYS)
    expect(said).to_contain_text("จากกระดาษและที่ประชุม")
    expect(said.get_by_role("button", name="ฉันก็คิดเหมือนกัน")).to_be_visible()
