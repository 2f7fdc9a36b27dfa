"""Open public cases near the pin that may be the same problem, shown before a text is sent."""

from datetime import timedelta
from time import process_time

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.already_told import Told, already_told
from complaints.handling import assign_case
from complaints.landmarks import name_the_same_landmark
from complaints.models import Case
from complaints.releasing import release_case, take_back_release
from complaints.workflow import CaseState, Visibility
from directory.models import Role
from tests.factories import make_area, make_membership, make_topic, make_user

pytestmark = pytest.mark.django_db
HERE = (16.4322, 102.8236)
POTHOLE = "ถนนเป็นหลุมลึกหน้าตลาดสด รถมอเตอร์ไซค์ล้มทุกวัน"
LAMP = "ไฟถนนดับสองดวงหน้าวัดโพธิ์ชัย กลางคืนเดินลำบาก"
LIKE_IT = "หลุมลึกบนถนนหน้าตลาดสด มอเตอร์ไซค์ล้มอีกแล้ว ช่วยซ่อมด้วยครับ"


@pytest.fixture
def releaser(highways):
    return make_membership(make_user("อรทัย พรมมา"), highways, Role.SUPERVISOR).user


@pytest.fixture
def told(file, highways, releaser, roads):
    """An open case of the topic at a spot, released unless it is said otherwise."""

    def told(text=POTHOLE, *, at=HERE, released=True, visibility=Visibility.PUBLIC, days_ago=1, topic=roads, place=""):
        pin = {"latitude": at[0], "longitude": at[1]} if at else {}
        case = file(text, visibility=visibility, place_text=place, **pin).complaint.case
        assign_case(case, highways, by=None, topic=topic)
        case = Case.objects.get(pk=case.pk)
        if released:
            release_case(case, text=text, place=place, by=releaser)
        Case.objects.filter(pk=case.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
        return case

    return told


def references(text=LIKE_IT, at=HERE, topic="roads"):
    return [row.reference for row in already_told(Told(text, *at, topic))]


class TestWhichAreShown:
    def test_an_open_case_near_the_pin_in_other_words(self, told):
        case = told()
        assert references() == [case.reference]

    def test_not_what_lies_elsewhere_or_is_long_ago(self, told):
        told(at=(HERE[0] + 0.01, HERE[1]))
        told(days_ago=100)
        assert references() == []

    def test_not_another_problem_at_the_same_spot(self, told):
        signs = make_topic("buildings/signboards", "ป้าย", offers_public=True, visibility_floor="public")
        told("ป้ายโฆษณาเอียงจะล้มทับคนเดินเท้า", topic=signs)
        assert references() == []

    def test_not_what_ended(self, told):
        case = told()
        Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED)
        assert references() == []

    @pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.AGENCY, Visibility.CONFIDENTIAL])
    def test_S1_nothing_that_is_not_released(self, told, visibility):
        told(released=False, visibility=visibility)
        assert references() == []

    def test_S1_nothing_that_was_taken_back(self, told, releaser):
        case = told()
        take_back_release(case, by=releaser)
        assert references() == []

    def test_nothing_without_a_pin(self, told):
        told()
        assert already_told(Told(LIKE_IT, topic="roads")) == []

    def test_three_at_most_the_likeliest_first(self, told):
        more = ["", " ร้านค้าริมทางเดือดร้อน", " เด็กนักเรียนเดินผ่านลำบาก ฝนตกน้ำขังเต็มหลุม", " แผ่นเหล็กปิดไว้ก็หายไปแล้ว"]
        cases = [told(POTHOLE + each) for each in more]
        found = references(POTHOLE)
        assert len(found) == 3 and found[0] == cases[0].reference

    @pytest.mark.parametrize("text", ["", "....", "🦟" * 3_000, "\u1000" * 9_000, "ถ" * 20_000])
    @pytest.mark.parametrize("at", [(0.0, 0.0), (90.0, 180.0), (-90.0, -180.0)])
    def test_whatever_is_asked_breaks_nothing(self, told, text, at):
        told()
        assert already_told(Told(text, *at, "no/such")) == []
        references(text)


@pytest.fixture
def lamps(db):
    upper = make_topic("electricity", "ไฟฟ้า", offers_public=True, visibility_floor="public")
    return make_topic("electricity/street-lights", "ไฟถนน", parent=upper, offers_public=True, visibility_floor="public")


