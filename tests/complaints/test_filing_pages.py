"""Filing by form, as a browser without JavaScript does it."""

import re
import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time
from PIL import Image

from complaints.models import Complainant, Complaint, Draft
from records.models import Upload
from tests.complaints.conftest import POTHOLE
from tests.factories import make_area, make_topic

pytestmark = pytest.mark.django_db
NEW = "/complaints/new/"
PIN_IN_KHON_KAEN = {"latitude": "16.44", "longitude": "102.83"}


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(name="ไฟทาง.jpg"):
    content = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")


def filled(step, **fields):
    return {"step": step, "text": POTHOLE, "visibility": "public", "form_token": str(uuid.uuid4()), **fields}


def page(response):
    return response.content.decode()


def value_of(html, name):
    """The value of a hidden field or the chosen option of a select or radio of this name; None when there is none."""
    hidden = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', html)
    radio = re.search(rf'name="{name}" type="radio" value="(\w+)" checked', html)
    found = hidden or radio
    return found.group(1) if found else None


class TestWhoSees:
    HOUSE = "ไฟทางดับหน้าบ้านเลขที่ 12/3 ซอยวัดป่า"

    def test_says_that_public_was_ticked_for_a_street_matter(self, client):
        html = page(client.post(NEW, {"step": "where", "text": POTHOLE}, follow=True))
        assert value_of(html, "visibility") == "public" and "ไว้ให้ก่อน" in html

    def test_ticks_nothing_where_a_house_is_named_and_asks_who_chose_nothing(self, client):
        html = page(client.post(NEW, {"step": "where", "text": self.HOUSE}, follow=True))
        assert value_of(html, "visibility") is None and "เราจึงไม่เลือกไว้ให้" in html
        fields = filled("check", text=self.HOUSE, place_text="หน้าวัด") | {"visibility": ""}
        asked = client.post(NEW, fields, follow=True)
        assert "เลือกว่าให้ใครเห็นเรื่องนี้" in page(asked) and 'value="send"' not in page(asked)
        chosen = client.post(NEW, {**fields, "visibility": "agency"}, follow=True)
        assert 'value="send"' in page(chosen)


class TestTelling:
    def test_begins_with_the_text_and_nothing_else(self, client):
        html = page(client.get(NEW))
        assert 'name="text"' in html
        assert 'name="province"' not in html

    def test_goes_straight_on_with_what_was_typed_on_the_first_page(self, client):
        html = page(client.post(NEW, {"step": "where", "text": POTHOLE}, follow=True))
        assert POTHOLE in html
        assert 'name="province"' in html

    @pytest.mark.parametrize("text", ["", "ก", "😡😡😡", "\u200b\u200d", "ก" * 100_000, "9" * 50_000])
    def test_of_what_nobody_can_act_on_is_answered_in_both_languages_with_400(self, client, text):
        for language, title in (("th", "ยังไม่ได้ส่ง"), ("en", "Not sent yet")):
            client.cookies["language"] = language
            response = client.post(NEW, {"step": "where", "text": text}, follow=True)
            assert response.status_code == 400
            assert title in page(response)
            assert re.search(r"<title>(ข้อผิดพลาด:|Error:)", page(response))
        assert not Complaint.objects.exists()

    def test_keeps_what_later_steps_knew_when_one_comes_back(self, client, sila):
        html = page(
            client.post(NEW, filled("tell", province="40", district="4001", visibility="confidential"), follow=True)
        )
        assert value_of(html, "province") == "40"
        assert value_of(html, "visibility") == "confidential"

    def test_leads_from_the_place_back_to_the_words_and_enter_leads_on(self, client):
        html = page(client.post(NEW, filled("where"), follow=True))
        buttons = re.findall(r'<button[^>]* name="step" value="(\w+)"', html)
        assert buttons[:2] == ["check", "tell"]
        assert re.search(r'<button[^>]*form="filing" name="step" value="tell">.*กลับไป', html)
        assert 'href="/"' not in html.partition('class="crumbs"')[2].partition("</nav>")[0]


class TestOnASlowLine:
    def test_A2_a_step_is_sent_packed_to_who_can_unpack_it(self, client):
        packed = client.post(NEW, filled("where"), headers={"accept-encoding": "gzip"}, follow=True)
        plain = client.post(NEW, filled("where"), follow=True)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.content) < len(plain.content) / 3
        assert "Accept-Encoding" in packed.headers["Vary"]

    def test_a_page_that_shows_a_code_is_never_packed(self, client, sila):
        sent = client.post(NEW, filled("send", province="40"), headers={"accept-encoding": "gzip"})
        receipt = client.get(sent.headers["Location"], headers={"accept-encoding": "gzip"})
        assert receipt.status_code == 200
        assert "Content-Encoding" not in receipt.headers


