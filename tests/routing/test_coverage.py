"""Every topic in every sub-district: one responsible office, or a desk with the reason why."""

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from directory.models import AgencyKind, Area
from routing import covering
from routing.coverage import Reach, coverage, percents, shares
from routing.rules import responsible_agency
from tests.factories import make_agency, make_area, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture(autouse=True)
def _not_kept():
    covering.cells_now.forget()
    yield
    covering.cells_now.forget()


@pytest.fixture
def country(bangkok, khlong_toei, khon_kaen):
    """One sub-district in Bangkok, two in Khon Kaen."""
    make_area(4001, "เมืองขอนแก่น", "Mueang Khon Kaen")
    return [
        make_area(103301, "คลองเตย", "Khlong Toei"),
        make_area(400101, "ในเมือง", "Nai Mueang"),
        make_area(400113, "ศิลา", "Sila"),
    ]


def reaches(cells, topic):
    return {(cell.province, cell.reach): cell.count for cell in cells if cell.topic == topic}


class TestACell:
    def test_of_an_agency_of_the_whole_country_has_its_office(self, country, rule, electricity, pea, today):
        rule(electricity, None, pea)
        cells = coverage(on=today, topics=[electricity])
        assert reaches(cells, electricity) == {(10, Reach.OFFICE): 1, (40, Reach.OFFICE): 2}
        assert shares(cells)[Reach.OFFICE] == 1

    def test_without_a_rule_is_unclear(self, country, electricity, pothole, rule, pea, today):
        rule(electricity, None, pea)
        cells = coverage(on=today, topics=[electricity, pothole])
        assert reaches(cells, pothole) == {(10, Reach.UNCLEAR): 1, (40, Reach.UNCLEAR): 2}
        told = shares(cells)
        assert told[Reach.OFFICE] == told[Reach.UNCLEAR] == 0.5 and sum(told.values()) == 1

    def test_where_only_the_centre_of_the_province_is_known_is_no_office(
        self, country, rule, pothole, district_office, khon_kaen, today
    ):
        rule(pothole, None, None)
        centre = make_agency("ศูนย์ดำรงธรรม", code="dc-40", kind=AgencyKind.PROVINCE_CENTRE, area=khon_kaen)
        cells = coverage(on=today, topics=[pothole])
        assert reaches(cells, pothole) == {(10, Reach.OFFICE): 1, (40, Reach.NO_REGISTER): 2}
        assert {cell.desk for cell in cells} == {None, centre}

    def test_that_two_offices_share_is_told_apart_from_its_neighbour(self, country, rule, pothole, today):
        rule(pothole, None, None)
        for number in (1, 2):
            make_agency(f"อบต. {number}", code=f"lg-{number}", kind=AgencyKind.LOCAL_GOVERNMENT, area=country[1])
        make_agency("เทศบาลศิลา", code="lg-3", kind=AgencyKind.LOCAL_GOVERNMENT, area=country[2])
        cells = coverage(on=today, topics=[pothole])
        assert reaches(cells, pothole) == {(10, Reach.NO_REGISTER): 1, (40, Reach.SHARED): 1, (40, Reach.OFFICE): 1}

    def test_that_an_office_of_elsewhere_serves_as_well_is_told_apart_too(self, country, rule, pothole, today):
        rule(pothole, None, None)
        town = make_agency("เทศบาลข้ามเขต", code="lg-3", kind=AgencyKind.LOCAL_GOVERNMENT, area=country[0])
        serve(town, country[2])
        cells = coverage(on=today, topics=[pothole])
        assert reaches(cells, pothole) == {(10, Reach.OFFICE): 1, (40, Reach.NO_REGISTER): 1, (40, Reach.OFFICE): 1}

    def test_with_a_rule_for_itself_is_told_apart_from_its_neighbour(self, country, rule, pothole, pea, today):
        rule(pothole, country[2], pea)
        cells = coverage(on=today, topics=[pothole])
        assert reaches(cells, pothole) == {(10, Reach.UNCLEAR): 1, (40, Reach.UNCLEAR): 1, (40, Reach.OFFICE): 1}

    def test_of_an_agency_that_closes_is_its_office_until_then(self, country, rule, electricity, pea, today):
        rule(electricity, None, pea)
        pea.closes_on = today
        pea.save()
        assert shares(coverage(on=today, topics=[electricity]))[Reach.OFFICE] == 1
        assert shares(coverage(on=today + timedelta(days=1), topics=[electricity]))[Reach.CLOSED] == 1

    def test_is_what_routing_would_do_there(
        self, country, rule, electricity, outage, pothole, pea, mea, bangkok, today
    ):
        rule(electricity, None, pea)
        rule(electricity, bangkok, mea)
        rule(pothole, country[2], None)
        topics = [electricity, outage, pothole]
        cells = coverage(on=today, topics=topics)
        for topic in topics:
            found = [responsible_agency(topic, area, on=today) for area in country]
            by_office = sum(cell.count for cell in cells if cell.topic == topic and cell.reach == Reach.OFFICE)
            assert by_office == sum(bool(each.agency) for each in found), topic


