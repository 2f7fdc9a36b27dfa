"""What a shared device keeps of a person, and what makes it forget."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from freezegun import freeze_time

from complaints.device import drafts_of
from complaints.handling import accept_assignment, ask_complainant, assign_case
from complaints.references import new_reference
from complaints.workflow import Visibility
from tests.complaints.conftest import POTHOLE
from tests.factories import make_user

pytestmark = pytest.mark.django_db
BUTTON = "ให้เครื่องนี้ลืมเรื่องนี้"


def page(response):
    return response.content.decode()


def address(filed, act=""):
    return f"/track/{filed.complaint.reference}/" + (f"{act}/" if act else "")


@pytest.fixture
def filed(client, file):
    """An anonymous case that somebody opened on this device by its code."""
    filed = file(by=None, visibility=Visibility.ANONYMOUS)
    client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
    return filed


class TestACaseOpenedByItsCode:
    def test_is_open_until_the_browser_is_closed(self, client, filed):
        assert POTHOLE in page(client.get(address(filed)))
        assert client.cookies["receipts"]["max-age"] == ""
        assert client.cookies["receipts"]["httponly"]

    def test_is_closed_after_four_hours_on_a_computer_that_nobody_closes(self, client, filed):
        with freeze_time(timezone.now() + timedelta(hours=3, minutes=55)):
            assert POTHOLE in page(client.get(address(filed)))
        with freeze_time(timezone.now() + timedelta(hours=4, minutes=5)):
            assert POTHOLE not in page(client.get(address(filed)))

    def test_is_closed_by_a_button_that_asks_for_no_script(self, client, filed):
        html = page(client.get(address(filed)))
        assert BUTTON in html
        assert re.search(
            rf'<form method="post" action="{address(filed, "forget")}">\s*<input type="hidden" name="csrf', html
        )
        after = client.post(address(filed, "forget"), follow=True)
        assert "เครื่องนี้ลืมเรื่องนี้แล้ว" in page(after)
        html = page(client.get(address(filed)))
        assert POTHOLE not in html
        assert BUTTON not in html

    def test_takes_its_drafts_and_its_receipt_along_and_leaves_other_cases_open(self, client, filed, file):
        other = file(by=None)
        client.post("/track/", {"reference": other.complaint.reference, "code": other.receipt_code})
        client.cookies["receipt"] = "signed"
        client.post(address(filed, "forget"))
        assert client.cookies["forget_drafts"].value == filed.complaint.reference
        assert not client.cookies["forget_drafts"]["httponly"]
        assert client.cookies["receipt"].value == ""
        assert client.cookies["receipt"]["path"] == "/complaints/receipt/"
        assert BUTTON in page(client.get(address(other)))

    def test_says_so_when_an_account_still_opens_it(self, client, malee, file):
        own = file(by=malee)
        client.force_login(malee)
        client.post("/track/", {"reference": own.complaint.reference, "code": own.receipt_code})
        assert "คุณยังเข้าสู่ระบบอยู่" in page(client.post(address(own, "forget"), follow=True))

    def test_is_closed_from_its_receipt_too_once_the_code_is_written_down(self, client):
        form = {"text": POTHOLE, "visibility": "anonymous", "step": "send"}
        client.post("/complaints/new/", form)
        html = page(client.get("/complaints/receipt/"))
        assert "เก็บไว้แล้ว ซ่อนเดี๋ยวนี้" in html
        client.post(re.search(r'action="(/track/[^"]+/forget/)"', html)[1])
        assert client.get("/complaints/receipt/").url == "/track/"

    def test_needs_a_form_of_ours_to_be_forgotten(self, filed, client):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        strict.cookies["receipts"] = client.cookies["receipts"].value
        assert strict.post(address(filed, "forget")).status_code == 403
        assert client.get(address(filed, "forget")).status_code == 405

    def test_S2_the_answer_tells_of_no_number_whether_it_exists(self, client, filed):
        known, unknown = client.post(address(filed, "forget")), client.post(f"/track/{new_reference()}/forget/")
        assert known.status_code == unknown.status_code == 302
        assert known.url == unknown.url

    def test_offers_nothing_to_who_opened_nothing(self, client, case):
        assert BUTTON not in page(client.get(f"/track/{case.reference}/"))

    @pytest.mark.parametrize(("visibility", "kept_in_its_window"), [("agency", False), ("confidential", True)])
    def test_keeps_words_told_in_confidence_in_their_window_only(
        self, client, file, highways, wichai, visibility, kept_in_its_window
    ):
        filed = file(by=None, visibility=Visibility(visibility))
        part = accept_assignment(assign_case(filed.complaint.case, highways, by=None), by=wichai)
        ask_complainant(part, question="ใครเรียกเงิน", by=wichai)
        client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
        assert ('data-keep="window"' in page(client.get(address(filed)))) is kept_in_its_window


class TestSigningOut:
    @pytest.mark.parametrize("door", ["/accounts/logout/", "/admin/logout/"])
    def test_closes_what_codes_had_opened(self, client, filed, malee, door):
        client.force_login(malee)
        assert POTHOLE in page(client.get(address(filed)))
        assert "ออกจากระบบแล้ว" in page(client.post(door, follow=True))
        assert POTHOLE not in page(client.get(address(filed)))

    def test_names_the_account_whose_drafts_are_to_go(self, client, malee):
        client.force_login(malee)
        name = re.search(r'<html [^>]*data-account="(\w+)"', page(client.get("/me/")))[1]
        client.post("/accounts/logout/")
        assert client.cookies["forget_drafts"].value == name
        assert "data-account" not in page(client.get("/"))

    def test_of_nobody_forgets_nothing(self, client, filed):
        """The way back from a sign-up goes the same way."""
        client.post("/accounts/logout/")
        assert POTHOLE in page(client.get(address(filed)))
        assert "forget_drafts" not in client.cookies


class TestTheNameOfAnAccountsDrafts:
    def test_is_the_same_at_every_sign_in_and_no_other_accounts(self, malee):
        assert drafts_of(malee) == drafts_of(malee)
        assert drafts_of(malee) != drafts_of(make_user("สมชาย ศรีสุข"))

    def test_says_nothing_about_the_person(self, malee):
        assert re.fullmatch(r"[0-9a-f]{16}", drafts_of(malee))
        assert str(malee.pk) != drafts_of(malee)


def test_a_way_out_in_haste_closes_the_case_and_leaves_no_word_for_the_next_person(client, filed):
    answer = client.post(address(filed, "forget"), {"form_token": "", "remove": "all"})
    assert answer.status_code == 204
    assert POTHOLE not in page(client.get(address(filed)))
    assert "ลืมเรื่องนี้แล้ว" not in page(client.get("/track/"))
