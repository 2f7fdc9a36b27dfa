"""The squares of the public map: always what a count of the public cases would say."""

import pytest
from django.urls import reverse

from complaints.models import Case
from complaints.public_map import Box, clusters, count_anew, level_of
from complaints.public_tables import EVERY_TOPIC, LEVELS, PublicSquare
from complaints.releasing import release_case, take_back_release
from complaints.workflow import Visibility
from tests.factories import make_topic

pytestmark = pytest.mark.django_db
THAILAND = Box(97, 5, 106, 21)


@pytest.fixture
def released(file, wichai, roads):
    def released(latitude=16.4419, longitude=102.8359, topic=roads):
        told = file(visibility=Visibility.PUBLIC, latitude=latitude, longitude=longitude, topic=topic).complaint.case
        return release_case(told, text="หลุมลึก", by=wichai)

    return released


def squares():
    rows = PublicSquare.objects.exclude(cases=0).order_by("level", "topic", "x", "y")
    return list(rows.values_list("level", "topic", "x", "y", "cases", "sum_x", "sum_y"))


def counts(zoom, topic=None):
    return [cluster.cases for cluster in clusters(THAILAND, level_of(zoom), topic)]


class TestTheSquares:
    def test_join_neighbours_from_afar_and_tell_them_apart_from_near(self, released):
        released()
        released(latitude=16.4519)
        assert counts(5) == [2]
        assert counts(16) == [1, 1]

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
        count_anew()
        assert squares() == before

    def test_are_counted_for_every_topic_its_own_and_the_one_above(self, released):
        released()
        assert len(squares()) == LEVELS * 3

    def test_are_the_same_however_they_were_counted(self, released):
        for step in range(6):
            released(latitude=16.0 + step * 0.11)
        kept = squares()
        count_anew()
        assert squares() == kept
        assert sum(row[4] for row in kept if row[0] == 11 and row[1] == EVERY_TOPIC) == 6


class TestTheAnswer:
    def ask(self, client, **query):
        return client.get(reverse("cases_clusters"), {"bbox": "97,5,106,21", "zoom": "6", **query})

    def test_says_how_many_lie_where(self, client, released):
        released()
        assert self.ask(client).json() == {"clusters": [[102.8355, 16.4415, 1, True]]}
        assert self.ask(client, bbox="97,5,98,6").json() == {"clusters": []}

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
