"""What is kept about who filed a case, told to who has its receipt code (P1), and to nobody else (S2)."""

import pytest

from complaints.intake import Contact
from complaints.workflow import Visibility
from tests.complaints.conftest import POTHOLE

pytestmark = pytest.mark.django_db
NUAN = "pa.nuan@example.org"


def page(response):
    return response.content.decode()


@pytest.fixture
def nuan(file):
    return file(by=None, contact=Contact(name="ป้านวล ใจดี", email=NUAN, phone="+66812345678"))


def opened(client, filed):
    client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
    return client.get(f"/track/{filed.complaint.reference}/data/")


def test_shows_name_addresses_words_and_what_was_sent(client, nuan):
    html = page(opened(client, nuan))
    for kept in ("ป้านวล ใจดี", NUAN, "081 234 5678", POTHOLE, "ยังไม่ยืนยัน"):
        assert kept in html


def test_is_reached_from_the_page_of_the_case(client, nuan):
    opened(client, nuan)
    address = f"/track/{nuan.complaint.reference}/"
    assert f'href="{address}data/"' in page(client.get(address))


def test_of_who_stays_unnamed_says_that_there_is_nothing(client, file):
    filed = file(by=None, visibility=Visibility.ANONYMOUS, contact=Contact(name="ไม่ควรอยู่", email=NUAN))
    html = page(opened(client, filed))
    assert "ไม่เก็บชื่อ" in html
    assert NUAN not in html


def test_S2_is_not_found_for_a_stranger_and_for_another_complainant(client, nuan, file, malee):
    address = f"/track/{nuan.complaint.reference}/data/"
    assert client.get(address).status_code == 404
    file()
    client.force_login(malee)
    assert client.get(address).status_code == 404


def test_is_never_cached(client, nuan):
    assert "no-store" in opened(client, nuan).headers["Cache-Control"]
