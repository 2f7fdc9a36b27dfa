"""Short look-ups written once. Django takes three times longer to write such a statement than to ask it and read the rows."""

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
