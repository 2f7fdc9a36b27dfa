"""Showing a case to everybody: who may, what is shown, and what never is."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from complaints.access import Viewer
from complaints.converting import convert_case
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.intake import Contact
from complaints.models import Case, CaseEvent
from complaints.personal_data import mask
from complaints.releasing import coarse, proposed_text, proposed_translation, release_case, take_back_release
from complaints.responding import dispute_resolution, withdraw_complaint
from complaints.translating import write_translation
from complaints.workflow import CaseKind, Outcome, Visibility
from notifications.following import follow
from notifications.models import Message
from records.uploads import store_upload
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
PHONE = "081-234-5678"
TOLD = f"ไฟทางหน้าวัดดับมาสองสัปดาห์ โทรถาม นายสมชาย ใจกล้า ที่ {PHONE}"


@pytest.fixture
def told(file, highways, roads):
    """A public case with personal data in its words, on a pin, at Highways."""
    case = file(TOLD, visibility=Visibility.PUBLIC, latitude=16.4419, longitude=102.8359).complaint.case
    return assign_case(case, highways, by=None, topic=roads).case


@pytest.fixture
def photo(db):
    return store_upload(SimpleUploadedFile("หน้าบ้าน.jpg", phone_photo(), "image/jpeg"), token="ใบหนึ่ง")


@pytest.fixture
def with_photo(file, highways, roads, photo):
    case = file(visibility=Visibility.PUBLIC, uploads=(photo,)).complaint.case
    return assign_case(case, highways, by=None, topic=roads).case


def kinds(case):
    return list(case.events.values_list("kind", flat=True))


class TestReleasing:
    def test_shows_the_text_an_officer_read_with_personal_data_hidden(self, told, wichai):
        case = release_case(told, text=proposed_text(told), by=wichai)
        assert case in Case.objects.public()
        assert PHONE not in case.public_text and "สมชาย" not in case.public_text
        assert "ไฟทางหน้าวัดดับ" in case.public_text

    def test_S11_hides_what_the_officer_typed_all_the_same(self, told, wichai):
        case = release_case(told, text="ไฟดับ โทร ๐๘๑ ๒๓๔ ๕๖๗๘", place=f"บ้านเลขที่ 12/3 โทร {PHONE}", by=wichai)
        assert "๕๖๗๘" not in case.public_text
        assert PHONE not in case.public_place and "12/3" not in case.public_place

    def test_is_one_line_on_the_timeline_and_one_mail(self, told, wichai):
        before = Message.objects.count()
        case = release_case(told, text="ไฟทางหน้าวัดดับ", by=wichai)
        assert kinds(case).count(CaseEvent.Kind.RELEASED) == 1
        assert Message.objects.count() == before + 1

    def test_twice_with_the_same_text_is_refused(self, told, wichai):
        release_case(told, text="ไฟทางหน้าวัดดับ", by=wichai)
        with pytest.raises(ValidationError) as refused:
            release_case(told, text="ไฟทางหน้าวัดดับ", by=wichai)
        assert refused.value.code == "released_already"

    def test_with_another_text_takes_the_place_of_the_first(self, told, wichai):
        release_case(told, text="ไฟทางหน้าวัดดับ", by=wichai)
        case = release_case(told, text="ไฟทางหน้าวัดดับสองต้น", by=wichai)
        assert case.public_text == "ไฟทางหน้าวัดดับสองต้น"
        assert case.public_words is None

    def test_without_words_is_refused(self, told, wichai):
        with pytest.raises(ValidationError) as refused:
            release_case(told, text=" \u200b ", by=wichai)
        assert refused.value.code == "note_missing"

    @pytest.mark.parametrize("visibility", [v for v in Visibility if v != Visibility.PUBLIC])
    def test_of_what_its_author_did_not_open_is_refused(self, file, wichai, visibility):
        case = file(visibility=visibility, by=None, contact=Contact()).complaint.case
        with pytest.raises(ValidationError) as refused:
            release_case(case, text="ไฟดับ", by=wichai)
        assert refused.value.code == "may_not_be_public"

    def test_above_the_floor_of_its_topic_is_refused(self, told, wichai, roads):
        roads.visibility_floor, roads.offers_public = "agency", False
        roads.save()
        with pytest.raises(ValidationError) as refused:
            release_case(told, text="ไฟดับ", by=wichai)
        assert refused.value.code == "may_not_be_public"

    def test_of_a_withdrawn_case_is_refused(self, told, malee, wichai):
        withdraw_complaint(told, by=malee)
        with pytest.raises(ValidationError):
            release_case(told, text="ไฟดับ", by=wichai)

    def test_the_database_releases_nothing_that_is_not_public(self, file):
        case = file(visibility=Visibility.AGENCY).complaint.case
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(released_at=timezone.now(), public_text="ไฟดับ")


class TestThePlace:
    def test_S13_is_told_to_some_hundred_metres(self, told, wichai):
        case = release_case(told, text="ไฟดับ", by=wichai)
        assert (case.public_latitude, case.public_longitude) == (16.4415, 102.8355)

    @given(st.floats(5.6, 20.5), st.floats(97.3, 105.7))
    def test_S13_is_the_same_for_all_who_stand_in_one_square(self, latitude, longitude):
        south, west = (int(degrees * 1000) / 1000 for degrees in (latitude, longitude))
        assert coarse(south + 0.0002) == coarse(south + 0.0008)
        assert coarse(west + 0.0002) == coarse(west + 0.0008)
        assert abs(coarse(latitude) - latitude) <= 0.00051


class TestThePictures:
    def test_are_shown_to_nobody_unless_chosen(self, with_photo, wichai, photo, client):
        release_case(with_photo, text="หลุมลึก", by=wichai)
        assert client.get(reverse("file", args=[photo.public_id])).status_code == 404

    def test_that_were_chosen_are_shown_to_everybody(self, with_photo, wichai, photo, client):
        release_case(with_photo, text="หลุมลึก", pictures=[str(photo.public_id)], by=wichai)
        assert client.get(reverse("file", args=[photo.public_id])).status_code == 200

    def test_are_hidden_with_the_case(self, with_photo, wichai, photo, client):
        case = release_case(with_photo, text="หลุมลึก", pictures=[str(photo.public_id)], by=wichai)
        take_back_release(case, by=wichai)
        assert client.get(reverse("file", args=[photo.public_id])).status_code == 404

    def test_of_another_case_are_refused(self, told, with_photo, wichai, photo):
        with pytest.raises(ValidationError) as refused:
            release_case(told, text="ไฟดับ", pictures=[str(photo.public_id)], by=wichai)
        assert refused.value.code == "picture_not_of_this_case"


class TestTakingBack:
    def test_hides_the_case_from_strangers_and_keeps_the_text_for_another_time(self, told, wichai):
        case = take_back_release(release_case(told, text="ไฟดับ", by=wichai), by=wichai, reason="เห็นชื่อร้าน")
        assert case not in Case.objects.public()
        assert not Case.objects.visible_to(Viewer()).filter(pk=case.pk).exists()
        assert proposed_text(case) == "ไฟดับ"
        assert (case.public_latitude, case.public_words, case.public_place) == (None, None, "")

    def test_is_a_line_for_the_complainant_and_not_for_strangers(self, told, wichai):
        case = take_back_release(release_case(told, text="ไฟดับ", by=wichai), by=wichai)
        assert case.events.get(kind="taken_back").seen_by == CaseEvent.Seen.COMPLAINANT

    def test_is_refused_where_nothing_is_shown(self, told, wichai):
        with pytest.raises(ValidationError) as refused:
            take_back_release(told, by=wichai)
        assert refused.value.code == "not_released"

    def test_S5_calls_strangers_pages_back(self, told, wichai, monkeypatch):
        said = []
        monkeypatch.setattr("complaints.releasing.announce", lambda *topics, **_more: said.extend(topics))
        case = release_case(told, text="ไฟดับ", by=wichai)
        take_back_release(case, by=wichai)
        assert f"close:case:{case.reference}" in said

    def test_happens_by_itself_when_the_complainant_withdraws(self, told, wichai, malee):
        case = withdraw_complaint(release_case(told, text="ไฟดับ", by=wichai), by=malee)
        assert case not in Case.objects.public()

    def test_happens_by_itself_when_the_topic_turns_out_to_be_closed(self, file, wichai, highways, bribery, siriporn):
        case = release_case(file(visibility=Visibility.PUBLIC).complaint.case, text="ไฟดับ", by=wichai)
        case = assign_case(case, highways, by=siriporn, topic=bribery).case
        case.refresh_from_db()
        assert case not in Case.objects.public()
        assert (case.public_text, case.public_words) == ("", None)


class TestTheOfficersPage:
    @pytest.fixture
    def officer(self, client, wichai):
        client.force_login(wichai)
        client.cookies["language"] = "en"
        return client

    def test_shows_the_proposed_text_under_the_key(self, officer, told):
        page = officer.get(reverse("office_case", args=[told.reference])).content.decode()
        assert 'data-key="p"' in page
        assert "ไฟทางหน้าวัดดับ" in page

    def test_releases_with_one_press(self, officer, told):
        officer.post(reverse("office_release", args=[told.reference]), {"release-text": "ไฟทางหน้าวัดดับ"})
        assert told in Case.objects.public()

    def test_shows_first_what_everybody_would_read_and_to_how_many_a_mail_goes(self, officer, told, somsak):
        follow(somsak, f"area:{told.area_id}")
        address = reverse("office_release", args=[told.reference])
        sent = {"release-text": "ไฟดับ โทร 081-234-5678", "release-place": "หน้าวัด", "look": "1"}
        answer = officer.post(address, sent)
        html = answer.content.decode()
        preview = html.partition('id="preview"')[2].partition("</section>")[0]
        assert "081-234-5678" not in preview and "ไฟดับ" in preview and "หน้าวัด" in preview
        assert "081-234-5678" in html  # as it was typed, to be changed
        assert "A mail goes to 1 person" in html and somsak.email not in html
        assert told not in Case.objects.public() and not Message.objects.filter(user=somsak).exists()
        officer.post(address, {name: words for name, words in sent.items() if name != "look"})
        mail = Message.objects.get(user=somsak)
        assert mail.subject in html and all(escape(line) in html for line in mail.body.splitlines())
        assert Case.objects.get(pk=told.pk).public_text in preview

    def test_shows_nothing_first_of_a_case_that_stays_closed(self, officer, file, highways):
        case = assign_case(file(visibility=Visibility.AGENCY).complaint.case, highways, by=None).case
        address = reverse("office_release", args=[case.reference])
        assert officer.post(address, {"release-text": "ไฟดับ", "look": "1"}).status_code == 404

    def test_offers_nothing_for_a_case_that_stays_closed(self, officer, file, highways):
        case = assign_case(file(visibility=Visibility.AGENCY).complaint.case, highways, by=None).case
        assert 'data-key="p"' not in officer.get(reverse("office_case", args=[case.reference])).content.decode()
        answer = officer.post(reverse("office_release", args=[case.reference]), {"release-text": "ไฟดับ"})
        assert answer.status_code == 409
        assert case not in Case.objects.public()

    def test_is_not_found_by_another_agency(self, client, told, stranger):
        client.force_login(stranger)
        answer = client.post(reverse("office_release", args=[told.reference]), {"release-text": "ไฟดับ"})
        assert answer.status_code == 404
        assert told not in Case.objects.public()

    def test_asks_to_look_at_every_picture(self, officer, with_photo, photo):
        page = officer.get(reverse("office_case", args=[with_photo.reference])).content.decode()
        assert "Never a person&#x27;s document" in page
        assert f'value="{photo.public_id}"' in page and "checked" not in page.split("pick-1")[0][-200:]

    def test_a_second_officer_who_has_not_seen_the_release_is_told(self, officer, told, wichai, highways):
        from tests.factories import make_membership, make_user

        colleague = make_membership(make_user("สมชาย ศรีสุข"), highways).user
        seen = told.events.count()
        release_case(told, text="ไฟดับ", by=colleague)
        answer = officer.post(
            reverse("office_release", args=[told.reference]), {"release-text": "ไฟดับหน้าวัด", "release-seen": str(seen)}
        )
        assert answer.status_code == 409
        told.refresh_from_db()
        assert told.public_text == "ไฟดับ"

    def test_calls_a_picture_that_the_complainant_added_later_theirs(self, officer, told, malee, photo):
        from complaints.correcting import add_to_complaint

        add_to_complaint(told, text="อีกมุมหนึ่ง", by=malee, uploads=[photo])
        html = officer.get(reverse("office_case", args=[told.reference])).content.decode()
        choices = html.split("pick-pictures", 1)[1].split("</form>", 1)[0]
        assert "From the complainant" in choices
        assert "After the work" not in choices

    def test_an_after_picture_can_be_chosen_too(self, told, wichai, photo):
        from complaints.handling import accept_assignment

        part = accept_assignment(told.assignments.get(), by=wichai)
        propose_closing(part, answer="เปลี่ยนหลอดแล้ว", outcome=Outcome.SOLVED, by=wichai, uploads=[photo])
        case = release_case(told, text="ไฟดับ", pictures=[str(photo.public_id)], by=wichai)
        assert case.files.get().released_at is not None


class TestTheAnswer:
    """What an agency answers becomes public by an officer's yes alone, personal data hidden, and goes with the case."""

    ANSWER = f"เปลี่ยนหลอดแล้วเมื่อวันศุกร์ ถ้าดับอีกโทร นายสมชาย ใจกล้า {PHONE}"

    @pytest.fixture
    def released(self, told, wichai):
        part = accept_assignment(told.assignments.get(), by=wichai)
        release_case(told, text="ไฟทางหน้าวัดดับ", by=wichai)
        return part

    def close(self, part, officer, **how):
        propose_closing(part, answer=self.ANSWER, outcome=Outcome.SOLVED, by=officer, **how)
        return Case.objects.get(pk=part.case_id)

    def seen(self, client, case):
        address = reverse("public_case", args=[case.reference])
        return client.get(address).content.decode() + client.get(f"/api/v1/cases/{case.reference}/").content.decode()

    def test_S1_is_not_shown_without_an_officers_yes(self, client, released, wichai):
        case = self.close(released, wichai)
        assert case.public_answer == "" and "เปลี่ยนหลอดแล้ว" not in self.seen(client, case)
        assert client.get(f"/api/v1/cases/{case.reference}/").json()["answer"] is None

    def test_S11_is_shown_with_it_and_personal_data_is_hidden(self, client, released, wichai):
        case = self.close(released, wichai, is_shown=True)
        page = self.seen(client, case)
        assert "เปลี่ยนหลอดแล้ว" in page and PHONE not in page and "สมชาย" not in page
        assert "เปลี่ยนหลอดแล้ว" in client.get(f"/api/v1/cases/{case.reference}/").json()["answer"]

    def test_S1_is_not_shown_of_a_case_that_is_not_released(self, client, told, wichai):
        part = accept_assignment(told.assignments.get(), by=wichai)
        case = self.close(part, wichai, is_shown=True)
        assert case.public_answer == ""
        assert client.get(reverse("public_case", args=[case.reference])).status_code == 404

    def test_the_database_keeps_it_with_the_release(self, told):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=told.pk).update(public_answer="หลุดไป")

    @pytest.mark.parametrize("end", ["take_back", "withdraw", "tip_off"])
    def test_goes_with_the_case(self, client, released, wichai, malee, end):
        case = self.close(released, wichai, is_shown=True)
        if end == "tip_off":
            dispute_resolution(case, reason="ยังดับอยู่", by=malee)
            convert_case(case, CaseKind.TIP_OFF, by=wichai)
        elif end == "withdraw":
            withdraw_complaint(case, by=malee)
        else:
            take_back_release(case, by=wichai)
        case.refresh_from_db()
        assert (case.public_answer, case.released_at) == ("", None)

    def test_goes_when_the_complainant_objects(self, released, wichai, malee):
        case = self.close(released, wichai, is_shown=True)
        dispute_resolution(case, reason="ยังดับอยู่", by=malee)
        case.refresh_from_db()
        assert case.public_answer == "" and case.released_at is not None

    def test_a_released_case_that_was_answered_is_offered_both(self, client, released, wichai):
        case = self.close(released, wichai)
        client.force_login(wichai)
        page = client.get(reverse("office_case", args=[case.reference])).content.decode()
        assert 'name="release-answer"' in page and "ยังไม่ได้ให้ทุกคนอ่านคำตอบ" in page
        box = page.split('name="release-answer"')[1].split("</textarea>")[0]
        assert "เปลี่ยนหลอดแล้ว" in box and PHONE not in box
        sent = {"release-text": "ไฟทางหน้าวัดดับ", "release-answer": f"เปลี่ยนหลอดแล้ว โทร {PHONE}"}
        client.post(reverse("office_release", args=[case.reference]), sent)
        shown = Case.objects.get(pk=case.pk).public_answer
        assert "เปลี่ยนหลอดแล้ว" in shown and PHONE not in shown

    def test_is_preselected_when_closing_a_public_case_and_asked_nowhere_else(self, client, released, wichai, file):
        client.force_login(wichai)
        page = client.get(reverse("office_case", args=[released.case.reference])).content.decode()
        box = page.split('name="close-is_shown"')[1].split(">")[0]
        assert "checked" in box
        sent = {"close-text": self.ANSWER, "close-outcome": "solved", "close-is_shown": "on"}
        client.post(reverse("office_close", args=[released.case.reference]), sent)
        assert "เปลี่ยนหลอดแล้ว" in Case.objects.get(pk=released.case_id).public_answer
        hidden = accept_assignment(assign_case(file().complaint.case, released.agency, by=None), by=wichai)
        page = client.get(reverse("office_case", args=[hidden.case.reference])).content.decode()
        assert 'name="close-is_shown"' not in page
        sent["close-is_shown"] = "on"  # put there by hand all the same
        client.post(reverse("office_close", args=[hidden.case.reference]), sent)
        assert Case.objects.get(pk=hidden.case_id).public_answer == ""

    def test_may_be_left_out(self, client, released, wichai):
        client.force_login(wichai)
        sent = {"close-text": self.ANSWER, "close-outcome": "solved"}
        client.post(reverse("office_close", args=[released.case.reference]), sent)
        case = Case.objects.get(pk=released.case_id)
        assert case.resolution_proposed_at is not None and case.public_answer == ""

    def test_words_before_there_is_an_answer_are_not_kept(self, told, wichai):
        assert release_case(told, text="ไฟดับ", answer="ยังไม่มีใครตอบ", by=wichai).public_answer == ""


