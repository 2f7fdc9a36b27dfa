"""Bringing a file into a register: first a look at what it would change, then one press that writes all of it or nothing.

The look is the act itself, taken back at its end, so that what a table would refuse is known before. Rows that a file
does not name stay as they are; columns that it does not have, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import RegisterFile, User
from frontend.administration.columns import Column, ReferenceColumn
from frontend.administration.keeping import digest_of, lock, write_row
from frontend.administration.references import References
from frontend.administration.refusals import FIXED, LOOP, in_a_line
from frontend.administration.registers import Kept, Key, Register
from frontend.administration.rules import on_a_loop
from frontend.administration.sheets import Line, Sheet, read_sheet
from records.chores import Chore

MOST_CHANGES = 1_000
"""Rows that one press writes: some seconds of work."""
MOST_SHOWN = 200
KEPT_FOR = timedelta(days=1)
NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


@dataclass
class Planned:
    """A line of a file and what it would do. old: the cells of the row as it is; wrong: why it cannot be."""

    number: int
    kind: str
    pk: Any = None
    old: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def refuse(self, reasons: list[str]) -> None:
        self.kind = REFUSED
        self.wrong += reasons

    @property
    def changes(self) -> dict[str, tuple[str, str]]:
        """Column → what stands there and what would."""
        return {n: (self.old.get(n, ""), cell) for n, cell in self.cells.items() if cell != self.old.get(n, "")}

    def shown(self) -> dict[str, Any]:
        """As the page of the preview needs it, in JSON."""
        return {
            "line": self.number,
            "kind": self.kind,
            "changes": self.changes,
            "cells": dict(self.cells),
            "wrong": self.wrong,
        }


def plan_of(sheet: Sheet, register: Register) -> list[Planned]:
    """What each line would do, by comparing it with the table; nothing is written, nor tried."""
    table = register.table()
    seen: dict[Key, int] = {}
    planned = []
    for line in sheet.lines:
        each = _plan_line(line, sheet, register, table)
        key = register.key_of(each.cells)
        if each.kind != REFUSED and key in seen:
            each.refuse([_("The same row stands in line %(line)s already.") % {"line": seen[key]}])
        seen.setdefault(key, each.number)
        planned.append(each)
    return planned


def _plan_line(line: Line, sheet: Sheet, register: Register, table: Mapping[Any, Kept]) -> Planned:
    if line.wrong:
        return Planned(line.number, REFUSED, wrong=[line.wrong])
    cells, wrong = {}, []
    for name, typed in line.cells.items():
        each = register.by_name[name]
        try:
            cells[name] = each.read(typed)
            if name in register.key and name == "user":
                cells[name] = cells[name].lower()
        except ValidationError as error:
            wrong += [f"{each.label}: {words}" for words in error.messages]
    found = table.get(register.key_of(cells))
    planned = Planned(line.number, NEW, cells=cells)
    if found is not None:
        planned.kind = CHANGED
        planned.pk, planned.old = found
        for name in register.read_only & cells.keys():
            cells[name] = planned.old[name]
        if not planned.changes:
            planned.kind = SAME
        elif found.pk is None:
            wrong.append(_("They are invited already and have not come yet."))
        wrong += [f"{register.by_name[name].label}: {FIXED}" for name in planned.changes if name in register.fixed]
    else:
        for name in register.read_only & cells.keys():
            del cells[name]
    if wrong:
        planned.refuse(wrong)
    return planned


def _write(planned: list[Planned], register: Register, *, by: User) -> None:
    """Write what is new or changed, and mark what is refused. Parents of a tree come before what is part of them."""
    doing = [each for each in planned if each.kind in {NEW, CHANGED}]
    references = References(register.columns, [{**each.old, **each.cells} for each in doing])
    waiting = [each for each in doing if each.kind == NEW]
    tree = register.tree
    while waiting:
        lacking: list[Planned] = []
        for each in waiting:
            if isinstance(tree, ReferenceColumn) and not references.knows(tree, each.cells):
                lacking.append(each)
            else:
                _write_one(each, register, references, by=by)
        if len(lacking) == len(waiting):  # each is told which row it lacks
            for each in lacking:
                _write_one(each, register, references, by=by)
            break
        waiting = lacking
    for each in doing:
        if each.kind == CHANGED:
            _write_one(each, register, references, by=by)
    if tree:
        looped = on_a_loop(register.model)
        for each in doing:
            if each.kind != REFUSED and each.pk in looped:
                each.refuse([f"{tree.label}: {LOOP}"])


def _write_one(each: Planned, register: Register, references: References, *, by: User) -> None:
    tree: Column | None = register.tree
    try:
        row = write_row(register, each.pk, each.old, {**each.old, **each.cells}, references, by=by)
    except ValidationError as error:
        each.refuse(in_a_line(error, register.model, register.by_name))
    else:
        each.pk = row.pk
        if isinstance(tree, ReferenceColumn):
            references.add(tree, each.cells, row.pk, name=tree.to)


def choose_file(register: Register, *, name: str, content: bytes, by: User) -> RegisterFile:
    """Keep a file and what it would change, for the page that asks whether to. Nothing of the register is written.

    Raises ValidationError: those of `read_sheet`, too_many_changes.
    """
    file = RegisterFile(register=register.slug, name=name[-200:], content=content, chosen_by=by)
    look_at(file, register, by=by)
    file.save()
    file.refresh_from_db(fields=["public_id"])
    return file


def look_at(file: RegisterFile, register: Register, *, by: User) -> None:
    """Find out what the file would change now; unsaved. Raises ValidationError as `choose_file`."""
    sheet = read_sheet(bytes(file.content), register)
    with transaction.atomic():
        lock(register)
        planned = plan_of(sheet, register)
        _refuse_too_many(planned)
        file.plan_digest = _digest(planned)
        _write(planned, register, by=by)
        transaction.set_rollback(True)
    file.preview = _preview(planned, sheet)


@transaction.atomic
def apply_file(file: RegisterFile, register: Register, *, by: User) -> dict[str, int]:
    """Write what the preview showed, all of it or nothing; returns how many rows of each kind there were.

    Pressed twice, it is written once. Raises ValidationError: file_is_gone, written_already, looked_at_again (the tables
    have changed since: the preview is a new one), rows_are_refused.
    """
    lock(register)
    kept = RegisterFile.objects.select_for_update().filter(pk=file.pk).first()
    if kept is None:
        raise ValidationError(_("This file is not kept any more. Choose it once more."), code="file_is_gone")
    if kept.applied_at is not None:
        raise ValidationError(_("This file is written already. Nothing was done again."), code="written_already")
    sheet = read_sheet(bytes(kept.content), register)
    planned = plan_of(sheet, register)
    if _digest(planned) != kept.plan_digest:
        raise ValidationError(CHANGED_SINCE, code="looked_at_again")
    with pghistory.context(user=by.pk, file=kept.name, register_file=str(kept.public_id)):
        _write(planned, register, by=by)
    counts = _counts(planned)
    if counts[REFUSED]:
        raise ValidationError(CHANGED_SINCE, code="looked_at_again")
    kept.applied_at, kept.content = timezone.now(), None
    kept.preview = {"counts": counts}
    kept.save()
    transaction.on_commit(register.forget)
    return counts


CHANGED_SINCE = gettext_lazy(
    "The register has changed since you looked. Nothing was written. This is what the file would change now."
)


def _refuse_too_many(planned: list[Planned]) -> None:
    n = sum(each.kind in {NEW, CHANGED} for each in planned)
    if n > MOST_CHANGES:
        raise ValidationError(
            _("The file would change %(n)s rows; one file may change %(most)s. Divide it into several."),
            code="too_many_changes",
            params={"n": f"{n:,}", "most": f"{MOST_CHANGES:,}"},
        )


def _digest(planned: list[Planned]) -> str:
    return digest_of(
        [[each.number, each.kind, dict(each.old), dict(each.cells)] for each in planned if each.kind != SAME]
    )


def _counts(planned: list[Planned]) -> dict[str, int]:
    counted = Counter(each.kind for each in planned)
    return {kind: counted[kind] for kind in (NEW, CHANGED, SAME, REFUSED)}


def _preview(planned: list[Planned], sheet: Sheet) -> dict[str, Any]:
    shown = {
        kind: [row.shown() for row in planned if row.kind == kind][:MOST_SHOWN] for kind in (REFUSED, NEW, CHANGED)
    }
    return {
        "counts": _counts(planned),
        "shown": shown,
        "is_thai_windows": sheet.is_thai_windows,
        "columns": sheet.columns,
    }


def _forget_files() -> int:
    """Files that nobody pressed the button for are gone after a day; of written ones the numbers stay."""
    old = RegisterFile.objects.filter(applied_at__isnull=True, chosen_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]


forget_files = Chore("forget_register_files", _forget_files, every_s=600)
