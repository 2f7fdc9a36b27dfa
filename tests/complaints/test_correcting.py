"""Adding something and putting place or topic right, under the same number."""

import pytest
from django.core.exceptions import ValidationError

from complaints.correcting import (
    ADDITIONS_A_CASE,
    Correction,
    add_to_complaint,
    correct_case,
    drop_correction,
    open_wish,
    refuse_correction,
    take_correction,
)
from complaints.handling import accept_assignment, assign_case, send_to_triage
from complaints.intake import Contact
from complaints.models import Assignment, Case, CaseEvent, Complaint
from complaints.releasing import release_case
from complaints.responding import withdraw_complaint
from complaints.workflow import CaseState, Visibility
from directory.models import Area
from notifications.models import Message
from tests.complaints.conftest import POTHOLE
from tests.factories import make_area, make_topic

pytestmark = pytest.mark.django_db
MORE = "วันนี้ล้มอีกคันแล้วค่ะ เด็กนักเรียนแขนถลอก"


def kinds_of(case):
    return list(CaseEvent.objects.filter(case=case).order_by("n").values_list("kind", flat=True))


def now(case):
    return Case.objects.get(pk=case.pk)


def code_of(refused):
    return refused.value.code


@pytest.fixture
def drains(db):
    return make_topic("flooding/drain-cover", "ฝาท่อชำรุด", visibility_floor="public")


@pytest.fixture
def ban_pet(khon_kaen):
    make_area(4001, "เมืองขอนแก่น", "Mueang Khon Kaen")
    return make_area(400117, "บ้านเป็ด", "Ban Pet")


class TestAddingWords:
    def test_is_one_line_for_the_agencies_and_changes_nothing_that_was_told(self, working, malee):
        add_to_complaint(working.case, text=MORE, by=malee)
        line = CaseEvent.objects.filter(case=working.case).last()
        assert (line.kind, line.note, line.seen_by) == ("added", MORE, "complainant")
        assert Complaint.objects.get().text == POTHOLE
        assert now(working.case).state == CaseState.IN_PROGRESS

    def test_marks_it_as_new_until_the_agency_acts(self, working, malee, wichai):
        from complaints.handling import reply_to_complainant

        add_to_complaint(working.case, text=MORE, by=malee)
        assert Assignment.objects.get().has_news
        with pytest.raises(ValidationError):
            reply_to_complainant(working, text="", by=wichai)
        assert Assignment.objects.get().has_news
        reply_to_complainant(working, text="ทราบแล้ว จะเร่งให้", by=wichai)
        assert not Assignment.objects.get().has_news

    def test_needs_words_or_files_and_an_open_case(self, case, malee):
        with pytest.raises(ValidationError) as refused:
            add_to_complaint(case, text=" \u200b", by=malee)
        assert code_of(refused) == "note_missing"
        withdraw_complaint(case, by=malee)
        with pytest.raises(ValidationError) as refused:
            add_to_complaint(case, text=MORE, by=malee)
        assert code_of(refused) == "case_has_ended"

    def test_has_an_end(self, case, malee):
        for number in range(ADDITIONS_A_CASE):
            add_to_complaint(case, text=f"ครั้งที่ {number}", by=malee)
        with pytest.raises(ValidationError) as refused:
            add_to_complaint(case, text=MORE, by=malee)
        assert code_of(refused) == "added_too_often"
        with pytest.raises(ValidationError) as refused:
            correct_case(case, Correction(place_text="หลังวัด"), by=malee)
        assert code_of(refused) == "added_too_often"

    def test_S8_tells_only_the_hour_of_somebody_unnamed(self, file):
        unnamed = file(by=None, visibility=Visibility.ANONYMOUS, contact=Contact()).complaint.case
        add_to_complaint(unnamed, text=MORE, by=None)
        at = CaseEvent.objects.filter(case=unnamed).last().at
        assert (at.minute, at.second, at.microsecond) == (0, 0, 0)


