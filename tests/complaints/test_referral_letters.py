"""What stands in a letter to an agency elsewhere, read back by other tools than the one that drew it."""

import json
import re
import subprocess
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from django.core.files.storage import default_storage

from complaints.erasure import correct_name_in_case
from complaints.handling import accept_assignment, assign_case
from complaints.letters import forget_letters, make_letters
from complaints.models import Complainant, Complaint, Letter, Referral
from complaints.referral_data import RAM, RSM, person_to_name
from complaints.referring import drop_referral, follow_up
from complaints.workflow import Visibility
from tests.complaints.letter_story import letterhead
from tests.complaints.referral_story import ASKS, by_letter, letter_of, sent, written
from tests.records.keys import key_of_the_tests
from tests.records.test_pdf_signing import openssl, parts_of

pytestmark = pytest.mark.usefixtures("with_a_key")

WHY = "ผู้แจ้งตกลงทางโทรศัพท์วันที่ 29 พฤศจิกายน"


@pytest.fixture
def part(working, highways):
    letterhead(highways, thai_digits=False)
    return working


def pdf_of(letter: Letter) -> bytes:
    with default_storage.open(letter.stored_as) as file:
        return file.read()


def words_in(letter: Letter, tmp_path) -> str:
    """By poppler; in one line, for where a line ends is no matter of ours."""
    (tmp_path / "letter.pdf").write_bytes(pdf_of(letter))
    told = subprocess.run(["pdftotext", "letter.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True)
    return " ".join(told.stdout.split())


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def attached(letter: Letter, tmp_path) -> dict[str, bytes]:
    """By poppler as well."""
    (tmp_path / "letter.pdf").write_bytes(pdf_of(letter))
    subprocess.run(["pdfdetach", "-saveall", "letter.pdf"], cwd=tmp_path, capture_output=True, check=True)
    return {name: (tmp_path / name).read_bytes() for name in ("referral.json", "correspondence-letter.xml")}


class TestTheLetter:
    def test_says_to_whom_what_is_asked_and_how_to_answer(self, part, irrigation, tmp_path):
        letter = letter_of(written(part, irrigation))
        told = without_spaces(words_in(letter, tmp_path))
        for said in (
            "เรียน อธิบดีกรมชลประทาน",
            f"ขอส่งเรื่องร้องเรียน เลขที่ {part.case.reference}",
            "ขอให้ตรวจประตูระบายน้ำ",
            "ภายใน 15 วันทำการนับแต่วันที่ได้รับหนังสือนี้",
            "ถนนหน้าโรงเรียนบ้านหนองแวงเป็นหลุมลึกมาก",
            "จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ",
            f"/letters/{letter.public_id}/",
        ):
            assert without_spaces(said) in told

    def test_is_signed_with_its_attachments(self, part, irrigation, tmp_path):
        covered, signature = parts_of(pdf_of(letter_of(written(part, irrigation))))
        checked = openssl(tmp_path, covered, signature.rstrip(b"\0"))
        assert checked.returncode == 0, checked.stderr
        assert b"referral.json" in covered

    def test_carries_json_with_what_a_machine_needs(self, part, irrigation, tmp_path):
        letter = letter_of(written(part, irrigation))
        data = json.loads(attached(letter, tmp_path)["referral.json"])
        assert data["format"] == "siang-pracha/referral/1"
        assert data["letter"]["number"] == letter.number == "คค 0612/1"
        assert data["case"]["reference"] == part.case.reference
        assert data["to"] == {"code": "rid", "name": "กรมชลประทาน", "saraban_code": "07030000"}
        assert data["asks"] == ASKS
        assert data["answer_within_working_days"] == 15

    def test_carries_xml_by_the_names_of_e_saraban(self, part, irrigation, tmp_path):
        letter = letter_of(written(part, irrigation))
        document = ET.fromstring(attached(letter, tmp_path)["correspondence-letter.xml"])  # noqa: S314
        assert document.tag == f"{{{RSM}}}GovernmentDocument"
        told = document.find(f"{{{RAM}}}CorrespondenceLetter")
        assert told.findtext(f"{{{RAM}}}ID") == "คค 0612/1"
        assert told.findtext(f"{{{RAM}}}ReceiverParty/{{{RAM}}}DepartmentOrganization/{{{RAM}}}ID") == "07030000"

    def test_leaves_out_of_the_xml_what_has_no_value(self, part, tmp_path):
        agency = by_letter("กรมเจ้าท่า", code="md", saraban_code="")
        letter = letter_of(written(part, agency))
        document = ET.fromstring(attached(letter, tmp_path)["correspondence-letter.xml"])  # noqa: S314
        assert not [each.tag for each in document.iter() if not len(each) and not (each.text or "").strip()]
        receiver = document.find(f".//{{{RAM}}}ReceiverParty")
        assert [each.tag for each in receiver] == [f"{{{RAM}}}JobTitle"]
        assert receiver[0].text == "อธิบดีกรมเจ้าท่า"
        sender = document.find(f".//{{{RAM}}}SenderParty")
        assert [each.tag for each in sender] == [f"{{{RAM}}}GivenName", f"{{{RAM}}}JobTitle"]

    def test_says_what_its_attachments_are(self, part, irrigation, tmp_path):
        (tmp_path / "letter.pdf").write_bytes(pdf_of(letter_of(written(part, irrigation))))
        with pikepdf.open(tmp_path / "letter.pdf") as pdf:
            assert {pdf.attachments[name].relationship for name in pdf.attachments} == {pikepdf.Name("/Data")}

    def test_survives_hostile_words(self, part, irrigation, tmp_path):
        hostile = "]]></ram:ID>\x07\ufffe\uffff<x>&\u202e {nb} " + "ก" * 400
        letter = letter_of(written(part, irrigation, asks=hostile))
        files = attached(letter, tmp_path)
        assert "<x>&" in json.loads(files["referral.json"])["asks"]
        assert "<x>&" in ET.fromstring(files["correspondence-letter.xml"]).findtext(f".//{{{RAM}}}Description")  # noqa: S314

    def test_of_a_reminder_refers_to_the_first(self, part, irrigation, tmp_path):
        referral = sent(part, irrigation)
        Referral.objects.update(answer_by=referral.sent_at)
        follow_up(referral)
        make_letters.function()
        told = without_spaces(words_in(letter_of(referral, Letter.Kind.REMINDER), tmp_path))
        assert without_spaces("หนังสือกรมทางหลวง ที่ คค 0612/1 ลงวันที่") in told
        assert without_spaces("ยังไม่ได้รับคำตอบ") in told


class TestWhoFiled:
    def everything(self, letter, tmp_path) -> str:
        files = attached(letter, tmp_path)
        return words_in(letter, tmp_path) + "".join(content.decode() for content in files.values())

    def test_is_not_named_without_consent_nor_by_their_own_words(self, file, highways, wichai, irrigation, tmp_path):
        letterhead(highways)
        case = file(text="ถนนเป็นหลุม โทรหามาลี ใจดี 081-234-5678 บ้านเลขที่ 12/3 ได้เลยค่ะ").complaint.case
        part = accept_assignment(assign_case(case, highways, by=None), by=wichai)
        letter = letter_of(written(part, irrigation))
        told = self.everything(letter, tmp_path)
        for secret in ("มาลี", "ใจดี", "081-234-5678", "๐๘๑", "12/3", "malee@example.org"):
            assert secret not in told
        assert not letter.bears_a_name

    def test_is_named_where_they_agreed(self, part, irrigation, tmp_path):
        letter = letter_of(written(part, irrigation, identity=Referral.Identity.AGREED, identity_why=WHY))
        data = json.loads(attached(letter, tmp_path)["referral.json"])
        assert data["complainant"]["name"] == "มาลี ใจดี"
        assert data["why_complainant_is_named"] == {"ground": "agreed", "note": WHY}
        assert without_spaces("มาลี ใจดี") in without_spaces(words_in(letter, tmp_path))
        assert letter.bears_a_name

    @pytest.mark.parametrize("visibility", [Visibility.ANONYMOUS, Visibility.CONFIDENTIAL])
    def test_told_in_confidence_is_neither_named_nor_quoted(
        self, file, highways, kanya, irrigation, visibility, malee, tmp_path
    ):
        letterhead(highways)
        by = None if visibility == Visibility.ANONYMOUS else malee
        case = file(visibility=visibility, by=by).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None), by=kanya)
        letter = letter_of(written(part, irrigation))
        told = self.everything(letter, tmp_path)
        for secret in ("มาลี", "หลุม", "หนองแวง", "malee@", "ศิลา"):
            assert secret not in told
        assert letter.says["secrecy"] == ("ลับ" if visibility == Visibility.CONFIDENTIAL else "")

    def test_whose_row_is_made_named_by_hand_stays_unnamed_in_confidence(
        self, file, highways, kanya, irrigation, malee
    ):
        letterhead(highways)
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None), by=kanya)
        referral = written(part, irrigation)
        Referral.objects.update(identity=Referral.Identity.LAW, identity_why="x")
        referral.refresh_from_db()
        assert person_to_name(referral) is None

    def test_is_taken_from_the_house_with_their_name(self, part, irrigation, django_capture_on_commit_callbacks):
        named = letter_of(written(part, irrigation, identity=Referral.Identity.AGREED, identity_why=WHY))
        with django_capture_on_commit_callbacks(execute=True):
            forget_letters(Complaint.objects.filter(case=part.case))
        named.refresh_from_db()
        assert named.is_gone
        assert not default_storage.exists(f"letters/{named.public_id}.pdf")

    def test_a_letter_without_a_name_stays(self, part, irrigation):
        unnamed = letter_of(written(part, irrigation))
        forget_letters(Complaint.objects.filter(case=part.case))
        unnamed.refresh_from_db()
        assert not unnamed.is_gone

    def test_corrected_before_it_is_made_stands_there_as_corrected(self, part, irrigation, tmp_path, settings):
        settings.LETTER_KEY = ""
        referral = written(part, irrigation, identity=Referral.Identity.AGREED, identity_why=WHY)
        correct_name_in_case(part.case.complaints.get(), "มาลี สุขใจ")
        settings.LETTER_KEY = str(key_of_the_tests())
        make_letters.function()
        assert "สุขใจ" in words_in(letter_of(referral), tmp_path)
        assert Complainant.objects.count() == 1


def test_the_code_on_a_letter_says_where_it_was_taken_back(client, part, irrigation):
    referral = written(part, irrigation)
    page = f"/letters/{letter_of(referral).public_id}/"
    client.cookies["language"] = "en"
    assert "took this letter back" not in client.get(page).content.decode()
    drop_referral(referral, by=part.officer)
    assert "took this letter back" in client.get(page).content.decode()
