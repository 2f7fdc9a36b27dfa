"""The squares of the public map: always what a count of the public cases would say."""

import re
from importlib import import_module
from urllib.parse import unquote

import pytest
from django.db import connection
from django.urls import reverse

from complaints.models import Case
from complaints.public_map import Box, clusters, count_squares, level_of
from complaints.public_tables import EVERY_TOPIC, LEVELS, PublicSquare
from complaints.releasing import release_case, take_back_release
from complaints.workflow import CaseKind, Visibility
from tests.factories import make_topic

pytestmark = pytest.mark.django_db
THAILAND = Box(97, 5, 106, 21)
SILA = Box(102.82, 16.43, 102.85, 16.46)


@pytest.fixture
def released(file, wichai, roads):
    def released(latitude=16.4419, longitude=102.8359, topic=roads, kind=CaseKind.COMPLAINT):
        place = {"latitude": latitude, "longitude": longitude}
        told = file(visibility=Visibility.PUBLIC, topic=topic, kind=kind, **place).complaint.case
        return release_case(told, text="หลุมลึก", by=wichai)

    return released


def squares():
    rows = PublicSquare.objects.exclude(cases=0).order_by("level", "topic", "x", "y", "kind")
    return list(rows.values_list("level", "topic", "x", "y", "cases", "sum_x", "sum_y", "kind"))


def counts(zoom, topic=None, kind=""):
    return [cluster.cases for cluster in clusters(THAILAND, level_of(zoom), topic, kind)]


class TestTheSquares:
    def test_join_neighbours_from_afar_and_tell_them_apart_from_near(self, released):
        released()
        released(latitude=16.4519)
        assert counts(5) == [2]
        assert [cluster.cases for cluster in clusters(SILA, level_of(16))] == [1, 1]

    def test_a_hidden_case_is_in_none(self, file):
        file(visibility=Visibility.PUBLIC, latitude=16.44, longitude=102.83)
        assert squares() == []

    def test_forget_a_case_taken_back(self, released, wichai):
        take_back_release(released(), by=wichai)
        assert squares() == [] and counts(5) == []

    def test_follow_a_case_to_its_new_topic_and_place(self, released, roads):
        case, water = released(), make_topic("water/leak", "ท่อแตก", visibility_floor="public")
        Case.objects.filter(pk=case.pk).update(topic=water, public_latitude=13.7505)
        assert counts(8, roads) == [] and counts(8, water) == [1] and counts(8, water.parent) == [1]
        before = squares()
        count_squares()
        assert squares() == before

    def test_know_each_kind_and_add_them_up_for_all(self, released, roads):
        released()
        released(kind=CaseKind.PRAISE)
        assert counts(5) == [2] and counts(5, roads) == [2]
        assert counts(5, kind=CaseKind.PRAISE) == [1] and counts(5, roads, CaseKind.COMPLAINT) == [1]
        assert counts(5, kind=CaseKind.SUGGESTION) == []

    def test_follow_a_case_to_its_new_kind(self, released):
        Case.objects.filter(pk=released().pk).update(kind=CaseKind.PRAISE)
        assert counts(5, kind=CaseKind.PRAISE) == [1] and counts(5, kind=CaseKind.COMPLAINT) == []

    def test_of_the_whole_country_stay_few_however_near_they_are_asked_for(self, released):
        for step in range(3):
            released(latitude=16.0 + step * 0.004)
        near = Box(102.8, 15.99, 102.9, 16.02)
        assert [cluster.cases for cluster in clusters(near, 0)] == [1, 1, 1]
        assert [cluster.cases for cluster in clusters(Box(-180, -90, 180, 90), 0)] == [3]

    def test_are_counted_for_every_topic_its_own_and_the_one_above(self, released):
        released()
        assert len(squares()) == LEVELS * 3

    def test_are_the_same_however_they_were_counted(self, released):
        for step in range(6):
            released(latitude=16.0 + step * 0.11)
        kept = squares()
        count_squares()
        assert squares() == kept
        assert sum(row[4] for row in kept if row[0] == 11 and row[1] == EVERY_TOPIC) == 6


class TestTheMigrationThatTellsKindsApart:
    migration = import_module("complaints.migrations.0019_squares_of_a_kind")

    def test_moves_what_is_no_complaint_to_squares_of_its_own_and_back(self, released):
        released()
        for kind in (CaseKind.COMPLAINT, CaseKind.PRAISE, CaseKind.SUGGESTION):
            released(latitude=16.4519, kind=kind)
        told_apart, together = squares(), {kind: counts(5, kind=kind) for kind in ("", *CaseKind.values)}
        with connection.cursor() as cursor:
            cursor.execute(self.migration.ADD_THE_KINDS_UP)
            assert counts(5) == counts(5, kind=CaseKind.COMPLAINT) == [4]
            cursor.execute(self.migration.KNOW_THEIR_KIND)
        assert squares() == told_apart
        assert {kind: counts(5, kind=kind) for kind in together} == together


