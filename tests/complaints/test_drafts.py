"""Drafts in an account: one's own, on any device, and what one device wrote never silently replaces another's."""

import re

import pytest
from django.test import Client

from complaints.drafts import DRAFTS_A_PERSON, save_draft
from complaints.models import Complaint, Draft
from tests.complaints.conftest import POTHOLE
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ON_PHONE, ON_COMPUTER = f"{POTHOLE} ลูกฉันล้มด้วย", f"{POTHOLE} แจ้งไปแล้วสองครั้ง"


@pytest.fixture
def phone(malee):
    return signed_in(malee)


@pytest.fixture
def computer(malee):
    return signed_in(malee)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def opened(device, draft) -> dict[str, str]:
    """The hidden fields of the form as this device got it."""
    html = device.get(f"/complaints/new/?draft={draft.key}").content.decode()
    form = html.partition('id="filing"')[2].partition("</form>")[0]
    names = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: value for name, value in names if name != "csrfmiddlewaretoken"}


def saved(device, form, text):
    return device.post("/complaints/new/", {**form, "text": text, "step": "save"}, follow=True)


@pytest.fixture
def draft(malee):
    return save_draft(malee, {"text": POTHOLE, "form_token": "5f0c1d5e-0000-4000-8000-000000000000"}).draft


class TestOnTwoDevices:
    def test_the_second_to_save_destroys_nothing_and_is_told(self, phone, computer, draft):
        on_phone, on_computer = opened(phone, draft), opened(computer, draft)
        saved(phone, on_phone, ON_PHONE)
        html = saved(computer, on_computer, ON_COMPUTER).content.decode()
        assert {row.fields["text"] for row in Draft.objects.all()} == {ON_PHONE, ON_COMPUTER}
        assert "ในเครื่องอื่นหรือหน้าต่างอื่น" in html

    def test_through_the_second_step_as_well(self, phone, computer, draft):
        on_phone, on_computer = opened(phone, draft), opened(computer, draft)
        saved(phone, on_phone, ON_PHONE)
        html = computer.post(
            "/complaints/new/", {**on_computer, "text": ON_COMPUTER, "step": "where", "about": ""}, follow=True
        )
        carried = dict(re.findall(r'name="(form_token|draft_seen)" value="([^"]*)"', html.content.decode()))
        saved(computer, carried, ON_COMPUTER)
        assert Draft.objects.count() == 2

    def test_one_after_the_other_is_one_draft(self, phone, computer, draft):
        saved(phone, opened(phone, draft), ON_PHONE)
        html = saved(computer, opened(computer, draft), ON_COMPUTER).content.decode()
        assert [row.fields["text"] for row in Draft.objects.all()] == [ON_COMPUTER]
        assert "ในเครื่องอื่นหรือหน้าต่างอื่น" not in html

    def test_the_same_words_twice_are_one_draft(self, phone, computer, draft):
        on_phone, on_computer = opened(phone, draft), opened(computer, draft)
        for device, form in ((phone, on_phone), (computer, on_computer), (phone, on_phone)):
            saved(device, form, ON_PHONE)
        assert Draft.objects.count() == 1

    def test_sent_on_one_is_no_second_case_from_the_other(self, phone, computer, draft):
        on_phone, on_computer = opened(phone, draft), opened(computer, draft)
        phone.post("/complaints/new/", {**on_phone, "text": POTHOLE, "step": "send"})
        again = computer.post("/complaints/new/", {**on_computer, "text": POTHOLE, "step": "send"})
        assert again.status_code == 302
        other = computer.post("/complaints/new/", {**on_computer, "text": ON_COMPUTER, "step": "send"}, follow=True)
        assert ON_COMPUTER in other.content.decode()
        assert Complaint.objects.count() == 1
        assert not Draft.objects.exists()


def test_nobody_elses_draft_is_replaced(malee, draft):
    stranger = make_user("สมชาย ศรีสุข")
    beside = save_draft(stranger, {"text": "ของคนอื่น", "form_token": str(draft.key)}).draft
    draft.refresh_from_db()
    assert beside.key != draft.key and draft.fields["text"] == POTHOLE


def test_the_oldest_go_beyond_twenty(malee):
    for number in range(DRAFTS_A_PERSON + 2):
        save_draft(malee, {"text": f"ร่างที่ {number}"})
    assert Draft.objects.filter(user=malee).count() == DRAFTS_A_PERSON
