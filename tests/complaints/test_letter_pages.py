"""Who gets a letter, what its page of verification tells, and who says how letters look."""

import hashlib
import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from complaints.access import GRANT_COOKIE, write_grants
from complaints.case_files import make_case_files
from complaints.co_signing import co_sign, invite_co_signers
from complaints.complaint_tables import NOBODY
from complaints.erasure import erase_complainant
from complaints.handling import accept_assignment, assign_case
from complaints.intake import Contact
from complaints.models import Complainant, Complaint, Letter
from complaints.speaking import seek_speaker, take_over_speaking
from complaints.splitting import PartToMake, split_case
from complaints.views.letters import LOOKS_AN_HOUR
from complaints.workflow import Visibility
from directory.models import Letterhead, Role
from records.models import AccessLog
from tests.complaints.letter_story import ANSWER, answer, letterhead, made
from tests.factories import make_agency, make_membership
from tests.records.files import encoded, pdf, phone_photo, photo, png_bomb
from tests.records.keys import key_of_the_tests

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def with_a_key(settings, tmp_path):
    settings.LETTER_KEY = str(key_of_the_tests())
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def letter(working, highways):
    letterhead(highways)
    answer(working)
    return made(working)[0]


def own(letter):
    return reverse("track_letter", args=[letter.complaint.reference, letter.public_id])


def verify(letter):
    return reverse("letter", args=[letter.public_id])


class TestTheComplainant:
    def test_finds_it_on_the_page_of_the_case_and_saves_it(self, as_, letter, malee):
        client = as_(malee)
        page = client.get(reverse("track_case", args=[letter.complaint.reference])).content.decode()
        assert own(letter) in page
        assert verify(letter) in page
        saved = client.get(own(letter))
        assert saved.status_code == 200
        assert hashlib.sha256(saved.getvalue()).hexdigest() == letter.sha256
        assert saved["Content-Disposition"] == f'attachment; filename="letter-{letter.year}-1.pdf"'
        assert "no-store" in saved["Cache-Control"]

    def test_saves_it_by_receipt_code(self, client, letter):
        client.cookies[GRANT_COOKIE] = write_grants([letter.complaint.reference])
        assert client.get(own(letter)).status_code == 200

    @pytest.mark.parametrize("code_is_over", [False, True])
    def test_saves_that_of_a_part_by_the_code_of_the_whole(self, client, file, highways, roads, wichai, code_is_over):
        letterhead(highways)
        hole, lamp = "ถนนหน้าตลาดเป็นหลุมลึกมาก", "ไฟทางหน้าวัดดับมาสองสัปดาห์แล้ว"
        whole = file(text=f"{hole} {lamp}", by=None).complaint
        assign_case(whole.case, highways, by=None, topic=roads)
        cut = ((len(hole) + 1, len(hole) + 1 + len(lamp)),)
        [part] = split_case(whole.case, [PartToMake(ranges=cut)], by=wichai, agency=highways)
        working = accept_assignment(assign_case(part, highways, by=None, topic=roads), by=wichai)
        answer(working)
        [letter] = made(working)
        assert letter.complaint.part_of == whole
        if code_is_over:
            Complaint.objects.filter(pk=whole.pk).update(receipt_hash="")
        client.cookies[GRANT_COOKIE] = write_grants([whole.reference])
        assert client.get(own(letter)).status_code == (404 if code_is_over else 200)

    def test_reads_that_it_is_being_prepared(self, as_, working, highways, malee):
        letterhead(highways)
        answer(working)
        page = as_(malee).get(reverse("track_case", args=[working.case.reference])).content.decode()
        assert "A letter is being prepared" in page

    def test_reads_nothing_of_why_it_is_held_back(self, as_, working, highways, malee, settings):
        letterhead(highways)
        settings.LETTER_KEY = ""
        answer(working)
        made(working)
        page = as_(malee).get(reverse("track_case", args=[working.case.reference])).content.decode()
        assert "A letter is being prepared" in page
        assert "LETTER_KEY" not in page

    def test_takes_it_away_with_their_data(self, letter, malee):
        from frontend.my_data import archive_of
        from frontend.personal_rows import Owner

        with zipfile.ZipFile(archive_of(Owner.of_account(malee))) as bundle:
            [name] = [name for name in bundle.namelist() if name.startswith("letters/")]
            assert hashlib.sha256(bundle.read(name)).hexdigest() == letter.sha256

    def test_costs_one_query_more(self, as_, letter, malee, django_assert_max_num_queries):
        client = as_(malee)
        client.get(reverse("track_case", args=[letter.complaint.reference]))
        with django_assert_max_num_queries(24):
            client.get(reverse("track_case", args=[letter.complaint.reference]))


