"""The office: who may come in, what a case's page shows and hides, and what its acts say."""

import re
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from complaints import releasing
from complaints.handling import accept_assignment, ask_complainant, assign_case, decline_assignment, propose_closing
from complaints.intake import Contact
from complaints.models import Case, CaseFile
from complaints.release_forms import ReleaseForm
from complaints.releasing import release_case
from complaints.responding import answer_question, withdraw_complaint
from complaints.views import office_sending
from complaints.workflow import AssignmentState, CaseState, Outcome, Visibility
from directory.models import Role
from records.models import AccessLog
from tests.factories import make_agency, make_membership, make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
PHONE = "081-234-5678"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def colleague(highways):
    return make_membership(make_user("สมชาย ศรีสุข"), highways).user


def page_of(client, assignment, **query):
    return client.get(reverse("office_case", args=[assignment.case.reference]), query)


def send(client, part, act, follow=True, **fields):
    address = reverse(f"office_{act}", args=[part.case.reference])
    came_from = reverse("office_case", args=[part.case.reference])
    return client.post(address, fields, follow=follow, headers={"referer": f"http://testserver{came_from}"})


class TestTheDoorOfTheOffice:
    def test_a_visitor_is_asked_to_sign_in(self, client):
        assert client.get(reverse("office")).status_code == 302

    def test_it_is_not_found_by_a_citizen(self, as_, malee):
        assert as_(malee).get(reverse("office")).status_code == 404

    @pytest.mark.parametrize("role", [Role.POLICY_TEAM, Role.MODERATOR, Role.AUDITOR, Role.TRIAGE_OFFICER])
    def test_it_is_not_found_by_other_roles(self, as_, role):
        assert as_(make_membership(role=role).user).get(reverse("office")).status_code == 404

    def test_another_agencys_case_is_not_found(self, as_, working, stranger):
        assert page_of(as_(stranger), working).status_code == 404

    @pytest.mark.parametrize("act", ["accept", "decline", "ask", "reply", "close"])
    def test_nobody_acts_on_another_agencys_case(self, as_, assignment, stranger, act):
        assert send(as_(stranger), assignment, act, follow=False).status_code == 404
        assignment.refresh_from_db()
        assert assignment.state == AssignmentState.PROPOSED


class TestTheInbox:
    def test_shows_the_persons_words_and_the_number(self, as_, assignment, wichai):
        text = as_(wichai).get(reverse("office")).content.decode()
        assert "ถนนหน้าโรงเรียนบ้านหนองแวงเป็นหลุมลึกมาก" in text
        assert assignment.case.reference in text

    def test_says_so_when_nothing_is_left(self, as_, wichai):
        assert "Everything is done" in as_(wichai).get(reverse("office")).content.decode()

    def test_says_what_was_searched_when_nothing_is_found(self, as_, wichai):
        text = as_(wichai).get(reverse("office"), {"q": "<b>ไม่มีทาง"}).content.decode()
        assert 'Nothing found for "&lt;b&gt;ไม่มีทาง"' in text

    def test_keeps_a_confidential_case_wordless(self, as_, file, highways, roads):
        assign_case(file(visibility=Visibility.CONFIDENTIAL).complaint.case, highways, by=None, topic=roads)
        supervisor = make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user
        text = as_(supervisor).get(reverse("office")).content.decode()
        assert "Confidential case" in text
        assert "บ้านหนองแวง" not in text

    def test_gives_its_part_alone_to_the_open_page(self, as_, assignment, wichai):
        text = as_(wichai).get(reverse("office"), {"part": "1"}, headers={"x-part": "1"}).content.decode()
        assert assignment.case.reference in text
        assert "<html" not in text


