"""What is sent from a tracking page that is no longer open in this browser: not sent, said so, and not lost."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.access import GRANT_COOKIE
from complaints.handling import ask_complainant
from complaints.models import Complaint
from complaints.references import new_reference
from complaints.workflow import CaseState, Visibility
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
WORDS = "ยังไม่เสร็จ <i>หลุม</i> ข้างโรงเรียนยังลึกเหมือนเดิม\nรถล้มอีกคันเมื่อวาน"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["language"] = "en"


@pytest.fixture
def asked(file, highways, roads, wichai):
    """An anonymous case whose agency asks something; with its receipt code."""
    from complaints.handling import accept_assignment, assign_case

    filed = file(by=None, visibility=Visibility.PUBLIC)
    part = accept_assignment(assign_case(filed.complaint.case, highways, by=None, topic=roads), by=wichai)
    ask_complainant(part, question="หลุมอยู่ฝั่งไหน", by=wichai)
    return filed


def _shown(answer, reference):
    """The page without what differs each time, and without the number itself."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return html.replace(reference, "NUMBER")


def hidden(html):
    form = re.search(r'<form[^>]*action="/track/".*?</form>', html, re.DOTALL)[0]
    return {
        name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    }


class TestWithoutTheCode:
    def test_says_that_nothing_was_sent_and_shows_the_words(self, client, asked):
        answer = client.post(f"/track/{asked.complaint.reference}/answer/", {"text": WORDS})
        html = answer.content.decode()
        assert answer.status_code == 404 and "Nothing was sent" in html and "no-store" in answer["Cache-Control"]
        assert "&lt;i&gt;หลุม" in html and f'value="{asked.complaint.reference}"' in html
        assert asked.complaint.case.events.filter(kind="answered").count() == 0

    @pytest.mark.parametrize(
        "act", ["answer", "dispute", "add", "appeal", "withdraw", "confirm", "correct", "translate"]
    )
    def test_says_the_same_of_every_number(self, client, asked, file, bribery, act):
        closed = file(by=None, visibility=Visibility.CONFIDENTIAL, topic=bribery)
        numbers = [asked.complaint.reference, closed.complaint.reference, new_reference()]
        pages = [_shown(client.post(f"/track/{n}/{act}/", {"text": WORDS}), n) for n in numbers]
        assert pages[0] == pages[1] == pages[2]

    def test_what_is_no_number_at_all_is_given_back_as_it_was_typed(self, client):
        answer = client.post("/track/%3Cscript%3E/answer/", {"text": WORDS})
        assert answer.status_code == 404 and "<script>/" not in answer.content.decode()

    def test_files_are_to_be_chosen_once_more(self, client, asked):
        photo = SimpleUploadedFile("หลุม.jpg", phone_photo(), "image/jpeg")
        answer = client.post(f"/track/{asked.complaint.reference}/answer/", {"text": WORDS, "files": photo})
        assert "Choose the files once more" in answer.content.decode()

    def test_a_page_that_asks_for_itself_gets_no_page(self, client):
        assert 'name="code"' not in client.get(f"/track/{new_reference()}/correct/?part=1").content.decode()


class TestWithTheCode:
    def test_the_words_are_in_their_form_again_and_not_sent(self, client, asked):
        reference = asked.complaint.reference
        brought = hidden(client.post(f"/track/{reference}/answer/", {"text": WORDS}).content.decode())
        answer = client.post("/track/", {**brought, "reference": reference, "code": asked.receipt_code})
        html = answer.content.decode()
        assert "Not sent yet" in html and answer.cookies[GRANT_COOKIE].value
        field = re.search(r'<textarea[^>]*id="answer-text"[^>]*>(.*?)</textarea>', html, re.DOTALL)[1]
        assert unescape(field).strip() == WORDS
        sent = client.post(f"/track/{reference}/answer/", {"text": WORDS}, follow=True)
        assert "Your answer is with the agency" in sent.content.decode()
        asked.complaint.case.refresh_from_db()
        assert asked.complaint.case.state == CaseState.IN_PROGRESS

    def test_a_wrong_code_loses_nothing(self, client, asked):
        reference = asked.complaint.reference
        sent = {"act": "answer", "text": WORDS, "reference": reference, "code": "0000-0000-0000-0000"}
        html = client.post("/track/", sent).content.decode()
        assert hidden(html)["text"] == WORDS and hidden(html)["act"] == "answer"
        assert GRANT_COOKIE not in client.cookies

    def test_the_case_went_on_meanwhile_and_the_words_are_there_to_copy(self, client, asked):
        reference = asked.complaint.reference
        sent = {"act": "dispute", "text": WORDS, "reference": reference, "code": asked.receipt_code}
        html = client.post("/track/", sent).content.decode()
        assert "What you typed" in html and "&lt;i&gt;หลุม" in html

    @pytest.mark.parametrize("act", ["", "nonsense", "__class__"])
    def test_of_an_act_that_is_none_of_ours_only_the_case_opens(self, client, asked, act):
        sent = {"act": act, "text": WORDS, "reference": asked.complaint.reference, "code": asked.receipt_code}
        assert client.post("/track/", sent).status_code == 302

    def test_opens_nothing_of_another_case(self, client, asked, file):
        other = file(by=None).complaint
        sent = {"act": "add", "text": WORDS, "reference": other.reference, "code": asked.receipt_code}
        html = client.post("/track/", sent).content.decode()
        assert other.text not in html and Complaint.objects.count() == 2
