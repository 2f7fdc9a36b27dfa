"""What a file would do to a register, line by line, by comparing the two; nothing is written, nor tried."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from frontend.administration.refusals import FIXED
from frontend.administration.registers import Kept, Key, Register
from frontend.administration.sheets import Line, Sheet

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


def digest_of(told: Any) -> str:
    """Of cells or lists of them: equal only where they say the same."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass
class Planned:
    """A line of a file and what it would do. old: the cells of the row as it is; wrong: why it cannot be.

    values: by the name of the column, where the table is to hold to the letter what a cell only tells.
    """

    number: int
    kind: str
    pk: Any = None
    old: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    values: Mapping[str, Any] = field(default_factory=dict)

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


def digest_of_plan(planned: list[Planned]) -> str:
    """Equal only where the same lines would do the same to the same rows."""
    return digest_of(
        [[each.number, each.kind, dict(each.old), dict(each.cells)] for each in planned if each.kind != SAME]
    )


def counts_of(planned: list[Planned]) -> dict[str, int]:
    counted = Counter(each.kind for each in planned)
    return {kind: counted[kind] for kind in (NEW, CHANGED, SAME, REFUSED)}
