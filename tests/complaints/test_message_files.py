"""Files that go with what an officer writes: for the same people as the words, and for nobody else."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from complaints.answer_links import answer_link
from complaints.handling import accept_assignment, ask_complainant, assign_case
from complaints.internal_notes import write_note
from complaints.models import CaseEvent, CaseFile
from complaints.releasing import pictures_of
from complaints.removing import removable_files, remove_document
from complaints.supporting import ask_for_help
from directory.models import Role
from notifications.models import Message
from records.models import Upload
from records.uploads import store_upload
from tests.factories import make_agency, make_membership, make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
Kind = CaseEvent.Kind


@pytest.fixture(autouse=True)
def _uploads_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def part(file, highways, roads, wichai):
    return accept_assignment(assign_case(file().complaint.case, highways, by=None, topic=roads), by=wichai)


@pytest.fixture
def helper(part, wichai):
    """Of another agency, which has a part of the case."""
    rural = make_agency("กรมทางหลวงชนบท")
    ask_for_help(part, rural, request="ขอรถบรรทุกน้ำ", by=wichai)
    return make_membership(make_user("ช่วย เหลือ"), rural, Role.OFFICER).user


def sent(name="แผนที่.jpg"):
    return SimpleUploadedFile(name, phone_photo(), "image/jpeg")


def stored():
    return store_upload(sent(), token=str(uuid.uuid4()))


def send(as_, officer, part, name, **fields):
    told = {f"{name}-text": "ตามภาพที่แนบ", f"{name}-form_token": str(uuid.uuid4())}
    told |= {f"{name}-{key}": value for key, value in fields.items()}
    return as_(officer).post(reverse(f"office_{name}", args=[part.case.reference]), told)


def file_of(kind):
    return CaseFile.objects.get(event__kind=kind)


def opens(as_, user, kept):
    return as_(user).get(reverse("file", args=[kept.upload.public_id])).status_code


class TestTheForms:
    @pytest.mark.parametrize(
        ("name", "kind"), [("reply", Kind.REPLIED), ("ask", Kind.ASKED), ("note", Kind.INTERNAL_NOTE)]
    )
    def test_take_a_file_along(self, as_, part, wichai, name, kind):
        assert send(as_, wichai, part, name, pictures=sent()).status_code == 302
        kept = file_of(kind)
        assert kept.upload.kind == Upload.Kind.IMAGE and kept.upload.attached_at is not None
        page = as_(wichai).get(reverse("office_case", args=[part.case.reference])).content.decode()
        assert reverse("file", args=[kept.upload.public_id]) in page

    def test_lose_no_file_when_the_words_are_missing(self, as_, part, wichai):
        token = str(uuid.uuid4())
        page = send(as_, wichai, part, "reply", pictures=sent(), text="", form_token=token)
        assert page.status_code == 400 and "photo-1.jpg" in page.content.decode()
        assert send(as_, wichai, part, "reply", form_token=token).status_code == 302
        assert file_of(Kind.REPLIED).upload.kind == Upload.Kind.IMAGE

    def test_refuse_what_is_no_picture_and_send_nothing(self, as_, part, wichai):
        broken = SimpleUploadedFile("ไวรัส.jpg", b"MZ\x90\x00 not a picture", "image/jpeg")
        assert send(as_, wichai, part, "reply", pictures=broken).status_code == 400
        assert not CaseFile.objects.filter(event__kind=Kind.REPLIED).exists()
        assert not part.case.events.filter(kind=Kind.REPLIED).exists()

    def test_send_it_once_however_often_it_is_pressed(self, as_, part, wichai):
        token = str(uuid.uuid4())
        for _press in range(2):
            send(as_, wichai, part, "note", pictures=sent(), form_token=token)
        assert CaseFile.objects.filter(event__kind=Kind.INTERNAL_NOTE).count() == 1


class TestWhoOpensThem:
    def test_of_a_reply_the_complainant_and_the_agencies(self, as_, part, wichai, malee, helper):
        send(as_, wichai, part, "reply", pictures=sent())
        kept = file_of(Kind.REPLIED)
        stranger = make_user("คนอื่น")
        assert [opens(as_, user, kept) for user in (malee, wichai, helper, stranger)] == [200, 200, 200, 404]
        page = as_(malee).get(reverse("track_case", args=[part.case.reference])).content.decode()
        assert reverse("file", args=[kept.upload.public_id]) in page

    def test_of_a_question_whoever_has_its_link_and_of_no_other(self, client, part, wichai):
        ask_complainant(part, question="เสานี้ใช่ไหมคะ", by=wichai, uploads=[stored()])
        write_note(part, text="ดูภาพ", for_all=True, by=wichai, uploads=[stored()])
        asked, note = file_of(Kind.ASKED), file_of(Kind.INTERNAL_NOTE)
        case = part.case
        case.event_count = asked.event.n  # as it stood when the mail was written
        link = answer_link(case, case.complaints.get())
        token = link.rstrip("/").rpartition("/")[2]
        page = client.get(reverse("answer_by_link", args=[token])).content.decode()
        assert str(asked.upload.public_id) in page and str(note.upload.public_id) not in page
        opened = [
            client.get(reverse("file", args=[kept.upload.public_id]), {"answer": token}).status_code
            for kept in (asked, note)
        ]
        assert opened == [200, 404]
        assert client.get(reverse("file", args=[asked.upload.public_id]), {"answer": "x"}).status_code == 404

    def test_removing_one_of_a_note_tells_nobody_outside(self, part, wichai, malee):
        write_note(part, text="ดูภาพ", by=wichai, uploads=[stored()])
        kept, told = file_of(Kind.INTERNAL_NOTE), Message.objects.count()
        remove_document(part.case, str(kept.upload.public_id), by=wichai, assignment=part)
        line = part.case.events.get(kind=Kind.FILE_REMOVED)
        assert line.seen_by == line.note_seen_by == CaseEvent.Seen.INTERNAL and Message.objects.count() == told

    def test_of_a_note_the_agency_alone(self, as_, part, wichai, malee, helper):
        write_note(part, text="ดูภาพ", by=wichai, uploads=[stored()])
        kept = file_of(Kind.INTERNAL_NOTE)
        assert [opens(as_, user, kept) for user in (wichai, malee, helper)] == [200, 404, 404]
        for user, name in ((malee, "track_case"), (helper, "office_case")):
            page = as_(user).get(reverse(name, args=[part.case.reference])).content.decode()
            assert str(kept.upload.public_id) not in page

    def test_of_a_note_for_all_the_agencies_of_the_case(self, as_, part, wichai, malee, helper):
        write_note(part, text="ดูภาพ", for_all=True, by=wichai, uploads=[stored()])
        kept = file_of(Kind.INTERNAL_NOTE)
        assert [opens(as_, user, kept) for user in (wichai, helper, malee)] == [200, 200, 404]

    def test_no_note_s_file_is_offered_to_the_public(self, part, wichai, helper):
        for for_all in (True, False):
            write_note(part, text=f"ดูภาพ {for_all}", for_all=for_all, by=wichai, uploads=[stored()])
        assert pictures_of(part.case) == []

    def test_another_agency_removes_none_of_which_it_must_not_know(self, part, wichai, helper):
        write_note(part, text="ดูภาพ", by=wichai, uploads=[stored()])
        kept = file_of(Kind.INTERNAL_NOTE)
        theirs = part.case.assignments.exclude(pk=part.pk).get()
        assert removable_files(part.case, theirs.agency_id) == [] == removable_files(part.case, None)
        assert removable_files(part.case, part.agency_id) == [kept]
        with pytest.raises(ValidationError) as refused:
            remove_document(part.case, str(kept.upload.public_id), by=helper, assignment=theirs)
        assert refused.value.code == "file_not_of_this_case"