class TestOthers:
    @pytest.mark.parametrize("who", ["nobody", "somsak", "stranger"])
    def test_do_not_find_it(self, client, as_, letter, somsak, stranger, who):
        if who != "nobody":
            as_({"somsak": somsak, "stranger": stranger}[who])
        page = client.get(reverse("track_case", args=[letter.complaint.reference])).content.decode()
        assert str(letter.public_id) not in page
        assert client.get(own(letter)).status_code == 404
        office = reverse("office_letter", args=[letter.case.reference, letter.public_id])
        assert client.get(office).status_code in {302, 404}
        assert "letter-" not in client.get(office).get("Content-Disposition", "")

    def test_do_not_find_it_under_another_number_of_their_own(self, as_, file, letter, somsak):
        mine = file(by=somsak).complaint
        address = reverse("track_letter", args=[mine.reference, letter.public_id])
        assert as_(somsak).get(address).status_code == 404


class TestAnOfficer:
    def test_opens_it_after_a_reason_like_the_name(self, as_, letter, wichai):
        client = as_(wichai)
        page = reverse("office_case", args=[letter.case.reference])
        address = reverse("office_letter", args=[letter.case.reference, letter.public_id])
        assert letter.number in client.get(page).content.decode()
        assert address not in client.get(page).content.decode()
        assert client.get(address)["Location"] == page
        client.post(page, {"look-reason": "ตรวจหนังสือก่อนโทรกลับ"})
        assert AccessLog.objects.filter(subject=f"case:{letter.case.reference}").count() == 1
        assert address in client.get(page).content.decode()
        assert client.get(address).getvalue().startswith(b"%PDF-")

    def test_opens_one_to_somebody_unnamed_at_once(self, as_, file, highways, wichai):
        letterhead(highways)
        part = accept_assignment(assign_case(file(by=None).complaint.case, highways, by=None), by=wichai)
        answer(part)
        [letter] = made(part)
        address = reverse("office_letter", args=[letter.case.reference, letter.public_id])
        client = as_(wichai)
        assert address in client.get(reverse("office_case", args=[letter.case.reference])).content.decode()
        assert client.get(address).getvalue().startswith(b"%PDF-")

    def test_opens_one_that_bears_a_name_after_a_reason_whatever_became_of_the_row(self, as_, letter, wichai):
        Complainant.objects.filter(complaint=letter.complaint).update(**NOBODY)
        address = reverse("office_letter", args=[letter.case.reference, letter.public_id])
        client = as_(wichai)
        assert address not in client.get(reverse("office_case", args=[letter.case.reference])).content.decode()
        assert client.get(address).status_code == 302

    def test_opens_a_confidential_one_after_a_look_only(self, as_, file, highways, bribery, wichai):
        letterhead(highways)
        case = file(by=None, visibility=Visibility.CONFIDENTIAL).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None, topic=bribery), by=wichai)
        answer(part)
        [letter] = made(part)
        address = reverse("office_letter", args=[case.reference, letter.public_id])
        assert as_(wichai).get(address).status_code == 302

    def test_reads_that_it_is_held_back(self, as_, working, highways, wichai, settings):
        letterhead(highways)
        settings.LETTER_KEY = ""
        answer(working)
        made(working)
        assert "Held back" in as_(wichai).get(reverse("office_case", args=[working.case.reference])).content.decode()


