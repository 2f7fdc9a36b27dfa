"""What people made of such cases orders what the desk is proposed where the rules name nobody; it sends nothing."""

import pytest

from complaints.handling import accept_assignment, decline_assignment
from complaints.workflow import Visibility
from directory.models import AgencyKind
from routing import experience, lessons
from routing.deciding import form_opinion, route_case
from routing.desk import send_from_desk
from routing.experience import earlier_agencies
from routing.models import RoutingDecision
from tests.factories import make_agency, make_area, make_membership, make_topic, make_user
from tests.routing.conftest import says

pytestmark = pytest.mark.django_db
Why = RoutingDecision.Why


@pytest.fixture
def holes(pothole, threshold):
    return pothole


@pytest.fixture
def town(sila):
    return make_agency("เทศบาลเมืองศิลา", code="town", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)


@pytest.fixture
def tambon(sila):
    return make_agency("อบต.ศิลา", code="tambon", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)


@pytest.fixture
def settle(file, siriporn, holes):
    """The desk sends so many cases of this topic and place to this agency."""

    def settle(agency, area, count=1, *, topic=None, by=None, **fields):
        for _ in range(count):
            case = file(area=area, **fields).complaint.case
            route_case(case, None, model_version="")
            send_from_desk(case, agency=agency, topic=topic or holes, by=by or siriporn)
        experience._went.forget()

    return settle


def proposed(area, topic, **chosen):
    opinion = form_opinion(says((topic.code, 0.9)), area, **chosen)
    return [(each.agency, each.probability) for each in opinion.proposals], opinion


def told(topic, area):
    return [(one.agency, one.there, one.of, one.where) for one in earlier_agencies(topic, area.pk)]


class TestATieOfLocalOffices:
    @pytest.fixture(autouse=True)
    def _shared(self, rule, holes, town, tambon):
        rule(holes, None, None)

    def test_is_ordered_by_where_such_cases_went(self, settle, holes, sila, town, tambon):
        assert proposed(sila, holes)[0] == [("town", 0.45), ("tambon", 0.45)]
        settle(tambon, sila, 3)
        settle(town, sila)
        ways, opinion = proposed(sila, holes)
        assert [code for code, _ in ways] == ["tambon", "town"] and ways[0][1] > 2 * ways[1][1]
        assert sum(p for _, p in ways) == pytest.approx(0.9)
        assert opinion.proposals[0].earlier == {"there": 3, "of": 4, "where": "subdistrict"}

    def test_is_never_settled_by_that_alone(self, settle, file, holes, sila, tambon):
        settle(tambon, sila, 6)
        case = file(area=sila).complaint.case
        decision = route_case(case, says((holes.code, 1.0)), model_version="t")
        assert (decision.did, decision.why) == ("triage", Why.TIE)
        assert not form_opinion(None, sila, chosen=holes).is_sure

    def test_leaves_the_other_office_a_chance(self, settle, holes, sila, tambon):
        settle(tambon, sila, 2)
        (first, likely), (other, less) = proposed(sila, holes)[0]
        assert (first, other) == ("tambon", "town") and 0.45 < likely < 0.9 and less > 0

    def test_a_third_agency_is_not_among_the_offices(self, settle, holes, sila, pea):
        settle(pea, sila, 2)
        assert {code for code, _ in proposed(sila, holes)[0]} == {"town", "tambon"}

    def test_the_desk_reads_it_in_words(self, settle, file, as_, siriporn, holes, sila, tambon, town):
        settle(tambon, sila, 7)
        settle(town, sila)
        route_case(file(area=sila).complaint.case, says((holes.code, 0.9)), model_version="t")
        text = as_(siriporn).get("/desk/").content.decode()
        assert "Of 8 such cases from this subdistrict, 7 went there in the end" in text


class TestWithoutARegister:
    @pytest.fixture(autouse=True)
    def _local(self, rule, holes):
        rule(holes, None, None)

    def test_the_desk_is_proposed_who_had_such_cases(self, settle, holes, sila, pea, mea):
        assert proposed(sila, holes)[0] == [("", 0.9)]
        settle(pea, sila, 3)
        settle(mea, sila)
        ways, opinion = proposed(sila, holes)
        assert [code for code, _ in ways] == ["pea", "mea"] and sum(p for _, p in ways) < 0.9
        assert opinion.why == Why.NO_LOCAL_OFFICE and not opinion.is_sure

    def test_nobody_who_takes_no_complaints_any_more(self, settle, holes, sila, pea):
        settle(pea, sila, 3)
        pea.takes_complaints = False
        pea.save()
        assert proposed(sila, holes)[0] == [("", 0.9)]

    def test_beside_the_centre_that_stands_in_and_still_has_the_case(self, settle, holes, sila, khon_kaen, pea):
        make_agency("ศูนย์ดำรงธรรม", code="dc-40", kind=AgencyKind.PROVINCE_CENTRE, area=khon_kaen)
        settle(pea, sila, 2)
        ways, opinion = proposed(sila, holes)
        assert [code for code, _ in ways] == ["dc-40", "pea"]
        assert opinion.is_sure and opinion.proposals[1].problem == Why.NO_LOCAL_OFFICE


