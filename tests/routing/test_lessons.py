"""What people settled, what of it teaches, and whose corrections nearly all go one way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.correcting import Correction, correct_case, take_correction
from complaints.handling import accept_assignment, decline_assignment
from complaints.models import Assignment
from complaints.responding import withdraw_complaint
from complaints.splitting import PartToMake, split_case
from complaints.workflow import Visibility
from routing.deciding import route_case
from routing.desk import send_from_desk
from routing.lessons import FEW_CORRECTIONS, Settled, one_sided, settled_cases
from tests.factories import make_membership, make_user
from tests.routing.conftest import says

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def routed(file, threshold, rule, electricity, outage, pea):
    """Route a new case: routed(0.9) goes out to pea, routed(0.5) to the desk."""
    rule(outage, None, pea)

    def routed(likelihood, **fields):
        case = file(**fields).complaint.case
        route_case(case, says(("electricity/outage", likelihood)), model_version="t")
        case.refresh_from_db()
        return case

    return routed


def part_of(case):
    return Assignment.objects.get(case=case)


class TestALesson:
    def test_is_that_the_agency_accepted(self, routed, wichai):
        case = routed(0.9)
        assert settled_cases() == []
        accept_assignment(part_of(case), by=wichai)
        (one,) = settled_cases()
        assert (one.topic, one.agency, one.by, one.is_correction) == ("electricity/outage", "pea", wichai.pk, False)
        assert one.text == case.complaints.get().text

    def test_is_what_the_desk_chose(self, routed, siriporn, pothole, mea):
        send_from_desk(routed(0.5), agency=mea, topic=pothole, by=siriporn)
        (one,) = settled_cases()
        assert (one.topic, one.agency, one.by, one.is_correction) == ("roads/pothole", "mea", siriporn.pk, True)

    def test_is_the_officer_s_who_took_a_correction_over(self, routed, wichai, malee, pothole, pea):
        case, colleague = routed(0.9, by=malee), make_membership(make_user("สมศรี"), pea).user
        accept_assignment(part_of(case), by=wichai)
        correct_case(case, Correction(topic=pothole), by=malee)
        take_correction(part_of(case), by=colleague)
        (one,) = settled_cases()
        assert (one.topic, one.by, one.is_correction) == ("roads/pothole", colleague.pk, True)

    def test_is_not_a_topic_the_complainant_corrected_before_anybody_took_the_case(self, routed, malee, pothole):
        correct_case(routed(0.5, by=malee), Correction(topic=pothole), by=malee)
        assert settled_cases() == []

    @pytest.mark.parametrize("fields", [
        {"visibility": Visibility.CONFIDENTIAL},
        {"text": "The street lamp in front of my house is broken and it is very dark at night."},
    ])  # fmt: skip
    def test_is_none_of_confidential_cases_nor_of_other_languages(self, routed, wichai, fields):
        accept_assignment(part_of(routed(0.9, **fields)), by=wichai)
        assert settled_cases() == []

    def test_is_none_of_a_text_of_which_a_part_is_another_case(self, routed, wichai):
        case = routed(0.9, text="ไฟดับทั้งซอยตั้งแต่เช้า ถนนหน้าตลาดเป็นหลุมลึกมาก")
        accept_assignment(part_of(case), by=wichai)
        assert len(settled_cases()) == 1
        split_case(case, [PartToMake(ranges=((24, 49),))], by=wichai)
        assert settled_cases() == []

    def test_is_none_of_cases_taken_back_or_declined(self, routed, wichai, malee, mea):
        taken_back, declined = routed(0.9, by=malee), routed(0.9)
        accept_assignment(part_of(taken_back), by=wichai)
        withdraw_complaint(taken_back, by=malee)
        decline_assignment(part_of(declined), by=wichai, reason="ไม่ใช่หน้าที่", proposed_agency=mea)
        assert settled_cases() == []


def corrections(by, count, to="pea", topic="electricity", proposed=("roads", "mea")):
    return [Settled(f"ข้อความ {n}", topic, to, *proposed, by, NOW + timedelta(minutes=n)) for n in range(count)]


def of_many(by, count, agencies=("a", "b", "c", "d")):
    return [
        one
        for n, agency in enumerate(agencies)
        for one in corrections(by, count // len(agencies), to=agency, topic=f"topic-{n}")
    ]


class TestOneSided:
    def test_is_who_sends_everything_to_one_agency_while_others_do_not(self):
        (found,) = one_sided(corrections(1, 60, topic="x") + of_many(2, 60) + of_many(3, 60))
        assert (found.by, found.what, found.to, found.there, found.of) == (1, "agency", "pea", 60, 60)
        assert (found.others_there, found.others_of) == (0, 120)

    def test_is_who_makes_everything_one_topic(self):
        spread = [one for n in range(6) for one in corrections(1, 10, to=f"agency-{n}", topic="waste")]
        (found,) = one_sided(spread + of_many(2, 80))
        assert (found.by, found.what, found.to) == (1, "topic", "waste")

    def test_is_nobody_where_all_see_the_same_mistake(self):
        assert one_sided(corrections(1, 60) + corrections(2, 60) + corrections(3, 25)) == []

    def test_is_nobody_of_whom_there_are_few_corrections(self):
        assert one_sided(corrections(1, FEW_CORRECTIONS - 1) + of_many(2, 80)) == []

    def test_is_the_only_one_who_corrects_if_confirmed_cases_go_elsewhere(self):
        confirmed = [Settled("ข้อความ", "roads", "mea", "roads", "mea", 9, NOW)] * 200
        assert [one.by for one in one_sided(corrections(1, 40) + confirmed)] == [1]
        mostly_there = [Settled("ข้อความ", "electricity", "pea", "electricity", "pea", 9, NOW)] * 200
        assert one_sided(corrections(1, 40) + mostly_there) == []

    def test_is_who_hides_it_among_some_honest_ones(self):
        assert [one.by for one in one_sided(corrections(1, 80) + of_many(1, 16) + of_many(2, 80))] == [1]
