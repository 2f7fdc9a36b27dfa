"""Exceptions of the rules: a highway, the railway, communication lines, by what the text or the landmark names."""

import csv
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from directory.models import AgencyKind, Role
from ml.named import Told, read_condition
from routing import rules
from routing.coverage import coverage, shares
from routing.deciding import form_opinion, route_case
from routing.models import RoutingDecision, RoutingRule
from routing.rules import load_rules, offices_in_doubt, responsible_agency
from tests.factories import make_agency, make_membership, make_topic, make_user
from tests.routing.conftest import says

pytestmark = pytest.mark.django_db
Why = RoutingDecision.Why
TODAY = date(2026, 11, 22)
HIGHWAY = "ทางหลวงหมายเลข#|ทล.#"


def of(text, topic, area):
    return responsible_agency(topic, area, on=TODAY, told=Told(text))


@pytest.fixture
def highways(db):
    return make_agency("กรมทางหลวง", code="doh")


@pytest.fixture
def town(sila):
    return make_agency("เทศบาลเมืองศิลา", code="sila-town", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)


@pytest.fixture
def rail(db):
    return make_agency("การรถไฟแห่งประเทศไทย", code="srt")


@pytest.fixture
def roads(rule, pothole, town, highways):
    """Roads are the local office's, numbered highways are not."""
    rule(pothole, None, None)
    return rule(pothole, None, highways, named=HIGHWAY)


class TestAnException:
    def test_beats_the_rule_without_where_the_text_names_it(self, roads, pothole, sila, highways, town):
        found = of("ทางหลวงหมายเลข 12 เป็นหลุม", pothole, sila)
        assert (found.agency, found.rule, found.named) == (highways, roads, "ทางหลวงหมายเลข 12")
        found = of("ถนนเป็นหลุม", pothole, sila)
        assert (found.agency, found.named) == (town, "")

    def test_does_not_hold_for_a_neighbour(self, roads, pothole, sila, town):
        assert of("ซอยใกล้ทางหลวงหมายเลข 12 เป็นหลุม", pothole, sila).agency == town

    def test_does_not_hold_without_a_text(self, roads, pothole, sila, town):
        assert responsible_agency(pothole, sila, on=TODAY).agency == town
        assert of("", pothole, sila).agency == town

    def test_alone_is_no_rule_where_the_thing_is_not_named(self, rule, pothole, sila, highways):
        rule(pothole, None, highways, named=HIGHWAY)
        assert of("ถนนเป็นหลุม", pothole, sila).problem == Why.NO_RULE

    def test_of_the_whole_topic_ties_with_a_rule_on_a_part_of_it(self, rule, sila, highways, town):
        whole = make_topic("roads", "ถนน")
        part = make_topic("roads/roadworks", "งานก่อสร้างถนน", parent=whole)
        rule(whole, None, highways, named=HIGHWAY)
        rule(part, None, None)
        assert of("ทล. 12 ขุดแล้วทิ้ง", part, sila).problem == Why.TIE

    def test_two_that_name_different_agencies_are_for_people(self, rule, roads, pothole, sila, rail):
        rule(pothole, sila, rail, named="รางรถไฟ")  # narrower in place, and yet nobody knows which of them is meant
        found = of("ทล. 12 ตรงรางรถไฟเป็นหลุม", pothole, sila)
        assert (found.agency, found.problem) == (None, Why.TIE)

    def test_two_that_name_the_same_agency_agree(self, rule, roads, pothole, sila, highways):
        rule(pothole, None, highways, named="รามอินทรา")
        assert of("ทล. 304 รามอินทราเป็นหลุม", pothole, sila).agency == highways

    def test_by_the_same_words_goes_by_its_place(self, rule, electricity, pea, mea, bangkok, khlong_toei, sila):
        rule(electricity, None, pea, named="หม้อแปลง")
        rule(electricity, bangkok, mea, named="หม้อแปลง")
        assert of("หม้อแปลงระเบิด", electricity, khlong_toei).agency == mea
        assert of("หม้อแปลงระเบิด", electricity, sila).agency == pea

    def test_leaves_no_shared_place_to_ask_about(self, roads, pothole, sila):
        make_agency("อบต.ข้างเคียง", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)
        assert len(offices_in_doubt(pothole, sila, "ถนนเป็นหลุม")) == 2
        assert offices_in_doubt(pothole, sila, "ทล. 12 เป็นหลุม") == ()

    def test_is_apart_from_coverage(self, rule, electricity, pothole, pea, highways, sila, bangkok, khlong_toei):
        rule(electricity, None, pea)
        before = shares(coverage(on=TODAY, topics=[electricity, pothole]))
        rule(pothole, None, highways, named=HIGHWAY)
        rule(electricity, bangkok, highways, named=HIGHWAY)
        assert shares(coverage(on=TODAY, topics=[electricity, pothole])) == before