class TestSuggestingWhoMaySee:
    def test_opens_matters_of_the_street(self, client):
        html = page(client.post(NEW, {"step": "where", "text": POTHOLE}, follow=True))
        assert value_of(html, "visibility") == "public"

    def test_keeps_sensitive_matters_closed_and_shows_how_to_stay_safe(self, client):
        html = page(client.post(NEW, {"step": "where", "text": "วัยรุ่นเสพยาบ้ากันบนถนนหน้าตลาด"}, follow=True))
        assert value_of(html, "visibility") == "agency"
        assert "safety--on" in html

    def test_S15_limits_how_many_files_one_address_sends(self, client, settings):
        settings.THROTTLE_SCALE = 1 / 60
        sent = [client.post(NEW, {**filled("check"), "files": picture()}, follow=True) for _ in range(2)]
        assert sent[0].status_code == 200
        assert Upload.objects.count() == 1

    def test_says_before_the_choice_who_will_see_what(self, client):
        html = page(client.post(NEW, {"step": "where", "text": POTHOLE}, follow=True))
        for sentence in (
            "คนอื่นไม่เห็นข้อความ สถานที่ และไม่รู้ว่าคุณเป็นใคร",
            "เราไม่เก็บชื่อ เบอร์โทร หรือข้อมูลเครื่องของคุณ",
            "เพื่อนร่วมงานในหน่วยงานเดียวกันก็ไม่เห็น",
        ):
            assert sentence in html


class TestTheWayBack:
    """No page is the answer to a form: there the browser's way back ends at an error of its own."""

    def test_each_step_has_an_address_that_can_be_opened_again(self, client):
        for fields in (
            filled("tell"),
            filled("where"),
            filled("check"),
            filled("where", text="ก"),
            filled("send", text="ก"),
        ):
            answer = client.post(NEW, fields)
            assert (answer.status_code, answer.url.partition("?at=")[0]) == (302, NEW)
            once, again = client.get(answer.url), client.get(answer.url)
            assert once.status_code == again.status_code == (400 if fields["text"] == "ก" else 200)
            assert fields["text"] in page(once) and fields["text"] in page(again)
            assert "no-store" in once["Cache-Control"]

    def test_to_a_step_that_was_sent_shows_its_number_and_neither_words_nor_code(self, client):
        form = filled("check")
        steps = [client.post(NEW, {**form, "step": step}).url for step in ("where", "check")]
        sent = client.post(NEW, {**form, "step": "send"})
        reference = Complaint.objects.get().reference
        code = re.findall(r'class="refbig">([^<]+)<', page(client.get(sent.url)))[1]
        for step in steps:
            html = page(client.get(step))
            assert reference in html and "เรื่องนี้ส่งไปแล้ว" in html
            assert POTHOLE not in html and code not in html
        assert Complaint.objects.count() == 1

    def test_leads_another_browser_to_an_empty_form(self, client):
        step = client.post(NEW, filled("check")).url
        for other in (Client(), client_with_another_key(client)):
            assert other.get(step).url == NEW

    def test_leads_to_an_empty_form_once_the_person_signed_out(self, client, malee):
        client.force_login(malee)
        step = client.post(NEW, filled("check")).url
        client.post("/accounts/logout/")
        assert client.get(step).url == NEW

    def test_to_what_is_told_in_confidence_ends_with_the_window_and_after_half_an_hour(self, client):
        told = filled("check", visibility="confidential")
        with freeze_time("2026-11-28 02:00"):
            step = client.post(NEW, told).url
        with freeze_time("2026-11-28 02:29"):
            assert told["text"] in page(client.get(step, headers={"sec-fetch-site": "same-origin"}))
            # From the list of pages seen, or typed: no page of this window led there.
            assert client.get(step, headers={"sec-fetch-site": "none"}).url == NEW
        with freeze_time("2026-11-28 02:31"):
            assert client.get(step).url == NEW

    def test_is_limited_for_one_address(self, client, settings):
        settings.THROTTLE_SCALE = 1 / 1000
        sent = [client.post(NEW, filled("check")).status_code for _n in range(4)]
        assert sent == [302, 302, 429, 429]