class TestThePageOfACase:
    def test_boxes_personal_data(self, as_, file, highways, roads, wichai):
        case = file(text=f"ถนนเป็นหลุมลึกมาก โทรกลับได้ที่ {PHONE}").complaint.case
        part = assign_case(case, highways, by=None, topic=roads)
        assert f'<span class="pii"><span class="vh">telephone number: </span>{PHONE}</span>' in (
            page_of(as_(wichai), part).content.decode()
        )

    def test_hides_who_complained_until_a_reason_is_given_and_keeps_the_reason(self, as_, assignment, wichai):
        client = as_(wichai)
        assert "malee@example.org" not in page_of(client, assignment).content.decode()
        address = reverse("office_case", args=[assignment.case.reference])
        text = client.post(address, {"look-reason": "นัดวันเข้าซ่อมถนน"}, follow=True).content.decode()
        assert "malee@example.org" in text
        look = AccessLog.objects.get()
        assert (look.user, look.subject) == (wichai, f"case:{assignment.case.reference}")
        assert look.reason == "นัดวันเข้าซ่อมถนน"

    @pytest.mark.parametrize("reason", ["", "  ", "ดู"])
    def test_opens_nothing_without_a_real_reason(self, as_, assignment, wichai, reason):
        address = reverse("office_case", args=[assignment.case.reference])
        answer = as_(wichai).post(address, {"look-reason": reason}, follow=True)
        assert "malee@example.org" not in answer.content.decode()
        assert not AccessLog.objects.exists()

    def test_says_that_an_anonymous_person_cannot_be_reached(self, as_, file, highways, roads, wichai, malee):
        filed = file(visibility=Visibility.ANONYMOUS, contact=Contact(name="มาลี", email="malee@example.org"), by=malee)
        part = assign_case(filed.complaint.case, highways, by=None, topic=roads)
        text = page_of(as_(wichai), part).content.decode()
        assert "Did not say who they are" in text
        assert "malee@example.org" not in text

    def test_tells_who_else_works_on_it(self, as_, working, colleague):
        assert "วิชัย works on this case" in page_of(as_(colleague), working).content.decode()


class TestAConfidentialCase:
    @pytest.fixture
    def secret(self, file, highways, bribery, wichai):
        case = file(text="เจ้าหน้าที่เรียกเงินสองพันบาท", visibility=Visibility.CONFIDENTIAL).complaint.case
        part = assign_case(case, highways, by=None, topic=bribery)
        part.officer = wichai
        part.save()
        return part

    def test_asks_for_a_reason_before_anything_is_shown(self, as_, secret, wichai):
        text = page_of(as_(wichai), secret).content.decode()
        assert "Say why you open it" in text
        assert "สองพันบาท" not in text

    def test_opens_with_a_reason_that_is_kept(self, as_, secret, wichai):
        client = as_(wichai)
        address = reverse("office_case", args=[secret.case.reference])
        assert "สองพันบาท" in client.post(address, {"look-reason": "สอบข้อเท็จจริง"}, follow=True).content.decode()
        assert AccessLog.objects.get().fields == ["complainant", "earlier_cases", "text", "timeline"]

    def test_gives_the_open_page_nothing_once_the_look_is_over(self, as_, secret, wichai):
        assert page_of(as_(wichai), secret, part="1").status_code == 404

    def test_is_not_found_by_a_colleague(self, as_, secret, colleague):
        assert page_of(as_(colleague), secret).status_code == 404


class TestAccepting:
    def test_makes_the_case_mine(self, as_, assignment, wichai):
        assert "The case is now yours." in send(as_(wichai), assignment, "accept").content.decode()
        assignment.refresh_from_db()
        assert (assignment.state, assignment.officer) == (AssignmentState.WORKING, wichai)

    def test_says_who_was_faster_and_that_nothing_was_done(self, as_, working, colleague, wichai):
        text = send(as_(colleague), working, "accept").content.decode()
        assert "วิชัย has just accepted this case. What you asked for was not done." in text
        working.refresh_from_db()
        assert working.officer == wichai


