"""Short statements written once: Django takes three times longer to write one than PostgreSQL and psycopg2 to run it."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


class Lookup(Generic[Row]):
    """Whole rows of one table under a condition that is always the same: `Lookup(Case, "id = %s")(7)`.

    For what every request asks. It has no joins, and no place for permissions: whoever calls it has checked those.
    condition: SQL of our own, its values as %s.
    """

    def __init__(self, model: type[Row], condition: str) -> None:
        self._model, self._condition = model, condition

    def __call__(self, *values: Any) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, values)
            rows = cursor.fetchall()
        return [self._model.from_db(connection.alias, self._names, self._converted(row)) for row in rows]

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self._model._meta.concrete_fields]

    @cached_property
    def _sql(self) -> str:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in self._model._meta.concrete_fields)
        return f"SELECT {columns} FROM {quote(self._model._meta.db_table)} WHERE {self._condition}"  # noqa: S608

    @cached_property
    def _converters(self) -> list[tuple[int, Any]]:
        fields = enumerate(self._model._meta.concrete_fields)
        return [(place, field.from_db_value) for place, field in fields if hasattr(field, "from_db_value")]

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...] | list[Any]:
        if not self._converters:
            return row
        values = list(row)
        for place, convert in self._converters:
            values[place] = convert(values[place], None, connection)
        return values


class Insertion(Generic[Row]):
    """Stores one new row of one table: `Insertion(Case)(case)`; gives it its id.

    For what every filing stores. As with bulk_create, `save` is not called and no signal is sent.
    unless_there: a unique column; a row whose value is there already is left out.
    """

    def __init__(self, model: type[Row], *, unless_there: str = "") -> None:
        self._model, self._unless_there = model, unless_there

    def __call__(self, row: Row) -> bool:
        """Whether it was stored; False only where `unless_there` found it there."""
        values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in self._fields]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, values)
            stored = cursor.fetchone()
        if stored is None:
            return False
        row.pk, row._state.adding, row._state.db = stored[0], False, connection.alias
        return True

    @cached_property
    def _fields(self) -> list[Any]:
        return [f for f in self._model._meta.concrete_fields if not f.primary_key and not f.generated]

    @cached_property
    def _sql(self) -> str:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self._fields)
        marks = ", ".join(["%s"] * len(self._fields))
        conflict = f" ON CONFLICT ({quote(self._unless_there)}) DO NOTHING" if self._unless_there else ""
        table = quote(self._model._meta.db_table)
        return f"INSERT INTO {table} ({columns}) VALUES ({marks}){conflict} RETURNING id"  # noqa: S608
