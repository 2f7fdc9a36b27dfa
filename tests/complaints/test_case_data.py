"""What is kept about who filed a case, told to who has its receipt code (P1), and to nobody else (S2)."""

import io
import json
import re
import uuid
import zipfile
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile

from complaints.handling import accept_assignment, assign_case
from complaints.intake import Contact
from complaints.models import Complainant
from complaints.workflow import Visibility
from notifications.models import Message
from records.uploads import store_upload
from tests.complaints.conftest import POTHOLE
from tests.records.files import phone_photo

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


class TestWhoLooked:
    def test_says_what_is_written_down_and_which_agencies_acted(self, client, nuan, highways, wichai):
        html = page(opened(client, nuan))
        assert "ไม่ได้จดไว้" in html and "กรมทางหลวง" not in html
        assignment = assign_case(nuan.complaint.case, highways, by=None)
        assert "กรมทางหลวง" not in page(opened(client, nuan)), "sent there, but nobody there did anything yet"
        accept_assignment(assignment, by=wichai)
        html = page(opened(client, nuan))
        assert "กรมทางหลวง" in html and "ทุกครั้งที่เจ้าหน้าที่เปิดดูข้อมูล" not in html


def test_is_never_cached(client, nuan):
    assert "no-store" in opened(client, nuan).headers["Cache-Control"]


class TestByReceiptCodeTypedAnew:
    """Handing out and taking away ask for the code once more, although this browser has the case open (S7)."""

    def test_P1_takes_away_what_is_kept_with_the_case_and_its_pictures(self, client, file, sila):
        token = str(uuid.uuid4())
        picture = store_upload(ContentFile(phone_photo(), name="ถนน.jpg"), token=token)
        contact = Contact(name="ป้านวล ใจดี", email=NUAN)
        filed = file(by=None, contact=contact, visibility=Visibility.PUBLIC, uploads=(picture,))
        other = file()
        opened(client, filed)
        answer = client.post(f"/track/{filed.complaint.reference}/data/file/", {"code": filed.receipt_code})
        assert "no-store" in answer.headers["Cache-Control"]
        bundle = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        about = json.loads(bundle.read("data.json"))["about"]
        assert about["complaints.Complainant"][0]["email"] == NUAN
        assert [row["reference"] for row in about["complaints.Complaint"]] == [filed.complaint.reference]
        assert about["complaints.Consent"][0]["purpose"] == "show_publicly"
        assert about["directory.User"] == []
        (picture,) = [name for name in bundle.namelist() if name.startswith("files/")]
        assert f'href="{quote(picture)}"' in bundle.read("data.html").decode()
        everything = bundle.read("data.json").decode()
        assert other.complaint.reference not in everything
        assert filed.receipt_code not in everything

    @pytest.mark.parametrize("act", ["file", "erase"])
    @pytest.mark.parametrize("code", ["", "0000-0000-0000-0000"])
    def test_refuses_without_the_code_and_shows_the_page_again(self, client, nuan, act, code):
        opened(client, nuan)
        answer = client.post(f"/track/{nuan.complaint.reference}/data/{act}/", {"code": code, "sure": "on"})
        assert answer.status_code == 400
        assert "application/zip" not in answer.headers["Content-Type"]
        assert Complainant.objects.get().name

    def test_S7_ten_wrong_codes_are_enough(self, client, nuan, settings):
        settings.THROTTLE_SCALE = 1
        opened(client, nuan)
        tries = [
            client.post(f"/track/{nuan.complaint.reference}/data/file/", {"code": "0000-0000-0000-0000"}).status_code
            for _ in range(11)
        ]
        assert tries[-1] == 429

    def test_P2_erases_name_addresses_and_messages_and_the_code_still_opens_the_case(self, client, nuan):
        opened(client, nuan)
        address = f"/track/{nuan.complaint.reference}/data/"
        assert Message.objects.filter(recipient=NUAN).exists()
        assert client.post(f"{address}erase/", {"code": nuan.receipt_code}).status_code == 400  # without the tick
        client.post(f"{address}erase/", {"code": nuan.receipt_code, "sure": "on"})
        person = Complainant.objects.get()
        assert (person.name, person.email, person.phone, person.news_channel) == ("", "", "", "page")
        assert not Message.objects.filter(recipient__in=[NUAN, "+66812345678"]).exists()
        html = page(opened(client, nuan))
        assert "ป้านวล" not in html and NUAN not in html and POTHOLE in html

    def test_an_account_is_erased_by_the_account(self, client, file):
        filed = file()
        opened(client, filed)
        answer = client.post(
            f"/track/{filed.complaint.reference}/data/erase/", {"code": filed.receipt_code, "sure": "on"}
        )
        assert answer.status_code == 409
        assert Complainant.objects.get().name

    def test_of_who_stays_unnamed_there_is_nothing_to_erase_and_the_page_says_how_to_withdraw(self, client, file):
        filed = file(by=None, visibility=Visibility.ANONYMOUS)
        html = page(opened(client, filed))
        assert "ถอนเรื่อง" in html
        assert "/data/erase/" not in html and "/data/name/" not in html
        answer = client.post(
            f"/track/{filed.complaint.reference}/data/erase/", {"code": filed.receipt_code, "sure": "on"}
        )
        assert answer.status_code == 409
        client.post(f"/track/{filed.complaint.reference}/data/name/", {"full_name": "สมชาย"})
        assert not Complainant.objects.exists()

    def test_corrects_the_name(self, client, nuan):
        opened(client, nuan)
        client.post(f"/track/{nuan.complaint.reference}/data/name/", {"full_name": "นวลจันทร์ ใจดี"})
        assert Complainant.objects.get().name == "นวลจันทร์ ใจดี"

    @pytest.mark.parametrize("act", ["file", "name", "take-back", "object", "erase"])
    def test_S2_a_stranger_finds_nothing_whether_the_case_is_there_or_not(self, client, nuan, act):
        bodies = set()
        for reference in (nuan.complaint.reference, "69-7K3M-9QXT-Y"):
            answer = client.post(f"/track/{reference}/data/{act}/", {"code": nuan.receipt_code})
            assert answer.status_code == 404
            alike = re.sub(r'(csrfmiddlewaretoken" value=)"[^"]+"', r"\1", page(answer))
            bodies.add(alike.replace(reference, "69-7K3M-9QXT-Y"))
        assert len(bodies) == 1
