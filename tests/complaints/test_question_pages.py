"""Filing what may be dangerous to tell: one question a page, as a browser without JavaScript does it."""

from __future__ import annotations

import re
import uuid
import zlib
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from complaints.models import Case, CaseEvent, Complainant, Complaint, Draft
from records.models import KeptForm, Upload
from tests.complaints.conftest import without_outbox

pytestmark = pytest.mark.django_db
NEW = "/complaints/new/"
BRIBE = "นายช่างเรียกเงินใต้โต๊ะก่อนเซ็นใบอนุญาตทุกครั้ง จ่ายแล้วถึงจะได้ใบ ใครไม่จ่ายรอเปนเดือน"
HOSPITAL = "พยาบาลห้องฉุกเฉินตะคอกคนไข้และให้ยาผิดคน แม่ของหนูเกือบแย่ค่ะ"
CHILD = "ครูตีเด็ก ป.2 ด้วยไม้บรรทัดเหล็กจนแขนเขียว เด็กไม่กล้าบอกใคร"
ADDRESS, DEVICE = "203.0.113.77", "Nokia-of-the-whistleblower/1.0"
HEADINGS = {
    "words": "เล่าเรื่องให้เราฟัง",
    "seen": "ให้ใครเห็นเรื่องนี้",
    "place": "เกิดที่ไหน",
    "files": "รูปหรือเอกสาร (ถ้ามี)",
    "reach": "ติดต่อคุณได้อย่างไร (ถ้าสะดวกบอก)",
    "check": "ตรวจก่อนส่ง",
}


