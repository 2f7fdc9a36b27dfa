"""Ways to paper and meeting answers, as the policy team enters them."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.ways import POLICY, AnyPage, go


def stacks(page: Page, cases: Cases) -> None:
    go(page, f"{cases.conversation.replace('/consultations/', '/consultations/manage/')}paper/")


def stacks_refused(page: Page, cases: Cases) -> None:
    stacks(page, cases)
    page.locator("main form button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def begun(page: Page, cases: Cases) -> None:
    """The page of a stack that has just been begun."""
    stacks(page, cases)
    page.check("input[name=kind][value=meeting]")
    page.fill("input[name=place]", "หอประชุมเทศบาลเมืองศิลา")
    page.fill("input[name=received_on]", timezone.localdate().isoformat())
    page.fill("input[name=forms]", "12")
    page.locator("main form button").last.click()
    page.wait_for_selector("#entered")


def one_after_the_other(page: Page, cases: Cases) -> None:
    """With the first one saved by keys alone."""
    begun(page, cases)
    page.locator("main a[role=button]").first.click()
    page.wait_for_selector("#paper input:focus")
    page.keyboard.press("1")
    page.keyboard.press("2")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/enter/?saved=1")


def entered(page: Page, cases: Cases) -> None:
    one_after_the_other(page, cases)
    go(page, page.url.split("enter/")[0] + "forms/1/")
    page.locator("details.act summary").click()


ENTERING = [
    AnyPage("manage-stacks-refused", stacks_refused, POLICY, is_desk=True),
    AnyPage("manage-stack", begun, POLICY, is_desk=True),
    AnyPage("enter-form", one_after_the_other, POLICY, is_desk=True),
    AnyPage("entered-form", entered, POLICY, is_desk=True),
]