class TestThePage:
    def test_tells_the_share_and_the_reasons(self, as_, siriporn, country, rule, electricity, pothole, pea):
        rule(electricity, None, pea)
        text = as_(siriporn).get(reverse("coverage")).content.decode()
        assert "33.3%" in text and "66.7%" in text and "No rule says whose duty it is" in text
        assert f'href="?topic={pothole.code.replace("/", "%2F")}"' in text or f'href="?topic={pothole.code}"' in text

    def test_is_narrowed_to_a_province_and_a_topic(
        self, as_, siriporn, country, rule, electricity, pothole, mea, bangkok
    ):
        rule(electricity, bangkok, mea)
        client = as_(siriporn)
        assert "100.0%" in client.get(reverse("coverage"), {"province": "10", "topic": "electricity"}).content.decode()
        assert (
            "100.0%" not in client.get(reverse("coverage"), {"topic": "electricity"}).content.decode().split("<h1>")[0]
        )
        assert "33.3%" in client.get(reverse("coverage"), {"topic": "electricity"}).content.decode()

    @pytest.mark.parametrize(
        "asked", [{"province": "x"}, {"topic": "nonsense"}, {"province": "99" * 50, "topic": "' OR 1=1"}]
    )
    def test_of_what_is_not_known_is_that_of_the_whole_country(self, as_, siriporn, country, electricity, asked):
        answer = as_(siriporn).get(reverse("coverage"), asked)
        assert answer.status_code == 200 and 'name="province"' in answer.content.decode()

    def test_puts_provinces_of_which_it_says_the_same_into_one_row_with_their_names(
        self, as_, siriporn, country, rule, electricity, mea, bangkok
    ):
        for code, name in ((41, "อุดรธานี"), (4101, "เมืองอุดรธานี"), (410101, "หมากแข้ง")):
            make_area(code, name)
        rule(electricity, bangkok, mea)

        def rows_now():
            covering.cells_now.forget()
            text = as_(siriporn).get(reverse("coverage"), {"topic": "electricity"}).content.decode()
            return re.findall(r"<tr>.*?</tr>", text.partition('id="by-province"')[2], re.S)[1:]

        rows = rows_now()
        assert [row.count('<a href="?province=') for row in rows] == [2, 1]
        assert "2 provinces alike" in rows[0] and "อุดรธานี" in rows[0] and ">0.0%<" in rows[0]
        assert "topic=electricity" in rows[0]
        rule(electricity, Area.objects.get(pk=410101), mea)
        assert [row.count('<a href="?province=') for row in rows_now()] == [1, 2]

    def test_names_rules_whose_office_is_closed(self, as_, siriporn, country, rule, electricity, pea, today):
        rule(electricity, None, pea)
        pea.takes_complaints = False
        pea.save()
        text = as_(siriporn).get(reverse("coverage")).content.decode()
        assert "Rules to look at" in text and "takes no complaints now" in text

    def test_does_not_fold_what_has_the_same_share_for_another_reason(
        self, as_, siriporn, country, rule, pothole, khon_kaen
    ):
        rule(pothole, khon_kaen, None)  # nobody knows the local office there; in Bangkok there is no rule at all
        text = as_(siriporn).get(reverse("coverage"), {"topic": "roads/pothole"}).content.decode()
        rows = re.findall(r"<tr>.*?</tr>", text.partition('id="by-province"')[2], re.S)[1:]
        assert [">0.0%<" in row for row in rows] == [True, True]
        assert [row.count('<a href="?province=') for row in rows] == [1, 1]
        assert sum("No rule says whose duty it is" in row for row in rows) == 1

    def test_names_the_rules_that_contradict_each_other_and_the_offices_that_share_a_place(
        self, as_, siriporn, country, rule, electricity, outage, pothole, pea, mea, bangkok
    ):
        rule(outage, None, pea)
        rule(electricity, bangkok, mea)
        rule(pothole, None, None)
        for name in ("เทศบาลศิลา", "อบต.ศิลา"):
            make_agency(name, kind=AgencyKind.LOCAL_GOVERNMENT, area=country[2])
        text = as_(siriporn).get(reverse("coverage")).content.decode().partition('id="troubled"')[2]
        assert "These rules contradict each other" in text and "การไฟฟ้าส่วนภูมิภาค" in text and "การไฟฟ้านครหลวง" in text
        assert "เทศบาลศิลา" in text and "อบต.ศิลา" in text and "serve the same place" in text

    def test_says_so_where_nothing_is_loaded(self, as_, siriporn):
        assert "Nothing to count yet" in as_(siriporn).get(reverse("coverage")).content.decode()