class TestThePageOfVerification:
    def test_tells_number_day_agency_and_fingerprint_and_nothing_else(self, client, letter):
        client.cookies["language"] = "en"
        page = client.get(verify(letter)).content.decode()
        for told in (letter.number, "กรมทางหลวง", letter.sha256, "noindex"):
            assert told in page
        for hidden in ("มาลี", letter.complaint.reference, ANSWER, "ศิลา", "รุ่งเรือง"):
            assert hidden not in page

    def test_does_not_find_what_was_not_issued(self, client, working, highways):
        letterhead(highways)
        answer(working)
        assert client.get(verify(Letter.objects.get())).status_code == 404
        assert client.get(reverse("letter", args=[uuid.uuid4()])).status_code == 404

    @pytest.mark.parametrize("language", ["th", "en", "my", "lo", "km", "zh-hans"])
    def test_speaks_every_language(self, client, letter, language):
        client.cookies["language"] = language
        assert letter.sha256 in client.get(verify(letter)).content.decode()

    def test_compares_a_file_and_keeps_none(self, client, as_, letter, malee, settings):
        genuine = as_(malee).get(own(letter)).getvalue()
        client.logout()
        files = sorted(settings.MEDIA_ROOT.rglob("*"))

        def compared(content):
            sent = SimpleUploadedFile("x.pdf", content, "application/pdf")
            return client.post(verify(letter), {"file": sent}).content.decode()

        assert 'data-result="same">' in compared(genuine)
        assert 'data-result="other">' in compared(genuine.replace(b"/Lang", b"/Lanh", 1))
        assert 'data-result="other">' in compared(b"")
        assert 'data-result="other">' not in client.post(verify(letter), {}).content.decode()
        assert sorted(settings.MEDIA_ROOT.rglob("*")) == files

    def test_is_not_for_guessing(self, client, letter):
        statuses = {client.get(reverse("letter", args=[uuid.uuid4()])).status_code for _ in range(LOOKS_AN_HOUR)}
        assert statuses == {404}
        assert client.get(verify(letter)).status_code == 429


class TestErasingTheName:
    def test_takes_the_pdf_away_and_leaves_that_it_was_issued(
        self, client, file, highways, wichai, settings, django_capture_on_commit_callbacks
    ):
        letterhead(highways)
        complaint = file(by=None, contact=Contact(name="มาลี ใจดี")).complaint
        part = accept_assignment(assign_case(complaint.case, highways, by=None), by=wichai)
        answer(part)
        [letter] = made(part)
        with django_capture_on_commit_callbacks(execute=True):
            erase_complainant(complaint)
        assert not list(settings.MEDIA_ROOT.rglob("*.pdf"))
        client.cookies[GRANT_COOKIE] = write_grants([complaint.reference])
        assert client.get(own(letter)).status_code == 404
        assert letter.sha256 in client.get(verify(letter)).content.decode()
        assert "มาลี" not in str(Letter.objects.values())


class TestASpeakerWhoStepsBack:
    def test_takes_their_letters_and_the_files_of_the_case_along(
        self, as_, case, highways, wichai, malee, somsak, settings, django_capture_on_commit_callbacks
    ):
        letterhead(highways, acknowledges=True)
        part = accept_assignment(assign_case(case, highways, by=None), by=wichai)
        [letter] = made(part)
        client = as_(wichai)
        client.post(reverse("office_case", args=[case.reference]), {"look-reason": "โทรนัดวันซ่อม"})
        file = client.post(reverse("ask_office_case_file", args=[case.reference]))["Location"]
        make_case_files.function()
        assert client.get(file + "?save=1").status_code == 200
        co_sign(invite_co_signers(letter.case, by=malee), by=somsak)
        seek_speaker(letter.complaint, by=malee)
        with django_capture_on_commit_callbacks(execute=True):
            take_over_speaking(letter.case, by=somsak)
        assert not list((settings.MEDIA_ROOT / "letters").rglob("*.pdf"))
        assert client.get(file + "?save=1").status_code == 404
        client.post(reverse("office_case", args=[case.reference]), {"look-reason": "โทรนัดวันซ่อม"})
        office = reverse("office_letter", args=[case.reference, letter.public_id])
        assert client.get(office).status_code == 404
        assert letter.sha256 in client.get(verify(letter)).content.decode()


SAID = {
    "is_on": "on",
    "prefix": "คค 0612",
    "office": "กรมทางหลวง",
    "address": "ถนนศรีอยุธยา",
    "signed_name": "นางสาวกัญญา รุ่งเรือง",
    "signed_as": "ผู้อำนวยการ",
    "contact": "",
    "thai_digits": "on",
}