class TestCorrectingWhileTheAgencyIsSought:
    def test_counts_at_once_and_the_routing_looks_again(self, case, malee, drains, ban_pet):
        send_to_triage(case)
        assert correct_case(case, Correction(topic=drains, area=ban_pet, place_text="หน้าโลตัส"), by=malee)
        case = now(case)
        assert (case.topic, case.area, case.place_text) == (drains, ban_pet, "หน้าโลตัส")
        assert case.state == CaseState.RECEIVED
        assert case in Case.objects.awaiting_routing()
        assert kinds_of(case)[-1] == "corrected"

    def test_takes_a_pin_of_the_old_place_away_and_says_so(self, client, file, malee, ban_pet):
        case = file(latitude=16.48, longitude=102.83).complaint.case
        client.force_login(malee)
        assert "เรื่องนี้มีหมุดอยู่" in client.get(f"/track/{case.reference}/correct/").content.decode()
        correct_case(case, Correction(area=ban_pet), by=malee)
        assert now(case).latitude is None
        assert "เอาหมุดเดิมออก" in client.get(f"/track/{case.reference}/").content.decode()
        correct_case(now(case), Correction(place_text="หน้าโลตัส"), by=malee)
        assert now(case).events.last().facts == {"by_itself": True}

    @pytest.mark.parametrize("code", [4001, 40])
    def test_keeps_the_pin_where_the_place_is_only_told_less_exactly(self, file, malee, khon_kaen, code):
        case = file(latitude=16.48, longitude=102.83).complaint.case
        correct_case(case, Correction(area=Area.objects.get(code=code)), by=malee)
        assert (now(case).latitude, now(case).area_id) == (16.48, code)

    def test_keeps_the_pin_where_it_is_proved_to_lie_in_the_new_place(self, file, malee, outlines):
        case = file(latitude=16.30, longitude=102.805).complaint.case
        correct_case(case, Correction(area=Area.objects.get(code=4002)), by=malee)
        assert (now(case).latitude, now(case).area_id) == (16.30, 4002)
        assert "pin_removed" not in now(case).events.last().facts

    def test_S13_takes_the_old_place_out_of_the_public_s_sight_too(self, file, malee, ban_pet, highways, roads, wichai):
        told = file(latitude=16.48, longitude=102.83, visibility=Visibility.PUBLIC, topic=roads).complaint.case
        part = accept_assignment(assign_case(told, highways, by=None, topic=roads), by=wichai)
        release_case(part.case, text="หลุมลึกหน้าตลาด", place="หน้าตลาด", by=wichai)
        assert now(told).public_latitude is not None
        correct_case(now(told), Correction(area=ban_pet), by=malee)
        assert now(told).public_latitude is not None  # only a wish as yet
        take_correction(part, by=wichai)
        told = now(told)
        assert (told.public_latitude, told.public_longitude, told.public_place) == (None, None, "")
        assert told.public_text == "หลุมลึกหน้าตลาด"
        assert told.released_at is not None

    def test_makes_no_case_more_open_than_its_topic_allows(self, case, malee, bribery):
        correct_case(case, Correction(topic=bribery), by=malee)
        assert now(case).visibility == Visibility.CONFIDENTIAL
        assert now(case).public_text == ""

    def test_of_nothing_is_refused(self, case, malee, sila):
        for nothing in (Correction(), Correction(area=sila), Correction(place_text=" ")):
            with pytest.raises(ValidationError) as refused:
                correct_case(case, nothing, by=malee)
            assert code_of(refused) == "nothing_to_correct"

    def test_of_a_pin_in_the_sea_is_refused(self, case, malee):
        with pytest.raises(ValidationError) as refused:
            correct_case(case, Correction(latitude=48.85, longitude=2.35), by=malee)
        assert code_of(refused) == "pin_outside_thailand"


class TestCorrectingWhatAnAgencyHas:
    @pytest.fixture
    def wished(self, working, malee, drains, ban_pet):
        assert not correct_case(working.case, Correction(topic=drains, area=ban_pet), by=malee, text="จำถนนผิด")
        return working

    def test_is_a_wish_that_changes_nothing_yet(self, wished, roads, sila):
        case = now(wished.case)
        assert (case.topic, case.area) == (roads, sila)
        assert kinds_of(case)[-1] == "correction_asked"
        assert Assignment.objects.get().has_news

    def test_is_taken_over_with_one_click(self, wished, wichai, drains, ban_pet):
        take_correction(wished, by=wichai)
        case = now(wished.case)
        assert (case.topic, case.area) == (drains, ban_pet)
        assert kinds_of(case)[-1] == "corrected"
        assert open_wish(case) is None
        assert Message.objects.filter(event_key=f"case:{case.reference}:{case.event_count}").exists()

    def test_is_refused_with_a_reason_the_complainant_reads(self, wished, wichai, roads):
        with pytest.raises(ValidationError) as refused:
            refuse_correction(wished, reason="", by=wichai)
        assert code_of(refused) == "note_missing"
        assert open_wish(wished.case)
        refuse_correction(wished, reason="ตรวจแล้ว อยู่ในเขตศิลาจริง", by=wichai)
        assert now(wished.case).topic == roads
        assert CaseEvent.objects.filter(case=wished.case).last().note_seen_by == "complainant"

    def test_can_be_taken_back_by_the_complainant(self, wished, malee):
        drop_correction(wished.case, by=malee)
        assert open_wish(wished.case) is None
        assert kinds_of(wished.case)[-1] == "correction_dropped"

    def test_is_settled_once(self, wished, wichai, malee):
        take_correction(wished, by=wichai)
        for again in (
            lambda: take_correction(wished, by=wichai),
            lambda: refuse_correction(wished, reason="ไม่ใช่", by=wichai),
            lambda: drop_correction(wished.case, by=malee),
        ):
            with pytest.raises(ValidationError) as refused:
                again()
            assert code_of(refused) == "no_correction"

    def test_waits_alone(self, wished, malee, drains):
        with pytest.raises(ValidationError) as refused:
            correct_case(wished.case, Correction(place_text="หลังวัด"), by=malee)
        assert code_of(refused) == "correction_is_waiting"

    def test_of_an_agency_that_has_not_accepted_yet_is_a_wish_too(self, assignment, malee, drains):
        assert not correct_case(assignment.case, Correction(topic=drains), by=malee)


