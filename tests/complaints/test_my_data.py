"""`/me/data/`: what is kept about a person, taken away whole (P1) and erased (P2); nobody else's."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from complaints.converting import convert_case
from complaints.erasure import erase_person
from complaints.handling import ask_complainant, reject_case
from complaints.models import Complainant, Complaint, Draft
from complaints.responding import answer_question, withdraw_complaint
from complaints.translating import correct_language
from complaints.workflow import CaseKind
from frontend.my_data import everything_about
from frontend.personal_not_given import NOT_GIVEN
from frontend.personal_register import KEPT
from frontend.personal_rows import Owner
from notifications.models import Message, Subscription
from records.access import log_look
from records.models import AccessLog

pytestmark = pytest.mark.django_db
PASSWORD = "กุ้งแห้งกับมะม่วงเปรี้ยว"
TABLES = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]


@pytest.fixture
def malee(malee):
    malee.set_password(PASSWORD)
    malee.save()
    return malee


@pytest.fixture
def signed_in(client, malee):
    client.force_login(malee)
    return client


@pytest.fixture
def proven(signed_in, malee):
    """Malee has typed her password just now."""
    signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return signed_in


def unzipped(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


class TestTheRegister:
    @pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
    def test_P1_every_column_of_every_table_has_a_mark(self, model):
        label = model._meta.label
        assert (label in KEPT) != (label in NOT_GIVEN), (
            f"{label}: mark it in frontend/personal_register.py or personal_not_given.py"
        )
        if label in KEPT:
            kept = KEPT[label]
            marked = [*kept.given, *kept.kept_back]
            assert len(marked) == len(set(marked))
            assert set(kept.named) <= set(kept.given)
        else:
            marked = NOT_GIVEN[label][1].split()
        assert sorted(marked) == sorted(field.name for field in model._meta.concrete_fields)

    def test_P1_marks_no_table_that_is_gone(self):
        assert {*KEPT, *NOT_GIVEN} <= {model._meta.label for model in TABLES}

    def test_P1_a_secret_is_never_given(self):
        given = {name for kept in KEPT.values() for name in kept.given}
        assert not given & {"password", "receipt_hash", "token_hash", "provider_key", "session_data"}

    def test_P1_a_table_that_points_at_a_person_is_given_or_says_why_not(self, malee):
        for model in TABLES:
            if any(field.related_model is type(malee) for field in model._meta.concrete_fields):
                assert model._meta.label in KEPT or NOT_GIVEN[model._meta.label][0]


class TestTakingItAway:
    def test_P1_holds_everything_under_plain_names(self, proven, malee, file, wichai, working, highways):
        log_look(wichai, f"case:{working.case.reference}", "โทรถามจุดที่เกิดเหตุ", agency=highways)
        ask_complainant(working, question="หลุมอยู่เลนไหน", by=wichai)
        Draft.objects.create(user=malee, key="5f0c1d5e-0000-4000-8000-000000000000", fields={"text": "ร่างของฉัน"})
        Subscription.objects.create(user=malee, subject="case:69-0000-0000-0")
        bundle = unzipped(proven.post("/me/data/file/"))
        about = json.loads(bundle.read("data.json"))["about"]
        assert set(about) == set(KEPT)
        assert about["directory.User"][0]["full_name"] == "มาลี ใจดี"
        assert about["complaints.Complaint"][0]["text"] == Complaint.objects.get().text
        assert about["complaints.Complainant"][0]["email"] == "malee@example.org"
        assert {"หลุมอยู่เลนไหน"} <= {event["note"] for event in about["complaints.CaseEvent"]}
        assert about["complaints.Draft"][0]["fields"] == {"text": "ร่างของฉัน"}
        assert about["notifications.Subscription"][0]["subject"] == "case:69-0000-0000-0"
        assert about["notifications.Message"]
        assert about["records.AccessLog"][0]["reason"] == "โทรถามจุดที่เกิดเหตุ"
        assert about["records.AccessLog"][0]["agency"] == "กรมทางหลวง"

    def test_P1_is_written_row_by_row_as_it_is_stored(self, malee, file):
        file()
        for table, rows in everything_about(Owner.of_account(malee)).items():
            for row in rows:
                assert tuple(row) == KEPT[table].given

    def test_holds_nothing_of_anybody_else(self, proven, malee, file, stranger):
        file(text="น้ำท่วมขังหน้าบ้านของคนอื่น ไม่มีใครมาดูเลย", by=stranger)
        bundle = unzipped(proven.post("/me/data/file/"))
        for name in ("data.json", "data.html"):
            assert "น้ำท่วมขัง" not in bundle.read(name).decode()

    def test_holds_a_page_that_people_can_read(self, proven, malee, file, wichai, working, highways):
        log_look(wichai, f"case:{working.case.reference}", "โทรถามจุดที่เกิดเหตุ", agency=highways)
        ask_complainant(working, question="หลุมอยู่เลนไหน", by=wichai)
        file(text="<script>alert(1)</script> ไฟดับทั้งซอย")
        html = unzipped(proven.post("/me/data/file/")).read("data.html").decode()
        assert "มาลี ใจดี" in html and Complaint.objects.earliest("id").text in html
        assert "กรมทางหลวงรับเรื่อง" in html and "หลุมอยู่เลนไหน" in html and "โทรถามจุดที่เกิดเหตุ" in html
        assert "<script" not in html and "&lt;script&gt;alert(1)" in html
        assert not re.search(r'(?:src|href)="(?:https?:)?/', html), "it stands alone"

    def test_S10_leaves_out_what_another_filer_of_the_same_case_answered(self, malee, stranger, working, wichai):
        ask_complainant(working, question="หลุมอยู่เลนไหน", by=wichai)
        working.case.refresh_from_db()
        answer_question(working.case, text="เลนซ้ายหน้าบ้านผม 081-234-5678", by=stranger)
        notes = [event["note"] for event in everything_about(Owner.of_account(malee))["complaints.CaseEvent"]]
        assert not any("081-234-5678" in note for note in notes)

    def test_P1_holds_what_was_answered_with_the_code_and_without_signing_in(self, malee, working, wichai):
        ask_complainant(working, question="หลุมอยู่เลนไหน", by=wichai)
        working.case.refresh_from_db()
        answer_question(working.case, text="เลนซ้ายค่ะ", by=None)
        assert "เลนซ้ายค่ะ" in [
            event["note"] for event in everything_about(Owner.of_account(malee))["complaints.CaseEvent"]
        ]

    def test_P1_holds_what_the_triage_desk_told_them_and_not_what_it_told_the_agencies(self, malee, case, siriporn):
        convert_case(case, CaseKind.SUGGESTION, by=siriporn, reason="เป็นข้อเสนอ")
        correct_language(case.complaints.get(), "lo", by=siriporn)
        reject_case(case, reason="ไม่ใช่หน้าที่ของรัฐ", by=siriporn)
        told = everything_about(Owner.of_account(malee))["complaints.CaseEvent"]
        assert {"เป็นข้อเสนอ", "ไม่ใช่หน้าที่ของรัฐ"} <= {event["note"] for event in told}
        assert "language_corrected" not in {event["kind"] for event in told}

    def test_asks_for_the_password_first(self, signed_in):
        answer = signed_in.post("/me/data/file/")
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/reauthenticate/")

    def test_goes_on_once_the_password_was_typed(self, signed_in, file):
        file()
        asked = signed_in.post("/me/data/file/").url
        answer = signed_in.post(asked, {"password": PASSWORD})
        assert "data.json" in unzipped(answer).namelist()

    def test_a_wrong_password_opens_nothing(self, signed_in):
        asked = signed_in.post("/me/data/file/").url
        assert not signed_in.post(asked, {"password": "เดาเอา"}).streaming

    def test_asks_whoever_has_no_password_for_a_new_code(self, client, stranger):
        client.force_login(stranger)
        type(stranger).objects.filter(pk=stranger.pk).update(last_login=timezone.now() - timedelta(hours=1))
        answer = client.post("/me/data/file/")
        assert answer.url.startswith("/accounts/login/")
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize("address", ["/me/data/", "/me/data/erase/"])
    def test_is_not_for_visitors(self, client, address):
        assert client.get(address).url.startswith("/accounts/login/")


class TestThePage:
    def test_shows_what_is_kept_and_who_looked(self, signed_in, malee, case, wichai, highways):
        log_look(wichai, f"case:{case.reference}", "โทรถามจุดที่เกิดเหตุ", agency=highways)
        page = signed_in.get("/me/data/").content.decode()
        for words in ("malee@example.org", "1 เรื่อง", "โทรถามจุดที่เกิดเหตุ", "กรมทางหลวง"):
            assert words in page

    def test_is_kept_by_no_cache(self, signed_in):
        assert "no-store" in signed_in.get("/me/data/").headers["Cache-Control"]

    def test_corrects_the_name(self, signed_in, malee):
        signed_in.post("/me/data/name/", {"full_name": "มาลี  ใจงาม"})
        malee.refresh_from_db()
        assert malee.full_name == "มาลี ใจงาม"

    def test_says_at_the_field_what_is_wrong_with_a_name(self, signed_in, malee):
        answer = signed_in.post("/me/data/name/", {"full_name": ""})
        assert answer.status_code == 400
        malee.refresh_from_db()
        assert malee.full_name == "มาลี ใจดี"


class TestErasing:
    @pytest.fixture
    def ended(self, case, malee):
        withdraw_complaint(case, by=malee, reason="แจ้งซ้ำค่ะ")
        case.refresh_from_db()
        return case

    def test_P2_parts_the_person_from_what_stays(self, malee, ended):
        words, events = Complaint.objects.get().text, ended.events.count()
        Draft.objects.create(user=malee, key="5f0c1d5e-0000-4000-8000-000000000000", fields={"text": "ร่าง"})
        Subscription.objects.create(user=malee, subject=f"case:{ended.reference}")
        erase_person(malee)
        for model in TABLES:
            for row in model.objects.all().values():
                assert "malee@example.org" not in str(row), model
                assert "มาลี ใจดี" not in str(row), model
        assert Complaint.objects.get().text == words
        assert ended.events.count() == events
        assert not Complainant.objects.filter(user=malee).exists()
        assert not (Draft.objects.exists() or Subscription.objects.exists() or Message.objects.exists())

    def test_P2_is_written_down(self, malee, ended):
        erase_person(malee)
        assert AccessLog.objects.filter(subject=f"person:{malee.pk}").count() == 1

    def test_P2_waits_for_a_case_that_is_still_open(self, malee, case):
        with pytest.raises(ValidationError) as refused:
            erase_person(malee)
        assert refused.value.code == "case_is_open"
        assert Complainant.objects.get().email == "malee@example.org"

    def test_is_not_for_staff_whose_acts_are_records(self, wichai):
        with pytest.raises(ValidationError) as refused:
            erase_person(wichai)
        assert refused.value.code == "works_for_an_agency"

    def test_leaves_everybody_else_as_they_were(self, malee, ended, stranger, file):
        file(text="ไฟทางดับหน้าตลาด ฝากดูด้วยครับ", by=stranger)
        erase_person(malee)
        assert Complainant.objects.filter(user=stranger).exists()

    def test_begins_with_the_password_and_ends_signed_out(self, proven, malee, ended):
        assert "กู้คืนไม่ได้" in proven.get("/me/data/erase/").content.decode()
        assert proven.post("/me/data/erase/").status_code == 400  # not ticked
        answer = proven.post("/me/data/erase/", {"sure": "yes"})
        assert answer.url == "/"
        assert "_auth_user_id" not in proven.session
        malee.refresh_from_db()
        assert (malee.full_name, malee.is_active) == ("", False)

    def test_asks_for_the_password_first(self, signed_in, malee, ended):
        assert signed_in.post("/me/data/erase/", {"sure": "yes"}).status_code == 302
        malee.refresh_from_db()
        assert malee.full_name == "มาลี ใจดี"

    def test_shows_which_cases_stand_in_the_way(self, proven, case):
        page = proven.get("/me/data/erase/").content.decode()
        assert case.reference in page
        assert 'name="sure"' not in page

    def test_twice_is_harmless(self, malee, ended):
        erase_person(malee)
        malee.refresh_from_db()
        erase_person(malee)
        assert AccessLog.objects.filter(subject=f"person:{malee.pk}").count() == 2
