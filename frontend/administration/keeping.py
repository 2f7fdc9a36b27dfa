"""The acts on a register: keep a row, take one out of use, remove one that nothing needs. Pages and files both come here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from directory.models import User
from frontend.administration.columns import MISSING, ReferenceColumn
from frontend.administration.references import Cells, References
from frontend.administration.refusals import FIXED, LOOP, words_of
from frontend.administration.registers import Register
from frontend.administration.rules import on_a_loop

MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Use:
    """What points at a row: the table's name, and how many, counted up to MOST_COUNTED."""

    label: str
    n: int


def digest_of(told: Any) -> str:
    """Of cells or lists of them: equal only where they say the same."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def lock(register: Register) -> None:
    """One change of a register after the other, pages and files alike, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"administration:{register.slug}"])


@transaction.atomic
def keep_row(register: Register, cells: Cells, *, pk: Any = None, seen: str = "", by: User) -> Any:
    """Keep a new row (pk None) or change one; returns it. cells: of all columns that may be changed.

    seen: `digest_of` the cells that were on the page. Raises ValidationError by column: row_changed_meanwhile, those of
    `write_row`, and a loop of a tree.
    """
    lock(register)
    before: Mapping[str, str] = {}
    if pk is not None:
        kept = next(register.kept(register.queryset().filter(pk=pk)), None)
        if kept is None or (seen and digest_of(kept.cells) != seen):
            raise ValidationError(
                _("Somebody else has changed this row meanwhile. Look at it as it is now, and change it again."),
                code="row_changed_meanwhile",
            )
        before = kept.cells
    whole = {**before, **cells}
    row = write_row(register, pk, before, whole, References(register.columns, [whole]), by=by)
    tree = register.tree
    if tree and pk is not None and row.pk in on_a_loop(register.model):
        raise ValidationError({tree.name: ValidationError(LOOP, code="loop")})
    transaction.on_commit(register.forget)
    return row


def write_row(
    register: Register, pk: Any, before: Cells, cells: Cells, references: References, *, by: User
) -> models.Model:
    """Write one row whose cells have changed, inside a transaction with the lock. before: {} for a new one.

    Raises ValidationError by column: still empty, no_such_row, fixed, what the table and the house refuse.
    """
    changed = {name for name in cells if name not in register.read_only and cells[name] != before.get(name)}
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
    row = register.model._default_manager.select_for_update(of=("self",)).get(pk=pk) if pk is not None else None
    try:
        with transaction.atomic():  # what a table refuses leaves the rest of the transaction alive
            if register.write:
                return register.write(row, cells, ids, changed, by)  # type: ignore[no-any-return]
            return _save(register, row, cells, ids, changed)
    except IntegrityError as error:
        raise words_of(error) from error


def _save(register: Register, row: Any, cells: Cells, ids: Mapping[str, Any], changed: set[str]) -> models.Model:
    before = None
    if row is None:
        row = register.model()
    else:
        before = register.model()
        before.__dict__.update({name: value for name, value in row.__dict__.items() if name != "_state"})
    for each in register.columns:
        if each.name in changed:
            if each.name in ids:
                setattr(row, each.field.attname, ids[each.name])
            else:
                setattr(row, each.name, each.value(cells[each.name]))
    others = {f.name for f in register.model._meta.fields if f.name not in changed or f.name in ids}
    row.clean_fields(exclude=others)
    row.clean()
    register.check(before, row)
    row.save()
    return row  # type: ignore[no-any-return]


def uses_of(row: models.Model) -> list[Use]:
    """What points at a row, whatever would become of it without: the most first. Its own history does not count."""
    found = []
    for relation in row._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)) or relation.concrete:
            continue
        table: Any = relation.related_model
        if hasattr(table, "pgh_obj"):
            continue
        pointing = table._default_manager.filter(**{relation.field.name: row}).order_by()  # type: ignore[union-attr]
        n = pointing.values("pk")[: MOST_COUNTED + 1].count()
        if n:
            found.append(Use(str(table._meta.verbose_name_plural), n))
    return sorted(found, key=lambda use: -use.n)


@transaction.atomic
def remove_row(register: Register, pk: Any, *, seen: str) -> None:
    """Remove a row that nothing points at. Raises ValidationError: row_changed_meanwhile, row_is_in_use, never_removed."""
    lock(register)
    kept = next(register.kept(register.queryset().filter(pk=pk)), None)
    if kept is None or digest_of(kept.cells) != seen:
        raise ValidationError(
            _("Somebody else has changed this row meanwhile. Look at it as it is now, and change it again."),
            code="row_changed_meanwhile",
        )
    if register.write:
        raise ValidationError(_("Roles end; they are not removed. Give it a last day."), code="never_removed")
    row = register.model._default_manager.select_for_update(of=("self",)).get(pk=pk)
    if uses := uses_of(row):
        told = ", ".join(f"{use.label} ({use.n:,})" for use in uses)
        raise ValidationError(
            _(
                "This is in use and cannot be removed: %(uses)s. Take it out of use instead: then it is offered no more."
            ),
            code="row_is_in_use",
            params={"uses": told},
        )
    row.delete()
    transaction.on_commit(register.forget)
