"""The page of referring by letter at an office, the page behind its link for the other agency, and what who filed reads."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from complaints.handling import accept_assignment, assign_case
from complaints.letters import make_letters
from complaints.models import Assignment, CaseEvent, CaseFile, Referral
from complaints.referral_letters import letter_behind, link_to
from complaints.referring import answer_referral, end_referral
from complaints.releasing import pictures_of
from complaints.supporting import ask_for_help
from complaints.workflow import Visibility
from directory.models import Role
from tests.complaints.letter_story import letterhead
from tests.complaints.referral_story import ASKS, THEIR_ANSWER, by_letter, kinds, letter_of, sent, written
from tests.factories import make_agency, make_membership, make_user
from tests.records.files import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_a_key")]


@pytest.fixture
def part(working, highways):
    letterhead(highways)
    return working


def page_of(part):
    return reverse("office_referral", args=[part.case.reference])


def act(part, name):
    return reverse("office_referral_act", args=[part.case.reference, name])


def refer(**changed):
    told = {"agency": "rid", "text": ASKS, "identity": "none", "identity_why": "", "what_is_new": ""} | changed
    return {f"refer-{name}": value for name, value in told.items()}


def of(referral, name, **told):
    return {"referral": str(referral.public_id)} | {f"{name}-{key}": value for key, value in told.items()}


class TestTheOfficer:
    def test_goes_the_whole_way_without_script(self, as_, part, irrigation, wichai):
        client = as_(wichai)
        case_page = client.get(reverse("office_case", args=[part.case.reference])).content.decode()
        assert page_of(part) in case_page
        assert client.post(act(part, "refer"), refer()).status_code == 302
        make_letters.function()
        referral = Referral.objects.get()
        shown = client.get(page_of(part)).content.decode()
        assert "It goes out now" in shown
        letter = letter_of(referral)
        saved = client.get(reverse("office_letter", args=[part.case.reference, letter.public_id]))
        assert saved.status_code == 200
        assert client.post(act(part, "send"), of(referral, "send", how="saraban", number="TH-1")).status_code == 302
        assert client.post(act(part, "received"), of(referral, "received", number="กษ 55")).status_code == 302
        told = of(referral, "answered", text=THEIR_ANSWER, form_token="5f0f4a3c-3c1c-4d9e-9a63-6c1b5f1f7a11")
        told["answered-pictures"] = SimpleUploadedFile("answer.pdf", pdf(), "application/pdf")
        answered = client.post(act(part, "answered"), told, follow=True)
        assert THEIR_ANSWER in answered.content.decode()  # the report begins with it
        assert re.search(
            rf'<textarea[^>]*name="close-text"[^>]*>\s*{re.escape(THEIR_ANSWER)}', answered.content.decode()
        )
        assert CaseFile.objects.filter(event__kind="referral_answered").count() == 1

    def test_gets_a_refusal_back_with_the_words(self, as_, part, irrigation, wichai):
        client = as_(wichai)
        for data, status, said in [
            (refer(agency=""), 400, "Say which agency the letter goes to."),
            (refer(agency="doh"), 409, "Say which agency the letter goes to."),
            (refer(text=""), 400, "Write a few words first."),
            (refer(identity="agreed"), 409, "Say how they agreed"),
        ]:
            answer = client.post(act(part, "refer"), data)
            assert answer.status_code == status
            page = answer.content.decode()
            assert said in page
            assert "Error:" in page
        assert Referral.objects.count() == 0

    def test_reads_that_the_letterhead_is_missing(self, as_, working, irrigation, wichai):
        assert "no letterhead yet" in as_(wichai).get(page_of(working)).content.decode()

    def test_takes_it_back(self, as_, part, irrigation, wichai):
        referral = written(part, irrigation)
        as_(wichai).post(act(part, "drop"), of(referral, "drop"))
        referral.refresh_from_db()
        assert referral.state == "taken_back"

    def test_cannot_act_on_a_letter_of_another_case(self, as_, part, irrigation, wichai, file, highways):
        other = accept_assignment(assign_case(file().complaint.case, highways, by=None), by=wichai)
        referral = sent(other, irrigation)
        assert as_(wichai).post(act(part, "end"), of(referral, "end", text="x")).status_code == 404
        referral.refresh_from_db()
        assert referral.state == "sent"

    def test_opens_a_letter_with_a_name_after_a_reason_only(self, as_, part, irrigation, wichai):
        letter = letter_of(written(part, irrigation, identity=Referral.Identity.LAW, identity_why="พ.ร.บ. ม. 9"))
        client = as_(wichai)
        address = reverse("office_letter", args=[part.case.reference, letter.public_id])
        assert client.get(address).status_code == 302
        client.post(reverse("office_case", args=[part.case.reference]), {"look-reason": "ตรวจหนังสือก่อนส่ง"})
        assert client.get(address).status_code == 200

    def test_of_a_confidential_case_says_why_first(self, as_, file, highways, irrigation, kanya):
        letterhead(highways)
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None), by=kanya)
        answer = as_(kanya).get(page_of(part))
        assert answer["Location"] == reverse("office_case", args=[case.reference])
        asked = as_(kanya).post(act(part, "refer"), refer()).content.decode()
        assert 'name="look-reason"' in asked and "Not sent yet" in asked and refer()["refer-text"] in asked
        carried = {**refer(), "look-reason": "เขียนหนังสือต่อ"}
        again = as_(kanya).post(act(part, "refer"), carried).content.decode()
        assert refer()["refer-text"] in again and 'name="look-reason"' not in again
        assert not part.referrals.exists()
        assert Referral.objects.count() == 0


class TestOthers:
    def test_find_no_page(self, as_, client, part, irrigation, stranger, malee):
        assert client.get(page_of(part)).status_code == 302  # to sign in
        for who in (stranger, malee):
            assert as_(who).get(page_of(part)).status_code == 404
            assert as_(who).post(act(part, "refer"), refer()).status_code == 404

    def test_nor_does_an_agency_that_helps(self, as_, part, irrigation, wichai):
        other = make_agency("แขวงทางหลวงชนบท", code="drr")
        helper = make_membership(make_user("ประยูร ช่วยงาน"), other).user
        accept_assignment(ask_for_help(part, other, request="ขอป้าย", by=wichai), by=helper)
        assert as_(helper).get(page_of(part)).status_code == 404

    def test_an_act_that_is_none_is_not_found(self, as_, part, wichai):
        assert as_(wichai).post(act(part, "burn")).status_code == 404


class TestWhoFiled:
    def see(self, as_, part, malee):
        return as_(malee).get(reverse("track_case", args=[part.case.reference])).content.decode()

    def test_reads_nothing_before_it_is_sent(self, as_, part, irrigation, malee):
        written(part, irrigation)
        page = self.see(as_, part, malee)
        assert "กรมชลประทาน" not in page
        assert "0612/1" not in page

    def test_reads_to_whom_it_went_under_which_number_and_by_when(self, as_, part, irrigation, malee):
        sent(part, irrigation)
        page = self.see(as_, part, malee)
        assert "by letter, number คค 0612/1" in page
        assert "Your name and contact did not go along" in page
        assert "It is reminded." in page

    def test_opens_their_letter_only_where_it_may_be_opened(self, as_, part, irrigation, malee, wichai):
        from records.uploads import store_upload

        for told in (False, True):
            part.refresh_from_db()
            agency = irrigation if not told else by_letter("กรมเจ้าท่า", "md")
            token = "5f0f4a3c-3c1c-4d9e-9a63-6c1b5f1f7a1" + str(int(told))
            upload = store_upload(SimpleUploadedFile("a.pdf", pdf(), "application/pdf"), token=token)
            answer_referral(
                sent(part, agency), answer=THEIR_ANSWER, uploads=[upload], files_are_told=told, by=part.officer
            )
            address = reverse("file", args=[upload.public_id])
            page = self.see(as_, part, malee)
            assert THEIR_ANSWER in page
            assert (address in page) is told
            assert as_(malee).get(address).status_code == (200 if told else 404)
            assert as_(wichai).get(address).status_code == 200

    def test_a_picture_kept_from_them_is_not_offered_to_everybody(self, part, irrigation):
        from records.uploads import store_upload
        from tests.records.files import phone_photo

        for told in (False, True):
            part.refresh_from_db()
            agency = irrigation if not told else by_letter("กรมเจ้าท่า", "md")
            photo = SimpleUploadedFile("a.jpg", phone_photo(), "image/jpeg")
            uploads = [store_upload(photo, token=f"5f0f4a3c-3c1c-4d9e-9a63-6c1b5f1f7a1{int(told)}")]
            answer_referral(
                sent(part, agency), answer=THEIR_ANSWER, uploads=uploads, files_are_told=told, by=part.officer
            )
            assert [each.upload for each in pictures_of(part.case)] == (uploads if told else [])

    def test_costs_no_query_a_letter(self, as_, part, malee, django_assert_max_num_queries):
        for n in range(3):
            part.refresh_from_db()
            end_referral(sent(part, by_letter(f"กรม {n}", f"d-{n}")), reason="ไม่ใช่หน้าที่", by=part.officer)
        client = as_(malee)
        self.see(as_, part, malee)
        with django_assert_max_num_queries(25):
            client.get(reverse("track_case", args=[part.case.reference]))


class TestTheAgencyElsewhere:
    @pytest.fixture
    def link(self, part, irrigation):
        sent(part, irrigation, how=Referral.How.EMAIL)
        return link_to(letter_of(Referral.objects.get())).removeprefix("http://testserver").split("/letters/", 1)[1]

    def test_opens_saves_has_it_and_answers(self, client, part, link):
        client.cookies["language"] = "en"
        page = client.get(f"/letters/{link}").content.decode()
        assert "คค 0612/1" in page
        assert "หลุม" not in page
        assert client.get(f"/letters/{link}file/").status_code == 200
        assert client.post(f"/letters/{link}received/", {"have-number": "กษ 9"}).status_code == 302
        assert client.post(f"/letters/{link}answer/", {"answer-text": ""}).status_code == 400
        done = client.post(f"/letters/{link}answer/", {"answer-text": THEIR_ANSWER})
        assert "Your answer is sent" in done.content.decode()
        assert kinds(part.case)[-2:] == ["referral_received", "referral_answered"]
        assert CaseEvent.objects.get(kind="referral_answered").by is None
        assert Assignment.objects.get(pk=part.pk).state == "working"

    def test_finds_the_link_over_once_it_is_answered_and_keeps_the_words(self, client, part, link):
        end_referral(Referral.objects.get(), reason="โทรคุยแล้ว", by=part.officer)
        for address in (f"/letters/{link}", f"/letters/{link}file/"):
            assert client.get(address).status_code == 410
        over = client.post(f"/letters/{link}answer/", {"answer-text": "ซ่อมแล้วครับ"})
        assert over.status_code == 410
        assert "ซ่อมแล้วครับ" in over.content.decode()

    def test_a_forged_link_opens_nothing(self, client, link):
        assert client.get(f"/letters/{link[:-3]}xx/").status_code == 410
        assert letter_behind("x") is None

    def test_looking_changes_nothing(self, client, part, link):
        before = kinds(part.case)
        client.get(f"/letters/{link}")
        client.get(f"/letters/{link}file/")
        assert kinds(part.case) == before

    def test_is_slowed_down(self, client, link, monkeypatch):
        from complaints.views import letter_for_agency

        monkeypatch.setattr(letter_for_agency, "LOOKS_AN_HOUR", 2)
        assert [client.get(f"/letters/{link}").status_code for _ in range(3)] == [200, 200, 429]


def test_the_page_costs_no_query_a_letter(as_, part, wichai, django_assert_max_num_queries):
    for n in range(3):
        part.refresh_from_db()
        end_referral(sent(part, by_letter(f"กรม {n}", f"d-{n}")), reason="ไม่ใช่หน้าที่", by=part.officer)
    make_membership(make_user("หัวหน้า"), part.agency, Role.AGENCY_HEAD)
    client = as_(wichai)
    client.get(page_of(part))
    with django_assert_max_num_queries(20):
        client.get(page_of(part))
