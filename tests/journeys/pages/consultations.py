"""Ways to consultations: as everybody reads them, and as the policy team keeps them."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.ways import Way, go
from tests.records.files import phone_photo


def consultation(page: Page, cases: Cases) -> None:
    go(page, cases.consultation)


def consultations_of_a_place(page: Page, cases: Cases) -> None:
    _ = cases.consultation
    go(page, "/areas/4001/")
    page.wait_for_selector(f"a[href='{cases.consultation}']")


def managed_consultation(page: Page, cases: Cases) -> None:
    go(page, cases.consultation.replace("/consultations/", "/consultations/manage/"))


def complaints_on_subject(page: Page, cases: Cases) -> None:
    _ = cases.released
    go(page, f"{_managed(cases.consultation)}complaints/?q=ไฟทาง")


def statements(part: str = "", *, answers: bool = False) -> Way:
    """A page of statements; answers: after the first one was answered."""

    def there(page: Page, cases: Cases) -> None:
        if answers:
            go(page, f"{cases.conversation}statements/")
            page.locator(".vote button[value=agree]").click()
            page.wait_for_load_state()
        go(page, f"{cases.conversation}statements/{part}")

    return there


def managed_statements(part: str = "") -> Way:
    """Where the policy team keeps them."""
    return lambda page, cases: go(
        page, f"{cases.conversation.replace('/consultations/', '/consultations/manage/')}statements/{part}"
    )


def _managed(path: str) -> str:
    """Where the policy team works on the consultation of this path."""
    return path if "/manage/" in path else path.replace("/consultations/", "/consultations/manage/")


def managed_themes(of: str = "conversation") -> Way:
    """What many say there in their own words."""
    return lambda page, cases: go(page, f"{_managed(getattr(cases, of))}themes/")


def managed_theme(page: Page, cases: Cases) -> None:
    managed_themes()(page, cases)
    page.locator("main h2 a").first.click()
    page.wait_for_selector("form[action$='/move/']")


def no_themes(page: Page, cases: Cases) -> None:
    managed_themes("consultation")(page, cases)


def reported(part: str = "") -> Way:
    """As everybody reads what came of it."""
    return lambda page, cases: go(page, f"{cases.reported}{part}")


def you_said_everywhere(page: Page, cases: Cases) -> None:
    _ = cases.reported
    go(page, "/consultations/you-said/")


def managed_reported(part: str, of: str = "reported") -> Way:
    """Where the policy team has it answered and reported."""
    return lambda page, cases: go(
        page, f"{getattr(cases, of).replace('/consultations/', '/consultations/manage/')}{part}"
    )


def duties(page: Page, cases: Cases) -> None:
    """What the agency has to answer."""
    _ = cases.reported
    go(page, "/consultations/duties/")


def duty(number: int) -> Way:
    return lambda page, cases: go(
        page, f"{cases.reported.replace('/consultations/', '/consultations/duties/')}{number}/"
    )


def not_asked(draft: str) -> Way:
    """Before the policy team decides whether a draft asks any."""
    return lambda page, cases: go(page, f"{getattr(cases, draft)}statements/")


def questionnaire(part: str = "", *, filled: int = 0) -> Way:
    """A page of a questionnaire; filled: after so many of its parts were answered, 3 when they were also sent."""

    def there(page: Page, cases: Cases) -> None:
        if filled:
            go(page, f"{cases.questionnaire}questionnaire/1/")
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
        go(page, f"{cases.questionnaire}questionnaire/{part}")

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
        go(page, f"{consultation}questionnaire/{part}")

    return there


def question_refused(page: Page, cases: Cases) -> None:
    managed_questionnaire("parts/1/new/single/", is_draft=True)(page, cases)
    page.locator("main form button.govuk-button").first.click()
    page.wait_for_selector(".govuk-error-summary")


def turnout(page: Page, cases: Cases) -> None:
    go(page, cases.turnout)


def said_at_place(page: Page, cases: Cases) -> None:
    go(page, f"{cases.turnout}places/40/")


def proposal_refused(page: Page, cases: Cases) -> None:
    statements("propose/")(page, cases)
    page.locator("main form button.govuk-button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def law(query: str = "") -> Way:
    return lambda page, cases: go(page, cases.law_text + query)


def compared_laws(query: str = "") -> Way:
    """Both versions of it."""

    def there(page: Page, cases: Cases) -> None:
        _ = cases.law_text
        go(page, f"{cases.consultation}compare/{query}")

    return there


def commented(part: str = "", *, written: bool = False) -> Way:
    """A page of comments on a draft law; written: after one was written here, on its own page."""

    def there(page: Page, cases: Cases) -> None:
        go(page, f"{cases.commented}{'comments/1/sec_4/' if written else part}")
        if written:
            page.locator("#id_text").fill("ขอให้มีที่จอดสำหรับคนพิการ")
            page.locator("#write button.govuk-button").last.click()
            page.wait_for_selector("#receipt")

    return there


def own_comment_changed(page: Page, cases: Cases) -> None:
    """The form for other words, on which nothing is left of them."""
    commented(written=True)(page, cases)
    page.locator("a[href$='/change/']").click()
    page.locator("#id_text").fill("")
    page.locator("main form button[data-prevent-double-click]").first.click()
    page.wait_for_selector(".govuk-error-summary")


def comment_refused(page: Page, cases: Cases) -> None:
    """It holds a telephone number, and words that do not stand in the section."""
    commented("comments/1/sec_4/?words=ที่ไม่มี")(page, cases)
    page.locator("#id_text").fill("โทร 081-234-5678")
    page.locator("#write button.govuk-button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def comment_with_a_file(page: Page, cases: Cases) -> None:
    """One's own, whose photograph waits for the team."""
    commented("comments/1/sec_4/")(page, cases)
    page.locator("#id_text").fill("ป้ายตรงนี้บังทางเท้า")
    page.locator("#write summary").last.click()
    page.locator("#write input[type=file]").set_input_files(
        [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": phone_photo()}]
    )
    page.locator("#write button.govuk-button").last.click()
    page.wait_for_selector("#receipt")
    page.wait_for_selector(".photos img")


def comment_file_refused(page: Page, cases: Cases) -> None:
    """Its photograph was taken in, its words are missing."""
    commented("comments/1/sec_4/")(page, cases)
    page.locator("#write summary").last.click()
    page.locator("#write input[type=file]").set_input_files(
        [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": phone_photo()}]
    )
    page.locator("#write button.govuk-button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def comment_with_replies(page: Page, cases: Cases) -> None:
    commented("comments/1/sec_3/?order=supported")(page, cases)
    page.locator("article a[href*='/comments/']:not([href*='/report/'], [href*='/files/'])").first.click()
    page.wait_for_selector("#reply")


def managed_comments(part: str = "", *, of: str = "commented") -> Way:
    return lambda page, cases: go(page, f"{_managed(getattr(cases, of))}comments/{part}")


def managed_comment(page: Page, cases: Cases) -> None:
    managed_comments()(page, cases)
    page.locator("main li a[href*='/comments/']").last.click()
    page.wait_for_selector("#answer")


def managed_law(part: str) -> Way:
    """Where the policy team keeps it."""

    def there(page: Page, cases: Cases) -> None:
        document = cases.law_text.replace("/consultations/", "/consultations/manage/").replace("/text/", "/documents/")
        go(page, document if part == "document" else document.rstrip("/").rpartition("/")[0] + "/")

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
    go(page, "/consultations/manage/new/")
    page.locator("main form button.govuk-button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def places_chosen(page: Page, _cases: Cases) -> None:
    """One place ticked, others offered, a search that found nothing."""
    go(page, "/consultations/manage/new/")
    page.locator("#id_title_th").fill("ร่างข้อบัญญัติทางเท้า")
    page.locator("#id_look_for").press_sequentially("ศิลา ขอนแก่น")
    page.locator("#find-place-list [role=option]").first.click()
    page.locator("#id_look_for").fill("โนนศิลา")
    page.locator("#draft button.govuk-button").last.click()
    page.wait_for_selector(".govuk-error-summary")


def two_versions(page: Page, _cases: Cases) -> None:
    """A draft that was saved in one window after it was opened in another."""
    go(page, "/consultations/manage/new/")
    page.locator("#id_title_th").fill("ร่างข้อบัญญัติทางเท้า")
    page.locator("#draft button.govuk-button").last.click()
    page.wait_for_selector("#draft button[value=announce]")
    other = page.context.new_page()
    go(other, page.url)
    other.locator("#id_title_en").fill("Pavements")
    other.locator("#draft button.govuk-button[value=keep]").click()
    other.wait_for_selector(".messages .note")
    other.close()
    page.locator("#id_title_th").fill("ร่างข้อบัญญัติทางเท้าของเทศบาลเมืองศิลา")
    page.locator("#draft button.govuk-button[value=keep]").click()
    page.wait_for_selector("#versions")


def before_announcing(draft: str) -> Way:
    return lambda page, cases: go(page, f"{getattr(cases, draft)}announce/")
