"""Ways to paper and meeting answers, as the policy team enters them."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.ways import POLICY, AnyPage, go

SAYS = "ห้ามจอดตลอดวันไม่ได้ ร้านต้องลงของตอนเช้า"


def stacks(page: Page, cases: Cases) -> None:
    go(page, paper_of(cases.conversation))


def paper_of(consultation: str) -> str:
    return f"{consultation.replace('/consultations/', '/consultations/manage/')}paper/"


def stacks_refused(page: Page, cases: Cases) -> None:
    stacks(page, cases)
    page.locator("main form button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def begun(page: Page, cases: Cases) -> None:
    stacks(page, cases)
    begin(page)


def begin(page: Page) -> None:
    """The page of a stack that has just been begun."""
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


def on_a_law(page: Page, cases: Cases) -> None:
    """The page of a form that can say something to the sections of a draft law, and asks nothing else."""
    go(page, paper_of(cases.commented))
    begin(page)
    page.locator("main a[role=button]").first.click()
    page.wait_for_selector("#id_c1-section:focus")


def said_to_a_section(page: Page) -> None:
    """By keys alone: to the whole of section 4."""
    while not page.locator("#id_c1-section").input_value().endswith(":sec_4:"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type(SAYS)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/enter/?saved=1")


def on_a_law_refused(page: Page, cases: Cases) -> None:
    """Personal data in one comment, no section of another."""
    on_a_law(page, cases)
    page.select_option("#id_c1-section", index=2)
    page.fill("#id_c1-text", "โทรหาผมที่ 081-234-5678")
    page.locator("details.act summary").first.click()
    page.fill("#id_c2-text", SAYS)
    page.locator("#paper button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def on_a_law_entered(page: Page, cases: Cases) -> None:
    on_a_law(page, cases)
    said_to_a_section(page)
    go(page, page.url.split("enter/")[0] + "forms/1/")


ENTERING = [
    AnyPage("manage-stacks-refused", stacks_refused, POLICY, is_desk=True),
    AnyPage("manage-stack", begun, POLICY, is_desk=True),
    AnyPage("enter-form", one_after_the_other, POLICY, is_desk=True),
    AnyPage("entered-form", entered, POLICY, is_desk=True),
    AnyPage("enter-comments-refused", on_a_law_refused, POLICY, is_desk=True),
    AnyPage("entered-comments", on_a_law_entered, POLICY, is_desk=True),
]
