"""An opinion on a draft law that is a problem to be solved now becomes a complaint, and the two lead to each other (C2-1)."""

import pytest
from playwright.sync_api import expect

from tests.journeys.cases import Cases
from tests.journeys.pages.consultations import commented
from tests.journeys.stories import choose_place, go_and_check, send, skip_topic

pytestmark = pytest.mark.journey


def test_C2_1_an_opinion_is_filed_as_a_complaint_and_linked_by_its_author_alone(windows, town):
    page, cases = windows.open(width=360), Cases(town)
    commented(written=True)(page, cases)
    page.get_by_role("button", name="แจ้งเป็นเรื่อง").click()
    page.wait_for_url("**/complaints/new/**")
    expect(page.locator("#id_text")).to_have_value("ขอให้มีที่จอดสำหรับคนพิการ")
    page.locator("#filing button.govuk-button[value=where]").click()
    skip_topic(page)
    choose_place(page, "ขอนแก่น", "เมืองขอนแก่น", "ศิลา")
    go_and_check(page)
    send(page)
    offer = page.locator("section[aria-labelledby=consulted]")
    expect(offer.locator(f"a[href='{cases.commented}']")).to_be_visible()
    offer.get_by_role("button").first.click()
    linked = page.locator("section[aria-labelledby=consulted]")
    expect(linked.get_by_role("button", name="เลิกเชื่อม")).to_be_visible()