class Fields(HTMLParser):
    """What a browser would send of the form on a page, without the button that is pressed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._within, self._area, self._select = False, "", ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        name = has.get("name") or ""
        if tag == "form":
            self._within = has.get("id") == "filing"
        if not self._within or not name and tag != "option":
            return
        if (
            tag == "input"
            and has.get("type") != "file"
            and (has.get("type") not in {"radio", "checkbox"} or "checked" in has)
        ):
            self.values[name] = has.get("value") or ""
        if tag in {"textarea", "select"}:
            self.values[name] = ""
            self._area, self._select = (name, "") if tag == "textarea" else ("", name)
        if tag == "option" and self._select and "selected" in has:
            self.values[self._select] = has["value"]

    def handle_data(self, data):
        if self._area:
            self.values[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag in {"textarea", "select"}:
            self._area = self._select = ""
        if tag == "form":
            self._within = False


class Visitor:
    """Somebody without script: fills in what the page shows and presses one of its buttons."""

    def __init__(self, client) -> None:
        self.client, self.html, self.answer = client, "", None

    def tells(self, text: str) -> Visitor:
        """On the first page."""
        return self._post({"step": "where", "text": text})

    def presses(self, button: str = "next", name: str = "step", **typed) -> Visitor:
        fields = {**Fields(self.html).values, **typed}
        fields.pop("csrfmiddlewaretoken", None)
        assert re.search(rf'<button[^>]*name="{name}"[^>]*value="{button}"', self.html), f"no button {button}"
        return self._post({**fields, name: button})

    def goes(self, until: str, **typed) -> Visitor:
        """From question to question, answering what the page shows, until this one is asked."""
        for _ in HEADINGS:
            if self.asked == until:
                return self
            shown = Fields(self.html).values
            self.presses(**{name: value for name, value in typed.items() if name in shown})
        raise AssertionError(f"{until} was never asked")

    @property
    def asked(self) -> str:
        return Fields(self.html).values.get("asked", "")

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.html, re.DOTALL)
        return re.sub(r"<[^>]+>", "", found.group(1)).strip() if found else ""

    def knows(self, name: str) -> str:
        return Fields(self.html).values.get(name, "")

    def _post(self, fields) -> Visitor:
        self.answer = self.client.post(NEW, fields, follow=True, REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=DEVICE)
        self.html = self.answer.content.decode()
        return self


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def visitor(client):
    return Visitor(client)


@pytest.fixture
def unnamed(visitor):
    """Told of a bribe, chose not to say who they are; the place is asked next."""
    return visitor.tells(BRIBE).presses(visibility="anonymous")


def picture(name: str = "โต๊ะทำงานของฉัน.jpg") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")


def stored() -> int:
    return sum(table.objects.count() for table in (Case, Complaint, Complainant, CaseEvent, Draft))


class TestWhoIsAskedSo:
    @pytest.mark.parametrize("text", [BRIBE, HOSPITAL, CHILD, "ตำรวจจราจรยัดข้อหาแล้วขอค่าปรับไม่มีใบเสร็จ"])
    def test_first_chooses_who_may_see_what_may_be_dangerous_to_tell(self, visitor, text):
        visitor.tells(text)
        assert (visitor.asked, visitor.heading) == ("seen", HEADINGS["seen"])

    @pytest.mark.parametrize(
        "text", ["ไฟทางดับทั้งซอย มืดมาก", "ถนนหน้าโรงพยาบาลเป็นหลุม คนไข้เดินลำบาก", "ร้านเหล้าเสียงดัง เด็กนอนไม่ได้"]
    )
    def test_everybody_else_keeps_the_calm_page(self, visitor, text):
        visitor.tells(text)
        assert visitor.asked == ""
        assert 'name="province"' in visitor.html

    def test_who_is_open_about_it_goes_on_on_the_calm_page_with_what_was_chosen(self, visitor):
        visitor.tells(HOSPITAL).presses(visibility="agency")
        assert visitor.asked == ""
        assert visitor.knows("visibility") == "agency"
        assert visitor.knows("text") == HOSPITAL

    def test_named_officers_only_is_preselected_where_a_colleague_may_be_the_one_complained_of(self, visitor):
        assert visitor.tells(BRIBE).knows("visibility") == "confidential"

    def test_anybody_may_ask_for_it(self, visitor):
        """Words do not tell all: the calm page offers it, and begins in confidence."""
        visitor.tells("ปลัดเอาคนงานของเทศบาลไปทำสวนที่บ้านทุกวันเสาร์").presses("questions")
        assert (visitor.asked, visitor.knows("visibility")) == ("seen", "confidential")
        assert visitor.presses().asked == "place"

    def test_takes_along_what_was_filled_in_on_the_calm_page(self, visitor, sila):
        visitor.tells("ปลัดเอาคนงานไปทำสวนที่บ้าน")
        visitor.presses("questions", province="40", visibility="anonymous", files=picture())
        assert visitor.knows("visibility") == "anonymous"
        assert visitor.goes("files").knows("province") == "40"
        assert "photo-1.jpg" in visitor.html

    def test_too_little_to_act_on_is_told_on_the_page_of_the_words(self, visitor):
        visitor.tells("ปลัดเอาคนงานไปทำสวนที่บ้าน").presses("questions", text="")
        assert visitor.answer.status_code == 400
        assert (visitor.asked, "ช่องนี้ยังว่าง" in visitor.html or 'href="#id_text"' in visitor.html) == ("words", True)


class TestTheQuestions:
    def test_come_one_by_one_and_are_numbered_from_the_first(self, visitor, sila):
        visitor.tells(BRIBE)
        met = []
        for n in range(1, 5):
            met.append(visitor.heading)
            assert f"ข้อ {n} จาก 4" in visitor.html
            visitor.presses()
        assert [*met, visitor.heading] == [HEADINGS[name] for name in list(HEADINGS)[1:]]
        assert not re.search(r"ข้อ \d+ จาก", visitor.html), "the check asks nothing new"
        assert not re.search(r"ข้อ \d+ จาก", visitor.presses("words").html), "the words were told on the first page"

    def test_say_after_the_choice_which_way_one_files(self, visitor):
        assert "แจ้งแบบไม่บอกว่าเป็นใคร" in visitor.tells(BRIBE).presses(visibility="anonymous").html
        assert "แจ้งแบบลับ" in visitor.tells(BRIBE).presses().html

    def test_each_has_a_way_out_a_way_back_and_its_own_word_on_safety(self, visitor):
        visitor.tells(BRIBE).presses("back")
        said = set()
        for name in list(HEADINGS)[:-1]:
            assert visitor.asked == name
            assert without_outbox(visitor.html).count('data-module="leave"') == 2
            assert 'href="https://www.tmd.go.th/" rel="noreferrer"' in visitor.html
            assert ('value="back"' in visitor.html) or 'class="crumbs"' in visitor.html
            said.add(re.search(r'<div class="stack-s meta">(.*?)</div></div>', visitor.html).group(1))
            visitor.presses()
        assert without_outbox(visitor.html).count('data-module="leave"') == 2
        assert len(said) == 5

    def test_never_ask_the_device_where_it_is(self, visitor):
        assert 'data-place="locate"' not in visitor.tells(BRIBE).goes("place").html

    def test_offer_districts_without_a_script_and_keep_the_page(self, visitor, sila):
        visitor.tells(BRIBE).goes("place").presses("areas", name="more", province="40")
        assert (visitor.asked, visitor.answer.status_code) == ("place", 200)
        assert "เมืองขอนแก่น" in visitor.html

    def test_ask_who_does_not_say_who_they_are_for_no_contact_and_tell_the_way_back(self, unnamed):
        unnamed.goes("reach")
        assert unnamed.heading == "คุณจะกลับมาดูเรื่องนี้ได้อย่างไร"
        assert "จะไม่มีใครถามคุณกลับได้ รหัสรับเรื่องเป็นทางเดียว" in unnamed.html
        assert 'name="phone"' not in unnamed.html
        assert unnamed.presses("seen").asked == "seen"

    def test_warn_who_is_signed_in_that_a_confidential_case_is_theirs(self, visitor, malee):
        visitor.client.force_login(malee)
        visitor.tells(BRIBE).goes("reach")
        assert "คุณเข้าสู่ระบบในชื่อ มาลี ใจดี" in visitor.html
        assert visitor.knows("email") == "malee@example.org"

    def test_speak_english_too(self, visitor):
        visitor.client.cookies["language"] = "en"
        visitor.tells(BRIBE).presses(visibility="anonymous")
        assert "Filing without your name" in visitor.html
        assert "Question 2 of 4" in visitor.html


class TestTheWordOnSafety:
    BEATEN = "สามีตีฉันทุกคืน ลูกกลัวมาก"

    def test_for_who_is_beaten_at_home_is_not_that_for_who_tells_of_an_office(self, visitor):
        visitor.tells(self.BEATEN)
        assert "คนนั้นไม่มีวันหยิบดู" in visitor.html
        assert "ล้างประวัติของเบราว์เซอร์" in visitor.html
        assert "ของที่ทำงาน" not in visitor.html

    def test_for_who_tells_of_an_office_stays_as_it_was(self, visitor):
        visitor.tells(BRIBE)
        assert "ของที่ทำงาน" in visitor.html
        assert "คนนั้นไม่มีวันหยิบดู" not in visitor.html


class TestAnswers:
    def test_are_kept_on_the_way_back_and_forth(self, visitor, sila):
        typed = {"province": "40", "place_text": "ชั้น 2 ห้องช่าง", "phone": "081 234 5678"}
        visitor.tells(BRIBE).goes("check", **typed)
        assert "ชั้น 2 ห้องช่าง" in visitor.html
        for name in list(HEADINGS)[-2:0:-1]:
            assert visitor.presses("back").asked == name
        assert visitor.presses("back").knows("text") == BRIBE
        visitor.goes("check")
        for shown in ("ชั้น 2 ห้องช่าง", "จ.ขอนแก่น", "081 234 5678"):
            assert shown in visitor.html

    def test_half_typed_are_kept_when_one_goes_back_too(self, visitor):
        visitor.tells(BRIBE).goes("reach").presses("back", phone="08")
        assert (visitor.answer.status_code, visitor.knows("phone")) == (200, "08")

    @pytest.mark.parametrize(
        ("name", "typed", "target"),
        [
            ("words", {"text": "ก"}, "#id_text"),
            ("seen", {"visibility": "secret"}, "#id_visibility_0"),
            ("place", {"latitude": "52.5", "longitude": "13.4"}, "#id_province"),
            ("reach", {"phone": "12345"}, "#id_phone"),
            ("reach", {"email": "ไม่ใช่อีเมล"}, "#id_email"),
        ],
    )
    def test_that_cannot_be_are_told_at_their_field_on_their_page(self, visitor, name, typed, target):
        visitor.tells(BRIBE).presses("back")
        visitor.goes(name).presses(**typed)
        assert (visitor.answer.status_code, visitor.asked) == (400, name)
        assert f'href="{target}"' in visitor.html
        assert "<title>ข้อผิดพลาด" in visitor.html

    def test_that_cannot_be_trouble_no_other_page(self, visitor):
        visitor.tells(BRIBE).goes("reach").presses("back", phone="12345")
        assert "error-summary" not in visitor.html
        assert visitor.goes("reach").answer.status_code == 200

    def test_changed_from_the_check_lead_straight_back_to_it(self, visitor, sila):
        visitor.tells(BRIBE).goes("check").presses("place").presses(province="40")
        assert visitor.heading == HEADINGS["check"]
        assert "จ.ขอนแก่น" in visitor.html
        assert visitor.presses("words").presses("back").heading == HEADINGS["check"]

    def test_a_picture_is_taken_on_its_page_and_can_be_taken_out_again(self, visitor):
        visitor.tells(BRIBE).goes("files").presses("files", name="more", files=picture())
        assert visitor.asked == "files"
        assert "photo-1.jpg" in visitor.html
        assert "โต๊ะทำงานของฉัน" not in visitor.html
        upload = Upload.objects.get()
        visitor.presses(str(upload.public_id), name="remove")
        assert not Upload.objects.exists()

    def test_a_film_is_refused_on_the_page_of_the_files(self, visitor):
        film = SimpleUploadedFile("คลิป.mov", b"\0\0\0\x14ftypqt  " + b"x" * 500)
        visitor.tells(BRIBE).goes("files").presses(files=film)
        assert (visitor.answer.status_code, visitor.asked) == (400, "files")
        assert "คลิป.mov: ไฟล์นี้ไม่ใช่รูปหรือ PDF" in visitor.html

    def test_a_wrong_file_chosen_on_the_calm_page_is_told_of_where_the_way_leads_on(self, visitor):
        visitor.tells("ขอแจ้งเรื่องหัวหน้าให้เลี้ยงข้าวก่อนตรวจงาน")
        assert visitor.asked == ""
        visitor.presses("questions", files=SimpleUploadedFile("รูป.jpg", b""))
        assert visitor.asked == "seen"
        assert "รูป.jpg: ไฟล์นี้ว่างเปล่า" in visitor.html

    def test_who_turns_anonymous_at_last_takes_no_contact_along(self, visitor):
        visitor.tells(BRIBE).goes("check", contact_name="จิตรา มั่นใจ", phone="0812345678")
        visitor.presses("seen").presses(visibility="anonymous")
        assert visitor.heading == HEADINGS["check"]
        for theirs in ("จิตรา", "0812345678", "081 234 5678"):
            assert theirs not in visitor.html


class TestNothingStaysBehind:
    def test_no_page_of_it_is_kept_by_the_browser(self, visitor):
        visitor.tells(BRIBE)
        for _page in range(4):
            assert "no-store" in visitor.answer["Cache-Control"]
            visitor.presses()
        assert "no-store" in visitor.answer["Cache-Control"]

    def test_no_step_is_kept_once_a_case_is_to_be_closed(self, client):
        told = {"text": "ไฟทางดับทั้งซอย", "form_token": str(uuid.uuid4())}
        for visibility in ("confidential", "anonymous"):
            for step in ("where", "check", "tell", "save"):
                answer = client.post(NEW, {**told, "step": step, "visibility": visibility})
                assert "no-store" in answer["Cache-Control"], (step, visibility)

    def test_a_refused_step_is_not_kept_either(self, client):
        answer = client.post(NEW, {"step": "send", "text": "ก", "visibility": "anonymous"}, follow=True)
        assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (400, True)

    def test_the_server_stores_nothing_before_it_is_sent(self, visitor, malee):
        visitor.client.force_login(malee)
        visitor.tells(BRIBE)
        for typed in ({}, {"place_text": "ชั้น 2"}, {}, {"phone": "0812345678"}):
            visitor.presses(**typed)
            assert stored() == 0
        assert visitor.heading == HEADINGS["check"]
        assert 'value="save"' not in visitor.html

    def test_no_session_is_made_for_it_and_its_key_ends_with_the_browser(self, visitor):
        visitor.tells(BRIBE).goes("check")
        assert set(visitor.client.cookies) <= {"csrftoken", "steps"}
        key = visitor.client.cookies["steps"]
        assert (key["expires"], key["max-age"], key["httponly"], key["path"]) == ("", "", True, NEW)

    def test_the_server_cannot_read_what_it_keeps_between_two_steps(self, visitor):
        visitor.tells(BRIBE).goes("check", place_text="ห้องพัสดุ ชั้น 2")
        kept = [bytes(form.sealed) for form in KeptForm.objects.all()]
        assert len(kept) > 3
        for sealed in kept:
            for part in (BRIBE.encode(), b"visibility", quote(BRIBE).encode()):
                assert part not in sealed
            with pytest.raises(zlib.error):
                zlib.decompress(sealed[16:])

    def test_its_steps_go_with_who_leaves(self, visitor):
        visitor.tells(BRIBE).goes("files")
        visitor.client.post(NEW, {"form_token": visitor.knows("form_token"), "remove": "all"})
        assert not KeptForm.objects.exists()

    def test_files_that_wait_go_with_who_leaves(self, visitor):
        visitor.tells(BRIBE).goes("files").presses("files", name="more", files=[picture(), picture()])
        token = visitor.knows("form_token")
        assert f'data-drop-files="{token}"' in visitor.html
        visitor.client.post(NEW, {"form_token": str(uuid.uuid4()), "remove": "all"})
        assert Upload.objects.count() == 2
        visitor.client.post(NEW, {"form_token": token, "remove": "all"})
        assert not Upload.objects.exists()


class TestSending:
    def test_is_the_same_act_and_happens_once(self, visitor, sila):
        """Promise R5."""
        visitor.tells(BRIBE).goes("check", province="40", place_text="ชั้น 2")
        check = visitor.html
        codes = []
        for _again in range(2):
            visitor.html = check
            visitor.presses("send")
            codes.append(re.findall(r'class="refbig">([^<]+)<', visitor.html))
        complaint = Complaint.objects.get()
        assert codes[0] == codes[1]
        assert (complaint.visibility, complaint.text, complaint.case.area_id) == ("confidential", BRIBE, 40)

    def test_shows_the_page_that_asks_for_what_is_wrong(self, visitor):
        visitor.tells(BRIBE).goes("check").presses("send", latitude="52.5", longitude="13.4")
        assert (visitor.answer.status_code, visitor.asked) == (400, "place")
        assert not Complaint.objects.exists()
        visitor.presses(latitude="", longitude="")
        assert visitor.heading == HEADINGS["check"]

    def test_a_form_changed_after_it_was_sent_asks_once_more_in_the_same_way(self, visitor):
        visitor.tells(BRIBE).goes("check")
        check = visitor.html
        visitor.presses("send")
        visitor.html = check
        visitor.presses("send", text=BRIBE + " ทุกเดือน")
        assert (visitor.answer.status_code, visitor.asked) == (200, "check")
        assert "แบบนี้ส่งไปแล้วครั้งหนึ่ง" in visitor.html
        assert Complaint.objects.count() == 1

    def test_S6_S8_stores_nothing_of_who_does_not_say_who_they_are(self, unnamed, malee):
        unnamed.client.force_login(malee)
        unnamed.goes("files").presses("files", name="more", files=picture())
        unnamed.goes("check").presses("send")
        complaint = Complaint.objects.get()
        assert not Complainant.objects.exists()
        assert (complaint.submitted_at.minute, complaint.submitted_at.second) == (0, 0)
        kept = everything_stored()
        for trace in (ADDRESS, DEVICE, "โต๊ะทำงาน", "Nokia"):
            assert trace not in kept
        theirs = Upload.objects.get()
        assert (theirs.display_name, theirs.created_at.minute) == ("photo-1.jpg", 0)

    def test_S7_keeps_of_the_receipt_code_only_what_cannot_be_turned_back(self, unnamed):
        unnamed.goes("check").presses("send")
        _reference, code = re.findall(r'class="refbig">([^<]+)<', unnamed.html)
        kept = everything_stored()
        assert code not in kept
        assert code.replace("-", "") not in kept

    def test_S4_the_case_is_not_found_by_its_number_alone(self, visitor, client):
        visitor.tells(BRIBE).goes("check").presses("send")
        reference = Complaint.objects.get().reference
        client.cookies.clear()
        assert client.get(f"/track/{reference}/").status_code == 404

    def test_going_back_from_the_receipt_leads_to_the_receipt_again(self, unnamed):
        unnamed.goes("check").presses("send")
        assert 'data-module="forget-draft" data-key="new-complaint" data-instead="/complaints/receipt/"' in unnamed.html


def everything_stored() -> str:
    """All rows of all tables, as text."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            told += [row[0] for row in cursor.fetchall()]
    return "\n".join(told)
