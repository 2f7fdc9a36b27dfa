"""A confidential case whose look is over while somebody writes: nothing is sent without a word, and no word is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from complaints import looks
from complaints.handling import accept_assignment, assign_case
from complaints.models import CaseEvent
from complaints.workflow import AssignmentState, Visibility
from records.models import AccessLog, Upload
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
LONG = "เรียนผู้ร้อง\n\nเราตรวจแล้วทั้งสองครั้ง <b>ตามที่แจ้ง</b> และจะไปพบที่สำนักงานในวันจันทร์"


@pytest.fixture
def part(file, highways, bribery, kanya):
    """A case told in confidence, in the hands of the supervisor."""
    case = file(visibility=Visibility.CONFIDENTIAL, topic=bribery).complaint.case
    return accept_assignment(assign_case(case, highways, by=None, topic=bribery), by=kanya)


@pytest.fixture
def opened(as_, kanya, part):
    """The supervisor's browser, in which the case is open."""
    client = as_(kanya)
    client.post(_address(part), {"look-reason": "ตรวจสอบข้อเท็จจริง"})
    return client


def _address(part, act=""):
    name = f"office_{act}" if act else "office_case"
    return reverse(name, args=[part.case.reference])


def _photo():
    return SimpleUploadedFile("หลังทำ.jpg", phone_photo(), "image/jpeg")


def later(client, minutes):
    """As if the looks of this browser were older."""
    session = client.session
    session["looks"] = {key: at - minutes * 60 for key, at in session["looks"].items()}
    session.save()