class TestATextThatIsNotInThai:
    """Names in it may have been overlooked, so the page says so, and what nobody here can read is not shown."""

    BURMESE = "လမ်းမီး ပျက်နေတာ နှစ်ပတ်ရှိပြီ၊ ညဘက် အရမ်းမှောင်တယ်"

    @pytest.fixture
    def written(self, file, highways, roads):
        def written(text):
            case = file(text, visibility=Visibility.PUBLIC).complaint.case
            return assign_case(case, highways, by=None, topic=roads).case

        return written

    def page(self, client, case, officer):
        client.force_login(officer)
        client.cookies["language"] = "en"
        return client.get(reverse("office_case", args=[case.reference])).content.decode()

    def test_is_refused_until_somebody_says_they_have_read_it(self, written, wichai):
        case = written(self.BURMESE)
        with pytest.raises(ValidationError) as refused:
            release_case(case, text=proposed_text(case), by=wichai)
        assert refused.value.code == "read_by_nobody"
        case = release_case(case, text=proposed_text(case), is_read=True, by=wichai)
        assert case.events.get(kind=CaseEvent.Kind.RELEASED).facts["read_in"] == "my"

    @pytest.mark.parametrize(
        "text", ["ไฟทางหน้าวัดดับมาสองสัปดาห์", "The street light near the temple is broken", f"ไฟดับมาสองสัปดาห์ เขาเขียนว่า {BURMESE[:9]}"]
    )  # fmt: skip
    def test_in_thai_or_english_nothing_is_asked(self, written, wichai, text):
        assert release_case(written(self.BURMESE), text=text, by=wichai).released_at

    def test_stays_in_its_language_however_much_of_it_is_hidden(self, written, wichai):
        case = written(f"ဖုန်း {PHONE} မေးလ် a@example.org ကို ဆက်ပါ" + f" {PHONE}" * 8)
        with pytest.raises(ValidationError) as refused:
            release_case(case, text=proposed_text(case), by=wichai)
        assert refused.value.code == "read_by_nobody"

    def test_the_form_names_the_language_and_asks_at_the_field(self, client, written, wichai):
        case = written(self.BURMESE)
        page = self.page(client, case, wichai)
        assert "This text is in Burmese" in page and "There is no Thai translation" in page
        assert 'name="release-is_read"' in page
        sent = {"release-text": self.BURMESE}
        answer = client.post(reverse("office_release", args=[case.reference]), sent)
        assert answer.status_code == 400
        assert '<a href="#id_release-is_read">Have it read by somebody' in answer.content.decode()
        client.post(reverse("office_release", args=[case.reference]), {**sent, "release-is_read": "on"})
        assert Case.objects.get(pk=case.pk).released_at

    def test_of_a_language_the_officer_typed_instead_it_asks_too(self, client, told, wichai):
        assert 'name="release-is_read"' not in self.page(client, told, wichai)
        answer = client.post(reverse("office_release", args=[told.reference]), {"release-text": self.BURMESE})
        assert answer.status_code == 400 and 'name="release-is_read"' in answer.content.decode()
        assert Case.objects.get(pk=told.pk).released_at is None

    def test_the_form_shows_the_translation_beside_it(self, client, written, wichai):
        case = written(self.BURMESE)
        write_translation(case, case.complaints.get(), text="ไฟทางเสียมาสองสัปดาห์แล้ว", by=wichai)
        form = self.page(client, case, wichai).split('id="public-title"')[1]
        assert "ไฟทางเสียมาสองสัปดาห์แล้ว" in form and "There is no Thai translation" not in form

    def test_is_shown_with_the_thai_an_officer_let_go_and_personal_data_is_hidden(self, client, written, wichai):
        case = written(self.BURMESE)
        write_translation(case, case.complaints.get(), text=f"ไฟทางเสีย โทรหา นายสมชาย ใจกล้า {PHONE}", by=wichai)
        box = self.page(client, case, wichai).split('name="release-translation"')[1].split("</textarea>")[0]
        assert "ไฟทางเสีย" in box and PHONE not in box and "สมชาย" not in box
        sent = {"release-text": self.BURMESE, "release-is_read": "on", "release-translation": f"ไฟทางเสีย {PHONE}"}
        client.post(reverse("office_release", args=[case.reference]), sent)
        client.logout()
        page = client.get(reverse("public_case", args=[case.reference])).content.decode()
        assert "ไฟทางเสีย" in page and PHONE not in page
        case = take_back_release(Case.objects.get(pk=case.pk), by=wichai)
        assert case.public_translation == ""

    def test_whoever_tracks_it_and_the_API_reads_the_thai_too(self, client, written, wichai, malee):
        case = written(self.BURMESE)
        page, answer = reverse("track_case", args=[case.reference]), f"/api/v1/cases/{case.reference}/"
        assert client.get(answer).json()["translation"] is None
        release_case(case, text=self.BURMESE, translation="ไฟทางเสีย", is_read=True, by=wichai)
        shown = client.get(page).content.decode()
        assert shown.index(self.BURMESE) < shown.index("ไฟทางเสีย")
        assert client.get(answer).json()["translation"] == "ไฟทางเสีย"
        take_back_release(Case.objects.get(pk=case.pk), by=wichai)
        assert "ไฟทางเสีย" not in client.get(page).content.decode()
        assert client.get(answer).json()["translation"] is None

    @pytest.mark.parametrize(("text", "kept"), [("ไฟดับ", ""), (BURMESE, "ไฟดับหนึ่งดวง")])
    def test_thai_needs_no_translation_and_keeps_none(self, told, wichai, text, kept):
        ticked = {"is_read": True, "is_looked_through": True}  # the complaint itself holds a name
        case = release_case(told, text=text, translation="ไฟดับหนึ่งดวง", by=wichai, **ticked)
        assert case.public_translation == kept

    def test_a_translation_into_another_language_is_refused(self, told, wichai):
        with pytest.raises(ValidationError) as refused:
            release_case(told, text=self.BURMESE, translation="The lamp is broken", is_read=True, by=wichai)
        assert refused.value.code == "translation_not_thai"

    def test_the_database_keeps_the_translation_with_the_release(self, told):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=told.pk).update(public_translation="หลุดไป")

    NAMING = "သူဌေး ဦးဝင်းမြင့် က လုပ်ခမပေးဘူး၊ လမ်းမီးလည်း ပျက်နေတယ်"

    @pytest.mark.parametrize("thai", ["นายจ้างอูวินมยิ้นไม่จ่ายค่าแรง", "นายจ้างไม่จ่ายค่าแรง วินมยิ้นไม่พูด"])
    def test_a_name_of_the_original_is_hidden_in_the_translation(self, written, wichai, thai):
        case = written(self.NAMING)
        write_translation(case, case.complaints.get(), text=thai, by=wichai)
        assert "วินมยิ้น" not in proposed_translation(case)
        case = release_case(case, text=self.NAMING, translation=thai, is_read=True, by=wichai)
        assert "วินมยิ้น" not in case.public_translation and "ค่าแรง" in case.public_translation

    def test_a_name_not_found_in_the_translation_has_to_be_looked_for(self, client, written, wichai):
        case, thai = written(self.NAMING), "นายจ้างวูยินหมิ่นไม่จ่ายค่าแรง"
        with pytest.raises(ValidationError) as refused:
            release_case(case, text=self.NAMING, translation=thai, is_read=True, by=wichai)
        assert refused.value.code == "names_overlooked"
        write_translation(case, case.complaints.get(), text=thai, by=wichai)
        page = self.page(client, case, wichai)
        assert "The original holds a name that was not found in the translation" in page
        address = reverse("office_release", args=[case.reference])
        sent = {"release-text": self.NAMING, "release-is_read": "on", "release-translation": thai}
        refused = client.post(address, sent)
        assert refused.status_code == 400
        assert '<a href="#id_release-is_looked_through">The original holds a name' in refused.content.decode()
        assert not Case.objects.get(pk=case.pk).released_at
        client.post(address, {**sent, "release-is_looked_through": "on"})
        assert Case.objects.get(pk=case.pk).public_translation == thai
        assert case.events.get(kind=CaseEvent.Kind.RELEASED).facts["looked_through"] is True

    @pytest.mark.parametrize(
        ("text", "thai"),
        [
            (NAMING, "นายจ้างอูวินมยิ้นไม่จ่ายค่าแรง"),
            (NAMING, "นายจ้าง [ชื่อบุคคล] ไม่จ่ายค่าแรง"),
            (NAMING, ""),
            (BURMESE, "ไฟทางเสียมาสองสัปดาห์แล้ว"),
        ],
    )
    def test_nothing_is_asked_where_none_was_overlooked(self, written, wichai, text, thai):
        case = release_case(written(text), text=text, translation=thai, is_read=True, by=wichai)
        assert case.released_at and "looked_through" not in case.events.get(kind=CaseEvent.Kind.RELEASED).facts

    def test_in_english_names_are_to_be_looked_for_and_no_tick_is_asked(self, client, written, wichai):
        page = self.page(client, written("The street light near the temple is broken"), wichai)
        assert "This text is in English" in page and 'name="release-is_read"' not in page

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("ไฟทางหน้าวัดดับ", "Names and numbers are hidden, and the pin on the map stands only roughly"),
            (
                "The street light near the temple is broken",
                "It is not in Thai: an officer checked the text and the landmark for names",
            ),
            (BURMESE, "It is not in Thai: an officer checked the text and the landmark for names"),
        ],
    )
    def test_everybody_reads_what_was_done_about_names(self, client, told, wichai, text, said):
        release_case(told, text=text, is_read=True, by=wichai)
        client.cookies["language"] = "en"
        page = client.get(reverse("public_case", args=[told.reference])).content.decode()
        assert said in page
        assert (f'<p class="words" lang="my">{text}' in page) is (text == self.BURMESE)


