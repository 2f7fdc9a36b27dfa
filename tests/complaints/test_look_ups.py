"""How often numbers may be looked up: guessing ends soon, people behind one address do not shut each other out."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import look_ups
from complaints.references import new_reference
from complaints.workflow import Visibility
from records import throttling

pytestmark = pytest.mark.django_db
ANOTHER_ADDRESS = "198.51.100.9"


def page(client, reference, **from_where):
    return client.get(f"/track/{reference}/", **from_where).status_code


def api(client, reference, **from_where):
    return client.get(f"/api/v1/cases/{reference}/", **from_where).status_code


@pytest.fixture(params=[page, api])
def look(request, client):
    """Looks a number up, on the page and by the API."""
    return lambda reference, **from_where: request.param(client, reference, **from_where)


@pytest.fixture
def three_guesses(monkeypatch):
    monkeypatch.setattr(look_ups, "GUESSES_AN_HOUR", 3)


class TestGuessingNumbers:
    def test_S4_is_held_to_sixty_a_minute_of_an_address(self):
        assert look_ups.GUESSES_AN_HOUR / 60 <= 60

    def test_S4_ends_where_a_hit_can_no_longer_be_told_from_a_miss(self, look, case, three_guesses):
        assert [look(new_reference()) for _ in range(4)] == [404, 404, 404, 429]
        assert look(case.reference) == 429

    def test_S4_counts_on_the_page_and_by_the_api_together(self, client, three_guesses):
        assert [page(client, new_reference()), api(client, new_reference()), page(client, "x")] == [404] * 3
        assert api(client, new_reference()) == 429

    def test_S2_counts_a_confidential_case_like_one_that_is_not_there(self, look, file, three_guesses):
        secret = file(visibility=Visibility.CONFIDENTIAL).complaint
        assert [look(secret.reference) for _ in range(4)] == [404, 404, 404, 429]

    def test_S2_asks_as_much_for_a_confidential_case_as_for_one_that_is_not_there(self, look, client, file, wichai):
        """Else the time of the answer would tell them apart."""
        secret = file(visibility=Visibility.CONFIDENTIAL).complaint
        client.force_login(wichai)
        asked = []
        for reference in (secret.reference, new_reference(), secret.reference, new_reference()):
            with CaptureQueriesContext(connection) as queries:
                assert look(reference) == 404
            asked.append([re.split(r"WHERE|\(|=", query["sql"])[0] for query in queries])
        assert asked[2] == asked[3]

    def test_shuts_nobody_out_at_another_address(self, look, case, three_guesses):
        for _ in range(4):
            look(new_reference())
        assert look(case.reference, REMOTE_ADDR=ANOTHER_ADDRESS) == 200

    def test_never_shuts_complainants_out_of_their_own_case(self, client, case, malee, three_guesses):
        for _ in range(4):
            page(client, new_reference())
        client.force_login(malee)
        assert page(client, case.reference) == 200


class TestManyPeopleBehindOneAddress:
    """A mobile carrier, a ministry, a village with one line."""

    @pytest.fixture(autouse=True)
    def two_looks(self, monkeypatch):
        monkeypatch.setattr(look_ups, "LOOKS_A_MINUTE", 2)

    def test_each_find_their_own_case(self, look, file):
        cases = [file(visibility=Visibility.PUBLIC).complaint for _ in range(6)]
        assert {look(complaint.reference) for complaint in cases} == {200}

    def test_are_not_shut_out_of_theirs_by_who_asks_for_another_one_without_end(self, look, case, file):
        assert [look(case.reference) for _ in range(4)] == [200, 200, 429, 429]
        assert look(file(visibility=Visibility.PUBLIC).complaint.reference) == 200


@pytest.mark.parametrize("is_there", [True, False])
def test_a_look_up_costs_one_statement_for_its_limit(look, case, monkeypatch, is_there):
    poured = []
    run = throttling.POUR.run
    monkeypatch.setattr(throttling.POUR, "run", lambda cursor, values: (poured.append(values), run(cursor, values)))
    look(case.reference if is_there else new_reference())
    assert len(poured) == 1