class TestTheLetterhead:
    def edit(self, client, **said):
        return client.post(reverse("office_letterhead", args=["doh"]), SAID | said)

    def test_is_kept_by_who_leads(self, as_, kanya, highways):
        client = as_(kanya)
        assert client.get(reverse("office_letterheads"))["Location"] == reverse("office_letterhead", args=["doh"])
        assert self.edit(client).status_code == 302
        assert Letterhead.objects.get(agency=highways).is_on

    @pytest.mark.parametrize("who", ["wichai", "malee", "stranger"])
    def test_is_not_found_by_others(self, as_, wichai, malee, stranger, who):
        client = as_({"wichai": wichai, "malee": malee, "stranger": stranger}[who])
        assert client.get(reverse("office_letterhead", args=["doh"])).status_code == 404
        assert self.edit(client).status_code == 404
        assert client.get(reverse("office_emblem", args=["doh"])).status_code == 404

    def test_of_another_agency_is_not_found_by_who_leads_one(self, as_, kanya):
        make_agency("กรมทางหลวงชนบท", code="drr")
        assert as_(kanya).get(reverse("office_letterhead", args=["drr"])).status_code == 404

    def test_is_chosen_by_who_leads_two(self, as_, kanya):
        make_membership(kanya, make_agency("กรมทางหลวงชนบท", code="drr"), Role.AGENCY_HEAD)
        page = as_(kanya).get(reverse("office_letterheads")).content.decode()
        assert reverse("office_letterhead", args=["drr"]) in page

    @pytest.mark.parametrize("missing", ["prefix", "office", "address", "signed_name", "signed_as"])
    def test_is_not_switched_on_while_something_is_missing(self, as_, kanya, missing):
        refused = self.edit(as_(kanya), **{missing: "  "})
        assert refused.status_code == 400
        assert "Fill these in first" in refused.content.decode()
        assert not Letterhead.objects.filter(is_on=True).exists()

    def test_shows_what_is_held_back_and_why(self, as_, kanya, working, highways, settings):
        letterhead(highways)
        settings.LETTER_KEY = "/nowhere/key.p12"
        answer(working)
        made(working)
        page = as_(kanya).get(reverse("office_letterhead", args=["doh"])).content.decode()
        assert "1 letter is held back" in page
        assert "is not there or cannot be read" in page


class TestTheEmblem:
    def send(self, client, content, name="emblem.png"):
        said = SAID | {"emblem_file": SimpleUploadedFile(name, content)}
        return client.post(reverse("office_letterhead", args=["doh"]), said)

    def test_is_drawn_anew_small_and_without_where_it_was_taken(self, as_, kanya, highways):
        client = as_(kanya)
        assert self.send(client, phone_photo()).status_code == 302
        kept = bytes(Letterhead.objects.get(agency=highways).emblem)
        assert b"Exif" not in kept
        assert max(Image.open(io.BytesIO(kept)).size) <= 600
        shown = client.get(reverse("office_emblem", args=["doh"]))
        assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
        assert shown.content == kept
        assert (
            reverse("office_emblem", args=["doh"])
            in client.get(reverse("office_letterhead", args=["doh"])).content.decode()
        )

    def test_stays_when_the_words_change_and_goes_when_it_is_taken_away(self, as_, kanya, highways):
        client = as_(kanya)
        self.send(client, encoded(photo(80, 80), "PNG"))
        client.post(reverse("office_letterhead", args=["doh"]), SAID | {"contact": "โทร. 1586"})
        assert Letterhead.objects.get(agency=highways).emblem
        client.post(reverse("office_letterhead", args=["doh"]), SAID | {"no_emblem": "on"})
        assert Letterhead.objects.get(agency=highways).emblem is None

    @pytest.mark.parametrize(
        "content",
        [
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"<html><script>alert(1)</script>",
            pdf(),
            png_bomb(),
            b"\x89PNG\r\n\x1a\n" + b"x" * 100,
            b"MZ" + b"\0" * 200,
            encoded(photo(40, 40), "PNG") + b"x" * (2 * 1024 * 1024),
        ],
        ids=["svg", "html", "pdf", "bomb", "broken", "program", "too large"],
    )
    def test_that_is_hostile_is_refused(self, as_, kanya, highways, content):
        assert self.send(as_(kanya), content).status_code == 400
        assert not Letterhead.objects.filter(emblem__isnull=False).exists()

    def test_that_carries_another_file_behind_it_loses_that(self, as_, kanya, highways):
        self.send(as_(kanya), encoded(photo(40, 40), "GIF") + b"<script>alert(1)</script>", "emblem.gif.php")
        assert b"script" not in bytes(Letterhead.objects.get(agency=highways).emblem)

    def test_stands_on_the_letter(self, as_, kanya, highways, working):
        import pikepdf

        self.send(as_(kanya), encoded(photo(80, 80), "PNG"))
        answer(working)
        [letter] = made(working)
        from django.core.files.storage import default_storage

        with default_storage.open(letter.stored_as) as file:
            document = pikepdf.open(io.BytesIO(file.read()))
        assert len(document.pages[0].get_images()) == 1
