"""Which agency: the most specific rule wins; ties, gaps and closed agencies are reported, never guessed."""

from datetime import date, timedelta

import pytest

from directory.models import AgencyKind
from routing.models import RoutingDecision
from routing.rules import load_rules, responsible_agency
from tests.factories import make_agency, serve

Why = RoutingDecision.Why
TODAY = date(2026, 11, 22)


class TestTheMostSpecificRule:
    def test_of_the_parent_topic_covers_its_children(self, rule, electricity, outage, pea, khon_kaen):
        rule(electricity, None, pea)
        assert responsible_agency(outage, khon_kaen, on=TODAY).agency == pea

    def test_of_the_topic_itself_beats_its_parents(self, rule, electricity, outage, pea, mea, khon_kaen):
        rule(electricity, None, pea)
        rule(outage, None, mea)
        assert responsible_agency(outage, khon_kaen, on=TODAY).agency == mea

    def test_of_the_area_beats_the_whole_country(
        self, rule, electricity, outage, pea, mea, bangkok, khlong_toei, khon_kaen
    ):
        rule(electricity, None, pea)
        rule(electricity, bangkok, mea)
        assert responsible_agency(outage, khlong_toei, on=TODAY).agency == mea
        assert responsible_agency(outage, khon_kaen, on=TODAY).agency == pea

    def test_narrower_in_topic_against_narrower_in_area_is_a_tie(
        self, rule, electricity, outage, pea, mea, bangkok, khlong_toei
    ):
        rule(outage, None, pea)
        rule(electricity, bangkok, mea)
        assert responsible_agency(outage, khlong_toei, on=TODAY).problem == Why.TIE

    def test_for_a_time_beats_the_standing_one_while_it_lasts(self, rule, electricity, pea, mea, khon_kaen):
        rule(electricity, None, pea)
        rule(electricity, None, mea, starts_on=TODAY, ends_on=TODAY + timedelta(days=3))
        assert responsible_agency(electricity, khon_kaen, on=TODAY).agency == mea
        assert responsible_agency(electricity, khon_kaen, on=TODAY + timedelta(days=4)).agency == pea


class TestTheLocalOffice:
    def test_is_the_nearest_one(self, rule, pothole, district_office, khlong_toei, bangkok):
        make_agency("กรุงเทพมหานคร", code="bma", kind=AgencyKind.LOCAL_GOVERNMENT, area=bangkok)
        rule(pothole, None, None)
        assert responsible_agency(pothole, khlong_toei, on=TODAY).agency == district_office
        assert responsible_agency(pothole, bangkok, on=TODAY).agency.code == "bma"

    def test_needs_a_place(self, rule, pothole):
        rule(pothole, None, None)
        assert responsible_agency(pothole, None, on=TODAY).problem == Why.PLACE_NEEDED

    def test_that_nobody_knows_is_a_gap(self, rule, pothole, khon_kaen):
        rule(pothole, None, None)
        assert responsible_agency(pothole, khon_kaen, on=TODAY).problem == Why.NO_LOCAL_OFFICE

    def test_of_a_shared_sub_district_is_for_people_to_say(self, rule, pothole, sila):
        for number in range(2):
            make_agency(f"เทศบาล {number}", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)
        rule(pothole, None, None)
        assert responsible_agency(pothole, sila, on=TODAY).problem == Why.TIE

    def test_is_one_that_serves_the_place_as_well_as_its_own_area(self, rule, pothole, sila, khlong_toei):
        town = make_agency("เทศบาลข้ามเขต", kind=AgencyKind.LOCAL_GOVERNMENT, area=khlong_toei)
        serve(town, sila)
        rule(pothole, None, None)
        found = responsible_agency(pothole, sila, on=TODAY)
        assert (found.agency, found.by) == (town, sila.pk)
        assert responsible_agency(pothole, khlong_toei, on=TODAY).agency == town

    def test_is_as_near_as_the_area_by_which_it_is_at_hand(self, rule, pothole, sila, khon_kaen):
        province = make_agency("อบจ.ขอนแก่น", kind=AgencyKind.LOCAL_GOVERNMENT, area=khon_kaen)
        town = make_agency("เทศบาลศิลา", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)
        rule(pothole, None, None)
        serve(town, khon_kaen)
        assert responsible_agency(pothole, sila, on=TODAY).agency == town
        serve(province, sila)
        shared = responsible_agency(pothole, sila, on=TODAY)
        assert (shared.problem, shared.offices, shared.by) == (Why.TIE, [province, town], sila.pk)

    def test_that_serves_its_own_area_once_more_is_still_one(self, rule, pothole, sila):
        town = make_agency("เทศบาลศิลา", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)
        serve(town, sila)
        rule(pothole, None, None)
        assert responsible_agency(pothole, sila, on=TODAY).agency == town

    @pytest.mark.parametrize("gone", [{"takes_complaints": False}, {"closes_on": TODAY - timedelta(days=1)}])
    def test_that_is_gone_serves_nothing_more(self, rule, pothole, sila, khlong_toei, gone):
        serve(make_agency("ยุบแล้ว", kind=AgencyKind.LOCAL_GOVERNMENT, area=khlong_toei, **gone), sila)
        rule(pothole, None, None)
        assert responsible_agency(pothole, sila, on=TODAY).problem == Why.NO_LOCAL_OFFICE

    def test_is_none_that_is_no_local_office_whatever_it_serves(self, rule, pothole, sila, pea):
        serve(pea, sila)
        rule(pothole, None, None)
        assert responsible_agency(pothole, sila, on=TODAY).problem == Why.NO_LOCAL_OFFICE


class TestProblems:
    def test_no_rule_is_told(self, electricity, khon_kaen):
        assert responsible_agency(electricity, khon_kaen, on=TODAY).problem == Why.NO_RULE

    def test_a_closed_agency_is_told_not_skipped(self, rule, electricity, khon_kaen):
        rule(electricity, None, make_agency("หน่วยงานที่ยุบ", closes_on=TODAY - timedelta(days=1)))
        assert responsible_agency(electricity, khon_kaen, on=TODAY).problem == Why.AGENCY_CLOSED

    def test_an_agency_that_takes_no_complaints_is_told_too(self, rule, electricity, khon_kaen):
        rule(electricity, None, make_agency("คณะอนุกรรมการขับเคลื่อนการพัฒนารัฐบาลดิจิทัล", takes_complaints=False))
        assert responsible_agency(electricity, khon_kaen, on=TODAY).problem == Why.AGENCY_CLOSED

    def test_without_a_place_a_rule_that_differs_by_place_does_not_decide(self, rule, electricity, pea, mea, bangkok):
        rule(electricity, None, pea)
        rule(electricity, bangkok, mea)
        assert responsible_agency(electricity, None, on=TODAY).problem == Why.PLACE_NEEDED


@pytest.mark.django_db
def test_the_shipped_rules_load_once_name_known_agencies_and_leave_no_tie():
    from directory.loading import load_reference
    from directory.models import Area, Topic

    load_reference()
    assert load_rules() > 100
    assert load_rules() == 0
    khon_kaen, bangkok = Area.objects.get(pk=400101), Area.objects.get(pk=103301)
    problems = {
        (topic.code, area.pk): found.problem
        for topic in Topic.objects.select_related("parent").exclude(parent=None)
        for area in (khon_kaen, bangkok)
        if (found := responsible_agency(topic, area, on=TODAY)).problem
    }
    # What nobody can decide by topic alone is named here, so that a new gap shows.
    assert set(problems.values()) <= {Why.NO_RULE}
    assert {code for code, _ in problems} <= {"government-services/other", "tax-finance/banking"}
