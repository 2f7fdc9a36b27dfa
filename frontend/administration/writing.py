"""Writing rows whose cells have changed: one from a page, or all of a file in few statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from directory.models import User
from frontend.administration.columns import MISSING, Cells, ReferenceColumn
from frontend.administration.planning import CHANGED, NEW, REFUSED, Planned
from frontend.administration.references import References
from frontend.administration.refusals import FIXED, LOOP, in_a_line, words_of
from frontend.administration.registers import Register
from frontend.administration.rules import on_a_loop

BATCH = 500
"""Rows that are looked at and written together."""
UPDATED_AT_ONCE = 50
"""Rows that one UPDATE changes: it asks of each row whether it is the first, the second ... of all."""


@dataclass
class _Ready:
    """A line of a file with the row as it was (None for a new one) and as it will be."""

    line: Planned
    before: models.Model | None
    row: models.Model
    changed: set[str]


def write_row(
    register: Register, pk: Any, before: Cells, cells: Cells, references: References, *, by: User
) -> models.Model:
    """Write one row whose cells have changed, inside a transaction with the lock. before: {} for a new one.

    Raises ValidationError by column: still empty, no_such_row, fixed, what the table and the house refuse.
    """
    changed = _changed(register, before, cells)
    ids = _ids(register, before, cells, references, changed)
    row = register.model._default_manager.select_for_update(of=("self",)).get(pk=pk) if pk is not None else None
    try:
        with transaction.atomic():  # what a table refuses leaves the rest of the transaction alive
            if register.write:
                return register.write(row, cells, ids, changed, by)  # type: ignore[no-any-return]
            was, row = _filled(register, row, cells, ids, changed, {})
            _check(register, was, row, changed, by)
            row.save()
            return row
    except IntegrityError as error:
        raise words_of(error) from error


def write_all(planned: list[Planned], register: Register, *, by: User) -> None:
    """Write what is new or changed, and mark what is refused. Parents of a tree come before what is part of them.

    Statements: some for BATCH rows; one by one what ends, and what an act of its own writes (people).
    """
    doing = [each for each in planned if each.kind in {NEW, CHANGED}]
    references = References(register.columns, [{**each.old, **each.cells} for each in doing])
    new = [each for each in doing if each.kind == NEW]
    changed = [each for each in doing if each.kind == CHANGED]
    if register.write:
        for each in [*new, *changed]:
            _write_by_act(each, register, references, by=by)
        return
    for some in _parents_first(new, register, references):
        _write_some(some, register, references, by)
    _write_some(changed, register, references, by)
    if register.tree:
        looped = on_a_loop(register.model)
        for each in doing:
            if each.kind != REFUSED and each.pk in looped:
                each.refuse([f"{register.tree.label}: {LOOP}"])


def _changed(register: Register, before: Cells, cells: Cells) -> set[str]:
    return {name for name in cells if name not in register.read_only and cells[name] != before.get(name)}


def _ids(register: Register, before: Cells, cells: Cells, references: References, changed: set[str]) -> dict[str, Any]:
    """What the references lead to. Raises ValidationError by column: required, fixed, no_such_row."""
    ids: dict[str, Any] = {}
    wrong: dict[str, ValidationError] = {}
    for each in register.columns:
        if each.is_needed and not cells.get(each.name) and each.name not in register.read_only:
            wrong[each.name] = ValidationError(MISSING, code="required")
        elif before and each.name in register.fixed and each.name in changed:
            wrong[each.name] = ValidationError(FIXED, code="fixed")
        elif isinstance(each, ReferenceColumn) and not (register.write and each.name == register.key[0]):
            try:
                ids[each.name] = references.pk_of(each, cells)
            except ValidationError as error:
                wrong[each.name] = error
    if wrong:
        raise ValidationError(wrong)  # type: ignore[arg-type]
    return ids


def _filled(
    register: Register, row: Any, cells: Cells, ids: Mapping[str, Any], changed: set[str], values: Mapping[str, Any]
) -> tuple[Any, Any]:
    """The row as it was, or None, and as it will be; unsaved. values: as in Planned."""
    before = None
    if row is None:
        row = register.model()
    else:
        before = register.model()
        before.__dict__.update({name: value for name, value in row.__dict__.items() if name != "_state"})
    for each in register.columns:
        if each.name in changed:
            if each.name in values:
                setattr(row, each.field.attname, values[each.name])
            elif each.name in ids:
                setattr(row, each.field.attname, ids[each.name])
            else:
                setattr(row, each.name, each.value(cells[each.name]))
    return before, row


def _check(register: Register, before: Any, row: Any, changed: set[str], by: User) -> None:
    """Raises ValidationError by column: what the model and the house refuse."""
    others = {f.name for f in register.model._meta.fields if f.name not in changed or f.is_relation}
    row.clean_fields(exclude=others)
    row.clean()
    register.check(before, row, by)


def _write_by_act(each: Planned, register: Register, references: References, *, by: User) -> None:
    try:
        each.pk = write_row(register, each.pk, each.old, {**each.old, **each.cells}, references, by=by).pk
    except ValidationError as error:
        each.refuse(in_a_line(error, register.model, register.by_name))


def _parents_first(new: list[Planned], register: Register, references: References) -> Iterator[list[Planned]]:
    """The new rows, a level of the tree after the other; what lacks its parent comes last, to be told so."""
    tree, waiting = register.tree, new
    while waiting:
        ready = [each for each in waiting if _has_parent(tree, each, references)] or waiting
        lacking = [] if ready is waiting else [each for each in waiting if not _has_parent(tree, each, references)]
        yield ready
        if isinstance(tree, ReferenceColumn):
            for each in ready:
                if each.kind != REFUSED:
                    references.add(tree, each.cells, each.pk, name=tree.to)
        waiting = lacking


def _has_parent(tree: Any, each: Planned, references: References) -> bool:
    return not isinstance(tree, ReferenceColumn) or references.knows(tree, each.cells)


def _write_some(some: Iterable[Planned], register: Register, references: References, by: User) -> None:
    """In batches. What ends comes alone and in its place: whether it may end depends on what the lines before it did."""
    batch: list[Planned] = []
    for each in some:
        if each.kind == CHANGED and register.ends in each.changes:
            _write_batch(batch, register, references, by)
            _write_batch([each], register, references, by)
            batch = []
            continue
        batch.append(each)
        if len(batch) == BATCH:
            _write_batch(batch, register, references, by)
            batch = []
    _write_batch(batch, register, references, by)


def _write_batch(batch: list[Planned], register: Register, references: References, by: User) -> None:
    """Lines that are all new, or all changed."""
    there = _locked(batch, register)
    ready = []
    for each in batch:
        if each.kind == CHANGED and each.pk not in there:
            each.refuse([_("Somebody else has changed this row meanwhile.")])
            continue
        cells = {**each.old, **each.cells}
        changed = _changed(register, each.old, cells)
        try:
            ids = _ids(register, each.old, cells, references, changed)
        except ValidationError as error:
            each.refuse(in_a_line(error, register.model, register.by_name))
        else:
            row = _filled(register, there.get(each.pk), cells, ids, changed, each.values)
            ready.append(_Ready(each, *row, changed))
    prefetch_related_objects(
        [each.row for each in ready], *(each.name for each in register.columns if isinstance(each, ReferenceColumn))
    )
    _put([each for each in ready if _may_be(each, register, by)], register)


def _locked(batch: list[Planned], register: Register) -> dict[Any, models.Model]:
    """The rows that still are as the lines were compared with: somebody may have come by another door than these pages."""
    pks = [each.pk for each in batch if each.pk is not None]
    if not pks:
        return {}
    rows = register.model._default_manager.select_for_update(of=("self",)).order_by("pk").in_bulk(pks)
    now = {kept.pk: kept.cells for kept in register.kept(register.queryset().filter(pk__in=pks))}
    return {each.pk: rows[each.pk] for each in batch if each.pk in rows and now.get(each.pk) == each.old}


def _may_be(each: _Ready, register: Register, by: User) -> bool:
    try:
        _check(register, each.before, each.row, each.changed, by)
    except ValidationError as error:
        each.line.refuse(in_a_line(error, register.model, register.by_name))
        return False
    return True


def _put(ready: Sequence[_Ready], register: Register) -> None:
    """Write these in one statement. Where the table refuses one, halves are tried, until that one is found."""
    if not ready:
        return
    rows = [each.row for each in ready]
    try:
        with transaction.atomic():
            if ready[0].before is None:
                register.model._default_manager.bulk_create(rows)
            else:
                names = sorted(set().union(*(each.changed for each in ready)))
                register.model._default_manager.bulk_update(rows, names, batch_size=UPDATED_AT_ONCE)
    except IntegrityError as error:
        if len(ready) == 1:
            ready[0].line.refuse(in_a_line(words_of(error), register.model, register.by_name))
            return
        half = len(ready) // 2
        _put(ready[:half], register)
        _put(ready[half:], register)
    else:
        for each in ready:
            each.line.pk = each.row.pk
