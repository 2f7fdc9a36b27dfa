"""The page of a case: everybody's part by its number, the complainant's by account or receipt code."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.handling import (
    accept_assignment,
    ask_complainant,
    assign_case,
    propose_closing,
    reject_case,
    reply_to_complainant,
)
from complaints.intake import Contact
from complaints.models import Case, CaseFile
from complaints.progress import VISIBILITY_TOLD
from complaints.references import new_reference
from complaints.workflow import CaseState, Outcome, Visibility
from records.uploads import discard_waiting_uploads
from tests.complaints.conftest import POTHOLE, without_outbox
from tests.factories import make_topic
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
SECRET_ANSWER = "ช่างนัดเข้าบ้านเลขที่ 99/1 วันพุธ"


def page(response):
    return response.content.decode()


def address(case, act=""):
    return f"/track/{case.reference}/" + (f"{act}/" if act else "")


class TestFinding:
    def test_leads_to_the_case_however_its_number_is_typed(self, client, case):
        thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
        for typed in (
            case.reference,
            case.reference.lower(),
            case.reference.replace("-", " "),
            case.reference.translate(thai),
        ):
            response = client.post("/track/", {"reference": typed})
            assert response.url == address(case)

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("", "พิมพ์เลขที่เรื่องจากใบรับเรื่อง"),
            ("69-7K3M-9QXT", "ขาดไป 1 ตัว"),
            ("69-7K3M-9QXT-WW", "เกินมา 1 ตัว"),
            ("เรื่องไฟทาง", ""),
        ],
    )
    def test_tells_what_is_wrong_with_a_number(self, client, typed, told):
        response = client.post("/track/", {"reference": typed})
        assert response.status_code == 400
        assert told in page(response)

    def test_number_with_wrong_code_opens_nothing(self, client, case):
        response = client.post("/track/", {"reference": case.reference, "code": "AAAA-AAAA-AAAA-AAAA"})
        assert response.status_code == 400
        assert "receipts" not in client.cookies

    def test_the_page_of_a_case_asks_for_the_code_where_the_code_is_asked_for(self, client, case):
        assert 'name="needs_code" value="1"' in page(client.get(address(case)))
        response = client.post("/track/", {"reference": case.reference, "code": " ", "needs_code": "1"})
        assert response.status_code == 400
        html = page(response)
        assert '<a href="#id_code">พิมพ์รหัสจากใบรับเรื่อง</a>' in html
        assert f'value="{case.reference}"' in html
        assert "(ถ้ามี)" not in html

    def test_what_is_wrong_stands_at_the_code_and_is_not_called_unsent(self, client, case):
        typed = {"reference": case.reference, "code": "AAAA-AAAA-AAAA-AAAA"}
        for language, title in (("th", "มี 1 ข้อที่ต้องแก้"), ("en", "There is 1 thing to put right")):
            client.cookies["language"] = language
            html = page(client.post("/track/", typed))
            assert title in html
            assert '<a href="#id_code">' in html
            assert 'value="AAAA-AAAA-AAAA-AAAA"' in html
            assert "Not sent yet" not in html
            assert "ยังไม่ได้ส่ง" not in html

    def test_number_with_its_code_opens_the_complainants_part(self, client, file):
        filed = file(by=None)
        client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
        assert POTHOLE in page(client.get(address(filed.complaint)))

    def test_a_code_in_an_address_opens_nothing(self, client, file):
        filed = file(by=None)
        client.get("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
        assert "receipts" not in client.cookies

    def test_unknown_and_confidential_numbers_are_the_same_404(self, client, file):
        """Promise S2."""
        secret = file(visibility=Visibility.CONFIDENTIAL).complaint
        unknown = new_reference()
        answers = {number: client.get(f"/track/{number}/") for number in (secret.reference, unknown)}
        assert {answer.status_code for answer in answers.values()} == {404}
        shown = [re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", page(answer)) for answer in answers.values()]
        assert shown[0].replace(secret.reference, unknown) == shown[1]

    def test_offer_fields_for_number_and_code_which_open_it(self, client, file):
        """Whoever comes by the link of a mail, on another device."""
        filed = file(by=None, visibility=Visibility.CONFIDENTIAL)
        html = page(client.get(address(filed.complaint)))
        form = re.search(r'<form class="card card--hero.*?</form>', html, re.DOTALL)[0]
        told = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]+)"', form))
        assert told["reference"] == filed.complaint.reference
        assert 'name="code"' in form
        assert client.post("/track/", told).status_code == 400  # not the same dead end once more
        opened = client.post("/track/", {**told, "code": filed.receipt_code}, follow=True)
        assert POTHOLE in page(opened)

    def test_a_telephone_number_is_told_what_a_case_number_looks_like(self, client):
        html = page(client.post("/track/", {"reference": "081-234-5678"}))
        assert "69-7K3M-9QXT-W" in html and "ไม่ใช่เบอร์โทรศัพท์" in html
        assert "ขาดไป" not in html
        assert "SMS" in html and "1111 ก็บอกไม่ได้" in html

    def test_bring_no_form_to_a_page_that_asks_for_its_live_part(self, client):
        part = client.get(f"/track/{new_reference()}/?part=1")
        assert part.status_code == 404
        assert 'name="code"' not in page(part)

    def test_forged_grant_opens_nothing(self, client, file):
        secret = file(visibility=Visibility.CONFIDENTIAL).complaint
        client.cookies["receipts"] = f'["{secret.reference}"]:1abc:forged'
        assert client.get(address(secret)).status_code == 404


class TestWhatIsOpenOnThisDevice:
    def opened(self, client, filed):
        client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
        return page(client.get("/track/"))

    def test_is_found_again_and_forgotten_again(self, client, file):
        filed = file(by=None, visibility=Visibility.AGENCY)
        assert filed.complaint.reference not in page(client.get("/track/"))

        assert f'href="{address(filed.complaint)}"' in self.opened(client, filed)

        client.post(address(filed.complaint, "forget"))
        assert filed.complaint.reference not in page(client.get("/track/"))

    @pytest.mark.parametrize("visibility", [Visibility.CONFIDENTIAL, Visibility.ANONYMOUS])
    def test_tells_nothing_of_what_was_told_in_confidence(self, client, file, visibility):
        filed = file(by=None, visibility=visibility)
        html = self.opened(client, filed)
        assert "receipts" in client.cookies and filed.complaint.reference not in html
        assert "เปิดค้างไว้" not in html


class TestGuessingTheCode:
    """Promise S7. The codes have 80 random bits; the limits are for who would try all the same."""

    OTHER_ADDRESS = {"REMOTE_ADDR": "198.51.100.9"}
    WRONG = "AAAA-AAAA-AAAA-AAAA"

    def guess(self, client, filed, code=WRONG, **address):
        return client.post("/track/", {"reference": filed.complaint.reference, "code": code}, **address).status_code

    def test_ends_after_ten_tries_even_with_the_right_one(self, client, file):
        filed = file(by=None)
        assert [self.guess(client, filed) for _ in range(11)] == [400] * 10 + [429]
        assert self.guess(client, filed, filed.receipt_code) == 429

    def test_S2_says_when_it_opens_again_and_what_to_do_meanwhile_alike_for_a_number_that_is_not_there(
        self, client, file
    ):
        pages = []
        for number, place in ((file(by=None).complaint.reference, "203.0.113.1"), (new_reference(), "203.0.113.2")):
            for _try in range(11):
                answer = client.post("/track/", {"reference": number, "code": self.WRONG}, REMOTE_ADDR=place)
            pages.append(re.sub(r'data-made="\d+"|value="[^"]*"', "", answer.content.decode()))
            assert answer.status_code == 429
            assert 300 < int(answer.headers["Retry-After"]) <= 360
        hour = re.compile(r"ลองใหม่ได้ตั้งแต่ [^<]*\d{1,2}\.\d\d น\.")
        assert hour.search(pages[0])
        assert hour.sub("", pages[0]) == hour.sub("", pages[1])
        assert "1111" in pages[0]
        assert "ลิงก์ในอีเมล" in pages[0]

    def test_ends_after_ten_wrong_tries_of_one_address_whatever_the_case(self, client, file):
        cases = [file(by=None) for _ in range(11)]
        assert [self.guess(client, filed) for filed in cases] == [400] * 10 + [429]

    def test_ends_after_ten_wrong_tries_at_one_case_whatever_the_address(self, client, file):
        filed = file(by=None)
        tries = [self.guess(client, filed, REMOTE_ADDR=f"203.0.113.{number}") for number in range(11)]
        assert tries == [400] * 10 + [429]

    def test_shuts_nobody_else_out(self, client, file):
        """Neither those behind the same address nor the one whose case it is."""
        guessed, neighbours = file(by=None), file(by=None)
        for _ in range(12):
            self.guess(client, guessed)
        assert self.guess(client, neighbours, neighbours.receipt_code) == 302
        assert self.guess(client, guessed, guessed.receipt_code, **self.OTHER_ADDRESS) == 302

    def test_counts_no_right_code_against_those_behind_the_same_address(self, client, file):
        assert {self.guess(client, filed, filed.receipt_code) for filed in [file(by=None) for _ in range(12)]} == {302}


class TestWhatAStrangerSees:
    def test_is_what_the_choice_of_the_agency_alone_promised(self, client, file, highways, roads):
        told = " ".join(str(each.words) for each in VISIBILITY_TOLD[Visibility.AGENCY])
        assert all(word in told for word in ("หัวข้อ", "หน่วยงาน", "วันกำหนด", "ความคืบหน้า"))
        case = file(visibility=Visibility.AGENCY, place_text="หลังวัดป่า").complaint.case
        assign_case(case, highways, by=None, topic=roads)
        html = client.get(f"/track/{case.reference}/").content.decode()
        assert roads.name_th in html and "กรมทางหลวง" in html and "คาดว่าภายใน" in html
        assert "หลังวัดป่า" not in html and "ศิลา" not in html and POTHOLE not in html

    def test_is_the_state_and_the_steps_not_the_words(self, client, working, wichai):
        reply_to_complainant(working, text=SECRET_ANSWER, by=wichai)
        html = page(client.get(address(working.case)))
        assert "กรมทางหลวงรับเรื่อง" in html
        assert POTHOLE not in html
        assert SECRET_ANSWER not in html
        assert "มาลี" not in html

    def test_is_the_place_only_where_everybody_may_follow(self, client, case, file):
        closed = file(visibility=Visibility.AGENCY).complaint.case
        assert "ต.ศิลา" in page(client.get(address(case)))
        assert "ต.ศิลา" not in page(client.get(address(closed)))

    def test_offers_no_act(self, client, working):
        html = page(client.get(address(working.case)))
        assert "/withdraw/" not in html

    @pytest.mark.parametrize("act", ["answer", "confirm", "dispute", "withdraw"])
    def test_acts_are_not_there(self, client, working, wichai, act):
        propose_closing(working, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        assert client.post(address(working.case, act), {"text": "ขอปิด"}).status_code == 404
        assert Case.objects.get(pk=working.case_id).state == CaseState.RESOLUTION_PROPOSED


class TestTheComplainant:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, malee):
        client.force_login(malee)

    def test_reads_the_words_and_the_answers(self, client, working, wichai):
        reply_to_complainant(working, text=SECRET_ANSWER, by=wichai)
        html = page(client.get(address(working.case)))
        assert POTHOLE in html
        assert SECRET_ANSWER in html

    def test_never_learns_the_officers_name(self, client, working):
        assert "วิชัย" not in page(client.get(address(working.case)))

    def test_answers_a_question_and_the_clock_runs_again(self, client, working, wichai):
        ask_complainant(working, question="เสาต้นที่เท่าไรจากตลาด", by=wichai)
        assert "เสาต้นที่เท่าไรจากตลาด" in page(client.get(address(working.case)))
        html = page(client.post(address(working.case, "answer"), {"text": "ต้นที่ 1 ถึง 6"}, follow=True))
        assert "คุณตอบแล้ว" in html
        assert Case.objects.get(pk=working.case_id).state == CaseState.IN_PROGRESS

    def test_sends_a_picture_with_the_answer_that_the_officer_can_open(
        self, client, working, wichai, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        ask_complainant(working, question="ขอรูปหน่อย", by=wichai)
        photo = SimpleUploadedFile("a.jpg", phone_photo(), "image/jpeg")
        token = "0d9a2a52-5f4c-4d1b-9a4e-0c6a5f2f6d11"
        client.post(address(working.case, "answer"), {"text": "ตามรูป", "files": photo, "form_token": token})
        upload = CaseFile.objects.get(event__kind="answered").upload
        client.force_login(wichai)
        assert client.get(f"/files/{upload.public_id}/").status_code == 200
        assert discard_waiting_uploads(older_than=timedelta(0)) == 0  # nor is it thrown away as never filed

    def test_confirms(self, client, working, wichai):
        propose_closing(working, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        assert "ใช่ แก้แล้ว" in page(client.get(address(working.case)))
        html = page(client.post(address(working.case, "confirm"), follow=True))
        assert "คุณยืนยันว่าเสร็จแล้ว" in html

    def test_agencys_word_alone_is_not_shown_as_solved(self, client, working, wichai):
        propose_closing(working, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        assert "chip--closed" not in page(client.get(address(working.case)))

    def test_disputes_and_the_case_is_open_again(self, client, working, wichai):
        propose_closing(working, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        html = page(client.post(address(working.case, "dispute"), {"text": "ยังเป็นหลุมอยู่"}, follow=True))
        assert "คุณบอกว่ายังไม่เสร็จ" in html
        assert Case.objects.get(pk=working.case_id).state == CaseState.IN_PROGRESS

    def test_disputes_with_a_picture_that_the_officer_can_open(self, client, working, wichai, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        propose_closing(working, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        photo = SimpleUploadedFile("a.jpg", phone_photo(), "image/jpeg")
        token = "0d9a2a52-5f4c-4d1b-9a4e-0c6a5f2f6d12"
        assert 'name="files"' in page(client.get(address(working.case))).split("/dispute/")[1]
        client.post(address(working.case, "dispute"), {"text": "ตามรูป", "files": photo, "form_token": token})
        upload = CaseFile.objects.get(event__kind="disputed").upload
        client.force_login(wichai)
        assert client.get(f"/files/{upload.public_id}/").status_code == 200

    def test_reads_how_to_go_on_when_what_was_confirmed_is_not_done(self, client, working, wichai):
        propose_closing(working, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        assert "ถ้าพบทีหลังว่ายังไม่เสร็จ" not in page(client.get(address(working.case)))
        html = page(client.post(address(working.case, "confirm"), follow=True))
        assert "ถ้าพบทีหลังว่ายังไม่เสร็จ" in html

    def test_withdraws(self, client, case):
        client.post(address(case, "withdraw"))
        assert Case.objects.get(pk=case.pk).state == CaseState.WITHDRAWN
        assert "/withdraw/" not in page(client.get(address(case)))

    def test_reads_of_a_withdrawn_case_what_is_true_of_it(self, client, case, highways, sila):
        from django.test import Client

        assign_case(case, highways, by=None)
        client.post(address(case, "withdraw"))
        html = page(client.get(address(case)))
        assert "เรื่องเคยอยู่กับ" in html and "รอหน่วยงานตอบรับ" not in html
        assert address(case, "news") not in html, "no news is left to come"
        assert "คุณถอนเรื่องแล้ว จึงไม่แสดงข้อความ" in html and "ส่วนข้อความจะขึ้นหลังเจ้าหน้าที่ตรวจ" not in html
        assert sila.name_th in page(Client().get(address(case)))  # as it says: whoever has the number sees the place

    def test_reads_why_it_was_not_accepted(self, client, case, siriporn):
        reject_case(case, reason="เรื่องนี้อยู่ในศาลแล้ว", by=siriporn)
        assert "เรื่องนี้อยู่ในศาลแล้ว" in page(client.get(address(case)))

    def test_sees_nothing_of_somebody_elses_case(self, client, file):
        theirs = file(by=None, contact=Contact(), visibility=Visibility.CONFIDENTIAL).complaint
        assert client.get(address(theirs)).status_code == 404


class TestWhatIsRefused:
    """It comes back with the words that were typed, script or not, and in the reader's language, not the browser's."""

    TOKEN = "0d9a2a52-5f4c-4d1b-9a4e-0c6a5f2f6d11"

    @pytest.fixture
    def asked(self, client, malee, working, wichai):
        client.force_login(malee)
        ask_complainant(working, question="ต้นไหน", by=wichai)
        return working.case

    @pytest.fixture
    def proposed(self, client, malee, working, wichai):
        client.force_login(malee)
        propose_closing(working, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        return working.case

    @pytest.mark.parametrize("typed", ["", "  ", "\u200b"])
    @pytest.mark.parametrize(("language", "told"), [("th", "เขียนสักสองสามคำก่อน"), ("en", "Write a few words first.")])
    def test_an_answer_without_words_is_told_at_its_field(self, client, asked, typed, language, told):
        client.cookies["language"] = language
        response = client.post(address(asked, "answer"), {"text": typed})
        assert response.status_code == 400
        html = page(response)
        assert f'<a href="#answer-text">{told}</a>' in html
        assert 'id="answer-text-error"' in html
        assert Case.objects.get(pk=asked.pk).state == CaseState.AWAITING_COMPLAINANT

    def test_an_objection_without_words_opens_its_part_again(self, client, proposed):
        html = page(client.post(address(proposed, "dispute"), {"text": ""}))
        assert '<a href="#dispute-text">' in html
        assert 'id="dispute" open' in html
        assert Case.objects.get(pk=proposed.pk).state == CaseState.RESOLUTION_PROPOSED

    def test_a_reason_that_is_too_long_is_kept_whole(self, client, case, malee):
        client.force_login(malee)
        reason = "ก" * 5500
        html = page(client.post(address(case, "withdraw"), {"text": reason}))
        assert "ยาวเกินไป 1,500 ตัวอักษร" in html
        assert reason in html
        assert Case.objects.get(pk=case.pk).state != CaseState.WITHDRAWN

    def test_a_picture_is_kept_when_the_words_were_missing(self, client, asked, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        photo = SimpleUploadedFile("เสา.jpg", phone_photo(), "image/jpeg")
        html = page(client.post(address(asked, "answer"), {"text": "", "files": photo, "form_token": self.TOKEN}))
        assert f'value="{self.TOKEN}"' in html
        client.post(address(asked, "answer"), {"text": "ต้นที่ 6", "form_token": self.TOKEN})
        assert CaseFile.objects.filter(event__kind="answered").count() == 1

    def test_a_file_that_is_no_picture_is_told_at_the_files_and_the_words_stay(self, client, asked, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        film = SimpleUploadedFile("คลิป.mov", b"no picture", "video/quicktime")
        html = page(client.post(address(asked, "answer"), {"text": "ต้นที่ 6", "files": film}))
        assert '<a href="#answer-files">' in html
        assert ">\nต้นที่ 6</textarea>" in html
        assert Case.objects.get(pk=asked.pk).state == CaseState.AWAITING_COMPLAINANT

    def test_words_for_a_case_that_went_on_meanwhile_are_shown_to_be_copied(self, client, asked):
        client.post(address(asked, "withdraw"))
        response = client.post(address(asked, "answer"), {"text": "ต้นที่ 6 หน้าร้านกาแฟ"})
        assert response.status_code == 409
        html = page(response)
        assert "ข้อความที่คุณพิมพ์" in html
        assert "ต้นที่ 6 หน้าร้านกาแฟ" in html

    def test_leaves_a_page_that_can_be_loaded_again(self, client, asked):
        for act in ("answer", "dispute", "withdraw"):
            assert client.get(address(asked, act)).url == address(asked)

    def test_is_not_left_to_the_browser(self, client, asked):
        html = page(client.get(address(asked)))
        assert " required" not in html
        assert "maxlength=" not in html.replace("data-maxlength=", "")

    def test_is_kept_by_no_cache(self, client, asked):
        assert "no-store" in client.post(address(asked, "answer"), {"text": ""}).headers["Cache-Control"]


class TestWhoFiledAnonymously:
    @pytest.mark.parametrize(
        ("act", "kind"), [("answer", "answered"), ("dispute", "disputed"), ("withdraw", "withdrawn")]
    )
    def test_S6_is_not_remembered_by_an_act_while_signed_in(self, client, file, malee, highways, wichai, act, kind):
        filed = file(by=None, visibility=Visibility.ANONYMOUS)
        part = accept_assignment(assign_case(filed.complaint.case, highways, by=None), by=wichai)
        if act == "answer":
            ask_complainant(part, question="ต้นไหน", by=wichai)
        if act == "dispute":
            propose_closing(part, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        client.force_login(malee)
        client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
        client.post(address(filed.complaint, act), {"text": "ต้นที่ 6"})
        assert filed.complaint.case.events.get(kind=kind).by is None


class TestTheLivePart:
    def test_is_the_same_page_without_its_frame(self, client, case):
        html = page(client.get(address(case) + "?part=1", headers={"x-part": "1"}))
        assert html.lstrip().startswith("<div")
        assert "<html" not in html
        assert f'data-seen="{Case.objects.get(pk=case.pk).event_count}"' in html

    def test_says_what_changed_for_who_listens(self, client, working):
        html = page(client.get(address(working.case) + "?part=1"))
        assert 'data-announce="กรมทางหลวงรับเรื่อง' in html

    def test_asks_the_database_as_often_for_a_long_story_as_for_a_short_one(
        self, client, malee, working, wichai, django_assert_max_num_queries
    ):
        client.force_login(malee)
        for number in range(5):
            reply_to_complainant(working, text=f"ข่าวที่ {number}", by=wichai)
        with django_assert_max_num_queries(18):
            client.get(address(working.case))


class TestWhatIsToldInConfidence:
    """Read over a shoulder or across a room, the page tells nothing of what it is about."""

    BEATEN = "สามีตีฉันทุกคืน ลูกกลัวมาก"

    @pytest.fixture
    def opened(self, client, file, malee, highways):
        def opened(text=POTHOLE, topic="welfare-children/domestic-violence", **fields):
            case = file(text, **fields).complaint.case
            assign_case(case, highways, by=None, topic=make_topic(topic, "ความรุนแรงในครอบครัว"))
            client.force_login(malee)
            return case, page(client.get(address(case)))

        return opened

    @pytest.mark.parametrize("fields", [{"text": BEATEN}, {"visibility": Visibility.CONFIDENTIAL}])
    def test_names_neither_topic_nor_place_in_its_headings_and_its_title(self, opened, fields):
        case, html = opened(**fields)
        large = "".join(re.findall(r"<(?:title|h1)[^>]*>.*?</(?:title|h1)>", html, re.DOTALL))
        assert "เรื่องของคุณ" in large
        assert "ความรุนแรง" not in large
        assert "ศิลา" not in large
        folded = re.search(r"<details(?! open)[^>]*>(?:(?!</details>).)*" + case.complaints.get().text, html, re.DOTALL)
        assert "ความรุนแรงในครอบครัว" in folded[0]

    def test_says_outside_the_fold_that_an_answer_is_awaited_inside(self, client, opened, wichai):
        case, html = opened(visibility=Visibility.CONFIDENTIAL)
        assert "ของเรื่องนี้และตอบ" not in html
        part = accept_assignment(case.assignments.get(), by=wichai)
        ask_complainant(part, question="เกิดขึ้นเมื่อไร", by=wichai)
        html = page(client.get(address(case)))
        assert "ของเรื่องนี้และตอบ" in "".join(re.findall(r"<summary.*?</summary>", html, re.DOTALL))

    def test_anything_else_is_called_by_its_topic_as_before(self, opened):
        assert "ความรุนแรงในครอบครัว" in re.search(r"<h1.*?</h1>", opened(visibility=Visibility.AGENCY)[1], re.DOTALL)[0]

    def test_has_a_way_out(self, opened):
        assert 'data-module="leave"' not in without_outbox(opened(visibility=Visibility.AGENCY)[1])
        case, html = opened(self.BEATEN, topic="another")
        form = re.search(r'<form[^>]* action="([^"]+)">(?:(?!</form>).)*data-module="leave"', html, re.DOTALL)
        assert form[1] == address(case, "forget")

    def test_gives_who_is_beaten_at_home_advice_that_fits(self, opened):
        assert "คนนั้นไม่มีวันหยิบดู" in opened(self.BEATEN)[1]
        assert "คนนั้นไม่มีวันหยิบดู" not in opened(visibility=Visibility.CONFIDENTIAL, topic="another")[1]

    def test_a_stranger_with_the_number_of_an_open_case_gets_no_way_out_and_no_advice(self, client, file):
        html = page(client.get(address(file(visibility=Visibility.AGENCY).complaint.case)))
        assert 'data-module="leave"' not in without_outbox(html)
