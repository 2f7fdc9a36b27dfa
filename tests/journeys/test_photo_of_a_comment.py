"""Somebody comments by phone with a photograph; nobody else sees it until the team let it through."""

import pytest
from playwright.sync_api import expect

from tests.journeys.cases import Cases
from tests.journeys.pages.consultations import comment_with_a_file
from tests.journeys.pages.ways import POLICY

pytestmark = pytest.mark.journey
IS_DRAWN = "picture => picture.complete && picture.naturalWidth > 0"


def test_a_photograph_is_read_once_the_team_has_looked_at_it(windows, town):
    page, cases = windows.open(width=360), Cases(town)
    comment_with_a_file(page, cases)
    own, address = page.locator(".photos img"), page.url
    expect(page.get_by_text("รอทีมงานตรวจ")).to_be_visible()
    expect(own).to_have_js_property("complete", True)
    assert own.evaluate(IS_DRAWN)
    picture = own.get_attribute("src")

    reader = windows.open(width=360)
    reader.goto(address)
    expect(reader.locator(".comment-text")).to_have_text("ป้ายตรงนี้บังทางเท้า")
    expect(reader.locator(".photos")).to_have_count(0)
    assert reader.request.get(picture).status == 404

    team = windows.open(POLICY)
    team.goto(f"{cases.commented.replace('/consultations/', '/consultations/manage/')}moderation/files/")
    waiting = team.locator("main li.card").filter(has=team.locator(f"img[src='{picture}']"))
    waiting.get_by_role("button", name="ให้แสดงได้").click()
    expect(team.get_by_text("ทุกคนเห็นไฟล์นี้แล้ว")).to_be_visible()

    reader.reload()
    expect(reader.locator(".photos img")).to_have_js_property("complete", True)
    assert reader.locator(".photos img").evaluate(IS_DRAWN)