def client_with_another_key(client):
    other = Client()
    other.cookies["steps"] = client.cookies["steps"].value[:-1] + "_"
    return other


class TestEmergencyNumbers:
    def test_are_shown_at_once_when_the_text_speaks_of_danger(self, client):
        html = page(client.post(NEW, {"step": "where", "text": "ไฟไหม้หลังตลาด มีคนบาดเจ็บ"}, follow=True))
        shown = html.split("data-words", 1)[0]
        assert 'href="tel:199"' in shown
        assert 'href="tel:1669"' in shown

    def test_wait_hidden_while_nothing_speaks_of_danger(self, client):
        html = page(client.get(NEW))
        assert re.search(r"data-emergency hidden", html)


class TestAWrongFile:
    @pytest.mark.parametrize(("content", "why"), [(b"", "ไฟล์นี้ว่างเปล่า"), (b"not a picture at all", "ไฟล์นี้ไม่ใช่รูปหรือ PDF")])
    @pytest.mark.parametrize("button", [{"step": "check"}, {"step": "check", "more": "files"}])
    def test_is_refused_on_the_page_where_it_was_chosen(self, client, content, why, button):
        file = SimpleUploadedFile("รูป.jpg", content, content_type="image/jpeg")
        response = client.post(NEW, {**filled("check"), **button, "files": file}, follow=True)
        html = page(response)
        assert response.status_code == 400
        assert f"รูป.jpg: {why}" in html and 'type="file"' in html and "<h1>ตรวจก่อนส่ง" not in html


class TestPlace:
    def test_offers_the_districts_of_a_province_without_a_script(self, client, sila):
        html = page(client.post(NEW, filled("check", province="40", more="areas"), follow=True))
        assert "เมืองขอนแก่น" in html

    def test_is_looked_for_by_its_name_without_a_script(self, client, sila):
        html = page(client.post(NEW, filled("check", look_for="ต.ศิลา", more="find", place_text="หน้าตลาด"), follow=True))
        assert f'name="more" value="place:{sila.pk}"' in html
        assert 'value="ต.ศิลา"' in html
        assert 'value="หน้าตลาด"' in html
        html = page(client.post(NEW, filled("check", look_for="ต.ศิลา", more=f"place:{sila.pk}"), follow=True))
        for code in (40, 4001, sila.pk):
            assert f'<option value="{code}" selected>' in html

    def test_that_nobody_knows_leaves_the_lists(self, client, sila):
        html = page(client.post(NEW, filled("check", look_for="<ไม่มีที่นี่>", more="find", province="40"), follow=True))
        assert "ไม่พบสถานที่ชื่อนี้" in html
        assert 'value="&lt;ไม่มีที่นี่&gt;"' in html
        assert '<option value="40" selected>' in html

    @pytest.mark.parametrize("code", ["", "999999", "400105'", "-40", "9" * 400, "๔๐", "None"])
    def test_chosen_by_a_code_that_is_none_changes_nothing(self, client, sila, code):
        html = page(client.post(NEW, filled("check", more=f"place:{code}", province="40"), follow=True))
        assert '<option value="40" selected>' in html

    def doubted(self, client, step="check", **fields):
        """The answer to a form whose pin is not in the place that was chosen, and what a browser would send of it."""
        form = filled(step, **fields)
        return client.post(NEW, form, follow=True), {name: value for name, value in form.items() if name != "step"}

    def test_asks_which_is_right_when_the_pin_is_in_another_province_and_keeps_everything(self, client, sila):
        make_area(10, "กรุงเทพมหานคร", "Bangkok")
        response, _form = self.doubted(client, province="40", latitude="13.75", longitude="100.5")
        html = page(response)
        assert response.status_code == 400
        km = re.search(r"หมุดอยู่ที่ กรุงเทพมหานคร ห่างจาก จ.ขอนแก่น ราว (\d+) กม.", html)
        assert 250 < int(km[1]) < 400
        assert [value for _all, value in re.findall(r'(name="right" value="(\w+)")', html)] == ["pin", "place"]
        assert POTHOLE in html

    def test_goes_on_with_the_place_of_the_pin(self, client, sila):
        make_area(10, "กรุงเทพมหานคร", "Bangkok")
        _response, form = self.doubted(client, province="40", district="4001", latitude="13.75", longitude="100.5")
        html = page(client.post(NEW, {**form, "right": "pin"}, follow=True))
        assert 'name="step" value="send"' in html
        assert (value_of(html, "province"), value_of(html, "district")) == ("10", "")
        assert value_of(html, "latitude") == "13.75"

    def test_goes_on_with_the_chosen_place_without_the_pin(self, client, sila):
        _response, form = self.doubted(client, province="40", district="4001", latitude="13.75", longitude="100.5")
        html = page(client.post(NEW, {**form, "right": "place"}, follow=True))
        assert 'name="step" value="send"' in html
        assert (value_of(html, "district"), value_of(html, "latitude")) == ("4001", "")

    def test_asks_by_district_where_outlines_are_loaded(self, client, sila, outlines):
        pin = {"latitude": "16.30", "longitude": "102.95"}
        response, form = self.doubted(client, province="40", district="4001", subdistrict=str(sila.pk), **pin)
        assert "หมุดอยู่ที่ อ.บ้านฝาง จ.ขอนแก่น ห่างจาก อ.เมืองขอนแก่น จ.ขอนแก่น ราว 16 กม." in page(response)
        html = page(client.post(NEW, {**form, "right": "pin"}, follow=True))
        assert (value_of(html, "district"), value_of(html, "subdistrict")) == ("4002", "")

    @pytest.mark.parametrize("pin", [{"latitude": "0", "longitude": "0"}, {"latitude": "18.05", "longitude": "102.65"}])
    def test_of_a_pin_abroad_is_no_dead_end(self, client, sila, pin):
        response, form = self.doubted(client, province="40", **pin)
        assert 'name="right" value="place"' in page(response)
        html = page(client.post(NEW, {**form, "right": "place"}, follow=True))
        assert 'name="step" value="send"' in html

    def test_says_what_else_is_wrong_once_the_pin_is_settled(self, client, sila):
        _response, form = self.doubted(client, province="40", latitude="13.75", longitude="100.5", email="ไม่ใช่อีเมล")
        html = page(client.post(NEW, {**form, "right": "place"}, follow=True))
        assert "ตรวจอีเมล" in html
        assert 'name="right"' not in html

    @pytest.mark.parametrize(
        "nonsense", [{"latitude": "x"}, {"latitude": "nan"}, {"right": "ทั้งสอง"}, {"longitude": ""}]
    )
    def test_survives_buttons_that_nobody_can_press(self, client, sila, nonsense):
        pin = {"latitude": "13.75", "longitude": "100.5", "right": "pin", **nonsense}
        assert client.post(NEW, filled("", province="40", **pin), follow=True).status_code in {200, 400}

    def test_takes_a_pin_alone(self, client, sila):
        response = client.post(NEW, filled("check", **PIN_IN_KHON_KAEN), follow=True)
        assert response.status_code == 200
        assert "จ.ขอนแก่น" in page(response)


