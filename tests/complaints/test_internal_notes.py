"""What officers write to each other on a case: who reads it, who is told, and who never learns of it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from complaints.colleagues import named_in
from complaints.handling import accept_assignment, assign_case
from complaints.internal_notes import write_note
from complaints.models import CaseEvent
from complaints.responding import withdraw_complaint
from complaints.supporting import ask_for_help
from complaints.workflow import Visibility
from directory.models import Role
from notifications.models import Message
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
SECRET = "คุยกับผู้รับเหมาแล้ว รอของเข้า"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def arunee(working, wichai):
    """Of the waterworks, which help."""
    pwa = make_agency("การประปาส่วนภูมิภาค", code="pwa")
    user = make_membership(make_user("อรุณี สายชล"), pwa).user
    accept_assignment(ask_for_help(working, pwa, request="ช่วยด้วย", by=wichai), by=user)
    return user


def page_of(client, part):
    return client.get(reverse("office_case", args=[part.case.reference])).content.decode()


class TestANote:
    def test_is_read_by_the_own_agency_alone(self, as_, working, wichai, somchai, arunee, malee, siriporn, client):
        write_note(working, text=SECRET, by=wichai)

        assert SECRET in page_of(as_(somchai), working)
        assert SECRET not in page_of(as_(arunee), working)
        assert "กรมทางหลวง wrote a note" not in page_of(as_(arunee), working)
        track = as_(malee).get(reverse("track_case", args=[working.case.reference])).content.decode()
        assert SECRET not in track and "wrote a note" not in track

    def test_may_be_for_the_other_agencies_too(self, as_, working, wichai, arunee, malee):
        write_note(working, text=SECRET, for_all=True, by=wichai)

        assert SECRET in page_of(as_(arunee), working)
        assert SECRET not in as_(malee).get(reverse("track_case", args=[working.case.reference])).content.decode()

    def test_is_in_no_answer_of_the_api_and_no_copy_of_ones_data(self, working, wichai, client, malee, as_):
        write_note(working, text=SECRET, for_all=True, by=wichai)
        told = client.get(f"/api/v1/cases/{working.case.reference}/").content.decode()
        assert SECRET not in told and "internal_note" not in told
        assert SECRET not in as_(malee).get("/me/data/").content.decode()

    def test_stays_possible_after_the_end(self, working, wichai, malee):
        withdraw_complaint(working.case, by=malee)
        write_note(working, text=SECRET, by=wichai)
        assert working.case.events.last().note == SECRET

    def test_is_kept_once_when_sent_twice(self, working, wichai, somchai):
        for _again in range(2):
            write_note(working, text=f"@สมชาย {SECRET}", by=wichai)
        assert CaseEvent.objects.filter(kind="internal_note").count() == 1
        assert Message.objects.filter(user=somchai).count() == 1

    @pytest.mark.parametrize("text", ["", " \u200b ", "x" * 4001])
    def test_needs_words_and_not_too_many(self, working, wichai, text):
        with pytest.raises(ValidationError):
            write_note(working, text=text, by=wichai)

    def test_of_another_agency_holds_nobody_up_and_is_not_told(self, as_, working, wichai, arunee):
        seen = working.case.__class__.objects.get(pk=working.case_id).event_count
        part = arunee.assignments.get()
        write_note(part, text=SECRET, by=arunee)

        sent = {"reply-text": "กำลังซ่อมอยู่ครับ", "reply-seen": seen}
        page = as_(wichai).post(reverse("office_reply", args=[working.case.reference]), sent, follow=True)
        assert "อรุณี" not in page.content.decode() or "was faster" not in page.content.decode()
        assert working.case.events.last().kind == "replied"

    def test_is_translated_by_nobody(self, as_, working, wichai, arunee):
        write_note(working, text=SECRET, by=wichai)
        line = working.case.events.last().n
        address = reverse("office_translate", args=[working.case.reference])
        for user in (wichai, arunee):
            assert as_(user).post(address, {"line": line, "text": "x"}).status_code == 404


class TestNamingAColleague:
    def test_sends_a_mail_without_the_note(self, working, wichai, somchai):
        assert write_note(working, text=f"@สมชาย {SECRET}", by=wichai) == [somchai]
        mail = Message.objects.get(user=somchai)
        assert working.case.reference in mail.subject and SECRET not in mail.body

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("@สมชาย ช่วยดูด้วย", ["สมชาย ศรีสุข"]),
            ("@สมชายช่วยดูด้วย", ["สมชาย ศรีสุข"]),
            ("ฝาก (@สมชาย ศรีสุข) และ @วิชัย", ["สมชาย ศรีสุข", "วิชัย ทองดี"]),
            ("@สมชาย @สมชาย", ["สมชาย ศรีสุข"]),
            ("เมล a@สมชาย.th", []),
            ("@ใครก็ไม่รู้ @", []),
            ("@เพ็ญ ช่วยด้วย", []),
            ("@เพ็ญ มีสุข ช่วยด้วย", ["เพ็ญ มีสุข"]),
        ],
    )
    def test_is_understood(self, text, names):
        people = [make_user(name) for name in ("สมชาย ศรีสุข", "วิชัย ทองดี", "เพ็ญ มีสุข", "เพ็ญ ใจดี")]
        assert [user.full_name for user in named_in(text, people)] == names

    def test_is_refused_where_they_may_not_open_the_case(self, file, highways, bribery, wichai, somchai):
        kanya = make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None, topic=bribery), by=kanya)

        with pytest.raises(ValidationError) as refused:
            write_note(part, text="@สมชาย ช่วยดู", by=kanya)

        assert refused.value.code == "may_not_open"
        assert not Message.objects.filter(user=somchai).exists()


class TestTheForm:
    def test_keeps_the_note_and_says_who_is_told(self, as_, working, wichai, somchai):
        address = reverse("office_note", args=[working.case.reference])
        page = as_(wichai).post(address, {"note-text": f"@สมชาย {SECRET}"}, follow=True).content.decode()
        assert "A mail goes to สมชาย" in page and "The note stands in the timeline" in page and SECRET in page

    def test_offers_other_agencies_only_where_there_are_any(self, as_, working, wichai, request):
        assert 'name="note-for_all"' not in page_of(as_(wichai), working)
        request.getfixturevalue("arunee")
        assert 'name="note-for_all"' in page_of(as_(wichai), working)

    def test_comes_back_with_the_reason(self, as_, working, wichai):
        answer = as_(wichai).post(reverse("office_note", args=[working.case.reference]), {"note-text": " "})
        assert answer.status_code == 400 and "Write a few words first" in answer.content.decode()

    def test_is_not_found_by_another_agency(self, as_, working, stranger):
        address = reverse("office_note", args=[working.case.reference])
        assert as_(stranger).post(address, {"note-text": "x"}).status_code == 404