class TestTheNameOfWhoToldIt:
    """Nobody knows better than the form who wrote it."""

    TOLD = "ผมอ๊อดแอ๊ด แสนดี  อยู่หมู่ 3 ไฟทางดับ ฝากด้วย (อ๊อดแอ๊ด  แสนดี)"

    def test_is_hidden_wherever_it_stands(self, file, highways, roads, wichai):
        contact = Contact(name="อ๊อดแอ๊ด แสนดี", phone="0812345678")
        case = file(self.TOLD, visibility=Visibility.PUBLIC, contact=contact).complaint.case
        assert "แอ๊ด" not in case.public_text
        case = assign_case(case, highways, by=None, topic=roads).case
        assert "แอ๊ด" not in proposed_text(case)
        released = release_case(case, text=self.TOLD, place="บ้าน อ๊อดแอ๊ด แสนดี", by=wichai)
        assert "แอ๊ด" not in released.public_text + released.public_place

    def test_short_names_hide_no_pieces_of_words(self, file, highways, roads, wichai):
        case = file(
            "ไฟทางดับ", visibility=Visibility.PUBLIC, contact=Contact(name="ไฟ", phone="0812345678")
        ).complaint.case
        assert proposed_text(assign_case(case, highways, by=None, topic=roads).case) == "ไฟทางดับ"

    def test_is_found_behind_i_without_a_word_for_name(self):
        assert "สมชาย" not in mask("ผมสมชาย ใจดี อยู่หมู่ 3")
        assert mask("ผมขอความช่วยเหลือ ไฟดับ") == "ผมขอความช่วยเหลือ ไฟดับ"