class TestFiles:
    def test_are_taken_at_step_two_and_shown_to_their_form_only(self, client):
        data = filled("check", more="files")
        html = page(client.post(NEW, {**data, "files": [picture(), picture("ฝาท่อ.jpg")]}, follow=True))
        upload = Upload.objects.first()
        assert Upload.objects.count() == 2
        assert "photo-2.jpg" in html
        address = reverse("file", args=[upload.public_id])
        assert client.get(f"{address}?form={data['form_token']}").status_code == 200
        assert client.get(f"{address}?form={uuid.uuid4()}").status_code == 404
        assert client.get(address).status_code == 404

    def test_can_be_taken_out_again(self, client):
        data = filled("check", more="files")
        client.post(NEW, {**data, "files": [picture()]}, follow=True)
        client.post(NEW, {**data, "remove": str(Upload.objects.get().public_id)}, follow=True)
        assert not Upload.objects.exists()

    def test_that_are_neither_picture_nor_pdf_are_refused_at_their_field(self, client):
        film = SimpleUploadedFile("คลิป.mov", b"\0\0\0\x14ftypqt  " + b"x" * 500)
        response = client.post(NEW, {**filled("check"), "files": [film]}, follow=True)
        assert response.status_code == 400
        assert 'href="#id_files"' in page(response)
        assert "คลิป.mov: ไฟล์นี้ไม่ใช่รูปหรือ PDF" in page(response)

    def test_beyond_five_are_left_out_and_said_so(self, client):
        response = client.post(
            NEW, {**filled("check", more="files"), "files": [picture() for _n in range(6)]}, follow=True
        )
        assert response.status_code == 400
        assert Upload.objects.count() == 5


