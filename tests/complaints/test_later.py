"""What a device kept while it had no network, as its script sends it."""

import uuid

import pytest
from django.test import Client

from complaints.models import Case, CaseFile, Complaint
from records.models import Upload
from tests.complaints.conftest import POTHOLE
from tests.complaints.test_filing_pages import NEW, filled, page, picture

pytestmark = pytest.mark.django_db
LATER = "/complaints/later/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kept():
    """The fields of a form that waited."""
    fields = filled("send", place_text="หน้าตลาดบ้านโนนม่วง")
    del fields["step"]
    return fields


class TestBeforeSending:
    def test_one_learns_the_token_and_whose_entries_may_go(self, client, malee):
        assert client.get(LATER).json()["account"] == ""
        client.force_login(malee)
        told = client.get(LATER)
        assert told.json()["account"] in page(client.get(NEW))
        assert "no-store" in told.headers["Cache-Control"]

    def test_a_sending_without_the_token_is_refused(self, kept):
        client = Client(enforce_csrf_checks=True)
        assert client.post(LATER, kept).status_code == 403
        token = client.get(LATER).json()["csrf"]
        assert client.post(LATER, kept, headers={"x-csrftoken": token}).status_code == 201


class TestSending:
    def test_files_one_case_with_the_pictures_that_went_before(self, client, kept):
        for name in ("ก.jpg", "ข.jpg"):
            sent = {"form_token": kept["form_token"], "files": picture(name)}
            assert client.post(LATER, sent).status_code == 200
        answer = client.post(LATER, kept)
        complaint = Complaint.objects.get(reference=answer.json()["reference"])
        assert (answer.status_code, complaint.text) == (201, POTHOLE)
        assert answer.json()["receipt_code"]
        assert CaseFile.objects.filter(case=complaint.case).count() == 1  # the two are the same picture

    def test_R5_however_often_it_is_sent_there_is_one_case_and_one_answer(self, client, kept):
        first, second = client.post(LATER, kept).json(), Client().post(LATER, kept).json()
        assert first == second
        assert Case.objects.count() == 1

    def test_R5_sent_from_the_page_as_well_it_is_the_same_case(self, client, kept):
        reference = client.post(LATER, kept).json()["reference"]
        client.post(NEW, {**kept, "step": "send"})
        assert [case.reference for case in Case.objects.all()] == [reference]

    def test_a_picture_sent_twice_because_its_answer_was_lost_is_kept_once(self, client, kept):
        for _try in range(3):
            client.post(LATER, {"form_token": kept["form_token"], "files": picture()})
        assert Upload.objects.count() == 1

    def test_opens_the_case_in_this_browser(self, client, kept):
        reference = client.post(LATER, kept).json()["reference"]
        assert POTHOLE in page(client.get(f"/track/{reference}/"))

    def test_opens_nothing_of_what_was_told_in_confidence(self, client, kept):
        """Nobody may have been at the device when it went."""
        told = client.post(LATER, {**kept, "visibility": "confidential"}).json()
        assert told["in_confidence"]
        assert POTHOLE not in page(client.get(f"/track/{told['reference']}/"))

    def test_the_time_of_filing_is_ours(self, client, kept, django_assert_max_num_queries):
        from django.utils import timezone

        client.post(LATER, {**kept, "at": "2570-01-01T00:00:00Z", "submitted_at": "2999-01-01"})
        assert abs((timezone.now() - Complaint.objects.get().submitted_at).total_seconds()) < 60


class TestWhatCannotBeTaken:
    def test_is_said_in_the_reader_s_language(self, client, kept):
        answer = client.post(LATER, {**kept, "text": "ก"})
        assert answer.status_code == 400
        assert "สั้นเกินกว่า" in answer.json()["message"]
        assert not Case.objects.exists()

    def test_a_file_that_is_none_does_not_stop_the_others(self, client, kept):
        from django.core.files.uploadedfile import SimpleUploadedFile

        virus = SimpleUploadedFile("รูป.jpg", b"MZ\x90\x00 not a picture", content_type="image/jpeg")
        answer = client.post(LATER, {"form_token": kept["form_token"], "files": virus})
        assert (answer.status_code, answer.json()["code"]) == (400, "not_an_image_or_pdf")
        assert client.post(LATER, kept).status_code == 201

    def test_the_same_form_with_other_words_from_a_second_phone_is_not_guessed(self, client, kept):
        client.post(LATER, kept)
        answer = Client().post(LATER, {**kept, "text": "หลุมเดิม ตอนนี้ลึกกว่าเดิมมากแล้วค่ะ"})
        assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
        assert Case.objects.count() == 1

    def test_S15_there_is_a_limit_that_says_to_come_back(self, client, settings, kept):
        settings.THROTTLE_SCALE = 1 / 120
        assert client.post(LATER, kept).status_code == 201
        again = {**kept, "form_token": str(uuid.uuid4())}
        assert client.post(LATER, again, headers={"x-part": "1"}).status_code == 429

    def test_a_missing_token_never_joins_somebody_elses_form(self, client, kept):
        del kept["form_token"]
        references = {client.post(LATER, kept).json()["reference"] for _try in range(2)}
        assert len(references) == 2


def test_S6_what_is_told_without_a_name_stays_so(client, malee, kept):
    client.force_login(malee)
    client.post(LATER, {**kept, "visibility": "anonymous", "contact_name": "มาลี ใจดี", "phone": "0812345678"})
    complaint = Complaint.objects.get()
    assert complaint.is_anonymous
    assert (complaint.submitted_at.minute, complaint.submitted_at.second) == (0, 0)
