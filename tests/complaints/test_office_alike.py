"""Beside the words that a helper types: public cases that may be the same, as citizens see them, and joining with one key."""

import pytest

from complaints.handling import assign_case
from complaints.intake import Contact
from complaints.models import Case, Complaint
from complaints.releasing import release_case
from complaints.responding import withdraw_complaint
from complaints.workflow import Visibility
from tests.complaints.assisted import ASSIST, newest_receipt, told

pytestmark = pytest.mark.django_db
HERE = {"latitude": 16.4322, "longitude": 102.8236}
HOLE = "ถนนเป็นหลุมลึกหน้าตลาดสด รถมอเตอร์ไซค์ล้มทุกวัน"
LIKE_IT = "หลุมลึกบนถนนหน้าตลาดสด มอเตอร์ไซค์ล้มอีกแล้ว ช่วยซ่อมด้วย"


@pytest.fixture
def hole(file, highways, kanya, roads):
    """A public, released case of a hole in the road."""
    case = file(HOLE, visibility=Visibility.PUBLIC, **HERE).complaint.case
    assign_case(case, highways, by=None, topic=roads)
    release_case(Case.objects.get(pk=case.pk), text=HOLE, place="", by=kanya)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def looks(as_, lamai, roads):
    """What stands beside the words for these fields."""

    def looks(**fields):
        sent = told(**{"text": LIKE_IT, "visibility": "public", **HERE, **fields})
        return as_(lamai).post(f"{ASSIST}look/", sent).content.decode()

    return looks


class TestWhatIsShown:
    def test_an_open_public_case_of_the_same_problem(self, hole, looks):
        page = looks()
        assert hole.reference in page
        assert "file and join" in page

    def test_with_how_many_others_it_troubles(self, hole, looks):
        Case.objects.update(me_too_count=7)
        assert "7 more people" in looks()

    def test_no_case_that_is_not_released(self, file, highways, roads, looks):
        case = file(HOLE, visibility=Visibility.AGENCY, **HERE).complaint.case
        assign_case(case, highways, by=None, topic=roads)
        assert case.reference not in looks()

    def test_none_of_the_helpers_own_agency_that_is_not_public(self, file, centre, roads, looks):
        case = file(HOLE, visibility=Visibility.AGENCY, **HERE).complaint.case
        assign_case(case, centre, by=None, topic=roads)
        assert case.reference not in looks()

    @pytest.mark.parametrize("visibility", ["confidential", "anonymous"])
    def test_nothing_in_confidence(self, hole, looks, visibility):
        assert hole.reference not in looks(visibility=visibility)

    def test_nothing_while_somebody_is_in_danger_but_the_number_to_call(self, hole, looks):
        page = looks(text=f"{LIKE_IT} ตอนนี้มีคนเจ็บนอนอยู่กลางถนน เลือดออกมาก")
        assert "tel:1669" in page
        assert hole.reference not in page

    def test_what_the_agency_answered_elsewhere_can_be_told_at_once(self, hole, looks):
        Case.objects.filter(pk=hole.pk).update(state="closed", outcome="solved", closed_at="2026-11-01T00:00:00Z")
        page = looks()
        assert "Answered before" in page
        assert "file and join" not in page

    def test_the_questions_of_the_topic(self, looks):
        assert "What to ask" in looks(text="ไฟทางหน้าตลาดดับสองดวง")

    def test_who_is_no_helper_finds_nothing(self, as_, wichai):
        assert as_(wichai).post(f"{ASSIST}look/", told()).status_code == 404

    def test_it_keeps_nothing(self, hole, looks):
        looks()
        assert Complaint.objects.count() == 1

    @pytest.mark.parametrize(
        "fields",
        [
            {"latitude": "x", "longitude": "9e999"},
            {"province": "99", "district": "-1"},
            {"text": "ก" * 9000},
            {"kind": "<b>"},
        ],
    )
    def test_hostile_fields_break_nothing(self, hole, looks, fields):
        assert "What to ask" in looks(**fields)

    def test_it_asks_no_more_for_three_than_for_one(
        self, file, highways, kanya, roads, hole, looks, django_assert_max_num_queries
    ):
        for _n in range(2):
            other = file(HOLE, visibility=Visibility.PUBLIC, **HERE).complaint.case
            assign_case(other, highways, by=None, topic=roads)
            release_case(Case.objects.get(pk=other.pk), text=HOLE, place="", by=kanya)
        looks()
        with django_assert_max_num_queries(30):
            assert looks().count('data-assist="join"') == 3


class TestJoining:
    def sends(self, as_, helper, into, **fields):
        return as_(helper).post(ASSIST, told(text=LIKE_IT, visibility="agency", same_as=into, **HERE, **fields))

    def test_files_for_the_person_and_joins(self, as_, hole, lamai, client):
        assert self.sends(as_, lamai, hole.reference)["Location"] == newest_receipt()
        complaint = Complaint.objects.get(helper=lamai)
        assert complaint.case.joined_into == hole
        hole.refresh_from_db()
        assert hole.joined_people == 1
        assert "goes on with the case that others told of" in client.get(newest_receipt()).content.decode()

    def test_twice_is_once(self, as_, hole, lamai):
        sent = told(text=LIKE_IT, same_as=hole.reference, **HERE)
        as_(lamai).post(ASSIST, sent)
        as_(lamai).post(ASSIST, sent)
        hole.refresh_from_db()
        assert hole.joined_people == 1

    def test_a_case_that_nobody_may_see_is_not_joined_and_the_filing_goes_its_own_way(self, as_, file, lamai, client):
        hidden = file(HOLE, by=None, contact=Contact(), visibility=Visibility.AGENCY, **HERE).complaint.case
        self.sends(as_, lamai, hidden.reference)
        assert Complaint.objects.get(helper=lamai).case.joined_into is None
        assert "goes its own way" in client.get(newest_receipt()).content.decode()

    def test_what_ended_meanwhile_is_not_joined(self, as_, hole, malee, lamai):
        withdraw_complaint(hole, by=malee)
        self.sends(as_, lamai, hole.reference)
        assert Complaint.objects.get(helper=lamai).case.joined_into is None

    def test_a_wrong_click_is_taken_out_again(self, as_, hole, lamai):
        self.sends(as_, lamai, hole.reference)
        as_(lamai).post(f"{ASSIST}take-back/", {"reference": Complaint.objects.get(helper=lamai).reference})
        hole.refresh_from_db()
        assert hole.joined_people == 0
        assert Complaint.objects.get(helper=lamai).case.state == "withdrawn"