NEXT_TO_IT = (HERE[0] + 0.0002, HERE[1] + 0.0001)  # some 25 m
OTHER_WORDS = ["ไฟทางไม่ติด", "โคมไฟดับ", "เสาไฟเสีย", "ซอยมืดมาก ไฟกิ่งเสีย"]


class TestTheSameInOtherWords:
    @pytest.mark.parametrize("text", OTHER_WORDS)
    @pytest.mark.parametrize("topic", ["", "electricity", "electricity/street-lights"])
    def test_the_same_topic_next_to_it_is_enough(self, told, lamps, text, topic):
        case = told(LAMP, topic=lamps)
        assert references(text, NEXT_TO_IT, topic) == [case.reference]

    def test_of_a_case_without_a_finer_topic_its_words_say_it(self, told, lamps):
        case = told(LAMP, topic=lamps.parent)
        assert references("โคมไฟดับ", NEXT_TO_IT, "") == [case.reference]

    def test_for_as_long_as_it_is_open(self, told, lamps):
        case = told(LAMP, topic=lamps, days_ago=60)
        assert references("โคมไฟดับ", NEXT_TO_IT, "") == [case.reference]
        Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED)
        assert references("โคมไฟดับ", NEXT_TO_IT, "") == []

    @pytest.mark.parametrize("metres", [-300, 300])
    def test_not_down_the_street(self, told, lamps, metres):
        told(LAMP, topic=lamps)
        assert references("โคมไฟดับ", (HERE[0] + metres / 111_195, HERE[1]), "") == []

    @pytest.mark.parametrize("text", ["สายไฟห้อยต่ำ", "หมาจรจัดไล่กัด", "ถนนเป็นหลุม"])
    def test_not_another_topic_there(self, told, lamps, text):
        told(LAMP, topic=lamps)
        assert references(text, NEXT_TO_IT, "") == []

    def test_the_one_whose_words_are_alike_comes_first(self, told, lamps):
        alike = told(LAMP, topic=lamps, days_ago=3)
        told("โคมไฟเสีย", topic=lamps)
        assert references(LAMP, HERE, "")[0] == alike.reference

    def test_S1_nothing_that_is_not_released(self, told, lamps):
        told(LAMP, topic=lamps, released=False)
        assert references("โคมไฟดับ", NEXT_TO_IT, "") == []


NOISE = "เสียงดังจากร้านเหล้าหน้ามหาวิทยาลัยทุกคืน นอนไม่ได้"
LIKE_NOISE = "ร้านเหล้าหน้ามหาวิทยาลัยเปิดเพลงเสียงดังทุกคืน"


class TestMuchTheSameWords:
    """Who calls has no pin."""

    @pytest.fixture(autouse=True)
    def no_topic_is_known(self, monkeypatch):
        monkeypatch.setattr("complaints.already_told.likely_topic", lambda _text: None)

    def asked(self, area, text=LIKE_NOISE, **fields):
        return [row.reference for row in already_told(Told(text, area=area, **fields))]

    @pytest.mark.parametrize("at", [None, HERE])
    @pytest.mark.parametrize("text", [NOISE, LIKE_NOISE])
    def test_in_the_sub_district_are_enough(self, told, sila, at, text):
        case = told(NOISE, at=at)
        Case.objects.filter(pk=case.pk).update(area=sila)
        assert self.asked(sila, text) == [case.reference]

    def test_are_enough_where_a_fine_topic_is_known_too(self, told, sila, lamps):
        case = told(LAMP, topic=lamps, at=None)
        Case.objects.filter(pk=case.pk).update(area=sila)
        assert self.asked(sila, LAMP.replace("หน้าวัดโพธิ์ชัย", ""), topic=lamps.code) == [case.reference]

    def test_the_likeliest_comes_first(self, told, sila):
        cases = [told(LIKE_NOISE, at=None), told(NOISE, at=None)]
        Case.objects.update(area=sila)
        assert self.asked(sila, NOISE) == [cases[1].reference, cases[0].reference]

    @pytest.mark.parametrize("text", ["เสียงดังจากอู่ซ่อมรถข้างบ้านทุกวัน", "ถนนเป็นหลุมหน้าโรงเรียนบ้านหนองไผ่", "ไม่ได้", ""])
    def test_other_words_are_not(self, told, sila, text):
        told(NOISE, at=None)
        told(POTHOLE, at=None)
        Case.objects.update(area=sila)
        assert self.asked(sila, text) == []

    def test_not_elsewhere_nor_in_a_whole_province(self, told, sila, khon_kaen):
        told(NOISE, at=None)
        Case.objects.update(area=sila)
        assert self.asked(make_area(400112, "ในเมือง")) == [] == self.asked(khon_kaen) == self.asked(None)

    def test_not_where_a_pin_or_another_topic_says_otherwise(self, told, sila):
        told(NOISE, at=None)
        Case.objects.update(area=sila)
        assert self.asked(sila, latitude=HERE[0] + 0.01, longitude=HERE[1]) == []
        assert self.asked(sila, topic="flooding") == []

    def test_S1_nothing_that_is_not_released_nor_what_ended(self, told, sila):
        told(NOISE, at=None, released=False)
        told(NOISE, at=None, released=False, visibility=Visibility.AGENCY)
        ended = told(NOISE, at=None)
        Case.objects.update(area=sila)
        Case.objects.filter(pk=ended.pk).update(state=CaseState.CLOSED)
        assert self.asked(sila) == []

    def test_takes_no_more_statements_for_many(self, told, sila, django_assert_max_num_queries):
        for _n in range(4):
            told(NOISE, at=None)
        Case.objects.update(area=sila)
        with django_assert_max_num_queries(12):
            assert len(self.asked(sila)) == 3


