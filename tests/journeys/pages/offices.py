"""Ways to the pages of triage officers, officers and supervisors: cases, lists, reports."""

from __future__ import annotations

from PIL import ExifTags, Image
from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.ways import Way, go
from tests.journeys.stories import open_with_code
from tests.journeys.town import POLE
from tests.records.files import encoded
from tests.records.streets import street


def office_case(state: str) -> Way:
    return lambda page, cases: go(page, f"/office/{getattr(cases, state).reference}/")


def sent_too_late(page: Page, cases: Cases) -> None:
    """An act of the complainant's in a browser in which the case is no longer open."""
    open_with_code(page, cases.in_progress)
    page.context.clear_cookies(name="receipts")
    page.locator("form[action$='/add/']").evaluate(
        "form => { form.querySelector('textarea').value = 'ไฟดับตั้งแต่หัวค่ำแล้วค่ะ'; form.submit(); }"
    )
    page.wait_for_selector("[role=alert]")


def sent_signed_out(page: Page, _cases: Cases) -> None:
    """An answer sent to a complainant after the session of its writer had ended."""
    go(page, "/track/")
    page.locator("form[action='/track/']").evaluate(
        """(form) => {
            form.action = "/office/69-7K3M-9QXT-Y/reply/";
            form.elements.reference.value = "ช่างจะเข้าไปดูไฟทางวันพุธนี้ ระหว่าง 9 ถึง 11 โมง";
            form.submit();
        }"""
    )
    page.wait_for_selector("[role=alert]")


def office_earlier(page: Page, cases: Cases) -> None:
    """Cases of before, once the contact is open."""
    office_case("asked_by_mail")(page, cases)
    page.locator("#look-title").click()
    page.locator("[name=look-reason]").fill("โทรนัดวันเข้าซ่อม")
    page.locator("details:has(#look-title) form button").click()
    page.wait_for_selector("main a[href^='mailto:']")
    go(page, f"/office/{cases.asked_by_mail.reference}/earlier/")


def office_unfolded(page: Page, cases: Cases) -> None:
    """The same beside the case."""
    office_case("together")(page, cases)
    page.locator("#earlier-cases > summary").click()
    page.wait_for_selector("#earlier-here")


