"""Short statements written once: Django takes three times longer to write one than PostgreSQL and psycopg2 to run it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import count
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connection, models

Row = TypeVar("Row", bound=models.Model)
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""Which statements each connection of this process has planned already."""


# Together with what follows they are one transaction, and end with it.
_WALK = (
    "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off; "
)

_ANEW = "SET LOCAL plan_cache_mode = force_custom_plan; "


def listed(words: Iterable[str]) -> str:
    """Words of our own, such as states, as a list between the brackets of IN: the same text whatever order they came in."""
    return ", ".join(f"'{word}'" for word in sorted(words))


class Prepared:
    """A statement which PostgreSQL reads and plans once a connection: a third of what a short one costs.

    sql: its values as %s, or as %(name)s, which may come more than once. Every % of its own is written %%.
    walks: it reads the first rows along an index that holds their order. A plan made for all values would gather and
        sort what it expects to be few rows, and a large agency has many.
    planned_anew: its values decide the way, and PostgreSQL plans it for them each time: rare words are looked up, common
        ones met on a walk. A plan made for all words walks to the end for a rare one.
    Behind a pooler that lends a connection for one transaction (DISABLE_SERVER_SIDE_CURSORS) it is sent whole each time.
    """

    _numbers = count(1)

    def __init__(self, sql: str, *, walks: bool = False, planned_anew: bool = False) -> None:
        self._sql, self._name = sql, f"siang_{next(self._numbers)}"
        self._keys = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", sql)))
        values = self._keys or ["%s"] * sql.count("%s")
        if self._keys:
            numbered = sql % {key: f"${place}" for place, key in enumerate(values, 1)}
        else:
            numbered = sql % tuple(f"${place}" for place in range(1, len(values) + 1))
        self._prepare = f"PREPARE {self._name} AS {numbered}"
        self._execute = f"EXECUTE {self._name}" + (f" ({', '.join(['%s'] * len(values))})" if values else "")
        if first := _WALK * walks + _ANEW * planned_anew:
            self._sql, self._execute = first + sql, first + self._execute

    def run(self, cursor: Any, values: Sequence[Any] | Mapping[str, Any] = ()) -> None:
        """values: in the order of the %s, or by name, where more may be given than the statement asks for."""
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            cursor.execute(self._sql, values)
            return
        known = _prepared.setdefault(connection.connection, set())
        if self._name not in known:
            with connection.connection.cursor() as planning:
                planning.execute(self._prepare)
            known.add(self._name)
        cursor.execute(self._execute, [values[key] for key in self._keys] if isinstance(values, Mapping) else values)

    def rows(self, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """All that it finds. values: as in `run`."""
        with connection.cursor() as cursor:
            self.run(cursor, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


class Lookup(Generic[Row]):
    """Whole rows of one table under a condition that is always the same: `Lookup(Case, "id = %s")(7)`.

    For what every request asks. It has no joins, and no place for permissions: whoever calls it has checked those.
    condition: SQL of our own, its values as %s.
    """

    def __init__(self, model: type[Row], condition: str) -> None:
        self._model, self._condition = model, condition

    def __call__(self, *values: Any) -> list[Row]:
        rows = self._statement.rows(values)
        return [self._model.from_db(connection.alias, self._names, self._converted(row)) for row in rows]

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self._model._meta.concrete_fields]

    @cached_property
    def _statement(self) -> Prepared:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in self._model._meta.concrete_fields)
        table = quote(self._model._meta.db_table)
        return Prepared(f"SELECT {columns} FROM {table} WHERE {self._condition}")  # noqa: S608

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


def keep_related(row: models.Model, name: str, found: list[Any]) -> None:
    """Let `row.<name>.all()` answer with these, all there are in their order, as prefetch_related does."""
    answer = getattr(row, name).all()
    answer._result_cache, answer._prefetch_done = found, True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = answer


class Change(Generic[Row]):
    """Stores some fields of a row that is there: `Change(Case)(case, "state", "event_count")`, as `save(update_fields=…)`
    does, without the signals.

    For what every act stores. Each set of fields is a statement of its own, planned once a connection.
    """

    def __init__(self, model: type[Row]) -> None:
        self._model = model
        self._statements: dict[tuple[str, ...], Prepared] = {}

    def __call__(self, row: Row, *names: str) -> None:
        """names: of fields. Raises DatabaseError where the row is gone, as `save` does."""
        names = tuple(sorted(set(names)))
        fields: list[Any] = [self._model._meta.get_field(name) for name in names]
        if names not in self._statements:
            quote = connection.ops.quote_name
            columns = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
            table = quote(self._model._meta.db_table)
            self._statements[names] = Prepared(f"UPDATE {table} SET {columns} WHERE id = %s")  # noqa: S608
        values = [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
        with connection.cursor() as cursor:
            self._statements[names].run(cursor, [*values, row.pk])
            if cursor.rowcount != 1:
                raise DatabaseError(f"{self._model.__name__} {row.pk} is not there to be changed.")


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
            self._statement.run(cursor, values)
            stored = cursor.fetchone()
        if stored is None:
            return False
        row.pk, row._state.adding, row._state.db = stored[0], False, connection.alias
        return True

    @cached_property
    def _fields(self) -> list[Any]:
        return [f for f in self._model._meta.concrete_fields if not f.primary_key and not f.generated]

    @cached_property
    def _statement(self) -> Prepared:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self._fields)
        marks = ", ".join(["%s"] * len(self._fields))
        conflict = f" ON CONFLICT ({quote(self._unless_there)}) DO NOTHING" if self._unless_there else ""
        table = quote(self._model._meta.db_table)
        return Prepared(f"INSERT INTO {table} ({columns}) VALUES ({marks}){conflict} RETURNING id")  # noqa: S608