class TestContact:
    def test_number_is_understood_as_people_write_it(self, client):
        client.post(NEW, filled("send", phone="๐๘๑-๒๓๔ ๕๖๗๘"))
        assert Complainant.objects.get().phone == "+66812345678"

    def test_number_that_is_none_is_refused_kindly(self, client):
        response = client.post(NEW, filled("check", phone="12345"), follow=True)
        assert response.status_code == 400
        assert "081 234 5678" in page(response)

    def test_is_dropped_unread_when_the_person_does_not_say_who_they_are(self, client, malee):
        client.force_login(malee)
        contact = {"contact_name": "มาลี ใจดี", "phone": "12345", "email": "malee@example.org"}
        assert client.post(NEW, filled("check", visibility="anonymous", **contact), follow=True).status_code == 200
        client.post(NEW, filled("send", visibility="anonymous", **contact))
        assert Complaint.objects.count() == 1
        assert not Complainant.objects.exists()


class TestChecking:
    @pytest.mark.parametrize("visibility", ["public", "agency", "confidential"])
    def test_has_a_way_to_change_the_words_beside_them(self, client, visibility):
        html = page(client.post(NEW, filled("check", visibility=visibility), follow=True))
        beside = html[html.index('<p class="words"') : html.index("govuk-summary-list")]
        assert f'value="where" formaction="{NEW}#id_text"' in beside

    def test_shows_the_public_text_with_personal_data_hidden(self, client):
        html = page(client.post(NEW, filled("check", text=POTHOLE + " โทร 081-234-5678"), follow=True))
        assert '<span class="hide">เบอร์โทรศัพท์</span>' in html

    def test_does_not_file_anything(self, client):
        client.post(NEW, filled("check"), follow=True)
        assert not Complaint.objects.exists()

    def test_never_runs_what_was_typed(self, client):
        html = page(
            client.post(NEW, filled("check", text="<script>alert(1)</script> ถนนพัง", visibility="agency"), follow=True)
        )
        assert "<script>alert" not in html

    @pytest.mark.parametrize(
        ("text", "is_by_place"), [("ไฟทางดับ มืดมาก ถนนเป็นหลุมเป็นบ่อ หลุมลึก", True), ("นายจ้างไม่จ่ายค่าแรงสองเดือน", False)]
    )
    def test_says_what_waits_where_no_place_was_told(self, client, text, is_by_place):
        html = page(
            client.post(NEW, filled("check", text=text, about="roads/pothole" if is_by_place else ""), follow=True)
        )
        assert ("เราหาผู้ดูแลจากตำบล" in html) is is_by_place

    def test_shows_what_it_is_taken_to_be_about_and_takes_what_the_person_chooses(self, client, roads):
        chosen = make_topic("waste/bins", "ถังขยะ")
        html = page(client.post(NEW, filled("check"), follow=True))
        assert "ถนนเป็นหลุม" in html and "เดาจากคำของคุณ" in html
        topics = page(client.post(NEW, filled("topics"), follow=True))
        assert f'<option value="{chosen.code}">' in topics
        sent = filled("check", own_topic=chosen.code)
        html = page(client.post(NEW, sent, follow=True))
        assert chosen.name in html and "เดาจากคำของคุณ" not in html
        client.post(NEW, {**sent, "step": "send"}, follow=True)
        assert Complaint.objects.get().case.topic == chosen

    def test_says_that_this_browser_sent_the_same_words_and_tells_no_other(self, client):
        client.post(NEW, filled("send"), follow=True)
        reference = Complaint.objects.get().reference
        again = page(client.post(NEW, filled("check"), follow=True))
        assert "คุณส่งข้อความเดียวกันนี้" in again and reference in again
        other = page(Client().post(NEW, filled("check"), follow=True))
        assert "คุณส่งข้อความเดียวกันนี้" not in other and reference not in other
        assert "คุณส่งข้อความเดียวกันนี้" not in page(client.post(NEW, filled("check", text=POTHOLE + " ลึก"), follow=True))

    def test_takes_no_topic_that_is_none(self, client):
        client.post(NEW, filled("send", own_topic="no/such-topic"), follow=True)
        assert Complaint.objects.get().case.topic is None


