"""Ways to a hearing: as everybody reads and asks, and as the policy team holds it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.ways import POLICY, AnyPage, Way, go


def hearing(part: str = "") -> Way:
    return lambda page, cases: go(page, f"{cases.hearing}{part}")


def registration(page: Page, cases: Cases) -> None:
    """Of one who waits for a seat."""
    go(page, cases.town.registers(cases.hearing))


def managed_hearing(part: str = "") -> Way:
    return lambda page, cases: go(page, f"{cases.hearing.replace('/consultations/', '/consultations/manage/')}{part}")


def hearings_refused(page: Page, cases: Cases) -> None:
    """The list of the team, and its form sent empty."""
    managed_hearing("../")(page, cases)
    page.locator("main form button").last.click()
    page.wait_for_selector(".govuk-error-summary")


HEARINGS = [
    AnyPage("hearing", hearing()),
    AnyPage("hearing-registration", registration),
    AnyPage("hearing-questions", hearing("questions/")),
    AnyPage("hearing-screen", hearing("screen/")),
    AnyPage("manage-hearings-refused", hearings_refused, POLICY, is_desk=True),
    AnyPage("manage-hearing-questions", managed_hearing("questions/"), POLICY, is_desk=True),
]
