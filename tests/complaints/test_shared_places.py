"""Which local office looks after the place: asked once where two share it, kept as the person said it, never made up."""

import re

import pytest
from rest_framework.test import APIClient

from complaints.handling import decline_assignment
from complaints.models import Complaint
from complaints.shared_places import said_office
from directory.models import AgencyKind
from routing.chores import route_waiting_cases
from routing.models import RoutingDecision, RoutingRule
from tests.complaints.test_question_pages import BRIBE, Fields, Visitor
from tests.factories import make_agency, make_area, make_membership, make_topic, make_user, serve

pytestmark = pytest.mark.django_db
DARK = "ไฟทางหน้าตลาดดับมาสองสัปดาห์แล้ว มืดมากค่ะ"
PLACE = {"province": "40", "district": "4001", "subdistrict": "400111"}
API = "/api/v1/complaints/"


@pytest.fixture(autouse=True)
def _uploads_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lights(db):
    return make_topic("electricity/street-lights", "ไฟส่องทาง", visibility_floor="public")


@pytest.fixture
def town(sila):
    return make_agency(
        "เทศบาลเมืองศิลา", name_en="Sila Town", code="sila-town", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila
    )


@pytest.fixture
def tambon(sila):
    """Its own area is the next one; it serves a part of Sila too."""
    tambon = make_agency(
        "อบต.บ้านเป็ด", code="ban-pet", kind=AgencyKind.LOCAL_GOVERNMENT, area=make_area(400113, "บ้านเป็ด")
    )
    serve(tambon, sila)
    return tambon


@pytest.fixture
def shared(lights, town, tambon):
    return RoutingRule.objects.create(topic=lights, to_local=True, source="ทดสอบ")


@pytest.fixture
def visitor(client):
    return Visitor(client)


def asks_which(visitor):
    return re.findall(r'name="local_office" type="radio" value="([a-z-]+)"', visitor.html)


def row(visitor):
    found = re.search(r"หน่วยงานไหนดูแลตรงนี้</dt><dd[^>]*>([^<]*)<", visitor.html)
    return found and found[1]


class TestTheQuestion:
    def test_follows_the_place_where_two_offices_share_it(self, visitor, shared):
        visitor.tells(DARK).presses("check", **PLACE)
        assert asks_which(visitor) == ["sila-town", "ban-pet", "unknown"]
        assert visitor.heading == "หน่วยงานไหนดูแลตรงนี้"
        assert visitor.knows("local_office") == ""  # nothing is chosen already
        visitor.presses("check", local_office="ban-pet")
        assert row(visitor) == "อบต.บ้านเป็ด"
        visitor.presses("send")
        kept = Complaint.objects.get().answers
        assert [(one["question"], one["answer"], one["said"]["th"]) for one in kept] == [
            ("local_office", "ban-pet", "อบต.บ้านเป็ด")
        ]

    @pytest.mark.parametrize("said", ["unknown", "", "doh", "x" * 500])
    def test_may_be_left_open_and_takes_no_other_answer(self, visitor, shared, highways, said):
        visitor.tells(DARK).presses("check", **PLACE).presses("check", local_office=said).presses("send")
        assert [one["answer"] for one in Complaint.objects.get().answers] == ["unknown"]
        assert said_office(Complaint.objects.get().answers) == ""

    def test_can_be_changed_from_the_check_and_knows_what_was_said(self, visitor, shared):
        visitor.tells(DARK).presses("check", **PLACE).presses("check", local_office="ban-pet").presses("office")
        assert visitor.knows("local_office") == "ban-pet"
        assert row(visitor.presses("check", local_office="sila-town")) == "เทศบาลเมืองศิลา"

    def test_leads_back_to_the_place_and_is_asked_anew_of_another_one(self, visitor, shared, tambon, town):
        other = make_area(400114, "พระลับ")
        serve(tambon, other)
        serve(town, other)
        visitor.tells(DARK).presses("check", **PLACE).presses("check", local_office="ban-pet").presses("where")
        assert visitor.knows("subdistrict") == "400111"
        assert row(visitor.presses("check")) == "อบต.บ้านเป็ด"  # of the same place it is not asked twice
        visitor.presses("where").presses("check", subdistrict="400114")
        assert asks_which(visitor) and visitor.knows("local_office") == ""

    def test_is_one_page_more_only_where_there_is_a_tie(self, visitor, lights, town):
        RoutingRule.objects.create(topic=lights, to_local=True, source="ทดสอบ")
        visitor.tells(DARK).presses("check", **PLACE)
        assert not asks_which(visitor) and row(visitor) is None
        assert re.search(r'name="step"[^>]*value="send"', visitor.html)
        visitor.presses("send")
        assert Complaint.objects.get().answers == []

    @pytest.mark.parametrize("place", [{}, {"province": "40"}, {"province": "40", "district": "4001"}])
    def test_is_not_asked_of_a_wide_place(self, visitor, shared, place):
        assert not asks_which(visitor.tells(DARK).presses("check", **place))

    def test_is_not_asked_of_a_matter_of_another_agency(self, visitor, lights, town, tambon, highways):
        RoutingRule.objects.create(topic=lights, agency=highways, source="ทดสอบ")
        assert not asks_which(visitor.tells(DARK).presses("check", **PLACE))

    def test_is_not_asked_where_so_many_share_it_that_it_would_be_a_list(self, visitor, shared, sila):
        for number in (3, 4):
            make_agency(f"อบต. {number}", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)
        assert not asks_which(visitor.tells(DARK).presses("check", **PLACE))

    def test_is_not_asked_of_somebody_in_danger(self, visitor, shared):
        assert not asks_which(visitor.tells(DARK + " ไฟไหม้บ้านข้างๆ ตอนนี้เลย").presses("check", **PLACE))

    def test_has_a_page_among_those_asked_one_by_one(self, visitor, shared):
        visitor.tells(DARK).presses("questions").presses()
        while visitor.asked != "place":
            visitor.presses()
        visitor.presses(**PLACE)
        assert visitor.asked == "office" and asks_which(visitor)
        visitor.presses(local_office="ban-pet").presses("back")
        assert visitor.knows("local_office") == "ban-pet"
        visitor.goes("check")
        assert row(visitor) == "อบต.บ้านเป็ด"
        visitor.presses("send")
        assert said_office(Complaint.objects.get().answers) == "ban-pet"

    def test_is_not_among_those_where_there_is_no_tie(self, visitor, shared):
        visitor.tells(BRIBE).presses(visibility="anonymous").presses(**PLACE)
        assert visitor.asked == "files"


