"""Who opens a page and how: the parts that all lists share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.cases import Cases

Way = Callable[[Page, Cases], None]


@dataclass(frozen=True)
class AnyPage:
    name: str
    way: Way
    who: str = ""
    """Full name of a demo person; empty for a visitor."""
    is_desk: bool = False


def at(address: str) -> Way:
    return lambda page, _cases: go(page, address)


def refused(way: Way, form: str) -> Way:
    """The same page after one of its forms was sent as it was found: empty."""

    def sent(page: Page, cases: Cases) -> None:
        way(page, cases)
        page.locator(f"form[action$='/{form}/']").last.evaluate("form => form.requestSubmit()")
        page.wait_for_selector(".govuk-error-summary")

    return sent


def until_ready(page: Page) -> None:
    for _look in range(60):
        if page.locator("a[href='?save=1']").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("the file was not made")


def go(page: Page, address: str) -> None:
    page.goto(address)


TRIAGE, OFFICER, SUPERVISOR, CITIZEN = "ศิริพร แก้วมณี", "วิชัย ทองดี", "กัญญา รุ่งเรือง", "มาลี ใจดี"


HELPER = "นิภา วงศ์ใหญ่"


ASSISTANT = "ละไม เพ็ชรดี"


POLICY = "สุดา มั่นคง"


HEAD = "ประเสริฐ ชัยชนะ"


DECIDES = "วิมล ตั้งตรง"


AUDITOR = "อรทัย สุจริต"


ADMINISTRATOR = "มานพ ระเบียบ"
