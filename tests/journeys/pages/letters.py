"""Ways to the pages of letters, case files and referrals."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.offices import office_case
from tests.journeys.pages.ways import Way, go, until_ready
from tests.journeys.stories import open_with_code


def letter(page: Page, cases: Cases) -> None:
    """What the code on a letter leads to."""
    open_with_code(page, cases.answered_by_letter)
    page.locator("main a[href^='/letters/']").first.click()
    page.wait_for_url("**/letters/*/")


def another_letter(page: Page, cases: Cases) -> None:
    """The same after a file was chosen that is another one."""
    letter(page, cases)
    other = {"name": "other.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 another"}
    page.locator("input[type=file]").set_input_files(files=[other])
    page.wait_for_selector("[data-result=other]:not([hidden])")


def office_case_file(page: Page, cases: Cases) -> None:
    """Asked for, and ready."""
    office_case("in_progress")(page, cases)
    page.locator("form[action$='/file/'] button").click()
    page.wait_for_url("**/file/*/")
    until_ready(page)


def letterhead_refused(page: Page, _cases: Cases) -> None:
    """Switched on without saying who sends, with something that is no picture as emblem."""
    go(page, "/office/letterhead/pea/")
    page.locator("[name=office]").fill("")
    page.locator("[name=is_on]").check()
    emblem = {"name": "emblem.svg", "mimeType": "image/svg+xml", "buffer": b"<svg></svg>"}
    page.locator("[name=emblem_file]").set_input_files(files=[emblem])
    page.locator("main form.card").evaluate("form => form.submit()")
    page.wait_for_selector(".govuk-error-summary")


def referral(state: str) -> Way:
    """Where a case is referred by letter."""
    return lambda page, cases: go(page, f"/office/{getattr(cases, state).reference}/referral/")


def referral_refused(act: str, state: str) -> Way:
    def sent(page: Page, cases: Cases) -> None:
        referral(state)(page, cases)
        page.locator(f"form[action$='/referral/{act}/']").evaluate("form => form.submit()")
        page.wait_for_selector(".govuk-error-summary")

    return sent


def letter_for_agency(page: Page, cases: Cases) -> None:
    """What the link in the mail to an agency elsewhere leads to."""
    _ = cases.referral_out
    go(page, cases.link)


def letter_for_agency_refused(page: Page, cases: Cases) -> None:
    letter_for_agency(page, cases)
    page.locator("form[action$='/answer/']").evaluate("form => form.submit()")
    page.wait_for_selector(".govuk-error-summary")
