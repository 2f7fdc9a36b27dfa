"""Ways to the registers and the installation."""

from __future__ import annotations

import uuid

from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.ways import go


def _typed_installation(page: Page, colour: str) -> None:
    go(page, "/administration/installation/")
    page.locator("#id_name_th").fill("เสียงชาวขอนแก่น")
    page.locator("#id_name_en").fill("Voice of Khon Kaen")
    page.locator("#id_colour").fill(colour)
    page.locator("#id_address_th").fill("ศาลากลางจังหวัดขอนแก่น\nอำเภอเมืองขอนแก่น 40000")
    page.locator("button[name=look]").click()


def installation_looked_at(page: Page, _cases: Cases) -> None:
    _typed_installation(page, "#6b1f4a")
    page.wait_for_selector(".looked-at")


def installation_refused(page: Page, _cases: Cases) -> None:
    _typed_installation(page, "#eeeeee")
    page.wait_for_selector(".govuk-error-summary")


def _worded_notice(page: Page, text: str) -> None:
    go(page, "/administration/notices/accepted/th/sms/")
    page.locator("#id_body").fill(text)
    page.locator("button[name=look]").last.click()


def notice_looked_at(page: Page, _cases: Cases) -> None:
    _worded_notice(page, "{agency} รับเรื่อง {reference} แล้ว จะตอบภายใน {due} ดูได้ที่ {link}")
    page.wait_for_selector("#reads")


def notice_refused(page: Page, _cases: Cases) -> None:
    _worded_notice(page, "รับเรื่อง {number} แล้ว ดูที่ evil.example")
    page.wait_for_selector(".govuk-error-summary")


def administered(page: Page, register: str, of: str) -> None:
    """The page of one row, found by the search of its register."""
    go(page, f"/administration/{register}/?q={of}")
    page.locator("tbody th a").first.click()
    page.wait_for_selector("#history")


def register_row(page: Page, _cases: Cases) -> None:
    administered(page, "agencies", "pea")


def register_row_refused(page: Page, cases: Cases) -> None:
    """An agency with open cases that somebody closes as of yesterday."""
    _ = cases.in_progress
    administered(page, "agencies", "pea")
    page.locator("#id_closes_on").fill("1/1/2569")
    page.locator("main form.card").evaluate("form => form.submit()")
    page.wait_for_selector(".govuk-error-summary")


def bring_in(page: Page, content: str, register: str = "topics") -> None:
    go(page, f"/administration/{register}/import/")
    rows = {"name": f"{register}.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(files=[rows])
    page.locator("main form.card").evaluate("form => form.submit()")


def file_refused(page: Page, _cases: Cases) -> None:
    bring_in(page, "name_th,colour\nถนน,แดง\n")
    page.wait_for_selector(".govuk-error-summary")


def file_looked_at(page: Page, _cases: Cases) -> None:
    """Something new, something changed, and lines that cannot be."""
    lines = ["code,name_th,name_en,position", "drones,โดรน,Drones,10", "roads,ถนน,Roads,x", "water,น้ำ,Water,30"]
    bring_in(page, "\n".join([*lines, "=1+1,ก,a,1"]))
    page.wait_for_selector("#refused")


def file_written(page: Page, _cases: Cases) -> str:
    """A file that changes a group and adds two parts to it is written; its page says how to take it back.

    Returns the code of the group, another one each time; nobody is offered it.
    """
    code, head = f"kites-{uuid.uuid4().hex[:6]}", "code,parent,name_th,name_en,is_active"
    parts = [f"{code}/lost,{code},ว่าวหาย,Lost kites,no", f"{code}/torn,{code},ว่าวขาด,Torn kites,no"]
    for rows in ([f"{code},,ว่าว,Kites,no"], [f"{code},,ว่าวจุฬา,Star kites,no", *parts]):
        bring_in(page, "\n".join([head, *rows]))
        page.locator("main form.card--well button").click()
        page.wait_for_selector("#back")
    return code


def file_to_take_back(page: Page, cases: Cases) -> None:
    """What taking it back would do: a row as before, one removed, and one that was changed since."""
    code = file_written(page, cases)
    wrong = page.url
    go(page, f"/administration/topics/?q={code}/torn&show=all")
    page.locator("tbody th a").first.click()
    page.wait_for_selector("#history")
    page.locator("#id_name_en").fill("Paper kites")
    page.locator("main form.card").evaluate("form => form.submit()")
    page.wait_for_selector("table")
    page.goto(wrong)
    page.locator("section[aria-labelledby=back] button").click()
    page.wait_for_selector("#left")


def file_is_written(page: Page, cases: Cases) -> None:
    file_written(page, cases)


def file_taken_back(page: Page, cases: Cases) -> None:
    file_to_take_back(page, cases)
    page.locator("main form.card--well button").click()
    page.wait_for_selector(".note--ok")


def length_asked_again(page: Page, _cases: Cases) -> None:
    """A length that may have a nought too many."""
    go(page, "/administration/service-levels/new/")
    page.locator("#id_step").select_option("accept")
    page.locator("#id_working_days").fill("120")
    page.locator("#id_source").fill("ระเบียบ")
    page.locator("main form.card").evaluate("form => form.submit()")
    page.wait_for_selector(".govuk-error-summary")


def file_asked_again(page: Page, _cases: Cases) -> None:
    rows = "step,kind,topic,agency,working_days,source\nupdate,,roads,,120,ระเบียบ\n"
    bring_in(page, rows, "service-levels")
    page.wait_for_selector("#sure")


def file_at_work(page: Page, _cases: Cases) -> None:
    """More lines than a page works on: the worker has it."""
    bring_in(page, "\n".join(["code,name_th,name_en", *(f"drone-{n},โดรน {n},Drone {n}" for n in range(600))]))
    page.wait_for_selector("main h1")


def file_ready(page: Page, _cases: Cases) -> None:
    bring_in(page, "code,name_th,name_en\ndrones,โดรน,Drones\nwater,น้ำ,Water\n")
    page.wait_for_selector("#new")
