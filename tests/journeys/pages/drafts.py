"""Ways to a draft of a consultation for those who read or edit it with its team."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.ways import POLICY, AnyPage, go


def preview(page: Page, cases: Cases) -> None:
    go(page, cases.preview)


def preview_refused(page: Page, cases: Cases) -> None:
    preview(page, cases)
    page.locator("#note button").click()
    page.wait_for_selector(".govuk-error-summary")


def dead_link(page: Page, _cases: Cases) -> None:
    go(page, f"/consultations/preview/{'a' * 22}/")


def readers(page: Page, cases: Cases) -> None:
    """With a link, and a note that was left there."""
    preview(page, cases)
    page.locator("#note textarea").fill("ควรบอกด้วยว่าย้ายแผงไปไหน")
    page.locator("#note button").click()
    page.wait_for_selector("#notes")
    go(page, f"{cases.draft_questionnaire}readers/")


def readers_refused(page: Page, cases: Cases) -> None:
    _ = cases.preview
    go(page, f"{cases.draft_questionnaire}readers/")
    page.locator("form[action$='/links/'] button").click()
    page.wait_for_selector(".govuk-error-summary")


def history(page: Page, cases: Cases) -> None:
    _ = cases.preview
    go(page, f"{cases.draft_questionnaire}history/")


def docket(page: Page, cases: Cases) -> None:
    go(page, cases.docket)


def managed_docket(page: Page, cases: Cases) -> None:
    go(page, cases.docket.replace("/consultations/", "/consultations/manage/"))


def dockets_refused(page: Page, _cases: Cases) -> None:
    go(page, "/consultations/manage/dockets/")
    page.locator("main form button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def evaluations_refused(page: Page, _cases: Cases) -> None:
    go(page, "/consultations/manage/evaluations/")
    page.locator("main form button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def evaluations(page: Page, _cases: Cases) -> None:
    """With one that is due."""
    go(page, "/consultations/manage/evaluations/")
    page.locator("#id_law").fill("พระราชบัญญัติทางเท้า พ.ศ. 2560")
    page.locator("#id_source_0").check()
    page.locator("#id_source_words").fill("ใช้บังคับ 1/12/2564")
    page.locator("#id_due_on").fill("1/12/2569")
    page.locator("main form button").last.click()
    page.wait_for_selector("[id^=evaluation-]")


def pilot_refused(page: Page, cases: Cases) -> None:
    go(page, f"{cases.draft_questionnaire}trial/")
    page.locator("#id_days").fill("0")
    page.locator("main form button").click()
    page.wait_for_selector(".govuk-error-summary")


def tested(page: Page, cases: Cases) -> None:
    """As a tester sees it."""
    go(page, cases.tester)


def tester_notes(page: Page, cases: Cases) -> None:
    """With one that was left."""
    tested(page, cases)
    page.locator(".trial a").click()
    page.locator("main textarea").fill("ปุ่มส่งอยู่ใต้แป้นพิมพ์บนโทรศัพท์")
    page.locator("main form button").click()
    page.wait_for_selector("#notes")


def pilot(page: Page, cases: Cases) -> None:
    """With a tester who came and left a note."""
    tester_notes(page, cases)
    go(page, cases.pilot)


DRAFTS = [
    AnyPage("preview", preview),
    AnyPage("preview-refused", preview_refused),
    AnyPage("preview-dead", dead_link),
    AnyPage("manage-readers", readers, POLICY, is_desk=True),
    AnyPage("manage-readers-refused", readers_refused, POLICY, is_desk=True),
    AnyPage("manage-history", history, POLICY, is_desk=True),
    AnyPage("manage-pilot-refused", pilot_refused, POLICY, is_desk=True),
    AnyPage("manage-pilot", pilot, POLICY, is_desk=True),
    AnyPage("pilot", tested),
    AnyPage("pilot-notes", tester_notes),
    AnyPage("docket", docket),
    AnyPage("manage-docket", managed_docket, POLICY, is_desk=True),
    AnyPage("manage-dockets-refused", dockets_refused, POLICY, is_desk=True),
    AnyPage("manage-evaluations", evaluations, POLICY, is_desk=True),
    AnyPage("manage-evaluations-refused", evaluations_refused, POLICY, is_desk=True),
]