class TestTheSameLandmark:
    def asked(self, area, text="โคมไฟเสียข้างวัดโพธิ์ชัย", **fields):
        return [row.reference for row in already_told(Told(text, area=area, **fields))]

    @pytest.mark.parametrize("at", [None, HERE])
    def test_of_the_sub_district_is_enough_without_a_pin(self, told, lamps, sila, at):
        case = told(LAMP, topic=lamps, at=at)
        assert self.asked(sila) == [case.reference]

    def test_wherever_it_was_written(self, told, lamps, sila):
        case = told("ไฟถนนดับสองดวง", topic=lamps, at=None, place="วัดโพธิ์ชัย")
        assert self.asked(sila) == [case.reference]
        assert self.asked(sila, "โคมไฟเสีย", place_text="หน้าวัด โพธิ์ชัย") == [case.reference]

    def test_and_of_two_pins_the_distance_says_it(self, told, lamps, sila):
        told(LAMP, topic=lamps)
        assert self.asked(sila, latitude=HERE[0] + 0.01, longitude=HERE[1]) == []

    def test_not_in_another_sub_district_nor_in_a_whole_province(self, told, lamps, sila, khon_kaen):
        told(LAMP, topic=lamps, at=None)
        assert self.asked(make_area(400112, "ในเมือง")) == [] == self.asked(khon_kaen) == self.asked(None)

    @pytest.mark.parametrize("text", ["โคมไฟเสียข้างวัดใหม่", "โคมไฟเสีย", "ถนนเป็นหลุมหน้าวัดโพธิ์ชัย"])
    def test_not_another_landmark_nor_another_problem_there(self, told, lamps, sila, text):
        told(LAMP, topic=lamps, at=None)
        assert self.asked(sila, text) == []

    def test_S1_nothing_that_is_not_released(self, told, lamps, sila):
        told(LAMP, topic=lamps, at=None, released=False)
        assert self.asked(sila) == []


class TestLandmarks:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("หน้าวัดโพธิ์ชัยไฟดับ", "ไฟเสีย วัดโพธิ์ชัย"),
            ("ซอย 5 มืด", "ปากซอย ๕ ไฟดับ"),
            ("ตรงโรงเรียนบ้านโนนม่วงมีหลุม", "โรงเรียน บ้านโนนม่วง"),
            ("หลุมใหญ่หน้าโรงสีหนองกุง รถตกทุกวัน", "ถนนพังหน้าโรงสีหนองกุง ฝนตกทีไรขังทุกที"),
            ("ไฟดับข้างสถานีรถไฟขอนแก่น", "มืดหน้าสถานีรถไฟขอนแก่นมาก"),
        ],
    )
    def test_are_the_same_however_written(self, one, other):
        assert name_the_same_landmark(one, other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("โรงเรียนบ้านโนนม่วง", "โรงเรียนบ้านโนนสูง"),
            ("หน้าโรงสีหนองกุง", "หน้าโรงสีหนองแวง"),
            ("ซอย 5", "ซอย 15"),
            ("จังหวัดขอนแก่น", "จังหวัดขอนแก่น"),
            ("ซอยมืดมาก", "ซอยมืดมาก"),
            ("", "วัด"),
        ],
    )
    def test_are_not_the_same_or_none(self, one, other):
        assert not name_the_same_landmark(one, other)

    def test_are_looked_for_in_bounded_time(self):
        began = process_time()
        name_the_same_landmark("วัด" * 20_000, "ซอย 1" * 20_000)
        assert process_time() - began < 0.1