class TestOnThePages:
    def path(self, case, act=""):
        return f"/track/{case.reference}/" + (f"{act}/" if act else "")

    def test_the_complainant_adds_words(self, client, malee, working):
        client.force_login(malee)
        response = client.post(self.path(working.case, "add"), {"text": MORE})
        assert response.status_code == 302
        assert f'data-key="add-{working.case.reference}"></span>' in client.get(response.url).content.decode()
        assert MORE in client.get(self.path(working.case)).content.decode()

    def test_strangers_see_neither_the_form_nor_that_something_was_added(self, client, malee, working):
        add_to_complaint(working.case, text=MORE, by=malee)
        shown = client.get(self.path(working.case)).content.decode()
        assert MORE not in shown
        assert "เพิ่มข้อมูล" not in shown
        for act in ("add", "correct", "correct/drop"):
            assert client.post(self.path(working.case, act), {"text": MORE}).status_code == 404

    def test_the_office_sees_that_it_is_new_and_marks_it_as_read(self, client, malee, working, wichai):
        add_to_complaint(working.case, text=MORE, by=malee)
        client.force_login(wichai)
        assert "ข้อมูลใหม่จากผู้แจ้ง" in client.get("/office/").content.decode()
        assert MORE in client.get(f"/office/{working.case.reference}/").content.decode()
        client.post(f"/office/{working.case.reference}/read/")
        assert "ข้อมูลใหม่จากผู้แจ้ง" not in client.get("/office/").content.decode()

    def test_the_complainant_names_another_topic_and_district_without_a_script(
        self, client, malee, working, drains, ban_pet
    ):
        client.force_login(malee)
        address = self.path(working.case, "correct")
        shown = client.post(address, {"province": "40", "district": "4001", "more": "areas"}).content.decode()
        assert "บ้านเป็ด" in shown
        chosen = {"topic": drains.code, "province": "40", "district": "4001", "subdistrict": "400117"}
        assert client.post(address, chosen).status_code == 302
        assert (open_wish(working.case).topic, open_wish(working.case).area) == (drains, ban_pet)

    def test_the_button_says_whether_it_counts_at_once(self, client, malee, case, highways):
        client.force_login(malee)
        address = f"/track/{case.reference}/correct/"
        assert "แก้เรื่องนี้" in client.get(address).content.decode()
        assign_case(case, highways, by=None)
        assert "แก้เรื่องนี้" not in client.get(address).content.decode()

    def test_a_topic_that_does_not_exist_is_told_at_its_field(self, client, malee, working):
        client.force_login(malee)
        response = client.post(self.path(working.case, "correct"), {"topic": "roads/หลุมดำ"})
        assert response.status_code == 400
        assert 'id="id_topic-error"' in response.content.decode()

    def test_a_topic_alone_is_enough(self, client, malee, working, drains):
        client.force_login(malee)
        response = client.post(self.path(working.case, "correct"), {"topic": drains.code})
        assert response.status_code == 302
        assert open_wish(working.case).topic == drains

    def test_nothing_different_is_said_above_the_form(self, client, malee, working):
        client.force_login(malee)
        response = client.post(self.path(working.case, "correct"), {})
        assert response.status_code == 409
        assert "ยังไม่มีอะไรต่างจากเดิม" in response.content.decode()

    def test_the_officer_takes_it_over_and_nobody_of_another_agency_can(
        self, client, malee, working, wichai, stranger, drains
    ):
        correct_case(working.case, Correction(topic=drains), by=malee)
        for act in ("take-correction", "refuse-correction", "read"):
            client.force_login(stranger)
            assert client.post(f"/office/{working.case.reference}/{act}/").status_code == 404
        client.force_login(wichai)
        assert "ผู้แจ้งขอแก้ข้อมูล" in client.get(f"/office/{working.case.reference}/").content.decode()
        client.post(f"/office/{working.case.reference}/take-correction/")
        assert now(working.case).topic == drains

    def test_somebody_unnamed_is_remembered_by_nobody(self, client, file, malee, highways, wichai):
        """Promise S6: signed in by chance, they opened their case by its code."""
        filed = file(by=None, visibility=Visibility.ANONYMOUS, contact=Contact())
        accept_assignment(assign_case(filed.complaint.case, highways, by=None), by=wichai)
        client.force_login(malee)
        client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
        client.post(self.path(filed.complaint.case, "add"), {"text": MORE})
        assert CaseEvent.objects.get(kind="added").by is None