def test_the_command_prints_shares_that_make_a_hundred_percent(country, rule, electricity, pothole, pea):
    rule(electricity, None, pea)
    out = StringIO()
    call_command("coverage", stdout=out)
    assert "9 cells" in out.getvalue() and "33.33%" in out.getvalue()


def test_exceptions_are_told_apart(country, rule, electricity, pothole, pea, as_, siriporn):
    rule(electricity, None, pea)
    rule(pothole, None, pea, named="ทล.#")
    out = StringIO()
    call_command("coverage", stdout=out)
    assert "33.33%" in out.getvalue() and "apart from 1 exceptions" in out.getvalue()
    assert "1 exception is not counted" in as_(siriporn).get(reverse("coverage")).content.decode()


def test_the_command_prints_json_with_conflicts_and_dead_agencies_by_name(
    country, rule, electricity, outage, pothole, pea, mea, bangkok, khon_kaen
):
    rule(outage, None, pea)
    rule(electricity, bangkok, mea)
    rule(pothole, khon_kaen, None)
    for number in (1, 2):
        make_agency(f"อบต. {number}", code=f"lg-{number}", kind=AgencyKind.LOCAL_GOVERNMENT, area=country[2])
    dead = make_agency("ยุบแล้ว", code="gone", takes_complaints=False)
    rule(pothole, bangkok, dead)
    out = StringIO()
    call_command("coverage", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["percent"]["office"] + told["percent"]["desk"] == 100
    assert round(sum(told["reasons"].values()), 2) == told["percent"]["desk"]
    assert sum(told["cells_of_desks"].values()) == round(told["cells"] * told["percent"]["desk"] / 100)
    by_rules, by_offices = sorted(told["conflicts"], key=lambda one: bool(one["offices"]))
    assert len(by_rules["rules"]) == 2 and by_rules["cells"] == 1
    assert (by_offices["offices"], by_offices["area"], by_offices["cells"]) == (["lg-1", "lg-2"], 400113, 1)
    assert [(one["agency"], one["cells"]) for one in told["dead"]] == [("gone", 1)]
    out = StringIO()
    call_command("coverage", stdout=out)
    assert "dead agency: gone" in out.getvalue() and "conflict in 400113: lg-1 | lg-2" in out.getvalue()


@pytest.mark.parametrize("counts", [(1, 1, 1), (1, 0, 2), (333, 333, 334), (1, 999_999, 7), (2, 2, 2, 1)])
def test_shares_make_exactly_a_hundred_percent_as_shown(counts):
    shown = percents(dict(zip("abcd", counts, strict=False)))
    assert round(sum(shown.values()), 6) == 100
    assert all(round(share, 1) == share for share in shown.values())
