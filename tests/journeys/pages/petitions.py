"""Ways to petitions: to read, sign and write them; and the policy team's queue."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.ways import CITIZEN, POLICY, AnyPage, Way, go, refused

_BASE = "/consultations/petitions/"


def petition(which: str, under: str = "") -> Way:
    return lambda page, cases: go(page, f"{_BASE}{under}{cases.petitions[which]}/")


def petitions(page: Page, cases: Cases) -> None:
    _ = cases.petitions
    go(page, _BASE)


def writing(page: Page, cases: Cases) -> None:
    """While the words are like those of an open one."""
    _ = cases.petitions
    go(page, f"{_BASE}new/")
    page.locator("#id_title").fill("ขอไฟบนสะพานลอยหน้าโรงเรียน")
    page.wait_for_selector("#similar")


def reporting(page: Page, cases: Cases) -> None:
    """Without a rule."""
    go(page, f"{_BASE}{cases.petitions['open']}/report/")
    page.locator("form[method=post].card").evaluate("form => form.requestSubmit()")
    page.wait_for_selector(".govuk-error-summary")


FOR_EVERYBODY = [
    AnyPage("petitions", petitions),
    AnyPage("petition-answered", petition("answered")),
    AnyPage("petition-to-sign", petition("open"), CITIZEN),
    AnyPage("petition-report-refused", reporting),
    AnyPage("petition-joined", petition("joined"), CITIZEN),
    AnyPage("petition-own-proposal", petition("proposed", "mine/"), CITIZEN),
    AnyPage("petition-writing", writing, CITIZEN),
    AnyPage("petition-refused-appeal", refused(petition("refused", "mine/"), "appeal"), CITIZEN),
]
FOR_THE_TEAM = [
    AnyPage("petition-reported", petition("proposed", "desk/"), POLICY, is_desk=True),
    AnyPage("petition-to-check-refused", refused(petition("checked", "desk/"), "refuse"), POLICY, is_desk=True),
]
