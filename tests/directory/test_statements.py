"""Statements written once: named and numbered values, and who may not keep a plan."""

import pytest
from django.db import DatabaseError, connection, transaction

from directory.models import Agency
from directory.statements import Lookup, Prepared
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
