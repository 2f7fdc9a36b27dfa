"""Every list at /admin/ in a browser, as the administrator: its scripts run through, also when rows are ticked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.pages.ways import ADMINISTRATOR
from tests.journeys.town import Town
from tests.journeys.windows import Windows

pytestmark = pytest.mark.journey


def test_I11_no_list_breaks_off_a_script(windows: Windows, town: Town) -> None:
    page = windows.open(ADMINISTRATOR, is_blank=True)
    page.goto("/admin/")
    lists = page.eval_on_selector_all(
        "#content-main th[scope=row] a", "links => links.map(link => link.getAttribute('href'))"
    )
    assert len(lists) > 20
    ticked = 0
    for address in lists:
        page.goto(address)
        boxes = page.locator("tr input.action-select")
        if boxes.count():
            boxes.first.check()
            expect(page.locator("span.action-counter")).to_be_hidden()  # it counts in English
            ticked += 1
    assert ticked, "none has rows to tick: this saw nothing"
    assert windows.complaints == []
