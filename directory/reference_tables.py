"""Bringing rows of a reference file into a table without undoing what staff changed there."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from directory.models import LoadedRow

Row = dict[str, Any]
"""Column → value. A column such as `parent__code` names a row of another table, or of the same one, by its own key."""


@dataclass
class Changes:
    """What a load did to one table, by the keys of the rows."""

    table: str
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Rows whose file changed, but which staff changed or deleted: theirs stays."""
    unchanged: int = 0

    def __str__(self) -> str:
        return (
            f"{self.table}: {len(self.added)} added, {len(self.updated)} updated, "
            f"{len(self.kept)} kept as staff changed them, {self.unchanged} as before"
        )


def bring_in(model: type[models.Model], rows: Iterable[Row], *, key: Callable[[Row], str]) -> Changes:
    """Add the rows that are new and update those that only the file changed since the last load.

    rows: all with the same columns. Rows of one table that refer to each other may come in any order.
    Raises ValueError when a reference leads nowhere or a key comes twice. Call inside a transaction.
    """
    table = model._meta.model_name or ""
    wanted = _by_key(rows, key)
    if not wanted:
        return Changes(table)
    columns = list(next(iter(wanted.values())))
    present = {key(row): row for row in model._default_manager.values(*columns)}
    loaded = dict(LoadedRow.objects.filter(table=table).values_list("key", "digest"))
    changes = _compare(table, wanted, present, loaded)
    _write(model, [wanted[k] for k in changes.added], [wanted[k] for k in changes.updated], key)
    LoadedRow.objects.bulk_create(
        [
            LoadedRow(table=table, key=k, digest=_digest(row))
            for k, row in wanted.items()
            if loaded.get(k) != _digest(row)
        ],
        update_conflicts=True,
        unique_fields=["table", "key"],
        update_fields=["digest"],
    )
    return changes


def add_missing(rows: list[Any]) -> int:
    """Store those of these rows, all of one table, that its constraints do not know yet. Returns how many were new."""
    table = type(rows[0])._default_manager
    before = table.count()
    table.bulk_create(rows, ignore_conflicts=True)  # answers with all of them, whatever was there
    return table.count() - before


def _by_key(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, Row]:
    wanted: dict[str, Row] = {}
    for row in rows:
        if key(row) in wanted:
            raise ValueError(f"{key(row)} comes twice")
        wanted[key(row)] = row
    return wanted


def _compare(table: str, wanted: Mapping[str, Row], present: Mapping[str, Row], loaded: Mapping[str, str]) -> Changes:
    changes = Changes(table)
    for k, row in wanted.items():
        now, before = present.get(k), loaded.get(k)
        if now == row or (before is not None and before == _digest(row)):
            changes.unchanged += 1
        elif now is None and before is None:
            changes.added.append(k)
        elif now is not None and _is_as_loaded(now, before):
            changes.updated.append(k)
        else:
            changes.kept.append(k)
    return changes


def _is_as_loaded(now: Row, before: str | None) -> bool:
    """Nobody has changed the row since it was loaded, be it that the file has gained a column since."""
    shapes = [now, *({column: now[column] for column in now if column != gained} for gained in now)]
    return any(_digest(shape) == before for shape in shapes)


def _digest(row: Row) -> str:
    text = json.dumps(row, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _write(model: type[models.Model], new: list[Row], changed: list[Row], key: Callable[[Row], str]) -> None:
    waiting = new
    while waiting:
        # Parents first: a row can be written once the rows it refers to are there.
        resolve = _Resolver(model, waiting + changed)
        ready = [row for row in waiting if resolve.knows(row)]
        if not ready:
            raise ValueError(f"{key(waiting[0])} refers to a row that does not exist: {waiting[0]}")
        model._default_manager.bulk_create([model(**resolve.columns(row)) for row in ready], batch_size=1000)
        waiting = [row for row in waiting if not any(row is done for done in ready)]
    if changed:
        _update(model, changed, key)


def _update(model: type[models.Model], rows: list[Row], key: Callable[[Row], str]) -> None:
    resolve = _Resolver(model, rows)
    columns = list(rows[0])
    ids = {key(row): row["pk"] for row in model._default_manager.values("pk", *columns)}
    objects = []
    for row in rows:
        if not resolve.knows(row):
            raise ValueError(f"{key(row)} refers to a row that does not exist: {row}")
        objects.append(model(pk=ids[key(row)], **resolve.columns(row)))
    names = [name.removesuffix("_id") for name in resolve.columns(rows[0])]
    model._default_manager.bulk_update(objects, names, batch_size=500)


class _Resolver:
    """Turns `parent__code: "x"` into `parent_id: 7`."""

    def __init__(self, model: type[models.Model], rows: list[Row]) -> None:
        self._ids: dict[str, dict[Any, Any]] = {}
        for column in rows[0]:
            if "__" in column:
                relation, natural = column.split("__")
                target = model._meta.get_field(relation).related_model
                asked = {row[column] for row in rows if row[column] is not None}
                found = target._default_manager.filter(**{f"{natural}__in": asked})  # type: ignore[union-attr]
                self._ids[column] = dict(found.values_list(natural, "pk"))

    def knows(self, row: Row) -> bool:
        return all(row[column] is None or row[column] in ids for column, ids in self._ids.items())

    def columns(self, row: Row) -> Row:
        plain = {column: value for column, value in row.items() if column not in self._ids}
        for column, ids in self._ids.items():
            plain[column.split("__")[0] + "_id"] = ids.get(row[column])
        return plain
