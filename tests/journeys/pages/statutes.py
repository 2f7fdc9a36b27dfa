"""Ways to the law database: as everybody reads it, and as an agency's team keeps it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.ways import POLICY, AnyPage, Way, at, go


def statute(query: str = "") -> Way:
    return lambda page, cases: go(page, cases.statute + query)


def found_laws(query: str) -> Way:
    """The list, once there is a law in it."""

    def there(page: Page, cases: Cases) -> None:
        law = cases.statute
        for _look in range(60):  # a worker cuts its words
            go(page, "/laws/?q=ทางเท้า")
            if page.locator(f"a[href^='{law}']").count():
                break
            page.wait_for_timeout(500)
        go(page, f"/laws/{query}")

    return there


def kept_laws(page: Page, cases: Cases) -> None:
    _ = cases.statute
    go(page, "/laws/manage/")


def kept_law(part: str = "") -> Way:
    return lambda page, cases: go(page, cases.statute.replace("/laws/", "/laws/manage/") + part)


def kept_law_refused(part: str = "") -> Way:
    """The same after its form was sent without what it needs."""

    def there(page: Page, cases: Cases) -> None:
        kept_law(part)(page, cases)
        form = page.locator("main form.card").last
        form.locator("input[type=text], input:not([type])").evaluate_all(
            "fields => fields.forEach(each => { each.value = '' })"
        )
        form.locator("button.govuk-button").last.click()
        page.wait_for_selector(".govuk-error-summary")

    return there


def kept_text_looked_at(page: Page, cases: Cases) -> None:
    kept_law("texts/")(page, cases)
    page.locator("#id_pasted").fill("มาตรา ๑ ห้ามจอดรถ\nมาตรา ๑ ห้ามตั้งแผงค้า\n(๑) บนทางข้าม")
    page.locator("#id_from_on").fill("1/10/2563")
    page.locator("#id_source").fill("ทำขึ้นสำหรับทดสอบ")
    page.locator("main form button.govuk-button").last.click()
    page.wait_for_selector("#outline")


def stakeholder_table(page: Page, cases: Cases) -> None:
    """A table with a line that cannot be taken, before it is kept."""
    kept_law("stakeholders/")(page, cases)
    lines = "kind,name,email,address,why,basis\nbody,ชมรมแผงค้า,club@example.org,,ขายของบนทางเท้า,แจ้งไว้เอง\nbody,,,,,\nperson,ก,,,ข,ค\n"
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "a.csv", "mimeType": "text/csv", "buffer": lines.encode()}]
    )
    page.locator("form[action$='/table/'] button.govuk-button").last.click()
    page.wait_for_selector("#mistakes")


def surveys_looked_at(page: Page, cases: Cases) -> None:
    """A table of another portal with a line that cannot be taken."""
    go(page, "/consultations/manage/elsewhere/")
    lines = (
        "survey_id,survey_name,survey_type_name,agency_name,start_date,end_date,url\n"
        "1,=ร่างระเบียบ,ร่างกฎหมาย,กรมทดสอบ,2021-01-01,2021-01-31,https://law.go.th/?survey_id=1\n2,,,,,,\n"
    )
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "a.csv", "mimeType": "text/csv", "buffer": lines.encode()}]
    )
    page.locator("form[enctype] button.govuk-button").last.click()
    page.wait_for_selector("#mistakes")


def stakeholders_told(page: Page, cases: Cases) -> None:
    linked_laws()(page, cases)
    go(page, f"{cases.consultation.replace('/consultations/', '/consultations/manage/')}stakeholders/")


def linked_laws(query: str = "") -> Way:
    def there(page: Page, cases: Cases) -> None:
        _ = cases.statute
        go(page, f"{cases.consultation.replace('/consultations/', '/consultations/manage/')}laws/{query}")

    return there


LAWS = [
    AnyPage("laws", found_laws("")),
    AnyPage("laws-found", found_laws("?q=ทางเท้า")),
    AnyPage("laws-none-found", found_laws("?q=มหาสมุทร")),
    AnyPage("statute", statute()),
    AnyPage("statute-of-a-day", statute("?on=1/1/2562")),
    AnyPage("statute-before", statute("?on=1/1/2560")),
    AnyPage("statute-no-day", statute("?on=31/2/2560")),
    AnyPage("surveys", at("/consultations/elsewhere/")),
]
"""Of visitors."""
KEPT_LAWS = [
    AnyPage("kept-laws", kept_laws, POLICY, is_desk=True),
    AnyPage("kept-law-new", at("/laws/manage/new/"), POLICY, is_desk=True),
    AnyPage("kept-law", kept_law(), POLICY, is_desk=True),
    AnyPage("kept-law-refused", kept_law_refused(), POLICY, is_desk=True),
    AnyPage("kept-law-texts", kept_law("texts/"), POLICY, is_desk=True),
    AnyPage("kept-law-texts-refused", kept_law_refused("texts/"), POLICY, is_desk=True),
    AnyPage("kept-law-looked-at", kept_text_looked_at, POLICY, is_desk=True),
    AnyPage("kept-law-steps", kept_law("steps/"), POLICY, is_desk=True),
    AnyPage("kept-law-steps-refused", kept_law_refused("steps/"), POLICY, is_desk=True),
    AnyPage("kept-law-stakeholders", kept_law("stakeholders/"), POLICY, is_desk=True),
    AnyPage("kept-law-stakeholders-refused", kept_law_refused("stakeholders/"), POLICY, is_desk=True),
    AnyPage("stakeholder-table", stakeholder_table, POLICY, is_desk=True),
    AnyPage("stakeholders-told", stakeholders_told, POLICY, is_desk=True),
    AnyPage("kept-law-elsewhere", kept_law("elsewhere/"), POLICY, is_desk=True),
    AnyPage("surveys-looked-at", surveys_looked_at, POLICY, is_desk=True),
    AnyPage("linked-laws", linked_laws("?q=ทางเท้า"), POLICY, is_desk=True),
]
"""Of the agency's team."""
