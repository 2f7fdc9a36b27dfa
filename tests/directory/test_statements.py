"""Statements written once: named and numbered values, and who may not keep a plan."""

import pytest
from django.db import DatabaseError, connection, transaction

from directory.models import Agency
from directory.statements import Change, Lookup, Prepared
from tests.factories import make_agency

pytestmark = pytest.mark.django_db


def run(statement: Prepared, values: object = ()) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        statement.run(cursor, values)
        return cursor.fetchone()


def planned() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return {row[0] for row in cursor.fetchall()}


class TestAPreparedStatement:
    def test_takes_its_values_in_their_order(self):
        assert run(Prepared("SELECT %s || %s::text"), ["ถนน", 7]) == ("ถนน7",)

    def test_takes_them_by_name_as_often_as_it_asks_for_them(self):
        statement = Prepared("SELECT %(a)s::int + %(a)s, %(b)s::text, 5 %% 3")
        assert run(statement, {"b": "น้ำ", "a": 2, "more": 9}) == (4, "น้ำ", 2)

    def test_is_planned_once_a_connection(self):
        statement, before = Prepared("SELECT %s::int"), planned()
        assert run(statement, [1]) == (1,)
        assert len(planned() - before) == 1
        assert run(statement, [2]) == (2,)
        assert len(planned() - before) == 1

    def test_keeps_its_plan_over_a_transaction_that_failed(self):
        statement = Prepared("SELECT 1 / %s::int")
        with pytest.raises(DatabaseError), transaction.atomic():
            run(statement, [0])
        assert run(statement, [1]) == (1,)

    def test_is_never_planned_where_a_pooler_lends_the_connection(self, settings, monkeypatch):
        monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
        before = planned()
        assert run(Prepared("SELECT %(a)s::int"), {"a": 3}) == (3,)
        assert planned() == before


class TestALookup:
    def test_finds_whole_rows(self):
        agency = make_agency(code="roads-office")
        assert Lookup(Agency, "code = %s")("roads-office") == [agency]
        assert Lookup(Agency, "code = %s")("nobody") == []


class TestAChange:
    def test_stores_the_fields_it_is_told_and_no_other(self):
        agency = make_agency(code="roads-office", name_en="Roads")
        agency.name_th, agency.name_en = "สำนักงานทาง", "Not stored"
        Change(Agency)(agency, "name_th")
        agency.refresh_from_db()
        assert (agency.name_th, agency.name_en) == ("สำนักงานทาง", "Roads")

    def test_takes_rows_of_other_tables_and_nothing(self):
        ministry, agency = make_agency(code="ministry"), make_agency(code="roads-office")
        change = Change(Agency)
        agency.parent = ministry
        change(agency, "parent")
        assert Agency.objects.get(pk=agency.pk).parent == ministry
        agency.parent = None
        change(agency, "parent")
        assert Agency.objects.get(pk=agency.pk).parent is None

    def test_does_not_mind_the_order_nor_a_name_that_comes_twice(self):
        agency, change, before = make_agency(code="roads-office"), Change(Agency), planned()
        agency.name_en = "Roads of the east"
        change(agency, "name_en", "name_th")
        change(agency, "name_th", "name_en", "name_en")
        assert len(planned() - before) == 1
        assert Agency.objects.get(pk=agency.pk).name_en == "Roads of the east"

    def test_says_so_where_the_row_is_gone(self):
        agency = make_agency(code="roads-office")
        Agency.objects.filter(pk=agency.pk).delete()
        with pytest.raises(DatabaseError, match="not there to be changed"):
            Change(Agency)(agency, "name_en")
