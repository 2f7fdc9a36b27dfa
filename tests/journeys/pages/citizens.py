"""Ways to the pages of people who file, follow and read."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.offices import office_case
from tests.journeys.pages.ways import Way, go, until_ready
from tests.journeys.stories import open_with_code, unfold

TOLD = "ไฟทางหน้าตลาดบ้านโนนม่วงดับมาสองสัปดาห์ โทร 081-234-5678 ถามป้าศรีได้ค่ะ"


HARM = "ครูตีเด็ก ป.2 ด้วยไม้บรรทัดเหล็กจนแขนเขียว เด็กไม่กล้าบอกใคร"


DANGEROUS = "นายช่างเรียกเงินใต้โต๊ะก่อนเซ็นใบอนุญาตทุกครั้ง โทรถามผมได้ที่ 081-234-5678"


def own(state: str) -> Way:
    return lambda page, cases: open_with_code(page, getattr(cases, state))


def open_on_this_device(page: Page, cases: Cases) -> None:
    open_with_code(page, cases.in_progress)
    go(page, "/track/")
    page.wait_for_selector("#open-here")


def strangers(state: str) -> Way:
    return lambda page, cases: go(page, f"/track/{getattr(cases, state).reference}/")


def public_case(page: Page, cases: Cases) -> None:
    go(page, f"/cases/{cases.released.reference}/")


def typed_in_confidence(page: Page, cases: Cases) -> None:
    """The reason asked for once more, while somebody writes an answer."""
    office_case("confidential")(page, cases)
    page.locator("form[action^='/office/']").evaluate(
        """(form) => {
            const [reason] = form.querySelectorAll("[name='look-reason']");
            reason.name = "close-text";
            reason.value = "เราตรวจแล้วทั้งสองครั้ง และจะไปพบคุณในวันจันทร์ที่ [วันที่]";
            form.action += "close/";
            form.submit();
        }"""
    )
    page.wait_for_selector("[role=alert]")


def own_case_file(page: Page, cases: Cases) -> None:
    open_with_code(page, cases.in_progress)
    go(page, f"/track/{cases.in_progress.reference}/data/")
    page.locator("[name=code]").first.fill(cases.in_progress.code)
    page.locator("[formaction$='/data/pdf/']").click()
    page.wait_for_url("**/data/pdf/*/")
    until_ready(page)


def own_notice(page: Page, _cases: Cases) -> None:
    """One that the agency has worded itself, with its history."""
    go(page, "/office/notices/pea/replied/th/email/")
    page.locator("#id_subject").fill("กฟภ. ตอบเรื่อง {reference}")
    page.locator("main form button.govuk-button").first.click()
    page.wait_for_selector("button[name=back]")


def survey(state: str) -> Way:
    """The five questions about a case that has ended."""

    def opened(page: Page, cases: Cases) -> None:
        open_with_code(page, getattr(cases, state))
        go(page, f"/track/{getattr(cases, state).reference}/survey/")

    return opened


def track_joined(page: Page, cases: Cases) -> None:
    _ = cases.together
    open_with_code(page, cases.joined)


def answer_link(page: Page, cases: Cases) -> None:
    go(page, cases.town.answer_link(cases.asked_by_mail))


def co_sign(page: Page, cases: Cases) -> None:
    _ = cases.shared
    go(page, cases.link)


def correct(page: Page, cases: Cases) -> None:
    open_with_code(page, cases.in_progress)
    go(page, f"/track/{cases.in_progress.reference}/correct/")


def news(state: str) -> Way:
    def way(page: Page, cases: Cases) -> None:
        filed = getattr(cases, state)
        open_with_code(page, filed)
        go(page, f"/track/{filed.reference}/news/")

    return way


def case_data(page: Page, cases: Cases) -> None:
    open_with_code(page, cases.unconfirmed)
    go(page, f"/track/{cases.unconfirmed.reference}/data/")


def case_rights(address: str) -> Way:
    def way(page: Page, cases: Cases) -> None:
        open_with_code(page, cases.unconfirmed)
        go(page, f"/track/{cases.unconfirmed.reference}/data/{address}/")

    return way


def news_mistakes(page: Page, cases: Cases) -> None:
    news("in_progress")(page, cases)
    page.locator("input[name=news_channel][value=email]").check()
    page.locator("button[value=choose]").click()
    page.wait_for_selector(".govuk-error-summary")


def receipt_with_code(page: Page, cases: Cases) -> None:
    where(page, cases)
    page.locator("#id_email").fill("lung.dee@example.org")
    _let_everybody_see(page)
    page.locator("button.govuk-button[value=check]").click()
    page.wait_for_selector(".govuk-summary-list")
    page.locator("button.govuk-button[value=send]").click()
    page.wait_for_url(re.compile("/receipt/"))


def topic(page: Page, _cases: Cases) -> None:
    go(page, "/complaints/new/")
    page.locator("#id_text").fill(TOLD)
    page.locator("button.govuk-button[value=where]").click()
    page.wait_for_selector("#id_answer-street-light-pole")


def topic_mistakes(page: Page, _cases: Cases) -> None:
    go(page, "/complaints/new/")
    page.locator("#id_text").fill("นายจ้างค้างค่าแรงสองเดือน ทั้งโรงงานยังไม่มีใครได้เงิน")
    page.locator("button.govuk-button[value=where]").click()
    page.locator("#id_answer-wages-amount").fill("สองหมื่น")
    page.locator("button.govuk-button[value=answered]").click()
    page.wait_for_selector(".govuk-error-summary")


def quicker_way(page: Page, _cases: Cases) -> None:
    go(page, "/complaints/new/")
    page.locator("#id_text").fill("ยื่นแบบภาษีเงินได้ไปสามเดือนแล้ว ยังไม่ได้คืนภาษี")
    page.locator("button.govuk-button[value=where]").click()
    page.wait_for_selector("a[href='tel:1161']")


def check_quicker(page: Page, _cases: Cases) -> None:
    """The check of a power cut in Bangkok, whose filer asks what became of the last one: a quicker way, and help."""
    go(page, "/complaints/new/")
    page.locator("#id_text").fill("ไฟดับทั้งหมู่บ้านตั้งแต่ตีสอง เรื่องที่แจ้งไว้คราวก่อนก็เงียบ")
    page.locator("button.govuk-button[value=where]").click()
    page.locator("button.govuk-button[value=answered]").click()
    page.wait_for_selector("#id_place_text")
    unfold(page)
    page.locator("#id_province").select_option("10")
    page.locator("button.govuk-button[value=check]").click()
    page.wait_for_selector("a[href='tel:1130']")
    page.wait_for_selector("a[href='/help/states/'][target]")


def where(page: Page, cases: Cases) -> None:
    topic(page, cases)
    page.locator("#id_answer-street-light-pole").fill("14/7")
    page.locator("button.govuk-button[value=answered]").click()
    page.wait_for_selector("#id_place_text")
    unfold(page)


def check(page: Page, cases: Cases) -> None:
    where(page, cases)
    page.locator("#id_province").select_option("40")
    page.locator("#id_place_text").fill("หน้าตลาด")
    _let_everybody_see(page)
    page.locator("button.govuk-button[value=check]").click()
    page.wait_for_selector(".govuk-summary-list")


def _let_everybody_see(page: Page) -> None:
    """The words name somebody and her number, so nothing is ticked to begin with."""
    page.locator("input[name=visibility][value=public]").check()


def receipt(page: Page, cases: Cases) -> None:
    check(page, cases)
    page.locator("button.govuk-button[value=send]").click()
    page.wait_for_url(re.compile("/receipt/"))


def sent_already(page: Page, cases: Cases) -> None:
    receipt(page, cases)
    page.go_back()
    page.wait_for_selector("a[href='/complaints/receipt/']")


def mistakes(page: Page, cases: Cases) -> None:
    where(page, cases)
    page.locator("#id_email").fill("ไม่ใช่อีเมล")
    page.locator("#id_phone").fill("12")
    page.locator("button.govuk-button[value=check]").click()
    page.wait_for_selector(".govuk-error-summary")


def question(name: str, visibility: str = "confidential", told: str = DANGEROUS) -> Way:
    """One of the pages that ask one question each."""

    def way(page: Page, _cases: Cases) -> None:
        go(page, "/")
        page.locator("#say").fill(told)
        page.locator("main form button.govuk-button").first.click()
        page.wait_for_selector("#id_visibility_0")
        page.locator(f"input[value={visibility}]").check()
        if name == "words":
            page.locator("button[value=back]").click()
        while page.locator("input[name=asked]").get_attribute("value") != name:
            page.locator("button.govuk-button[value=next]").click()

    return way


def question_mistakes(page: Page, cases: Cases) -> None:
    question("reach")(page, cases)
    page.locator("#id_phone").fill("12")
    page.locator("button.govuk-button[value=next]").click()
    page.wait_for_selector(".govuk-error-summary")