class TestTheActs:
    def test_a_question_reaches_the_complainant(self, as_, working, wichai):
        text = send(as_(wichai), working, "ask", **{"ask-text": "หลุมอยู่ฝั่งไหนของถนน"}).content.decode()
        assert "The complainant has been asked. The clock stands still" in text
        working.case.refresh_from_db()
        assert working.case.state == CaseState.AWAITING_COMPLAINANT

    def test_news_is_sent_without_closing(self, as_, working, wichai):
        assert "ช่างไปดูแล้ว" in send(as_(wichai), working, "reply", **{"reply-text": "ช่างไปดูแล้ว"}).content.decode()

    def test_an_empty_text_comes_back_with_a_sentence_and_loses_nothing(self, as_, working, wichai):
        answer = send(as_(wichai), working, "close", **{"close-text": "ปะหลุมด้วยยางร้อนเสร็จแล้ว"})
        text = answer.content.decode()
        assert answer.status_code == 400
        assert "Choose an outcome." in text
        assert "ปะหลุมด้วยยางร้อนเสร็จแล้ว</textarea>" in text

    def test_declining_needs_a_reason_and_another_agency(self, as_, assignment, wichai):
        text = send(as_(wichai), assignment, "decline").content.decode()
        assert "Say which agency should have it instead." in text
        assert "Write a few words first." in text

    def test_a_declined_case_leaves_the_inbox_for_the_triage_desk(self, as_, assignment, wichai):
        make_agency("กรมทางหลวงชนบท", code="drr")
        fields = {"decline-agency": "drr", "decline-text": "ถนนสายนี้เป็นของทางหลวงชนบท"}
        text = send(as_(wichai), assignment, "decline", **fields).content.decode()
        assert "The case went back to the triage desk" in text
        assert f"/office/{assignment.case.reference}/" not in text
        assignment.case.refresh_from_db()
        assert assignment.case.state == CaseState.TRIAGE

    def test_closing_is_proposed_with_pictures(self, as_, working, wichai, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        token = "7d1c4b1e-2f6f-4d0a-9a52-0f2a5d0c1f11"
        photo = SimpleUploadedFile("หลังซ่อม.jpg", phone_photo(), "image/jpeg")
        fields = {"close-text": "ปะหลุมเสร็จแล้ว", "close-outcome": "solved", "close-form_token": token}
        text = send(as_(wichai), working, "close", **fields, **{"close-pictures": photo}).content.decode()
        assert "The complainant is asked to confirm." in text
        assert CaseFile.objects.filter(event__kind="resolution_proposed").count() == 1

    def test_a_file_that_is_no_picture_keeps_the_answer_and_proposes_nothing(
        self, as_, working, wichai, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        token = "7d1c4b1e-2f6f-4d0a-9a52-0f2a5d0c1f11"
        film = SimpleUploadedFile("คลิป.mov", b"not a picture", "video/quicktime")
        fields = {"close-text": "ปะหลุมเสร็จแล้ว", "close-outcome": "solved", "close-form_token": token}
        answer = send(as_(wichai), working, "close", **fields, **{"close-pictures": film})
        assert answer.status_code == 400
        assert "ปะหลุมเสร็จแล้ว</textarea>" in answer.content.decode()
        working.refresh_from_db()
        assert working.state == AssignmentState.WORKING

    @pytest.mark.parametrize(
        ("language", "title", "told"),
        [
            ("th", "ยังไม่ได้ส่ง มี 1 ข้อที่ต้องแก้", "เขียนสักสองสามคำก่อน"),
            ("en", "Not sent yet: 1 thing to put right", "Write a few words first."),
        ],
    )
    @pytest.mark.parametrize("act", ["ask", "reply"])
    def test_what_is_missing_is_told_in_the_readers_language_at_its_field(
        self, as_, working, wichai, act, language, title, told
    ):
        client = as_(wichai)
        client.cookies["language"] = language
        text = send(client, working, act).content.decode()
        assert title in text
        assert f'<a href="#id_{act}-text">{told}</a>' in text
        assert f'id="id_{act}-text-error"' in text

    def test_nothing_is_left_to_the_browser(self, as_, working, wichai):
        text = page_of(as_(wichai), working).content.decode()
        for form in re.findall(r"<form [^>]*action=\"/office/[^>]*>", text):
            assert "novalidate" in form
        assert not re.search(r"<textarea[^>]* (required|maxlength)", text)

    def test_proposing_ones_own_agency_is_told_at_the_agency(self, as_, assignment, wichai):
        fields = {"decline-agency": assignment.agency.code, "decline-text": "ไม่ใช่ทางหลวง"}
        assert '<a href="#id_decline-agency">' in send(as_(wichai), assignment, "decline", **fields).content.decode()

    def test_words_for_a_case_that_went_on_meanwhile_are_shown_to_be_copied(self, as_, working, wichai):
        withdraw_complaint(working.case, by=None)
        text = send(as_(wichai), working, "reply", **{"reply-text": "ช่างไปดูแล้ว"}).content.decode()
        assert "What you typed" in text
        assert "ช่างไปดูแล้ว" in text

    @pytest.mark.parametrize("act", ["ask", "reply", "decline", "close"])
    def test_a_refusal_leaves_a_page_that_can_be_loaded_again(self, as_, working, wichai, act):
        answer = as_(wichai).get(f"/office/{working.case.reference}/{act}/")
        assert answer.url == f"/office/{working.case.reference}/"

    def test_an_act_on_news_not_seen_is_refused_and_keeps_the_words(self, as_, working, wichai, malee):
        seen = working.case.events.count()
        ask_complainant(working, question="หลุมอยู่ฝั่งไหน", by=wichai)
        answer_question(working.case, text="ฝั่งขาออกค่ะ", by=malee)
        fields = {"close-text": "ไม่พบหลุม", "close-outcome": "nothing_found", "close-seen": str(seen)}
        answer = send(as_(wichai), working, "close", **fields)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "The complainant was faster and this case has changed" in text
        assert "ไม่พบหลุม</textarea>" in text
        assert "ฝั่งขาออกค่ะ" in text
        # What is shown now counts as seen: pressing again is enough.
        newest = working.case.events.count()
        assert f'name="close-seen" value="{newest}"' in text

    def test_a_colleague_who_released_it_meanwhile_is_named(self, as_, working, wichai, colleague):
        seen = working.case.events.count()
        release_case(working.case, text="ถนนเป็นหลุม", by=colleague)
        fields = {"reply-text": "รับเรื่องแล้ว", "reply-seen": str(seen)}
        text = send(as_(wichai), working, "reply", **fields).content.decode()
        assert "สมชาย was faster" in text
        assert "changed: “An officer has read the text, and everybody can read it now” (" in text

    def test_ones_own_earlier_act_is_no_conflict(self, as_, assignment, wichai):
        seen = assignment.case.events.count()
        accept_assignment(assignment, by=wichai)
        text = send(as_(wichai), assignment, "reply", **{"reply-text": "รับเรื่องแล้ว", "reply-seen": str(seen)})
        assert "Your news is with the complainant." in text.content.decode()


class TestReleasing:
    def test_hides_personal_data_in_the_answer_once_a_page(self, working, wichai, monkeypatch):
        answer = f"ปะหลุมแล้ว โทร {PHONE}"
        propose_closing(working, answer=answer, outcome=Outcome.SOLVED, by=wichai)
        hidden = []
        monkeypatch.setattr(releasing, "mask", lambda text, names=(), **_whose: hidden.append(text) or text)
        assert "answer" in ReleaseForm(prefix="release", case=Case.objects.get()).fields
        assert hidden.count(answer) == 1


class TestAfterDeclining:
    def test_the_agency_no_longer_finds_the_case(self, as_, assignment, wichai):
        other = make_agency("กรมทางหลวงชนบท", code="drr")
        decline_assignment(assignment, reason="ไม่ใช่ทางหลวง", proposed_agency=other, by=wichai)
        assert page_of(as_(wichai), assignment).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_the_same_moment_the_second_reads_that_the_first_was_faster(
    working, wichai, colleague, monkeypatch
):
    """Both look before either has acted, as far as the lock lets them."""
    look, together, answers = office_sending.refuse_if_somebody_was_faster, Barrier(2), []

    def look_together(*asked):
        look(*asked)
        with suppress(BrokenBarrierError):
            together.wait(0.5)

    monkeypatch.setattr(office_sending, "refuse_if_somebody_was_faster", look_together)
    seen = str(working.case.events.count())

    def press(client, who):
        try:
            client.force_login(who)
            fields = {"reply-text": f"ช่างไปพรุ่งนี้ {who.pk}", "reply-seen": seen}
            answers.append(send(client, working, "reply", follow=False, **fields).status_code)
        finally:
            connection.close()

    pressing = [Thread(target=press, args=(Client(), who)) for who in (wichai, colleague)]
    for each in pressing:
        each.start()
    for each in pressing:
        each.join(30)
    assert sorted(answers) == [302, 409]
    assert working.case.events.filter(kind="replied").count() == 1