class TestOnTheCheckPage:
    def page(self, client, **fields):
        client.cookies["language"] = "en"
        told = {
            "text": LIKE_IT, "kind": "complaint", "visibility": "agency", "latitude": HERE[0], "longitude": HERE[1],
            "form_token": "already-told-0001", "step": "check",
        }  # fmt: skip
        return client.post(reverse("new_complaint"), {**told, **fields}, follow=True).content.decode()

    def test_it_is_named_with_a_link_and_sending_stays_possible(self, client, told):
        case = told()
        text = self.page(client)
        assert "Perhaps somebody has told us already" in text
        assert f'href="{reverse("public_case", args=[case.reference])}"' in text
        assert "Send it all the same" in text

    def test_who_tells_in_confidence_is_shown_nothing(self, client, told):
        told()
        assert "Perhaps somebody has told us already" not in self.page(client, visibility="confidential")

    def test_who_is_in_danger_is_not_asked(self, client, told):
        told()
        text = self.page(client, text=f"{LIKE_IT} ตอนนี้มีคนถูกรถชน เลือดออกมาก หายใจไม่ออก")
        assert "1669" in text and "Perhaps somebody has told us already" not in text

    def test_without_any_there_is_no_heading(self, client, told):
        assert "Perhaps somebody has told us already" not in self.page(client)


class TestSendingAlongWithIt:
    def send(self, client, same_as, **fields):
        client.cookies["language"] = "en"
        told = {
            "text": LIKE_IT, "kind": "complaint", "visibility": "agency", "latitude": HERE[0], "longitude": HERE[1],
            "form_token": "9d1b7a52-58c4-4c56-9d6c-2f5a9c1e7b01", "same_as": same_as,
        }  # fmt: skip
        return client.post(reverse("new_complaint"), {**told, **fields}, follow=True).content.decode()

    def mine(self, case):
        return Case.objects.exclude(pk=case.pk).get()

    def test_files_it_under_its_own_number_and_joins_it(self, client, told):
        case = told()
        receipt = self.send(client, case.reference)
        mine = self.mine(case)
        assert (mine.state, mine.joined_into_id) == ("joined", case.pk)
        assert mine.reference in receipt and "It goes on with what others told" in receipt
        assert Case.objects.get(pk=case.pk).joined_people == 1

    def test_twice_is_once(self, client, told):
        case = told()
        self.send(client, case.reference)
        self.send(client, case.reference)
        assert Case.objects.count() == 2 and Case.objects.get(pk=case.pk).joined_people == 1

    def test_is_filed_by_itself_where_it_cannot_be_joined(self, client, told):
        hidden = told(released=False)
        self.send(client, hidden.reference)
        assert self.mine(hidden).state == "received"

    def test_is_filed_by_itself_when_the_other_has_ended_meanwhile(self, client, told):
        case = told()
        Case.objects.filter(pk=case.pk).update(withdrawn_at=timezone.now(), state=CaseState.WITHDRAWN)
        self.send(client, case.reference)
        assert self.mine(case).joined_into is None

    def test_in_confidence_or_in_danger_is_filed_by_itself(self, client, told):
        case = told()
        self.send(client, case.reference, visibility="confidential")
        self.send(
            client,
            case.reference,
            text=f"{LIKE_IT} ตอนนี้มีคนถูกรถชน เลือดออกมาก หายใจไม่ออก",
            form_token="9d1b7a52-58c4-4c56-9d6c-2f5a9c1e7b02",
        )
        assert [each.joined_into for each in Case.objects.exclude(pk=case.pk)] == [None, None]

    def test_says_so_where_it_went_its_own_way(self, client, told):
        hidden = told(released=False)
        assert "It goes its own way" in self.send(client, hidden.reference)

    def test_of_what_is_urgent_waits_for_no_calm_case(self, client, told):
        case = told()
        self.send(client, case.reference, text=f"{LIKE_IT} สายไฟแรงสูงขาดพาดถนนอยู่ตอนนี้")
        assert self.mine(case).joined_into is None

    def test_counts_nobody_twice(self, client, told, malee):
        case = told()  # filed by malee
        client.force_login(malee)
        self.send(client, case.reference)
        assert self.mine(case).joined_into is None

    def test_is_offered_by_a_button_beside_each(self, client, told):
        case = told()
        assert f'name="same_as" value="{case.reference}"' in TestOnTheCheckPage().page(client)
