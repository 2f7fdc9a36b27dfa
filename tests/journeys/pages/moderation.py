"""Ways to moderation: the rules and what was taken down, an author's appeal, a report; and the policy team's queue."""

from __future__ import annotations

import uuid

from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.consultations import statements
from tests.journeys.pages.ways import POLICY, AnyPage, Way, at, go, refused


def of_consultation(rest: str, of: str = "moderated") -> Way:
    return lambda page, cases: go(page, f"{getattr(cases, of)}{rest}")


def managed_moderation(rest: str = "", of: str = "moderated") -> Way:
    """Where the policy team looks at what was pointed at."""
    return lambda page, cases: go(
        page, f"{getattr(cases, of).replace('/consultations/', '/consultations/manage/')}moderation/{rest}"
    )


def reported(page: Page, cases: Cases) -> None:
    """Before somebody reports a statement that a citizen wrote."""
    go(page, f"{cases.moderated}statements/{cases.town.statement(cases.moderated, 'published')}/")
    page.locator("a[href*='/report/']").click()
    page.wait_for_selector("form [name=rule]")


def report_refused(page: Page, cases: Cases) -> None:
    reported(page, cases)
    page.locator("main form button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def looked_at(page: Page, cases: Cases) -> None:
    """One text that a worker marked."""
    managed_moderation()(page, cases)
    page.locator("#waiting ~ ul a").first.click()
    page.wait_for_selector("form[action$='/down/']")


def taken_down(page: Page, cases: Cases) -> None:
    managed_moderation(f"s{cases.town.statement(cases.moderated, 'taken down')}/")(page, cases)
    page.wait_for_selector("form[action$='/back/']")


def file_looked_at(page: Page, cases: Cases) -> None:
    """A photograph of a comment that waits for the team."""
    managed_moderation("files/", "commented")(page, cases)
    page.locator("main li a[href$='#down']").first.click()
    page.wait_for_selector("form[action$='/down/']")


def own_taken_down(page: Page, cases: Cases) -> None:
    """The author, without an account, reads why and may appeal."""
    statements("answers/")(page, cases)
    link = page.locator("#proposed ~ ul a[href*='/taken-down/']")
    if link.count():  # this browser has been here before
        link.first.click()
        page.wait_for_selector("form [name=words]")
        return
    words = f"คนที่คิดแบบนี้โง่ทั้งนั้น {uuid.uuid4().hex[:8]}"
    statements("propose/")(page, cases)
    page.locator("[name=text]").fill(words)
    page.locator("main form button.govuk-button").last.click()
    page.wait_for_selector("#proposed")
    cases.town.takes_down("suda", cases.conversation, words)
    statements("answers/")(page, cases)
    link.first.click()
    page.wait_for_selector("form [name=words]")


def appeal_refused(page: Page, cases: Cases) -> None:
    own_taken_down(page, cases)
    page.locator("main form button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def flag_refused(page: Page, cases: Cases) -> None:
    managed_moderation("flags/")(page, cases)
    page.locator("a[href*='/flags/group/']").first.click()
    page.wait_for_selector("form [name=reason]")
    page.locator("main form button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def copies_refused(page: Page, cases: Cases) -> None:
    """What one act for a set would take down, and that it needs a rule."""
    managed_moderation("copies/")(page, cases)
    page.locator("a[href$='/down/']").first.click()
    page.wait_for_selector("form [name=rule]")
    page.locator("main form button").last.click()
    page.wait_for_selector(".govuk-error-summary")


FOR_EVERYBODY = [
    AnyPage("moderation-rules", at("/consultations/rules/")),
    AnyPage("moderation-taken-down", of_consultation("taken-down/")),
    AnyPage("moderation-taken-down-none", of_consultation("taken-down/", of="consultation")),
    AnyPage("moderation-report", reported),
    AnyPage("moderation-report-refused", report_refused),
    AnyPage("moderation-own", own_taken_down),
    AnyPage("moderation-own-refused", appeal_refused),
]
FOR_THE_TEAM = [
    AnyPage("manage-files-of-comments", managed_moderation("files/", "commented"), POLICY, is_desk=True),
    AnyPage("manage-file-of-a-comment", file_looked_at, POLICY, is_desk=True),
    AnyPage("manage-moderation", managed_moderation(), POLICY, is_desk=True),
    AnyPage("manage-moderation-none", managed_moderation(of="consultation"), POLICY, is_desk=True),
    AnyPage("manage-moderated-text", looked_at, POLICY, is_desk=True),
    AnyPage("manage-moderated-text-refused", refused(looked_at, "down"), POLICY, is_desk=True),
    AnyPage("manage-moderated-down", taken_down, POLICY, is_desk=True),
    AnyPage("manage-flags", managed_moderation("flags/"), POLICY, is_desk=True),
    AnyPage("manage-flag-refused", flag_refused, POLICY, is_desk=True),
    AnyPage("manage-moderated-copies", managed_moderation("copies/"), POLICY, is_desk=True),
    AnyPage("manage-moderated-copies-refused", copies_refused, POLICY, is_desk=True),
    AnyPage("manage-moderated-copies-none", managed_moderation("copies/", of="consultation"), POLICY, is_desk=True),
]