def test_rules_that_contradict_each_other_leave_it_to_what_people_did(settle, rule, holes, sila, khon_kaen, pea, mea):
    rule(holes, None, pea)
    rule(holes.parent, khon_kaen, mea)
    settle(mea, sila, 2)
    ways, opinion = proposed(sila, holes)
    assert [code for code, _ in ways] == ["mea"] and opinion.why == Why.TIE


def test_a_rule_that_decides_asks_nobody(settle, rule, holes, sila, pea, mea):
    rule(holes, None, pea)
    settle(mea, sila, 2)
    assert [code for code, _ in proposed(sila, holes)[0]] == ["pea"]


class TestWhatCounts:
    def test_the_nearest_place_that_has_any_and_the_wider_ones_a_little(self, settle, holes, sila, pea, mea):
        far = make_area(409901, "ที่อื่น")
        settle(mea, far)
        assert told(holes, sila) == [("mea", 1, 1, "province")]
        near = make_area(sila.pk + 1, "ข้างๆ")
        settle(pea, near, 2)
        assert told(holes, sila) == [("pea", 2, 2, "district"), ("mea", 1, 3, "province")]
        assert told(holes, make_area(509901, "จังหวัดอื่น")) == []

    def test_one_case_here_does_not_beat_ten_beside_it(self, settle, holes, sila, pea, mea):
        settle(mea, make_area(sila.pk + 1, "ข้างๆ"), 10)
        settle(pea, sila)
        assert told(holes, sila) == [("mea", 10, 11, "district"), ("pea", 1, 1, "subdistrict")]
        settle(pea, sila, 5)
        assert told(holes, sila)[0] == ("pea", 6, 6, "subdistrict")

    def test_the_upper_topic_where_the_topic_itself_has_none(self, settle, holes, sila, pea):
        settle(pea, sila, 2, topic=make_topic("roads/signs", "ป้าย"))
        assert told(holes, sila) == [("pea", 2, 2, "subdistrict")]
        assert told(make_topic("waste/bins", "ถังขยะ"), sila) == []

    def test_the_agency_that_took_the_case_in_the_end(self, file, siriporn, holes, sila, pea, mea, wichai):
        case = file(area=sila).complaint.case
        route_case(case, None, model_version="")
        part = send_from_desk(case, agency=pea, topic=holes, by=siriporn)
        decline_assignment(part, reason="ไม่ใช่หน้าที่ของเรา", proposed_agency=mea, by=wichai)
        send_from_desk(case, agency=mea, topic=holes, by=siriporn)
        assert told(holes, sila) == [("mea", 1, 1, "subdistrict")]

    def test_not_what_no_person_has_looked_at(self, file, rule, holes, sila, pea, wichai):
        rule(holes, None, pea)
        case = file(area=sila).complaint.case
        route_case(case, says((holes.code, 0.9)), model_version="t")
        assert told(holes, sila) == []
        experience._went.forget()
        accept_assignment(case.assignments.get(), by=wichai)
        assert told(holes, sila) == [("pea", 1, 1, "subdistrict")]

    def test_not_a_confidential_case(self, settle, holes, sila, pea):
        settle(pea, sila, visibility=Visibility.CONFIDENTIAL)
        assert told(holes, sila) == []

    def test_not_what_somebody_settled_whose_corrections_go_one_way(self, settle, holes, sila, pea, mea, monkeypatch):
        suspect = make_membership(make_user("สมชาย"), role="triage_officer").user
        settle(pea, sila, 4, by=suspect)
        settle(mea, sila)
        one = lessons.OneSided(suspect.pk, "agency", "pea", 4, 4, 0, 1)
        monkeypatch.setattr(experience, "one_sided", lambda settled: [one])
        experience._went.forget()
        assert told(holes, sila) == [("mea", 1, 1, "subdistrict")]

    def test_only_of_the_newest_decisions(self, settle, holes, sila, pea, mea, monkeypatch):
        settle(pea, sila, 3)
        settle(mea, sila)
        monkeypatch.setattr(experience, "MOST", 1)
        experience._went.forget()
        assert told(holes, sila) == [("mea", 1, 1, "subdistrict")]