def picture_doubted(page: Page, cases: Cases) -> None:
    """The closing form, back with a picture that says it was taken years before the complaint."""
    office_case("in_progress")(page, cases)
    page.locator("[name=close-text]").fill("ตั้งเสาใหม่ตรงแล้ว")
    page.locator("[name=close-outcome][value=solved]").check()
    tags = Image.Exif()
    tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2020:01:01 08:00:00"
    photo = {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": encoded(street(1), "JPEG", exif=tags)}
    page.locator("[name=close-pictures]").set_input_files(files=[photo])
    page.locator("form[action$='/close/']").evaluate("form => form.requestSubmit()")
    page.wait_for_selector("[name=close-looked_at]", state="attached")


def hand_over(page: Page, cases: Cases) -> None:
    go(page, f"/office/{cases.in_progress.reference}/hand-over/")


def accept_ticked(page: Page, cases: Cases) -> None:
    """What would be accepted, of one new case and one that is accepted already."""
    ticked = [cases.routed.reference, cases.in_progress.reference]
    go(page, "/office/")
    for reference in ticked:
        page.locator(f"#tick-{reference}").check()
    page.locator("[formaction$='/chosen/accept/']").click()
    page.wait_for_load_state("load")


def desk_case(state: str) -> Way:
    return lambda page, cases: go(page, f"/desk/?case={getattr(cases, state).reference}")


def incident(page: Page, cases: Cases) -> None:
    go(page, cases.incident)


def raised(page: Page, cases: Cases) -> None:
    assert cases.late
    go(page, "/office/late/")


def busy_day(page: Page, cases: Cases) -> None:
    """Of an officer to whom something of everything has happened."""
    assert cases.late and cases.routed and cases.asked and cases.proposed and cases.together and cases.named
    go(page, "/office/today/")


def passed_on(page: Page, cases: Cases) -> None:
    cases.given_away  # noqa: B018 - made here
    go(page, "/office/passed-on/")


def office_with_incident(page: Page, cases: Cases) -> None:
    _ = cases.incident
    go(page, "/office/")


def overview(page: Page, cases: Cases) -> None:
    _ = cases.closed, cases.reopened
    go(page, "/office/overview/")


def overview_cases(page: Page, cases: Cases) -> None:
    _ = cases.in_progress
    go(page, "/office/overview/cases/?what=open")


def appeals(page: Page, cases: Cases) -> None:
    _ = cases.appealed
    go(page, "/office/?view=appeals")


def to_approve(page: Page, cases: Cases) -> None:
    go(page, cases.town.waits(cases.to_approve))


def approvals(page: Page, cases: Cases) -> None:
    _ = cases.to_approve
    go(page, "/office/approvals/")
    page.wait_for_selector("main li a[href^='/office/approvals/']")


def audits(page: Page, cases: Cases) -> None:
    _ = cases.audit
    go(page, "/office/audit/")
    page.wait_for_selector("main a[href^='/office/audit/']")


def audit(page: Page, cases: Cases) -> None:
    go(page, cases.audit)


def audit_refused(page: Page, cases: Cases) -> None:
    """With nothing chosen."""
    audit(page, cases)
    page.locator("main form.stack button.govuk-button").click()
    page.wait_for_selector(".govuk-error-summary")


def saved_views(page: Page, cases: Cases) -> None:
    """The list with one view on it, whichever window saved it first."""
    _ = cases.in_progress
    go(page, "/office/views/save/?view=new&topic=electricity&urgent=yes")
    page.locator("#id_name").fill("เสาไฟด่วน")
    page.locator("main form button.govuk-button").click()
    page.wait_for_url("**/office/?**")
    go(page, "/office/views/")


def saved_view_refused(page: Page, _cases: Cases) -> None:
    go(page, "/office/views/save/?view=new")
    page.locator("main form button.govuk-button").click()
    page.wait_for_selector(".govuk-error-summary")


def saved_view_removed(page: Page, cases: Cases) -> None:
    saved_views(page, cases)
    page.locator("form[action$='/remove/'] button").first.click()
    page.wait_for_selector("input[name=undo]", state="attached")


def desk_same(page: Page, cases: Cases) -> None:
    go(page, f"/desk/{cases.triage.reference}/same/?number={cases.told_twice.reference}")


def office_joined(page: Page, cases: Cases) -> None:
    _ = cases.together
    go(page, f"/office/{cases.joined.reference}/")


def office_same(page: Page, cases: Cases) -> None:
    """A case and another one by its number, side by side."""
    _ = cases.several
    go(page, f"/office/{cases.in_progress.reference}/same/?number={cases.several.reference}")


def office_same_refused(page: Page, cases: Cases) -> None:
    go(page, f"/office/{cases.in_progress.reference}/same/?number={cases.in_progress.reference}")


def field(page: Page, cases: Cases) -> None:
    """The cases of an officer outside, ordered by a place."""
    _ = cases.several
    go(page, "/office/field/")
    page.locator("#place").fill("เมืองขอนแก่น")
    page.locator("form[action='/office/field/'] button").click()
    page.wait_for_load_state()


def field_done(page: Page, cases: Cases) -> None:
    go(page, f"/office/field/{cases.several.reference}/")


def refused_in_the_field(page: Page, cases: Cases) -> None:
    field_done(page, cases)
    page.locator("#id_close-text").fill("")
    page.locator("[data-send=go]").click()
    page.wait_for_selector(".govuk-error-summary")


def split_marks(page: Page, cases: Cases) -> None:
    go(page, f"/office/{cases.several.reference}/split/")


def split_preview(page: Page, cases: Cases) -> None:
    split_marks(page, cases)
    page.locator("[name=piece-1][value='2']").check()
    page.locator("button[value=look]").click()
    page.wait_for_selector("button[value=split]")


def split_refused(page: Page, cases: Cases) -> None:
    split_marks(page, cases)
    page.locator("[name=piece-1][value='1']").check()
    page.locator("button[value=look]").click()
    page.wait_for_selector(".govuk-error-summary")


def plain_words(page: Page, cases: Cases) -> None:
    office_case("in_progress")(page, cases)
    page.locator("#id_close-text").fill("หน่วยงานจะดำเนินการแก้ไขโดยเร็วที่สุด จึงเรียนมาเพื่อโปรดทราบ")
    page.locator("form[action$='/close/'] button[name=plain]").click()
    page.wait_for_selector(".note--wait li")


def passing_on(page: Page, cases: Cases) -> None:
    office_case("routed")(page, cases)
    page.locator("#decline-title").click()
    page.wait_for_selector("button[formaction$='/transfer/']")


def simulated(page: Page, _cases: Cases) -> None:
    go(page, "/desk/simulate/")
    page.locator("#text").fill(POLE)
    page.locator("main form button.govuk-button").click()
    page.wait_for_selector(".option")
