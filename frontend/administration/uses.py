"""What points at rows of a register, in whatever table: what is in use is not removed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count

MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Use:
    """What points at a row: the table's name, and how many, counted up to MOST_COUNTED."""

    label: str
    n: int


def told_of(uses: Iterable[Use]) -> str:
    return ", ".join(f"{use.label} ({use.n:,})" for use in uses)


def uses_of(row: models.Model) -> list[Use]:
    """What points at a row, whatever would become of it without: the most first. Its own history does not count."""
    found = []
    for table, name in _pointing_at(type(row)):
        n = table._default_manager.filter(**{name: row}).order_by().values("pk")[: MOST_COUNTED + 1].count()
        if n:
            found.append(Use(str(table._meta.verbose_name_plural), n))
    return sorted(found, key=lambda use: -use.n)


def uses_of_rows(model: type[models.Model], pks: Collection[Any]) -> dict[Any, list[Use]]:
    """The same for many rows of a table, in one statement for each table that can point at them.

    A row of these that only others of these are part of is not in use: they would go together.
    """
    used: dict[Any, list[Use]] = {}
    parts: list[tuple[Any, Any]] = []
    for table, name in _pointing_at(model):
        pointing = table._default_manager.filter(**{f"{name}__in": pks}).order_by()
        if table is model:
            parts += pointing.values_list("pk", name)
            continue
        for pk, n in pointing.values_list(name).annotate(n=Count("pk")):
            used.setdefault(pk, []).append(Use(str(table._meta.verbose_name_plural), n))
    _add_wholes(used, parts, pks, str(model._meta.verbose_name_plural))
    return used


def _add_wholes(used: dict[Any, list[Use]], parts: list[tuple[Any, Any]], pks: Collection[Any], label: str) -> None:
    """What has a part that stays is in use by it. parts: keys of a part and of the whole."""
    wholes: dict[Any, list[Any]] = {}
    for part, whole in parts:
        wholes.setdefault(part, []).append(whole)
    staying = [part for part in wholes if part not in pks or part in used]
    by_parts: dict[Any, int] = {}
    while staying:
        for whole in wholes.get(staying.pop(), []):
            by_parts[whole] = by_parts.get(whole, 0) + 1
            if by_parts[whole] == 1 and whole not in used:
                staying.append(whole)
    for whole, n in by_parts.items():
        used.setdefault(whole, []).append(Use(label, n))


def _pointing_at(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Tables with a column that leads to rows of this one, and the name of that column."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)) or relation.concrete:
            continue
        table: Any = relation.related_model
        if not hasattr(table, "pgh_obj"):
            yield table, relation.field.name  # type: ignore[union-attr]
