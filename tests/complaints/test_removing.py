"""A copy of an ID card or house registration that was sent all the same: told before, removed for good after."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from complaints.handling import accept_assignment, assign_case
from complaints.models import CaseEvent, CaseFile
from complaints.releasing import release_case
from complaints.removing import remove_document
from complaints.responding import withdraw_complaint
from complaints.workflow import Visibility
from notifications.models import Message
from records.models import Upload
from records.uploads import forget_removed_bytes, remove_upload, store_upload
from tests.complaints.conftest import POTHOLE
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
COPY = "เรื่องบัตรคนจนไม่ผ่าน แนบสำเนาบัตรประชาชนกับทะเบียนบ้านมาด้วยครับ"


@pytest.fixture
def card():
    return store_upload(ContentFile(phone_photo(), name="บัตรประชาชน.jpg"), token=str(uuid.uuid4()))


@pytest.fixture
def working(file, card, highways, roads, wichai):
    case = file(visibility=Visibility.PUBLIC, uploads=(card,)).complaint.case
    return accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)


def removed(working, card, wichai, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return remove_document(working.case, str(card.public_id), by=wichai, assignment=working, text="ไม่ต้องส่งใหม่")


class TestRemoving:
    def test_takes_the_bytes_and_leaves_a_tombstone(self, working, card, wichai, django_capture_on_commit_callbacks):
        stored_as = card.stored_as
        removed(working, card, wichai, django_capture_on_commit_callbacks)
        card.refresh_from_db()
        assert not default_storage.exists(stored_as)
        assert (card.removed_at is None, card.sha256, CaseFile.objects.count()) == (False, "", 1)

    def test_is_found_by_nobody_any_more(
        self, client, working, card, wichai, malee, django_capture_on_commit_callbacks
    ):
        release_case(working.case, text=POTHOLE, pictures=[str(card.public_id)], by=wichai)
        assert client.get(f"/files/{card.public_id}/").status_code == 200
        removed(working, card, wichai, django_capture_on_commit_callbacks)
        for who in (None, malee, wichai):
            if who:
                client.force_login(who)
            assert client.get(f"/files/{card.public_id}/").status_code == 404
        assert CaseFile.objects.get().released_at is None

    def test_tells_the_complainant_why_and_by_whom_once(
        self, client, working, card, wichai, malee, django_capture_on_commit_callbacks
    ):
        Message.objects.all().delete()
        case = removed(working, card, wichai, django_capture_on_commit_callbacks)
        line = CaseEvent.objects.latest("n")
        assert (line.kind, line.by, line.agency, line.note) == (
            "file_removed", wichai, working.agency, "ไม่ต้องส่งใหม่",
        )  # fmt: skip
        assert Message.objects.count() == 1
        client.force_login(malee)
        html = client.get(f"/track/{case.reference}/").content.decode()
        assert "ลบถาวรแล้ว" in html and f"/files/{card.public_id}/" not in html

    def test_twice_or_of_another_case_is_refused(self, working, card, wichai, file, django_capture_on_commit_callbacks):
        other = store_upload(ContentFile(phone_photo(), name="ถนน.jpg"), token=str(uuid.uuid4()))
        file(uploads=(other,))
        removed(working, card, wichai, django_capture_on_commit_callbacks)
        for public_id in (card.public_id, other.public_id, "x"):
            with pytest.raises(ValidationError) as refused:
                remove_document(working.case, str(public_id), by=wichai)
            assert refused.value.code == "file_not_of_this_case"
        assert CaseEvent.objects.filter(kind="file_removed").count() == 1

    def test_of_an_ended_case_too(self, working, card, wichai, malee):
        withdraw_complaint(working.case, by=malee)
        assert remove_document(working.case, str(card.public_id), by=wichai).state == "withdrawn"

    def test_cut_short_after_the_commit_is_ended_by_the_worker(self, card):
        remove_upload(card)  # on_commit does not run here: as if the process had been killed
        assert default_storage.exists(card.stored_as)
        assert forget_removed_bytes() == 1
        assert not default_storage.exists(card.stored_as)
        assert forget_removed_bytes() == 0
        assert Upload.objects.get().stored_as.startswith("removed/")

    def test_a_removed_picture_cannot_be_released(self, working, card, wichai, django_capture_on_commit_callbacks):
        removed(working, card, wichai, django_capture_on_commit_callbacks)
        with pytest.raises(ValidationError) as refused:
            release_case(working.case, text=POTHOLE, pictures=[str(card.public_id)], by=wichai)
        assert refused.value.code == "picture_not_of_this_case"


class TestTheOfficersPage:
    def test_removes_it_after_a_choice(self, client, working, card, wichai):
        client.force_login(wichai)
        address = f"/office/{working.case.reference}/remove-file/"
        assert client.post(address, {}).status_code == 400
        assert client.post(address, {"remove-file": str(card.public_id)}).status_code == 302
        html = client.get(f"/office/{working.case.reference}/").content.decode()
        assert "ลบถาวรแล้ว" in html and "remove-title" not in html

    def test_is_not_found_by_an_officer_of_another_agency_nor_by_the_complainant(
        self, client, working, card, stranger, malee
    ):
        for who in (stranger, malee):
            client.force_login(who)
            answer = client.post(f"/office/{working.case.reference}/remove-file/", {"remove-file": str(card.public_id)})
            assert answer.status_code == 404
        card.refresh_from_db()
        assert card.removed_at is None


class TestBeforeItIsSent:
    def test_the_form_says_never_to_send_one(self, client):
        html = client.post(
            "/complaints/new/", {"step": "where", "text": POTHOLE, "about": ""}, follow=True
        ).content.decode()
        assert "อย่าส่งรูปบัตรประชาชน" in html

    @pytest.mark.parametrize("step", ["where", "check"])
    def test_who_writes_of_a_copy_is_told_that_none_is_needed(self, client, step):
        html = client.post("/complaints/new/", {"step": step, "text": COPY, "about": ""}, follow=True).content.decode()
        assert "ไม่ต้องแนบสำเนาบัตรประชาชนหรือทะเบียนบ้าน" in html

    def test_who_does_not_is_not(self, client):
        html = client.post(
            "/complaints/new/", {"step": "check", "text": POTHOLE, "about": ""}, follow=True
        ).content.decode()
        assert "ไม่ต้องแนบสำเนา" not in html
