"""Ways to the pages of helpers, and of people, leave and texts of an office."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import Page

from directory.thai_dates import write_day
from tests.journeys.cases import Cases
from tests.journeys.pages.citizens import TOLD
from tests.journeys.pages.ways import OFFICER, go
from tests.journeys.town import POLE


def assist_told(page: Page, _cases: Cases) -> None:
    """A helper listens: what to ask stands beside the words."""
    go(page, "/office/assist/")
    page.locator("#id_channel_0").check()
    page.locator("#id_text").fill(TOLD)
    page.wait_for_selector("#id_answer-street-light-pole")


def assist_alike(page: Page, cases: Cases) -> None:
    """Somebody told the same already."""
    _ = cases.released_in_sila
    go(page, "/office/assist/")
    page.locator("#id_text").fill(POLE)
    page.locator("#find-place").press_sequentially("ศิลา เมืองขอนแก่น")
    page.locator("#find-place-list [role=option]").first.click()
    page.wait_for_selector("[data-assist=join]")


def assist_danger(page: Page, _cases: Cases) -> None:
    go(page, "/office/assist/")
    page.locator("#id_text").fill("ตอนนี้ไฟไหม้บ้านข้าง ๆ มีคนติดอยู่ข้างใน")
    page.wait_for_selector(".emergency a")


def assist_mistakes(page: Page, _cases: Cases) -> None:
    go(page, "/office/assist/")
    page.locator("button[value=send]").click()
    page.wait_for_selector(".govuk-error-summary")


def assist_receipt(page: Page, cases: Cases) -> None:
    assist_told(page, cases)
    page.locator("input[name=visibility][value=agency]").check()
    page.locator("#id_consent").check()
    page.locator("button[value=send]").click()
    page.wait_for_selector("[data-code]")


def assist_news_refused(page: Page, _cases: Cases) -> None:
    """A caller by SMS: another code than the one that came."""
    go(page, "/office/assist/?channel=phone")
    page.locator("#id_text").fill(TOLD)
    page.locator("#id_phone").fill("081 000 0123")
    page.locator("input[name=visibility][value=agency]").check()
    page.locator("#id_consent").check()
    page.locator("button[value=send]").click()
    page.locator("#id_code").fill("12")
    page.locator("button[value=code]").click()
    page.wait_for_selector(".govuk-error-summary")


def assist_day(page: Page, cases: Cases) -> None:
    assist_receipt(page, cases)
    go(page, "/office/assist/")


def _typed_template(page: Page) -> None:
    go(page, "/office/templates/new/")
    page.locator("#id_name").fill("นัดซ่อม")
    page.locator("#id_text").fill("[หน่วยงาน]จะซ่อมวันที่ [วันที่ซ่อม] ทั้งนี้ ช่างจะโทรหาก่อน ลงชื่อ [เจ้าหน้าที่]")


def own_template(page: Page, _cases: Cases) -> None:
    _typed_template(page)
    page.locator("main form button.govuk-button").first.click()
    page.wait_for_load_state()  # kept, or there already from the visit in the other language
    go(page, "/office/templates/")
    page.wait_for_selector("article mark")


def template_looked_at(page: Page, _cases: Cases) -> None:
    _typed_template(page)
    page.locator("button[name=look]").click()
    page.wait_for_selector("#reads")


def leave_told(page: Page, _cases: Cases) -> None:
    """The list with one leave, and the form refused beneath it."""
    for _time in ("kept, or there already from the visit in the other language", "refused"):
        go(page, "/office/leave/")
        page.locator("#id_starts_on").fill("1/12/2599")
        page.locator("#id_ends_on").fill("5/12/2599")
        page.locator("main form.card button.govuk-button").last.click()
        page.wait_for_load_state()
    page.wait_for_selector(".govuk-error-summary")


def another_deputy(page: Page, cases: Cases) -> None:
    leave_told(page, cases)
    page.locator("main li.card a.btn-text").first.click()
    page.wait_for_selector("#id_deputy")


def hand_all_over(page: Page, cases: Cases) -> None:
    _ = cases.in_progress
    go(page, "/office/leave/")
    page.locator("main section a[href$='/hand-over/']").last.click()
    page.wait_for_selector("#id_to")


def hand_all_looked_at(page: Page, cases: Cases) -> None:
    hand_all_over(page, cases)
    page.locator("#id_to").select_option("shared")
    page.locator("main form.card button.govuk-button").click()
    page.wait_for_selector("button[name=confirm]")


def person_of_office(page: Page, cases: Cases) -> None:
    """Somebody with a case in hand, whose last day was refused for it."""
    _ = cases.in_progress
    go(page, "/office/people/")
    page.get_by_role("link", name=OFFICER, exact=True).click()
    page.locator("[id$=last_day]").fill(write_day(timezone.localdate()))
    page.locator("button[value='end:0']").click()
    page.wait_for_selector(".govuk-error-summary")


def invitation(page: Page, cases: Cases) -> None:
    go(page, cases.town.invites_to_work("kanya"))