class TestSending:
    def test_leads_to_the_receipt_with_number_and_code(self, client):
        html = page(client.post(NEW, filled("send"), follow=True))
        complaint = Complaint.objects.get()
        assert complaint.reference in html
        assert re.search(r'class="refbig">[0-9A-Z]{4}(-[0-9A-Z]{4}){3}<', html)

    def test_never_puts_the_code_into_an_address(self, client):
        response = client.post(NEW, filled("send"))
        assert response.url == "/complaints/receipt/"

    def test_the_same_form_twice_files_once_and_gives_the_same_receipt(self, client):
        """Promise R5."""
        form = filled("send")
        first, second = page(client.post(NEW, form, follow=True)), page(client.post(NEW, form, follow=True))
        codes = [re.findall(r'class="refbig">([^<]+)<', html) for html in (first, second)]
        assert Complaint.objects.count() == 1
        assert codes[0] == codes[1]

    def test_a_form_changed_after_it_was_sent_asks_once_more(self, client):
        form = filled("send")
        client.post(NEW, form, follow=True)
        response = client.post(NEW, {**form, "text": POTHOLE + " อีกหลุมหนึ่ง"}, follow=True)
        assert "แบบนี้ส่งไปแล้วครั้งหนึ่ง" in page(response)
        new_token = value_of(page(response), "form_token")
        client.post(NEW, {**form, "text": POTHOLE + " อีกหลุมหนึ่ง", "form_token": new_token}, follow=True)
        assert Complaint.objects.count() == 2

    def test_takes_the_files_of_its_form_along(self, client):
        form = filled("check")
        client.post(NEW, {**form, "files": [picture()]}, follow=True)
        client.post(NEW, {**form, "step": "send"})
        complaint = Complaint.objects.get()
        upload = complaint.files.get().upload
        assert upload.attached_at is not None
        # By the receipt's cookie it is still theirs; to others it is not there.
        assert client.get(reverse("file", args=[upload.public_id])).status_code == 200
        client.cookies.clear()
        assert client.get(reverse("file", args=[upload.public_id])).status_code == 404

    @pytest.mark.parametrize("token", ["", "not-a-token", "<b>"])
    def test_works_with_a_token_that_is_none(self, client, token):
        client.post(NEW, filled("send", form_token=token))
        assert Complaint.objects.count() == 1


class TestReceipt:
    def test_of_another_browser_is_not_shown(self, client):
        client.post(NEW, filled("send"))
        client.cookies.clear()
        assert client.get("/complaints/receipt/").url == "/track/"

    def test_forged_is_not_shown(self, client):
        client.cookies["receipt"] = "['69-7K3M-9QXT-W','AAAA']:1:forged"
        assert client.get("/complaints/receipt/").url == "/track/"


class TestDrafts:
    def test_of_signed_in_people_are_kept_as_unfinished_as_they_are(self, client, malee):
        client.force_login(malee)
        response = client.post(NEW, filled("save", text="ถนนหน้าบ้าน", phone="12"))
        assert response.url == "/me/"
        draft = Draft.objects.get()
        assert "ถนนหน้าบ้าน" in page(client.get(f"{NEW}?draft={draft.key}"))

    def test_are_nobody_elses(self, client, malee, stranger):
        client.force_login(malee)
        client.post(NEW, filled("save", text="ถนนหน้าบ้าน"))
        client.force_login(stranger)
        assert "ถนนหน้าบ้าน" not in page(client.get(f"{NEW}?draft={Draft.objects.get().key}"))

    def test_are_gone_once_sent(self, client, malee):
        client.force_login(malee)
        form = filled("save")
        client.post(NEW, form, follow=True)
        client.post(NEW, {**form, "step": "send"})
        assert not Draft.objects.exists()

    def test_of_visitors_are_not_kept_here(self, client):
        assert "เกิดที่ไหน" in page(client.post(NEW, filled("save"), follow=True))
        assert not Draft.objects.exists()


@pytest.mark.django_db
class TestAHelper:
    def test_files_for_somebody_else_and_the_record_says_so(self, client, sila):
        from directory.models import Role
        from tests.factories import make_membership, make_user

        helper = make_membership(make_user("สมหญิง ใจอารี"), role=Role.HELPER).user
        client.force_login(helper)
        client.post("/complaints/new/", filled("send", contact_name="ยายคำ ดีมาก", phone="0810000123"))
        complaint = Complaint.objects.get()
        assert complaint.helper == helper
        assert complaint.channel == "counter"
        assert complaint.complainant.user is None
        assert complaint.complainant.name == "ยายคำ ดีมาก"
