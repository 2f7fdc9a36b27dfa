"""Open public cases near the pin that may be the same problem, shown before a text is sent."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.already_told import already_told
from complaints.handling import assign_case
from complaints.models import Case
from complaints.releasing import release_case, take_back_release
from complaints.workflow import CaseState, Visibility
from directory.models import Role
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
HERE = (16.4322, 102.8236)
POTHOLE = "ถนนเป็นหลุมลึกหน้าตลาดสด รถมอเตอร์ไซค์ล้มทุกวัน"
LIKE_IT = "หลุมลึกบนถนนหน้าตลาดสด มอเตอร์ไซค์ล้มอีกแล้ว ช่วยซ่อมด้วยครับ"


@pytest.fixture
def releaser(highways):
    return make_membership(make_user("อรทัย พรมมา"), highways, Role.SUPERVISOR).user


@pytest.fixture
def told(file, highways, releaser, roads):
    """An open case of the topic at a spot, released unless it is said otherwise."""

    def told(text=POTHOLE, *, at=HERE, released=True, visibility=Visibility.PUBLIC, days_ago=1):
        case = file(text, visibility=visibility, latitude=at[0], longitude=at[1]).complaint.case
        assign_case(case, highways, by=None, topic=roads)
        case = Case.objects.get(pk=case.pk)
        if released:
            release_case(case, text=text, by=releaser)
        Case.objects.filter(pk=case.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
        return case

    return told


def references(text=LIKE_IT, at=HERE, topic="roads"):
    return [row.reference for row in already_told(text, *at, topic)]


class TestWhichAreShown:
    def test_an_open_case_near_the_pin_in_other_words(self, told):
        case = told()
        assert references() == [case.reference]

    def test_not_what_lies_elsewhere_or_is_long_ago(self, told):
        told(at=(HERE[0] + 0.01, HERE[1]))
        told(days_ago=20)
        assert references() == []

    def test_not_another_problem_at_the_same_spot(self, told):
        told("ป้ายโฆษณาเอียงจะล้มทับคนเดินเท้า")
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
        assert already_told(LIKE_IT, None, None, "roads") == []

    def test_three_at_most_the_likeliest_first(self, told):
        more = ["", " ร้านค้าริมทางเดือดร้อน", " เด็กนักเรียนเดินผ่านลำบาก ฝนตกน้ำขังเต็มหลุม", " แผ่นเหล็กปิดไว้ก็หายไปแล้ว"]
        cases = [told(POTHOLE + each) for each in more]
        found = references(POTHOLE)
        assert len(found) == 3 and found[0] == cases[0].reference

    @pytest.mark.parametrize("text", ["", "....", "🦟" * 3_000, "\u1000" * 9_000, "ถ" * 20_000])
    @pytest.mark.parametrize("at", [(0.0, 0.0), (90.0, 180.0), (-90.0, -180.0)])
    def test_whatever_is_asked_breaks_nothing(self, told, text, at):
        told()
        assert already_told(text, *at, "no/such") == []
        references(text)


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
