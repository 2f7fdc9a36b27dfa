"""The list of all pages: who opens each of them, and how one gets there. A new page belongs here."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from PIL import ExifTags, Image
from playwright.sync_api import Page

from directory.thai_dates import write_day
from tests.journeys.cases import Cases
from tests.journeys.stories import open_with_code, unfold
from tests.journeys.town import POLE
from tests.records.files import encoded
from tests.records.streets import street

TOLD = "ไฟทางหน้าตลาดบ้านโนนม่วงดับมาสองสัปดาห์ โทร 081-234-5678 ถามป้าศรีได้ค่ะ"
HARM = "ครูตีเด็ก ป.2 ด้วยไม้บรรทัดเหล็กจนแขนเขียว เด็กไม่กล้าบอกใคร"
DANGEROUS = "นายช่างเรียกเงินใต้โต๊ะก่อนเซ็นใบอนุญาตทุกครั้ง โทรถามผมได้ที่ 081-234-5678"


Way = Callable[[Page, Cases], None]


@dataclass(frozen=True)
class AnyPage:
    name: str
    way: Way
    who: str = ""
    """Full name of a demo person; empty for a visitor."""
    is_desk: bool = False


def at(address: str) -> Way:
    return lambda page, _cases: _go(page, address)


def own(state: str) -> Way:
    return lambda page, cases: open_with_code(page, getattr(cases, state))


def open_on_this_device(page: Page, cases: Cases) -> None:
    open_with_code(page, cases.in_progress)
    _go(page, "/track/")
    page.wait_for_selector("#open-here")


def strangers(state: str) -> Way:
    return lambda page, cases: _go(page, f"/track/{getattr(cases, state).reference}/")


def refused(way: Way, form: str) -> Way:
    """The same page after one of its forms was sent as it was found: empty."""

    def sent(page: Page, cases: Cases) -> None:
        way(page, cases)
        page.locator(f"form[action$='/{form}/']").last.evaluate("form => form.requestSubmit()")
        page.wait_for_selector(".govuk-error-summary")

    return sent


def public_case(page: Page, cases: Cases) -> None:
    _go(page, f"/cases/{cases.released.reference}/")


def office_case(state: str) -> Way:
    return lambda page, cases: _go(page, f"/office/{getattr(cases, state).reference}/")


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
    _go(page, "/track/")
    page.locator("form[action='/track/']").evaluate(
        """(form) => {
            form.action = "/office/69-7K3M-9QXT-Y/reply/";
            form.elements.reference.value = "ช่างจะเข้าไปดูไฟทางวันพุธนี้ ระหว่าง 9 ถึง 11 โมง";
            form.submit();
        }"""
    )
    page.wait_for_selector("[role=alert]")


def letter(page: Page, cases: Cases) -> None:
    """What the code on a letter leads to."""
    open_with_code(page, cases.answered_by_letter)
    page.locator("main a[href^='/letters/']").first.click()
    page.wait_for_url("**/letters/*/")


def another_letter(page: Page, cases: Cases) -> None:
    """The same after a file was chosen that is another one."""
    letter(page, cases)
    other = {"name": "other.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 another"}
    page.locator("input[type=file]").set_input_files(files=[other])
    page.wait_for_selector("[data-result=other]:not([hidden])")


def office_case_file(page: Page, cases: Cases) -> None:
    """Asked for, and ready."""
    office_case("in_progress")(page, cases)
    page.locator("form[action$='/file/'] button").click()
    page.wait_for_url("**/file/*/")
    _until_ready(page)


def office_earlier(page: Page, cases: Cases) -> None:
    """Cases of before, once the contact is open."""
    office_case("asked_by_mail")(page, cases)
    page.locator("#look-title").click()
    page.locator("[name=look-reason]").fill("โทรนัดวันเข้าซ่อม")
    page.locator("details:has(#look-title) form button").click()
    page.wait_for_selector("main a[href^='mailto:']")
    _go(page, f"/office/{cases.asked_by_mail.reference}/earlier/")


def office_unfolded(page: Page, cases: Cases) -> None:
    """The same beside the case."""
    office_case("together")(page, cases)
    page.locator("#earlier-cases > summary").click()
    page.wait_for_selector("#earlier-here")


def own_case_file(page: Page, cases: Cases) -> None:
    open_with_code(page, cases.in_progress)
    _go(page, f"/track/{cases.in_progress.reference}/data/")
    page.locator("[name=code]").first.fill(cases.in_progress.code)
    page.locator("[formaction$='/data/pdf/']").click()
    page.wait_for_url("**/data/pdf/*/")
    _until_ready(page)


def _until_ready(page: Page) -> None:
    for _look in range(60):
        if page.locator("a[href='?save=1']").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("the file was not made")


def letterhead_refused(page: Page, _cases: Cases) -> None:
    """Switched on without saying who sends, with something that is no picture as emblem."""
    _go(page, "/office/letterhead/pea/")
    page.locator("[name=office]").fill("")
    page.locator("[name=is_on]").check()
    emblem = {"name": "emblem.svg", "mimeType": "image/svg+xml", "buffer": b"<svg></svg>"}
    page.locator("[name=emblem_file]").set_input_files(files=[emblem])
    page.locator("main form.card").evaluate("form => form.submit()")
    page.wait_for_selector(".govuk-error-summary")


def referral(state: str) -> Way:
    """Where a case is referred by letter."""
    return lambda page, cases: _go(page, f"/office/{getattr(cases, state).reference}/referral/")


def referral_refused(act: str, state: str) -> Way:
    def sent(page: Page, cases: Cases) -> None:
        referral(state)(page, cases)
        page.locator(f"form[action$='/referral/{act}/']").evaluate("form => form.submit()")
        page.wait_for_selector(".govuk-error-summary")

    return sent


def letter_for_agency(page: Page, cases: Cases) -> None:
    """What the link in the mail to an agency elsewhere leads to."""
    _ = cases.referral_out
    _go(page, cases.link)


def letter_for_agency_refused(page: Page, cases: Cases) -> None:
    letter_for_agency(page, cases)
    page.locator("form[action$='/answer/']").evaluate("form => form.submit()")
    page.wait_for_selector(".govuk-error-summary")


def _typed_installation(page: Page, colour: str) -> None:
    _go(page, "/administration/installation/")
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
    _go(page, "/administration/notices/accepted/th/sms/")
    page.locator("#id_body").fill(text)
    page.locator("button[name=look]").last.click()


def notice_looked_at(page: Page, _cases: Cases) -> None:
    _worded_notice(page, "{agency} รับเรื่อง {reference} แล้ว จะตอบภายใน {due} ดูได้ที่ {link}")
    page.wait_for_selector("#reads")


def notice_refused(page: Page, _cases: Cases) -> None:
    _worded_notice(page, "รับเรื่อง {number} แล้ว ดูที่ evil.example")
    page.wait_for_selector(".govuk-error-summary")


def own_notice(page: Page, _cases: Cases) -> None:
    """One that the agency has worded itself, with its history."""
    _go(page, "/office/notices/pea/replied/th/email/")
    page.locator("#id_subject").fill("กฟภ. ตอบเรื่อง {reference}")
    page.locator("main form button.govuk-button").first.click()
    page.wait_for_selector("button[name=back]")


def survey(state: str) -> Way:
    """The five questions about a case that has ended."""

    def opened(page: Page, cases: Cases) -> None:
        open_with_code(page, getattr(cases, state))
        _go(page, f"/track/{getattr(cases, state).reference}/survey/")

    return opened


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
    _go(page, f"/office/{cases.in_progress.reference}/hand-over/")


def accept_ticked(page: Page, cases: Cases) -> None:
    """What would be accepted, of one new case and one that is accepted already."""
    ticked = [cases.routed.reference, cases.in_progress.reference]
    _go(page, "/office/")
    for reference in ticked:
        page.locator(f"#tick-{reference}").check()
    page.locator("[formaction$='/chosen/accept/']").click()
    page.wait_for_load_state("load")


def desk_case(state: str) -> Way:
    return lambda page, cases: _go(page, f"/desk/?case={getattr(cases, state).reference}")


def incident(page: Page, cases: Cases) -> None:
    _go(page, cases.incident)


def raised(page: Page, cases: Cases) -> None:
    assert cases.late
    _go(page, "/office/late/")


def busy_day(page: Page, cases: Cases) -> None:
    """Of an officer to whom something of everything has happened."""
    assert cases.late and cases.routed and cases.asked and cases.proposed and cases.together and cases.named
    _go(page, "/office/today/")


def passed_on(page: Page, cases: Cases) -> None:
    cases.given_away  # noqa: B018 - made here
    _go(page, "/office/passed-on/")


def office_with_incident(page: Page, cases: Cases) -> None:
    _ = cases.incident
    _go(page, "/office/")


def overview(page: Page, cases: Cases) -> None:
    _ = cases.closed, cases.reopened
    _go(page, "/office/overview/")


def overview_cases(page: Page, cases: Cases) -> None:
    _ = cases.in_progress
    _go(page, "/office/overview/cases/?what=open")


def appeals(page: Page, cases: Cases) -> None:
    _ = cases.appealed
    _go(page, "/office/?view=appeals")


def to_approve(page: Page, cases: Cases) -> None:
    _go(page, cases.town.waits(cases.to_approve))


def approvals(page: Page, cases: Cases) -> None:
    _ = cases.to_approve
    _go(page, "/office/approvals/")
    page.wait_for_selector("main li a[href^='/office/approvals/']")


def audits(page: Page, cases: Cases) -> None:
    _ = cases.audit
    _go(page, "/office/audit/")
    page.wait_for_selector("main a[href^='/office/audit/']")


def audit(page: Page, cases: Cases) -> None:
    _go(page, cases.audit)


def audit_refused(page: Page, cases: Cases) -> None:
    """With nothing chosen."""
    audit(page, cases)
    page.locator("main form.stack button.govuk-button").click()
    page.wait_for_selector(".govuk-error-summary")


def saved_views(page: Page, cases: Cases) -> None:
    """The list with one view on it, whichever window saved it first."""
    _ = cases.in_progress
    _go(page, "/office/views/save/?view=new&topic=electricity&urgent=yes")
    page.locator("#id_name").fill("เสาไฟด่วน")
    page.locator("main form button.govuk-button").click()
    page.wait_for_url("**/office/?**")
    _go(page, "/office/views/")


def saved_view_refused(page: Page, _cases: Cases) -> None:
    _go(page, "/office/views/save/?view=new")
    page.locator("main form button.govuk-button").click()
    page.wait_for_selector(".govuk-error-summary")


def saved_view_removed(page: Page, cases: Cases) -> None:
    saved_views(page, cases)
    page.locator("form[action$='/remove/'] button").first.click()
    page.wait_for_selector("input[name=undo]", state="attached")


def track_joined(page: Page, cases: Cases) -> None:
    _ = cases.together
    open_with_code(page, cases.joined)


def desk_same(page: Page, cases: Cases) -> None:
    _go(page, f"/desk/{cases.triage.reference}/same/?number={cases.told_twice.reference}")


def office_joined(page: Page, cases: Cases) -> None:
    _ = cases.together
    _go(page, f"/office/{cases.joined.reference}/")


def office_same(page: Page, cases: Cases) -> None:
    """A case and another one by its number, side by side."""
    _ = cases.several
    _go(page, f"/office/{cases.in_progress.reference}/same/?number={cases.several.reference}")


def office_same_refused(page: Page, cases: Cases) -> None:
    _go(page, f"/office/{cases.in_progress.reference}/same/?number={cases.in_progress.reference}")


def field(page: Page, cases: Cases) -> None:
    """The cases of an officer outside, ordered by a place."""
    _ = cases.several
    _go(page, "/office/field/")
    page.locator("#place").fill("เมืองขอนแก่น")
    page.locator("form[action='/office/field/'] button").click()
    page.wait_for_load_state()


def field_done(page: Page, cases: Cases) -> None:
    _go(page, f"/office/field/{cases.several.reference}/")


def refused_in_the_field(page: Page, cases: Cases) -> None:
    field_done(page, cases)
    page.locator("#id_close-text").fill("")
    page.locator("[data-send=go]").click()
    page.wait_for_selector(".govuk-error-summary")


def split_marks(page: Page, cases: Cases) -> None:
    _go(page, f"/office/{cases.several.reference}/split/")


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


def answer_link(page: Page, cases: Cases) -> None:
    _go(page, cases.town.answer_link(cases.asked_by_mail))


def co_sign(page: Page, cases: Cases) -> None:
    _ = cases.shared
    _go(page, cases.link)


def correct(page: Page, cases: Cases) -> None:
    open_with_code(page, cases.in_progress)
    _go(page, f"/track/{cases.in_progress.reference}/correct/")


def news(state: str) -> Way:
    def way(page: Page, cases: Cases) -> None:
        filed = getattr(cases, state)
        open_with_code(page, filed)
        _go(page, f"/track/{filed.reference}/news/")

    return way


def case_data(page: Page, cases: Cases) -> None:
    open_with_code(page, cases.unconfirmed)
    _go(page, f"/track/{cases.unconfirmed.reference}/data/")


def case_rights(address: str) -> Way:
    def way(page: Page, cases: Cases) -> None:
        open_with_code(page, cases.unconfirmed)
        _go(page, f"/track/{cases.unconfirmed.reference}/data/{address}/")

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


def consultation(page: Page, cases: Cases) -> None:
    _go(page, cases.consultation)


def consultations_of_a_place(page: Page, cases: Cases) -> None:
    _ = cases.consultation
    _go(page, "/areas/4001/")
    page.wait_for_selector(f"a[href='{cases.consultation}']")


def managed_consultation(page: Page, cases: Cases) -> None:
    _go(page, cases.consultation.replace("/consultations/", "/consultations/manage/"))


def statements(part: str = "", *, answers: bool = False) -> Way:
    """A page of statements; answers: after the first one was answered."""

    def there(page: Page, cases: Cases) -> None:
        if answers:
            _go(page, f"{cases.conversation}statements/")
            page.locator(".vote button[value=agree]").click()
            page.wait_for_load_state()
        _go(page, f"{cases.conversation}statements/{part}")

    return there


def managed_statements(part: str = "") -> Way:
    """Where the policy team keeps them."""
    return lambda page, cases: _go(
        page, f"{cases.conversation.replace('/consultations/', '/consultations/manage/')}statements/{part}"
    )


def managed_themes(of: str = "conversation") -> Way:
    """What many say there in their own words."""
    return lambda page, cases: _go(
        page, f"{getattr(cases, of).replace('/consultations/', '/consultations/manage/')}themes/"
    )


def managed_theme(page: Page, cases: Cases) -> None:
    managed_themes()(page, cases)
    page.locator("main h2 a").first.click()
    page.wait_for_selector("form[action$='/move/']")


def no_themes(page: Page, cases: Cases) -> None:
    managed_themes("consultation")(page, cases)


def not_asked(draft: str) -> Way:
    """Before the policy team decides whether a draft asks any."""
    return lambda page, cases: _go(page, f"{getattr(cases, draft)}statements/")


def questionnaire(part: str = "", *, filled: int = 0) -> Way:
    """A page of a questionnaire; filled: after so many of its parts were answered, 3 when they were also sent."""

    def there(page: Page, cases: Cases) -> None:
        if filled:
            _go(page, f"{cases.questionnaire}questionnaire/1/")
            for number in ("1", "2"):
                page.locator(f"[name=q{number}][value='1']").check()
            page.locator("main button[value=next]").last.click()
            page.wait_for_url("**/questionnaire/2/")
        if filled > 1:
            page.locator("[name=q7]").fill("ทางแคบ")
            page.locator("main button[value=next]").last.click()
            page.wait_for_url("**/questionnaire/check/")
        if filled > 2:
            page.locator("main form button").last.click()
            page.wait_for_selector("#receipt")
        _go(page, f"{cases.questionnaire}questionnaire/{part}")

    return there


def part_refused(page: Page, cases: Cases) -> None:
    questionnaire("1/")(page, cases)
    page.locator("main button[value=next]").last.click()
    page.wait_for_selector(".govuk-error-summary")


def managed_questionnaire(part: str = "", *, is_draft: bool = False) -> Way:
    """Where the policy team writes it."""

    def there(page: Page, cases: Cases) -> None:
        consultation = cases.draft_questionnaire if is_draft else cases.questionnaire
        if not is_draft:
            consultation = consultation.replace("/consultations/", "/consultations/manage/")
        _go(page, f"{consultation}questionnaire/{part}")

    return there


def question_refused(page: Page, cases: Cases) -> None:
    managed_questionnaire("parts/1/new/single/", is_draft=True)(page, cases)
    page.locator("main form button.govuk-button").first.click()
    page.wait_for_selector(".govuk-error-summary")


def proposal_refused(page: Page, cases: Cases) -> None:
    statements("propose/")(page, cases)
    page.locator("main form button.govuk-button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def law(query: str = "") -> Way:
    return lambda page, cases: _go(page, cases.law_text + query)


def compared_laws(query: str = "") -> Way:
    """Both versions of it."""

    def there(page: Page, cases: Cases) -> None:
        _ = cases.law_text
        _go(page, f"{cases.consultation}compare/{query}")

    return there


def managed_law(part: str) -> Way:
    """Where the policy team keeps it."""

    def there(page: Page, cases: Cases) -> None:
        document = cases.law_text.replace("/consultations/", "/consultations/manage/").replace("/text/", "/documents/")
        _go(page, document if part == "document" else document.rstrip("/").rpartition("/")[0] + "/")

    return there


def law_looked_at(page: Page, cases: Cases) -> None:
    """A text with a number used twice, before it is kept."""
    managed_law("document")(page, cases)
    page.locator("#id_pasted").fill("มาตรา ๑ ห้ามจอดรถ\nมาตรา ๑ ห้ามตั้งแผงค้า\n(๑) บนทางข้าม")
    page.locator("#id_reason").fill("ตามความเห็นที่ได้รับ")
    page.locator("main form button.govuk-button").last.click()
    page.wait_for_selector("#outline")


def law_refused(page: Page, cases: Cases) -> None:
    managed_law("document")(page, cases)
    page.locator("main form button.govuk-button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def law_document_refused(page: Page, cases: Cases) -> None:
    managed_law("documents")(page, cases)
    page.locator("main form button.govuk-button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def consultation_mistakes(page: Page, _cases: Cases) -> None:
    _go(page, "/consultations/manage/new/")
    page.locator("main form button.govuk-button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def places_chosen(page: Page, _cases: Cases) -> None:
    """One place ticked, others offered, a search that found nothing."""
    _go(page, "/consultations/manage/new/")
    page.locator("#id_title_th").fill("ร่างข้อบัญญัติทางเท้า")
    page.locator("#id_look_for").press_sequentially("ศิลา ขอนแก่น")
    page.locator("#find-place-list [role=option]").first.click()
    page.locator("#id_look_for").fill("โนนศิลา")
    page.locator("#draft button.govuk-button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def two_versions(page: Page, _cases: Cases) -> None:
    """A draft that was saved in one window after it was opened in another."""
    _go(page, "/consultations/manage/new/")
    page.locator("#id_title_th").fill("ร่างข้อบัญญัติทางเท้า")
    page.locator("#draft button.govuk-button").last.click()
    page.wait_for_selector("#draft button[value=announce]")
    other = page.context.new_page()
    _go(other, page.url)
    other.locator("#id_title_en").fill("Pavements")
    other.locator("#draft button.govuk-button[value=keep]").click()
    other.wait_for_selector(".messages .note")
    other.close()
    page.locator("#id_title_th").fill("ร่างข้อบัญญัติทางเท้าของเทศบาลเมืองศิลา")
    page.locator("#draft button.govuk-button[value=keep]").click()
    page.wait_for_selector("#versions")


def before_announcing(draft: str) -> Way:
    return lambda page, cases: _go(page, f"{getattr(cases, draft)}announce/")


def _go(page: Page, address: str) -> None:
    page.goto(address)


def topic(page: Page, _cases: Cases) -> None:
    _go(page, "/complaints/new/")
    page.locator("#id_text").fill(TOLD)
    page.locator("button.govuk-button[value=where]").click()
    page.wait_for_selector("#id_answer-street-light-pole")


def topic_mistakes(page: Page, _cases: Cases) -> None:
    _go(page, "/complaints/new/")
    page.locator("#id_text").fill("นายจ้างค้างค่าแรงสองเดือน ทั้งโรงงานยังไม่มีใครได้เงิน")
    page.locator("button.govuk-button[value=where]").click()
    page.locator("#id_answer-wages-amount").fill("สองหมื่น")
    page.locator("button.govuk-button[value=answered]").click()
    page.wait_for_selector(".govuk-error-summary")


def quicker_way(page: Page, _cases: Cases) -> None:
    _go(page, "/complaints/new/")
    page.locator("#id_text").fill("ยื่นแบบภาษีเงินได้ไปสามเดือนแล้ว ยังไม่ได้คืนภาษี")
    page.locator("button.govuk-button[value=where]").click()
    page.wait_for_selector("a[href='tel:1161']")


def check_quicker(page: Page, _cases: Cases) -> None:
    """The check of a power cut in Bangkok, whose filer asks what became of the last one: a quicker way, and help."""
    _go(page, "/complaints/new/")
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
        _go(page, "/")
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


def assist_told(page: Page, _cases: Cases) -> None:
    """A helper listens: what to ask stands beside the words."""
    _go(page, "/office/assist/")
    page.locator("#id_channel_0").check()
    page.locator("#id_text").fill(TOLD)
    page.wait_for_selector("#id_answer-street-light-pole")


def assist_alike(page: Page, cases: Cases) -> None:
    """Somebody told the same already."""
    _ = cases.released_in_sila
    _go(page, "/office/assist/")
    page.locator("#id_text").fill(POLE)
    page.locator("#find-place").press_sequentially("ศิลา เมืองขอนแก่น")
    page.locator("#find-place-list [role=option]").first.click()
    page.wait_for_selector("[data-assist=join]")


def assist_danger(page: Page, _cases: Cases) -> None:
    _go(page, "/office/assist/")
    page.locator("#id_text").fill("ตอนนี้ไฟไหม้บ้านข้าง ๆ มีคนติดอยู่ข้างใน")
    page.wait_for_selector(".emergency a")


def assist_mistakes(page: Page, _cases: Cases) -> None:
    _go(page, "/office/assist/")
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
    _go(page, "/office/assist/?channel=phone")
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
    _go(page, "/office/assist/")


def _typed_template(page: Page) -> None:
    _go(page, "/office/templates/new/")
    page.locator("#id_name").fill("นัดซ่อม")
    page.locator("#id_text").fill("[หน่วยงาน]จะซ่อมวันที่ [วันที่ซ่อม] ทั้งนี้ ช่างจะโทรหาก่อน ลงชื่อ [เจ้าหน้าที่]")


def own_template(page: Page, _cases: Cases) -> None:
    _typed_template(page)
    page.locator("main form button.govuk-button").first.click()
    page.wait_for_load_state()  # kept, or there already from the visit in the other language
    _go(page, "/office/templates/")
    page.wait_for_selector("article mark")


def template_looked_at(page: Page, _cases: Cases) -> None:
    _typed_template(page)
    page.locator("button[name=look]").click()
    page.wait_for_selector("#reads")


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
    _go(page, "/desk/simulate/")
    page.locator("#text").fill(POLE)
    page.locator("main form button.govuk-button").click()
    page.wait_for_selector(".option")


def leave_told(page: Page, _cases: Cases) -> None:
    """The list with one leave, and the form refused beneath it."""
    for _time in ("kept, or there already from the visit in the other language", "refused"):
        _go(page, "/office/leave/")
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
    _go(page, "/office/leave/")
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
    _go(page, "/office/people/")
    page.get_by_role("link", name=OFFICER, exact=True).click()
    page.locator("[id$=last_day]").fill(write_day(timezone.localdate()))
    page.locator("button[value='end:0']").click()
    page.wait_for_selector(".govuk-error-summary")


def invitation(page: Page, cases: Cases) -> None:
    _go(page, cases.town.invites_to_work("kanya"))


def administered(page: Page, register: str, of: str) -> None:
    """The page of one row, found by the search of its register."""
    _go(page, f"/administration/{register}/?q={of}")
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
    _go(page, f"/administration/{register}/import/")
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
    _go(page, f"/administration/topics/?q={code}/torn&show=all")
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
    _go(page, "/administration/service-levels/new/")
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


TRIAGE, OFFICER, SUPERVISOR, CITIZEN = "ศิริพร แก้วมณี", "วิชัย ทองดี", "กัญญา รุ่งเรือง", "มาลี ใจดี"
HELPER = "นิภา วงศ์ใหญ่"
ASSISTANT = "ละไม เพ็ชรดี"
POLICY = "สุดา มั่นคง"
HEAD = "ประเสริฐ ชัยชนะ"
DECIDES = "วิมล ตั้งตรง"
AUDITOR = "อรทัย สุจริต"
ADMINISTRATOR = "มานพ ระเบียบ"

GUIDES = (
    "filing", "kinds", "together", "examples", "states", "who-sees", "routing", "emergency", "people", "privacy", "terms", "accessibility",
)  # fmt: skip

LIGHT = [
    AnyPage("home", at("/")),
    AnyPage("tell", at("/complaints/new/")),
    AnyPage("topic", topic),
    AnyPage("topic-mistakes", topic_mistakes),
    AnyPage("topic-quicker", quicker_way),
    AnyPage("where", where),
    AnyPage("where-mistakes", mistakes),
    AnyPage("check", check),
    AnyPage("check-quicker", check_quicker),
    AnyPage("not-needed", at("/complaints/not-needed/")),
    AnyPage("receipt", receipt),
    AnyPage("sent-already", sent_already),
    AnyPage("question-words", question("words")),
    AnyPage("question-seen", question("seen")),
    AnyPage("question-topic", question("answer-child-in-danger", told=HARM)),
    AnyPage("question-place", question("place")),
    AnyPage("question-files", question("files")),
    AnyPage("question-reach", question("reach")),
    AnyPage("question-reach-mistakes", question_mistakes),
    AnyPage("question-reach-unnamed", question("reach", "anonymous")),
    AnyPage("question-check", question("check", "anonymous")),
    AnyPage("track", at("/track/")),
    AnyPage("track-open-here", open_on_this_device),
    AnyPage("track-triage", own("triage")),
    AnyPage("track-routed", own("routed")),
    AnyPage("track-asked", own("asked")),
    AnyPage("track-proposed", own("proposed")),
    AnyPage("track-answer-refused", refused(own("asked"), "answer")),
    AnyPage("track-objection-refused", refused(own("proposed"), "dispute")),
    AnyPage("track-closed", own("closed")),
    AnyPage("track-reopened", own("reopened")),
    AnyPage("track-answered-again", own("answered_again")),
    AnyPage("track-appeal-refused", refused(own("answered_again"), "appeal")),
    AnyPage("track-appealed", own("appealed")),
    AnyPage("track-appeal-asked", own("asked_in_appeal")),
    AnyPage("track-upheld", own("upheld")),
    AnyPage("track-joined", track_joined),
    AnyPage("track-split", own("split_up")),
    AnyPage("track-correct", correct),
    AnyPage("receipt-with-code", receipt_with_code),
    AnyPage("track-news", news("in_progress")),
    AnyPage("track-news-code", news("unconfirmed")),
    AnyPage("track-news-mistakes", news_mistakes),
    AnyPage("track-data", case_data),
    AnyPage("track-data-code-missing", refused(case_data, "file")),
    AnyPage("track-erase", case_rights("erase")),
    AnyPage("track-object", case_rights("object")),
    AnyPage("track-object-refused", refused(case_rights("object"), "object")),
    AnyPage("track-shared", own("shared")),
    AnyPage("co-sign", co_sign),
    AnyPage("co-sign-signed-in", co_sign, CITIZEN),
    AnyPage("answer-link", answer_link),
    AnyPage("answer-over", at("/answer/forged/")),
    AnyPage("answer-sent", at("/answer/sent/")),
    AnyPage("track-stranger", strangers("in_progress")),
    AnyPage("cases", at("/cases/")),
    AnyPage("cases-none", at("/cases/?q=ไม่มีใครเคยแจ้ง")),
    AnyPage("cases-found", at("/cases/?q=ไฟทาง")),
    AnyPage("cases-slip", at("/cases/?q=ไฟทางดัป")),
    AnyPage("case-public", public_case),
    AnyPage("areas", at("/areas/")),
    AnyPage("area", at("/areas/4001/")),
    AnyPage("area-consultations", consultations_of_a_place),
    AnyPage("consultations", at("/consultations/")),
    AnyPage("consultation", consultation),
    AnyPage("statements", statements()),
    AnyPage("statements-begun", statements(answers=True)),
    AnyPage("statements-answers", statements("answers/", answers=True)),
    AnyPage("statements-none-answered", statements("answers/")),
    AnyPage("statements-propose", statements("propose/")),
    AnyPage("statements-propose-refused", proposal_refused),
    AnyPage("statements-results-not-yet", statements("results/")),
    AnyPage("statements-results", statements("results/", answers=True)),
    AnyPage("questionnaire", questionnaire()),
    AnyPage("questionnaire-part", questionnaire("1/")),
    AnyPage("questionnaire-part-refused", part_refused),
    AnyPage("questionnaire-second-part", questionnaire("2/", filled=1)),
    AnyPage("questionnaire-kept", questionnaire(filled=1)),
    AnyPage("questionnaire-check", questionnaire("check/", filled=2)),
    AnyPage("questionnaire-sent", questionnaire(filled=3)),
    AnyPage("questionnaire-withdraw", questionnaire("withdraw/", filled=3)),
    AnyPage("questionnaire-results-not-yet", questionnaire("results/")),
    AnyPage("questionnaire-results", questionnaire("results/", filled=3)),
    AnyPage("law", law()),
    AnyPage("law-earlier", law("?version=1&section=sec_3-1")),
    AnyPage("law-compared", compared_laws()),
    AnyPage("law-compared-whole", compared_laws("?show=all")),
    AnyPage("law-compared-wrongly", compared_laws("?from=9.9&to=1.1")),
    AnyPage("login", at("/accounts/login/")),
    AnyPage("signup", at("/accounts/signup/")),
    AnyPage("me", at("/me/"), CITIZEN),
    AnyPage("help", at("/help/")),
    *(AnyPage(f"help-{name}", at(f"/help/{name}/")) for name in GUIDES),
    AnyPage("survey", survey("closed")),
    AnyPage("survey-refused", refused(survey("closed"), "survey")),
    AnyPage("survey-over", at("/survey/over/")),
    AnyPage("satisfaction", at("/satisfaction/")),
    AnyPage("my-data", at("/me/data/"), CITIZEN),
    AnyPage("my-objection", at("/me/data/object/"), CITIZEN),
    AnyPage("erase-me", at("/me/data/erase/"), CITIZEN),
    AnyPage("404", at("/no/such/page/")),
    AnyPage("offline", at("/offline/")),
    AnyPage("demo", at("/demo/")),
    AnyPage("mail", at("/dev/mail/")),
]
"""Pages of visitors and citizens: light even on a slow line (promise A2)."""

PAGES = [
    *LIGHT,
    AnyPage("cases-map", at("/cases/map/")),
    AnyPage("parts", at("/dev/parts/")),
    AnyPage("desk", desk_case("triage"), TRIAGE, is_desk=True),
    AnyPage("desk-refused", refused(desk_case("triage"), "correct"), TRIAGE, is_desk=True),
    AnyPage("desk-told-twice", desk_case("told_twice"), TRIAGE, is_desk=True),
    AnyPage("desk-same", desk_same, TRIAGE, is_desk=True),
    AnyPage("desk-several", desk_case("several_at_the_desk"), TRIAGE, is_desk=True),
    AnyPage("desk-searched", at("/desk/?q=ไฟทาง"), TRIAGE, is_desk=True),
    AnyPage("desk-narrowed", at("/desk/?reason=unsure&order=newest"), TRIAGE, is_desk=True),
    AnyPage("simulate", simulated, TRIAGE, is_desk=True),
    AnyPage("coverage", at("/desk/coverage/"), TRIAGE, is_desk=True),
    AnyPage("thresholds", at("/desk/thresholds/"), TRIAGE, is_desk=True),
    AnyPage("models", at("/desk/models/"), TRIAGE, is_desk=True),
    AnyPage("office", at("/office/"), OFFICER, is_desk=True),
    AnyPage("office-today", busy_day, OFFICER, is_desk=True),
    AnyPage("office-sorted", at("/office/?sort=newest&due=week"), OFFICER, is_desk=True),
    AnyPage("office-late", raised, SUPERVISOR, is_desk=True),
    AnyPage("office-late-case", office_case("late"), OFFICER, is_desk=True),
    AnyPage("office-late-refused", refused(office_case("late"), "delay"), OFFICER, is_desk=True),
    AnyPage("assist", at("/office/assist/"), ASSISTANT, is_desk=True),
    AnyPage("assist-told", assist_told, ASSISTANT, is_desk=True),
    AnyPage("assist-alike", assist_alike, ASSISTANT, is_desk=True),
    AnyPage("assist-danger", assist_danger, ASSISTANT, is_desk=True),
    AnyPage("assist-mistakes", assist_mistakes, ASSISTANT, is_desk=True),
    AnyPage("assist-receipt", assist_receipt, ASSISTANT, is_desk=True),
    AnyPage("assist-news-refused", assist_news_refused, ASSISTANT, is_desk=True),
    AnyPage("helper-home", at("/"), ASSISTANT),
    AnyPage("helper-filing", at("/complaints/new/"), ASSISTANT),
    AnyPage("assist-day", assist_day, ASSISTANT, is_desk=True),
    AnyPage("office-passed-on", passed_on, OFFICER, is_desk=True),
    AnyPage("office-case-passed-on", office_case("given_away"), OFFICER, is_desk=True),
    AnyPage("office-mail", at("/office/mail/"), OFFICER, is_desk=True),
    AnyPage("office-incident", office_with_incident, OFFICER, is_desk=True),
    AnyPage("incident", incident, OFFICER, is_desk=True),
    AnyPage("office-routed", office_case("routed"), OFFICER, is_desk=True),
    AnyPage("office-working", office_case("in_progress"), OFFICER, is_desk=True),
    AnyPage("office-hand-over", hand_over, OFFICER, is_desk=True),
    AnyPage("office-accept-ticked", accept_ticked, OFFICER, is_desk=True),
    AnyPage("office-leave", leave_told, OFFICER, is_desk=True),
    AnyPage("office-deputy", another_deputy, SUPERVISOR, is_desk=True),
    AnyPage("office-hand-all", hand_all_over, OFFICER, is_desk=True),
    AnyPage("office-hand-all-looked-at", hand_all_looked_at, OFFICER, is_desk=True),
    AnyPage("office-people", at("/office/people/"), SUPERVISOR, is_desk=True),
    AnyPage("office-person", person_of_office, SUPERVISOR, is_desk=True),
    AnyPage("office-invite", at("/office/people/invite/"), SUPERVISOR, is_desk=True),
    AnyPage("invited", invitation),
    AnyPage("invited-over", at("/office/invitation/none/")),
    AnyPage("letter", letter),
    AnyPage("case-file", own_case_file),
    AnyPage("office-case-file", office_case_file, OFFICER, is_desk=True),
    AnyPage("office-earlier", office_earlier, OFFICER, is_desk=True),
    AnyPage("office-earlier-unfolded", office_unfolded, OFFICER, is_desk=True),
    AnyPage("letter-another", another_letter),
    AnyPage("track-letter", own("answered_by_letter")),
    AnyPage("office-letter", office_case("answered_by_letter"), OFFICER, is_desk=True),
    AnyPage("office-letterhead", at("/office/letterhead/pea/"), SUPERVISOR, is_desk=True),
    AnyPage("office-letterhead-refused", letterhead_refused, SUPERVISOR, is_desk=True),
    AnyPage("office-referral", referral("to_refer"), OFFICER, is_desk=True),
    AnyPage("office-referral-refused", referral_refused("refer", "to_refer"), OFFICER, is_desk=True),
    AnyPage("office-referral-written", referral("referral_written"), OFFICER, is_desk=True),
    AnyPage("office-referral-out", referral("referral_out"), OFFICER, is_desk=True),
    AnyPage("office-referral-not-answered", referral_refused("answered", "referral_out"), OFFICER, is_desk=True),
    AnyPage("office-case-referred", office_case("referral_out"), OFFICER, is_desk=True),
    AnyPage("track-referred", own("referral_out")),
    AnyPage("letter-for-agency", letter_for_agency),
    AnyPage("letter-for-agency-refused", letter_for_agency_refused),
    AnyPage("letter-for-agency-over", at("/letters/for/none/")),
    AnyPage("installation", at("/administration/installation/"), ADMINISTRATOR, is_desk=True),
    AnyPage("installation-looked-at", installation_looked_at, ADMINISTRATOR, is_desk=True),
    AnyPage("installation-refused", installation_refused, ADMINISTRATOR, is_desk=True),
    AnyPage("notices", at("/administration/notices/?language=my"), ADMINISTRATOR, is_desk=True),
    AnyPage("notice-looked-at", notice_looked_at, ADMINISTRATOR, is_desk=True),
    AnyPage("notice-refused", notice_refused, ADMINISTRATOR, is_desk=True),
    AnyPage("office-notices", at("/office/notices/pea/"), SUPERVISOR, is_desk=True),
    AnyPage("office-notice-to-officers", at("/office/notices/pea/office_handed/th/email/"), SUPERVISOR, is_desk=True),
    AnyPage("office-notice-to-signers", at("/office/notices/pea/followed_ended/my/sms/"), SUPERVISOR, is_desk=True),
    AnyPage("office-notice", own_notice, SUPERVISOR, is_desk=True),
    AnyPage("office-templates", own_template, SUPERVISOR, is_desk=True),
    AnyPage("office-template", template_looked_at, SUPERVISOR, is_desk=True),
    AnyPage("office-plain-words", plain_words, OFFICER, is_desk=True),
    AnyPage("office-passing-on", passing_on, OFFICER, is_desk=True),
    AnyPage("office-together", office_case("together"), OFFICER, is_desk=True),
    AnyPage("office-joined", office_joined, OFFICER, is_desk=True),
    AnyPage("office-same", office_same, OFFICER, is_desk=True),
    AnyPage("office-same-refused", office_same_refused, OFFICER, is_desk=True),
    AnyPage("office-field", field, OFFICER, is_desk=True),
    AnyPage("office-field-done", field_done, OFFICER, is_desk=True),
    AnyPage("office-field-refused", refused_in_the_field, OFFICER, is_desk=True),
    AnyPage("office-split", split_marks, OFFICER, is_desk=True),
    AnyPage("office-split-preview", split_preview, OFFICER, is_desk=True),
    AnyPage("office-split-refused", split_refused, OFFICER, is_desk=True),
    AnyPage("office-split-up", office_case("split_up"), OFFICER, is_desk=True),
    AnyPage("office-burmese", office_case("burmese"), OFFICER, is_desk=True),
    AnyPage("office-closing-refused", refused(office_case("in_progress"), "close"), OFFICER, is_desk=True),
    AnyPage("office-picture-doubted", picture_doubted, OFFICER, is_desk=True),
    AnyPage("closings", at("/closings/"), SUPERVISOR, is_desk=True),
    AnyPage("audits", audits, AUDITOR, is_desk=True),
    AnyPage("audit", audit, AUDITOR, is_desk=True),
    AnyPage("audit-refused", audit_refused, AUDITOR, is_desk=True),
    AnyPage("office-approvals", approvals, SUPERVISOR, is_desk=True),
    AnyPage("office-approval", to_approve, SUPERVISOR, is_desk=True),
    AnyPage("office-approval-refused", refused(to_approve, "send-back"), SUPERVISOR, is_desk=True),
    AnyPage("office-approval-own", to_approve, OFFICER, is_desk=True),
    AnyPage("office-approval-topics", at("/office/approvals/topics/pea/"), SUPERVISOR, is_desk=True),
    AnyPage("office-waits-for-approval", office_case("to_approve"), OFFICER, is_desk=True),
    AnyPage("office-answer-sent-back", office_case("answer_sent_back"), OFFICER, is_desk=True),
    AnyPage("office-released", office_case("released"), OFFICER, is_desk=True),
    AnyPage("office-reopened", office_case("reopened"), OFFICER, is_desk=True),
    AnyPage("office-appealed", office_case("appealed"), OFFICER, is_desk=True),
    AnyPage("office-appeals", appeals, DECIDES, is_desk=True),
    AnyPage("office-appeal", office_case("appealed"), DECIDES, is_desk=True),
    AnyPage("office-appeal-asked", office_case("asked_in_appeal"), DECIDES, is_desk=True),
    AnyPage("office-appeal-refused", refused(office_case("appealed"), "appeal"), DECIDES, is_desk=True),
    AnyPage("office-asked-to-help", office_case("asked_to_help"), HELPER, is_desk=True),
    AnyPage("office-helping", office_case("helping"), HELPER, is_desk=True),
    AnyPage("reason-to-look", office_case("confidential"), SUPERVISOR, is_desk=True),
    AnyPage("track-not-open", sent_too_late),
    AnyPage("signed-out", sent_signed_out),
    AnyPage("not-yours", at("/office/69-7K3M-9QXT-Y/"), SUPERVISOR, is_desk=True),
    AnyPage("reason-to-look-again", typed_in_confidence, SUPERVISOR, is_desk=True),
    AnyPage("overview", overview, SUPERVISOR, is_desk=True),
    AnyPage("overview-empty", at("/office/overview/?days=7"), HEAD, is_desk=True),
    AnyPage("overview-cases", overview_cases, SUPERVISOR, is_desk=True),
    AnyPage("saved-views", saved_views, SUPERVISOR, is_desk=True),
    AnyPage("saved-view-refused", saved_view_refused, SUPERVISOR, is_desk=True),
    AnyPage("saved-view-removed", saved_view_removed, SUPERVISOR, is_desk=True),
    AnyPage("office-saved", at("/office/?view=new&topic=electricity"), SUPERVISOR, is_desk=True),
    AnyPage("administration", at("/administration/"), ADMINISTRATOR, is_desk=True),
    AnyPage("administration-changes", at("/administration/changes/"), ADMINISTRATOR, is_desk=True),
    AnyPage("register", at("/administration/agencies/?show=all"), ADMINISTRATOR, is_desk=True),
    AnyPage("register-none", at("/administration/units/?q=x"), ADMINISTRATOR, is_desk=True),
    AnyPage("register-row", register_row, ADMINISTRATOR, is_desk=True),
    AnyPage("register-row-refused", register_row_refused, ADMINISTRATOR, is_desk=True),
    AnyPage("register-new", at("/administration/people/new/"), ADMINISTRATOR, is_desk=True),
    AnyPage("register-file", at("/administration/topics/import/"), ADMINISTRATOR, is_desk=True),
    AnyPage("register-file-refused", file_refused, ADMINISTRATOR, is_desk=True),
    AnyPage("register-file-looked-at", file_looked_at, ADMINISTRATOR, is_desk=True),
    AnyPage("register-file-at-work", file_at_work, ADMINISTRATOR, is_desk=True),
    AnyPage("register-file-written", file_is_written, ADMINISTRATOR, is_desk=True),
    AnyPage("register-file-to-take-back", file_to_take_back, ADMINISTRATOR, is_desk=True),
    AnyPage("register-file-taken-back", file_taken_back, ADMINISTRATOR, is_desk=True),
    AnyPage("register-file-asked-again", file_asked_again, ADMINISTRATOR, is_desk=True),
    AnyPage("register-length-asked-again", length_asked_again, ADMINISTRATOR, is_desk=True),
    AnyPage("register-lengths", at("/administration/service-levels/"), ADMINISTRATOR, is_desk=True),
    AnyPage(
        "register-which-length", at("/administration/service-levels/which/?topic=roads"), ADMINISTRATOR, is_desk=True
    ),
    AnyPage("register-file-ready", file_ready, ADMINISTRATOR, is_desk=True),
    AnyPage("manage", at("/consultations/manage/"), POLICY, is_desk=True),
    AnyPage("manage-new", at("/consultations/manage/new/"), POLICY, is_desk=True),
    AnyPage("manage-begin", at("/consultations/manage/begin/"), POLICY, is_desk=True),
    AnyPage("manage-begin-refused", at("/consultations/manage/begin/?kind="), POLICY, is_desk=True),
    AnyPage("manage-law-in-force", at("/consultations/manage/new/?kind=law_in_force&example=on"), POLICY, is_desk=True),
    AnyPage("manage-mistakes", consultation_mistakes, POLICY, is_desk=True),
    AnyPage("manage-places", places_chosen, POLICY, is_desk=True),
    AnyPage("manage-two-versions", two_versions, POLICY, is_desk=True),
    AnyPage("manage-sign-paper", before_announcing("draft_consultation"), POLICY, is_desk=True),
    AnyPage(
        "manage-sign-paper-refused",
        refused(before_announcing("draft_consultation"), "paper"),
        POLICY,
        is_desk=True,
    ),
    AnyPage("manage-sign-head", before_announcing("draft_of_the_head"), HEAD, is_desk=True),
    AnyPage("manage-announced", managed_consultation, POLICY, is_desk=True),
    AnyPage("manage-statements", managed_statements(), POLICY, is_desk=True),
    AnyPage("manage-statements-refused", refused(managed_statements(), "add"), POLICY, is_desk=True),
    AnyPage("manage-statement", managed_statements("1/"), POLICY, is_desk=True),
    AnyPage("manage-statement-refused", refused(managed_statements("1/"), "withdraw"), POLICY, is_desk=True),
    AnyPage("manage-themes", managed_themes(), POLICY, is_desk=True),
    AnyPage("manage-theme", managed_theme, POLICY, is_desk=True),
    AnyPage("manage-theme-refused", refused(managed_theme, "move"), POLICY, is_desk=True),
    AnyPage("manage-themes-none", no_themes, POLICY, is_desk=True),
    AnyPage("manage-statements-not-asked", not_asked("draft_consultation"), POLICY, is_desk=True),
    AnyPage("manage-questionnaire", managed_questionnaire(), POLICY, is_desk=True),
    AnyPage("manage-questionnaire-draft", managed_questionnaire(is_draft=True), POLICY, is_desk=True),
    AnyPage("manage-questionnaire-preview", managed_questionnaire("preview/"), POLICY, is_desk=True),
    AnyPage("manage-questionnaire-part", managed_questionnaire("parts/1/", is_draft=True), POLICY, is_desk=True),
    AnyPage("manage-questionnaire-new-part", managed_questionnaire("parts/new/", is_draft=True), POLICY, is_desk=True),
    AnyPage(
        "manage-questionnaire-new-question",
        managed_questionnaire("parts/2/new/matrix/", is_draft=True),
        POLICY,
        is_desk=True,
    ),
    AnyPage("manage-questionnaire-question-refused", question_refused, POLICY, is_desk=True),
    AnyPage("manage-questionnaire-question", managed_questionnaire("3/"), POLICY, is_desk=True),
    AnyPage("manage-questionnaire-answers", managed_questionnaire("7/answers/"), POLICY, is_desk=True),
    AnyPage("manage-questionnaire-results", managed_questionnaire("results/"), POLICY, is_desk=True),
    AnyPage("manage-documents", managed_law("documents"), POLICY, is_desk=True),
    AnyPage("manage-documents-refused", law_document_refused, POLICY, is_desk=True),
    AnyPage("manage-law", managed_law("document"), POLICY, is_desk=True),
    AnyPage("manage-law-refused", law_refused, POLICY, is_desk=True),
    AnyPage("manage-law-looked-at", law_looked_at, POLICY, is_desk=True),
]

MAIN = [
    each
    for each in PAGES
    if each.name in {"home", "tell", "track", "track-stranger", "cases", "cases-map", "area", "help", "me", "office"}
]
"""The ten that most people open; `bench lighthouse` judges the same."""