class TestADecision:
    def test_keeps_the_exception_and_only_words_of_the_rule(self, roads, file, highways, threshold, pothole):
        text = "ป้าสมศรี โทร 0812345678 บ้านเลขที่ 99/5 ทางหลวงหมายเลข 12 เป็นหลุมลึก"
        case = file(text=text).complaint.case
        route_case(case, says((pothole.code, 0.9)), model_version="m", text=text)
        kept = RoutingDecision.objects.get().proposals[0]
        assert (kept["agency"], kept["rule"], kept["named"]) == ("doh", roads.pk, "ทางหลวงหมายเลข 12")

    def test_reads_the_landmark_too(self, roads, file, threshold, pothole):
        case = file(place_text="ทล. 12 กม. 5").complaint.case
        route_case(case, says((pothole.code, 0.9)), model_version="m", text="ถนนเป็นหลุม")
        assert RoutingDecision.objects.get().proposals[0]["agency"] == "doh"

    def test_holds_where_the_person_chose_the_topic(self, roads, sila, pothole):
        opinion = form_opinion(None, sila, chosen=pothole, text="ทล. 12 เป็นหลุม")
        assert (opinion.proposals[0].agency, opinion.why) == ("doh", Why.CHOSEN)

    def test_adds_up_with_what_leads_to_the_same_agency(self, rule, roads, sila, pothole, highways):
        other = make_topic("roads/bridge", "สะพาน")
        rule(other, None, highways)
        opinion = form_opinion(says((pothole.code, 0.5), (other.code, 0.3)), sila, text="ทล. 12 เป็นหลุม")
        assert [(one.agency, one.probability) for one in opinion.proposals] == [("doh", 0.8)]


class TestTheDesk:
    def test_is_told_what_the_text_names(self, roads, file, as_, siriporn, pothole, threshold):
        case = file(text="ทล. 12 เป็นหลุม").complaint.case
        route_case(case, says((pothole.code, 0.5)), model_version="m", text="ทล. 12 เป็นหลุม")
        text = as_(siriporn).get(reverse("desk")).content.decode()
        assert "The text names something that is the duty of this agency" in text
        assert ">ทล. 12</span>" in text and "only where the text names it" in text


class TestStaffWrite:
    @pytest.fixture
    def administrator(self, as_):
        return as_(make_membership(make_user("มานพ ระเบียบ", is_staff=True), role=Role.ADMINISTRATOR).user)

    @pytest.mark.parametrize(("named", "is_kept"), [("ทล.#|ทางหลวง", True), ("(ก+)+$|ข", False), ("ทล#9", False)])
    def test_words_and_no_pattern(self, administrator, pothole, highways, named, is_kept):
        fields = {"topic": pothole.code, "agency": highways.code, "source": "พ.ร.บ.ทางหลวง", "named": named}
        answer = administrator.post(reverse("administration_new", args=["routing-rules"]), fields)
        assert RoutingRule.objects.filter(named=named).exists() == is_kept
        assert (answer.status_code == 302) == is_kept

    def test_is_told_what_may_be_written(self, roads):
        roads.named = "|"
        with pytest.raises(ValidationError) as refused:
            roads.full_clean()
        assert refused.value.error_dict["named"][0].code == "no_condition"

    def test_one_topic_and_area_may_have_several(self, rule, roads, pothole, rail):
        rule(pothole, None, rail, named="รางรถไฟ")
        assert RoutingRule.objects.count() == 3


class TestTheShippedOnes:
    def test_can_be_read_and_name_a_source(self):
        with (rules._REFERENCE / "rules.csv").open(encoding="utf-8", newline="") as lines:
            named = [row for row in csv.DictReader(lines) if row["named"]]
        assert len(named) > 10
        assert all(read_condition(row["named"]) and row["source"] for row in named)

    def test_decide_as_the_law_has_it_and_keep_what_staff_changed(self):
        from directory.loading import load_reference
        from directory.models import Area, Topic

        load_reference()
        load_rules()
        khon_kaen, bangkok = Area.objects.get(pk=400101), Area.objects.get(pk=103301)
        topics = {topic.code: topic for topic in Topic.objects.select_related("parent")}
        for text, topic, area, agency in [
            ("หลุมลึกบนทางหลวงหมายเลข 2 ขาเข้าเมือง", "roads/pothole", khon_kaen, "doh"),
            ("มอเตอร์เวย์หมายเลข 9 มีหลุม", "roads/pothole", bangkok, "doh"),
            ("ถนน ทช.ขก.4008 พังทั้งสาย", "roads/pothole", khon_kaen, "drr"),
            ("ทางหลวงชนบทสาย ขก.4008 พัง", "roads/pothole", khon_kaen, "drr"),
            ("หลุมบนทางด่วนก่อนถึงด่าน", "roads/pothole", bangkok, "exat"),
            ("ไม้กั้นรถไฟเสีย", "traffic/crossing", khon_kaen, "srt"),
            ("ถนนเลียบทางรถไฟไฟดับ", "electricity/street-lights", bangkok, "srt"),
            ("สายสื่อสารห้อยต่ำ", "electricity/cables", bangkok, "nbtc"),
            ("การประปาขุดแล้วไม่ปิดผิวถนน", "roads/roadworks", bangkok, "mwa"),
            ("การประปาขุดแล้วไม่ปิดผิวถนน", "roads/roadworks", khon_kaen, "pwa"),
        ]:
            found = of(text, topics[topic], area)
            assert (text, found.agency and found.agency.code) == (text, agency)
        for text in ("หลุมใต้ทางด่วน", "ถนนหน้าสถานีรถไฟเป็นหลุม", "ถนนใกล้ทางหลวงเป็นหลุม"):
            assert of(text, topics["roads/pothole"], bangkok).rule.to_local, text

        changed = RoutingRule.objects.get(agency__code="exat")
        changed.named = "บนทางด่วน"
        changed.save()
        assert load_rules() == 0
        assert RoutingRule.objects.get(agency__code="exat").named == "บนทางด่วน"


@pytest.mark.django_db(transaction=True)
def test_going_back_forgets_exceptions_and_keeps_the_rules(rule, pothole):
    rule(pothole, None, None)
    rule(pothole, None, make_agency("กรมทางหลวง", code="doh"), named=HIGHWAY)
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("routing", "0008_precision_alarms")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_local FROM routing_routingrule")
            assert cursor.fetchall() == [(True,)]
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert RoutingRule.objects.get().named == ""