class TestByApi:
    def file(self, **body):
        return APIClient().post(API, {"text": DARK, "area": 400111, **body}, format="json")

    def test_the_office_is_kept_as_said(self, town, tambon):
        assert self.file(local_office="ban-pet").status_code == 201
        assert said_office(Complaint.objects.get().answers) == "ban-pet"

    def test_not_known_is_an_answer_and_none_is_none(self, town, tambon):
        assert self.file(local_office="unknown").status_code == self.file(local_office="").status_code == 201
        assert [len(each.answers) for each in Complaint.objects.order_by("id")] == [1, 0]

    @pytest.mark.parametrize(
        "body",
        [
            {"local_office": "doh"},
            {"local_office": "ban-pet", "area": 400114},
            {"local_office": "ban-pet", "area": None},
        ],
    )
    def test_an_office_of_elsewhere_is_refused(self, town, tambon, highways, body):
        make_area(400114, "พระลับ")
        answer = self.file(**body)
        assert (answer.status_code, answer.json()["code"]) == (400, "office_not_of_the_place")
        assert not Complaint.objects.exists()

    def test_the_schema_tells_of_it(self, client):
        assert "office_not_of_the_place" in client.get("/api/v1/schema/").content.decode()


class TestWhatRoutingMakesOfIt:
    @pytest.fixture
    def routed(self, shared, lights):
        def routed(said):
            TestByApi().file(topic=lights.code, local_office=said)
            route_waiting_cases.function()
            return RoutingDecision.objects.get()

        return routed

    def test_takes_the_person_at_their_word(self, routed, tambon):
        decision = routed("ban-pet")
        assert (decision.did, decision.why) == ("assigned", "stated")
        assert decision.case.assignments.get().agency == tambon
        assert decision.proposals[0]["by_statement"] is True

    def test_an_office_that_says_it_is_not_theirs_sends_it_to_the_desk_as_ever(self, routed, tambon, town):
        officer = make_membership(make_user("วิชัย ทองดี"), tambon).user
        part = routed("ban-pet").case.assignments.get()
        decline_assignment(part, reason="อยู่นอกเขตเรา", proposed_agency=town, by=officer)
        part.case.refresh_from_db()
        assert part.case.state == "triage"

    @pytest.mark.parametrize("said", ["unknown", ""])
    def test_leaves_it_to_the_desk_with_both_offices_where_nobody_knows(self, routed, said):
        decision = routed(said)
        assert (decision.did, decision.why) == ("triage", "tie")
        assert [(p["agency"], p["probability"], p["by_statement"]) for p in decision.proposals] == [
            ("sila-town", 0.5, False),
            ("ban-pet", 0.5, False),
        ]


def test_the_form_says_nothing_of_the_office_unasked(visitor, shared):
    assert "local_office" in Fields(visitor.tells(DARK).html).values  # carried empty, shown nowhere
    assert not asks_which(visitor)
