"""A question answered by the link in a mail: without account or code, that question alone, once."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import signing
from django.utils import timezone

from complaints.answer_links import LASTS_S, answer_link, question_behind
from complaints.handling import ask_complainant
from complaints.intake import Contact
from complaints.models import Case, CaseEvent, CaseFile
from complaints.responding import answer_question, resume_without_answer, withdraw_complaint
from complaints.workflow import CaseState, Visibility
from notifications.models import Message
from tests.complaints.conftest import POTHOLE
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
QUESTION = "หลุมอยู่ฝั่งขาเข้าหรือขาออก"
ANSWER = "ฝั่งขาเข้าหน้าร้านก๋วยเตี๋ยวค่ะ"


def link_in(mail):
    found = re.search(r"https?://\S+?(/answer/\S+)", mail.body)
    return found[1] if found else None


@pytest.fixture
def asked(working, wichai):
    """The question, and the path of the link that Malee got by mail."""
    ask_complainant(working, question=QUESTION, by=wichai)
    return SimpleNamespace(case=working.case, part=working, link=link_in(Message.objects.latest("id")))


def page(response):
    return response.content.decode()


class TestTheMail:
    def test_brings_a_link_and_not_the_question(self, asked):
        mail = Message.objects.latest("id")
        assert asked.link
        assert QUESTION not in mail.body + mail.subject

    def test_brings_none_where_the_case_is_confidential(self, file, bribery, highways, wichai):
        from complaints.handling import accept_assignment, assign_case

        secret = file(visibility=Visibility.CONFIDENTIAL, topic=bribery).complaint.case
        ask_complainant(
            accept_assignment(assign_case(secret, highways, by=None), by=wichai), question="?ใคร", by=wichai
        )
        assert not any(link_in(mail) for mail in Message.objects.all())

    def test_is_not_sent_to_who_filed_without_a_name(self, file, highways, wichai):
        """They have no channel, so there is no link either."""
        from complaints.handling import accept_assignment, assign_case

        unnamed = file(by=None, visibility=Visibility.ANONYMOUS, contact=Contact(email="x@example.org")).complaint
        part = accept_assignment(assign_case(unnamed.case, highways, by=None), by=wichai)
        ask_complainant(part, question=QUESTION, by=wichai)
        assert not Message.objects.exists()
        case = Case.objects.get(pk=unnamed.case_id)
        assert answer_link(case, unnamed) == ""


class TestTheLink:
    def test_shows_the_question_and_nothing_else_that_is_private(self, client, asked):
        html = page(client.get(asked.link))
        assert QUESTION in html
        for private in (POTHOLE, "มาลี", "malee@example.org", asked.case.reference):
            assert private not in html

    def test_S4_opens_nothing_else(self, client, asked):
        client.get(asked.link)
        assert not client.cookies.get("receipts")
        assert QUESTION not in page(client.get(f"/track/{asked.case.reference}/"))

    def test_takes_the_answer_with_a_photo_without_a_code(self, client, asked):
        photo = phone_photo()
        from django.core.files.uploadedfile import SimpleUploadedFile

        files = SimpleUploadedFile("บ้านฉัน.jpg", photo, "image/jpeg")
        response = client.post(asked.link, {"text": ANSWER, "files": files}, follow=True)
        assert "คำตอบของคุณถึงหน่วยงานแล้ว" in page(response)
        line = CaseEvent.objects.filter(case=asked.case).last()
        assert (line.kind, line.note, line.by) == ("answered", ANSWER, None)
        assert CaseFile.objects.get(event=line)
        assert Case.objects.get(pk=asked.case.pk).state == CaseState.IN_PROGRESS

    def test_used_twice_says_so_and_does_nothing(self, client, asked):
        client.post(asked.link, {"text": ANSWER})
        for response in (client.get(asked.link), client.post(asked.link, {"text": "อีกที"})):
            assert response.status_code == 410
            assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in page(response)
            assert QUESTION not in page(response)
        assert CaseEvent.objects.filter(case=asked.case, kind="answered").count() == 1

    def test_sent_when_it_is_over_gives_the_words_back(self, client, asked):
        client.post(asked.link, {"text": ANSWER})
        response = client.post(asked.link, {"text": "เขียนนานไป <b>หน่อย</b>"})
        assert "เขียนนานไป &lt;b&gt;หน่อย&lt;/b&gt;" in page(response)
        assert "ข้อความที่คุณพิมพ์" in page(response)
        assert ANSWER not in page(response)
        assert "ข้อความที่คุณพิมพ์" not in page(client.get(asked.link))

    def test_is_over_once_the_question_was_answered_on_the_page(self, client, asked, malee):
        answer_question(asked.case, text=ANSWER, by=malee)
        assert client.get(asked.link).status_code == 410

    def test_of_an_older_question_does_not_answer_a_newer_one(self, client, asked, wichai, malee):
        answer_question(asked.case, text=ANSWER, by=malee)
        ask_complainant(asked.part, question="มีเลขหลักกิโลเมตรไหม", by=wichai)
        assert client.get(asked.link).status_code == 410
        assert client.post(asked.link, {"text": ANSWER}).status_code == 410

    def test_is_over_when_the_time_or_the_case_is(self, client, asked, malee):
        Case.objects.filter(pk=asked.case.pk).update(answer_by=timezone.now() - timedelta(hours=1))
        resume_without_answer(asked.case)
        assert client.get(asked.link).status_code == 410
        withdraw_complaint(asked.case, by=malee)
        assert client.get(asked.link).status_code == 410

    def test_is_over_after_30_days(self, client, asked, monkeypatch):
        now = timezone.now().timestamp()
        monkeypatch.setattr(signing.time, "time", lambda: now + LASTS_S - 60)
        assert client.get(asked.link).status_code == 200
        monkeypatch.setattr(signing.time, "time", lambda: now + LASTS_S + 60)
        assert client.get(asked.link).status_code == 410

    def test_is_over_once_the_case_became_confidential(self, client, asked):
        Case.objects.filter(pk=asked.case.pk).update(visibility=Visibility.CONFIDENTIAL)
        assert client.get(asked.link).status_code == 410

    @pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t[5:], lambda t: "x", lambda t: t.swapcase()])
    def test_S7_forged_or_cut_opens_nothing(self, client, asked, change):
        token = asked.link.removeprefix("/answer/").rstrip("/")
        assert client.get(f"/answer/{change(token)}/").status_code == 410

    @pytest.mark.parametrize("said", [["69-7K3M-9QXT-W", 2], ["x"], 5, "ก", [None, None], {"a": 1}])
    def test_signed_by_us_for_something_else_opens_nothing(self, asked, said):
        assert question_behind(signing.dumps(said, salt="complaints.answer_links")) is None
        assert question_behind(signing.dumps([asked.case.reference, 4], salt="receipts")) is None

    def test_one_that_came_too_late_by_a_moment_keeps_the_words(self, client, asked, malee, monkeypatch):
        from complaints.views import answer_link as view

        was = question_behind(asked.link.removeprefix("/answer/").rstrip("/"))
        answer_question(asked.case, text=ANSWER, by=malee)
        monkeypatch.setattr(view, "question_behind", lambda token: was)
        response = client.post(asked.link, {"text": "ฝั่งขาออกครับ"})
        assert response.status_code == 409
        assert "ฝั่งขาออกครับ" in page(response)
        assert CaseEvent.objects.filter(case=asked.case, kind="answered").count() == 1

    def test_an_empty_answer_is_told_at_its_field(self, client, asked):
        response = client.post(asked.link, {"text": " "})
        assert response.status_code == 400
        assert 'id="answer-text-error"' in page(response)

    def test_speaks_the_language_of_the_complaint_unless_the_reader_chose(self, client, file, highways, wichai):
        from complaints.handling import accept_assignment, assign_case

        case = file(language="en").complaint.case
        ask_complainant(
            accept_assignment(assign_case(case, highways, by=None), by=wichai), question="Where?", by=wichai
        )
        link = link_in(Message.objects.latest("id"))
        assert '<html lang="en"' in page(client.get(link))
        client.cookies["language"] = "th"
        assert '<html lang="th"' in page(client.get(link))

    def test_is_kept_by_no_cache(self, client, asked):
        assert "no-store" in client.get(asked.link)["Cache-Control"]