class TestTheAnswer:
    def ask(self, client, **query):
        return client.get(reverse("cases_clusters"), {"bbox": "97,5,106,21", "zoom": "6", **query})

    def test_says_how_many_lie_where(self, client, released):
        released()
        assert self.ask(client).json() == {"clusters": [[102.8355, 16.4415, 1, True]]}
        assert self.ask(client, bbox="97,5,98,6").json() == {"clusters": []}

    def test_keeps_to_the_kind(self, client, released):
        released(kind=CaseKind.PRAISE)
        assert self.ask(client, kind="praise").json() == {"clusters": [[102.8355, 16.4415, 1, True]]}
        assert self.ask(client, kind="suggestion").json() == {"clusters": []}

    def test_leads_to_the_list_of_that_spot(self, client, released):
        case = released()
        assert case.reference in client.get(reverse("cases"), {"spot": "16.4415,102.8355"}).content.decode()
        assert case.reference not in client.get(reverse("cases"), {"spot": "16.4425,102.8355"}).content.decode()

    @pytest.mark.parametrize("query", [
        {"bbox": ""}, {"bbox": "1,2,3"}, {"bbox": "nan,5,106,21"}, {"bbox": "106,5,97,21"}, {"bbox": "1e400,5,106,21"},
        {"zoom": "x"}, {"zoom": "nan"}, {"zoom": "1e400"}, {"zoom": ""},
    ])  # fmt: skip
    def test_to_nonsense_is_nothing(self, client, query):
        assert self.ask(client, **query).status_code == 400

    def test_the_page_has_the_same_cases_as_a_list(self, client, released):
        assert released().reference in client.get(reverse("cases_map")).content.decode()


class TestThePage:
    ALL = {"q": "หลุม", "topic": "roads/pothole", "kind": "praise", "state": "open", "period": "30", "province": "40"}

    @pytest.fixture
    def english(self, client):
        client.cookies["language"] = "en"
        return client

    def addresses(self, page):
        """The queries with which the page leads to list, map and feed."""
        found = re.findall(r'href="/cases/(?:map/|feed/)?\?([^"]*)"', page)
        return {unquote(query.replace("&amp;", "&")) for query in found}

    @pytest.mark.parametrize("name", ["cases", "cases_map"])
    def test_list_map_and_feed_lead_to_each_other_with_the_same_filters(self, english, roads, khon_kaen, name):
        page = english.get(reverse(name), self.ALL).content.decode()
        assert {frozenset(query.split("&")) for query in self.addresses(page)} == {
            frozenset(f"{name}={value}" for name, value in self.ALL.items())
        }

    def test_counts_by_topic_and_kind_and_names_what_it_does_not_count_by(self, english, roads, khon_kaen):
        page = english.get(reverse("cases_map"), self.ALL).content.decode()
        assert 'data-clusters="/cases/clusters.json?topic=roads%2Fpothole&amp;kind=praise&amp;"' in page
        assert 'data-list="/cases/?topic=roads%2Fpothole&amp;kind=praise&amp;"' in page
        assert "know the topic and the kind only" in page
        for tag in ("Words: หลุม", "State: Still open", "Filed: Last 30 days", "Province: Khon Kaen"):
            assert f'<span class="tag">{tag}</span>' in page

    def test_says_nothing_of_it_where_it_counts_by_all_that_was_asked(self, english, roads):
        page = english.get(reverse("cases_map"), {"topic": "roads/pothole", "kind": "praise"}).content.decode()
        assert "know the topic and the kind only" not in page

    def test_keeps_the_other_filters_when_a_topic_is_chosen(self, english, khon_kaen):
        page = english.get(reverse("cases_map"), self.ALL).content.decode()
        for name in ("q", "state", "period", "province"):
            assert f'<input type="hidden" name="{name}" value="{self.ALL[name]}">' in page

    def test_its_list_keeps_to_every_filter(self, english, released):
        case, praise = released(), released(kind=CaseKind.PRAISE)
        page = english.get(reverse("cases_map"), {"kind": "praise", "state": "open"}).content.decode()
        assert praise.reference in page and case.reference not in page
        assert "Nothing like this in public" in english.get(reverse("cases_map"), {"state": "closed"}).content.decode()

    def test_opens_at_the_province_that_was_chosen(self, english, sila):
        asked = {"province": "40", "district": "4001", "subdistrict": "400111"}
        assert 'data-province="40"' in english.get(reverse("cases_map"), asked).content.decode()
        assert 'data-province=""' in english.get(reverse("cases_map")).content.decode()

    def test_S1_says_the_same_whether_hidden_cases_exist_or_not(self, english, released, file):
        released()
        before = english.get(reverse("cases_map"), {"kind": "complaint"}).content.decode()
        for visibility in Visibility:
            file(visibility=visibility, latitude=16.44, longitude=102.83)
        assert english.get(reverse("cases_map"), {"kind": "complaint"}).content.decode() == before