def hidden(html):
    """The hidden fields of the page, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def field(html, name):
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    return unescape(found[1]).strip() if found else None


class TestAReasonAskedForWhileSomebodyWrites:
    @pytest.mark.parametrize("button", [{"plain": "close"}, {}])
    def test_says_that_nothing_was_sent_and_shows_the_words(self, opened, part, button):
        later(opened, minutes=31)
        sent = {"close-text": f"{LONG} [ชื่อ]" if not button else LONG, "close-seen": "9", **button}
        answer = opened.post(_address(part, "close"), {**sent, "close-outcome": ""})
        html = answer.content.decode()
        assert "Not sent yet" in html and 'name="look-reason"' in html
        assert "ตามที่แจ้ง" in html and "<b>ตามที่แจ้ง" not in html
        assert f'action="{_address(part, "close")}"' in html
        assert hidden(html)["close-text"].startswith(LONG)
        part.refresh_from_db()
        assert part.state == AssignmentState.WORKING

    def test_and_once_it_is_given_the_form_is_as_it_was_and_still_not_sent(self, opened, part):
        later(opened, minutes=31)
        sent = {"close-text": LONG, "close-outcome": "explained", "plain": "close"}
        carried = hidden(opened.post(_address(part, "close"), sent).content.decode())
        answer = opened.post(_address(part, "close"), {**carried, "look-reason": "เขียนคำตอบต่อ"})
        html = answer.content.decode()
        assert answer.status_code == 200 and field(html, "close-text") == LONG
        assert re.search(r'value="explained"[^>]* checked', html)
        assert "Not sent yet. What you typed is in the form again" in html
        part.refresh_from_db()
        assert part.state == AssignmentState.WORKING and not part.case.events.filter(note=LONG).exists()
        assert AccessLog.objects.filter(reason="เขียนคำตอบต่อ").count() == 1

    def test_a_reason_too_short_asks_again_with_the_words(self, opened, part):
        later(opened, minutes=31)
        sent = {"reply-text": f"{LONG} [วันที่]"}
        answer = opened.post(_address(part, "reply"), {**sent, "look-reason": "x"})
        html = answer.content.decode()
        assert "Say in a few words" in html and hidden(html)["reply-text"] == sent["reply-text"]
        assert not AccessLog.objects.filter(reason="x").exists()

    def test_sent_twice_the_page_of_the_reason_sends_nothing_and_is_written_down_once(self, opened, part):
        later(opened, minutes=31)
        asked = {"reply-text": LONG, "look-reason": "เขียนข่าวต่อ"}
        for _n in range(2):
            html = opened.post(_address(part, "reply"), asked).content.decode()
            assert field(html, "reply-text") == LONG and re.search(
                r"<details[^>]* open><summary id=\"reply-title\"", html
            )
        assert not part.case.events.filter(kind=CaseEvent.Kind.REPLIED).exists()
        assert AccessLog.objects.filter(reason="เขียนข่าวต่อ").count() == 1

    def test_pictures_wait_with_the_form(self, opened, part, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        later(opened, minutes=31)
        token = "6f2c7c1e-9d3b-4b8e-8a55-0c9c8f1f2d10"
        sent = {"close-text": "", "close-form_token": token, "close-pictures": _photo(), "plain": "close"}
        carried = hidden(opened.post(_address(part, "close"), sent).content.decode())
        assert carried["close-form_token"] == token and Upload.objects.count() == 1
        html = opened.post(_address(part, "close"), {**carried, "look-reason": "เขียนคำตอบต่อ"}).content.decode()
        assert Upload.objects.get().display_name in html

    @pytest.mark.parametrize("act", ["split", "field_case", "translate"])
    def test_on_the_other_pages_of_the_case_too(self, opened, part, act):
        later(opened, minutes=31)
        name = "close-text" if act == "field_case" else "text"
        complaint = part.case.complaints.get().reference
        sent = {name: LONG, "complaint": complaint, "step": "split", "language": "xx"}
        html = opened.post(_address(part, act), sent).content.decode()
        if act == "translate":
            assert "Not sent yet" in html
        assert 'name="look-reason"' in html and hidden(html)[name] == LONG

    def test_of_others_it_tells_no_more_than_before(self, as_, stranger, part):
        answer = as_(stranger).post(_address(part, "close"), {"close-text": LONG, "look-reason": "อยากรู้มาก"})
        assert answer.status_code == 404
        assert not AccessLog.objects.exists()


class TestALook:
    def test_lasts_on_with_every_act_on_the_case(self, opened, part):
        for _n in range(3):
            later(opened, minutes=20)
            opened.post(_address(part, "note"), {"note-text": "จดไว้"})
        assert "What you typed" not in opened.get(_address(part)).content.decode()
        assert 'name="look-reason"' not in opened.get(_address(part)).content.decode()

    def test_is_not_lengthened_by_reading_nor_by_closing_the_page(self, opened, part):
        later(opened, minutes=20)
        opened.get(_address(part))
        opened.post(reverse("office_gone", args=[part.case.reference]), {"at": timezone.now().isoformat()})
        later(opened, minutes=11)
        assert 'name="look-reason"' in opened.get(_address(part)).content.decode()

    def test_that_is_over_is_not_brought_back_by_an_act(self, opened, part):
        later(opened, minutes=31)
        opened.post(_address(part, "note"), {"note-text": "จดไว้"})
        assert 'name="look-reason"' in opened.get(_address(part)).content.decode()

    def test_at_who_filed_an_ordinary_case_ends_as_it_did(self, as_, working, wichai):
        client = as_(wichai)
        client.post(_address(working), {"look-reason": "โทรนัดวันซ่อม"})
        before = client.session["looks"]
        client.post(_address(working, "note"), {"note-text": "จดไว้"})
        assert client.session["looks"] == before


class TestWhatIsTypedInConfidence:
    def test_is_kept_in_the_window_only(self, opened, part):
        html = opened.get(_address(part)).content.decode()
        forms = re.findall(r'<form[^>]*data-module="draft"[^>]*>', html)
        assert len(forms) >= 4
        assert all('data-keep="window"' in form and "data-text-saved=" not in form for form in forms)

    def test_elsewhere_on_the_device(self, as_, working, wichai):
        html = as_(wichai).get(_address(working)).content.decode()
        forms = re.findall(r'<form[^>]*data-module="draft"[^>]*>', html)
        assert forms and not any("data-keep=" in form for form in forms)

    def test_is_dropped_when_the_case_went_away_with_it(self, as_, working, wichai, centre):
        fields = {"decline-agency": centre.code, "decline-text": "ถนนของท้องถิ่น"}
        answer = as_(wichai).post(_address(working, "decline"), fields, follow=True)
        key = f"decline-{working.case.reference}"
        assert f'data-module="forget-draft" data-key="{key}"' in answer.content.decode()


def test_half_an_hour_is_what_the_page_says():
    assert timedelta(seconds=looks.LASTS_S) == timedelta(minutes=30)
