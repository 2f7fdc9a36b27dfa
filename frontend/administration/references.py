"""Which row a cell names: the rows of other registers, and of the same one, by their codes or names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from directory.models import Area
from frontend.administration.columns import Cells, Column, ReferenceColumn

MOST_MEANT = 5


class References:
    """Of some rows all that they name, in one statement a column."""

    def __init__(self, columns: Iterable[Column], rows: Iterable[Cells]) -> None:
        self._found: dict[str, dict[tuple[str, str], Any]] = {}
        rows = list(rows)
        for column in columns:
            if isinstance(column, ReferenceColumn):
                named = {row[column.name] for row in rows if row.get(column.name)}
                self._found[column.name] = self._look_up(column, named) if named else {}

    def pk_of(self, column: ReferenceColumn, cells: Cells) -> Any:
        """None for an empty cell. Raises ValidationError (no_such_row)."""
        cell = cells.get(column.name, "")
        if not cell:
            return None
        found = self._found[column.name].get((cells.get(column.within, ""), cell))
        if found is None:
            raise ValidationError(_("“%(cell)s” is not known here."), code="no_such_row", params={"cell": cell[:80]})
        return found

    def knows(self, column: ReferenceColumn, cells: Cells) -> bool:
        return (
            not cells.get(column.name) or (cells.get(column.within, ""), cells[column.name]) in self._found[column.name]
        )

    def add(self, column: ReferenceColumn, cells: Cells, pk: Any, *, name: str) -> None:
        """A row that has just come, and that others may name: those of a tree their parents."""
        self._found[column.name][(cells.get(column.within, ""), cells[name])] = pk

    def _look_up(self, column: ReferenceColumn, named: set[str]) -> dict[tuple[str, str], Any]:
        if column.is_numbered:
            there = column.target._default_manager.filter(pk__in=[int(cell) for cell in named if column.may_be(cell)])
            return {("", str(pk)): pk for pk in there.values_list("pk", flat=True)}
        shared = f"{column.within}__code" if column.within else ""
        there = column.target._default_manager.filter(**{f"{column.to}__in": named}).order_by()
        if shared:
            return {(beside, name): pk for beside, name, pk in there.values_list(shared, column.to, "pk")}
        return {("", name): pk for name, pk in there.values_list(column.to, "pk")}


def meant(column: ReferenceColumn, typed: str, beside: Cells) -> str:
    """The cell of what somebody typed on a page: a code, a name, or both as “name (code)”.

    beside: the other cells of the row. Raises ValidationError: no_such_row, several_rows, each naming what may be meant.
    """
    cell = column.read(typed)
    if not cell or column.to == "email":
        return cell
    told = cell.removesuffix(")").rpartition("(")[2].strip() if cell.endswith(")") else cell
    names = [
        field.name for field in column.target._meta.fields if field.name in {"name_th", "name_en", "short_name_th"}
    ]
    rows = column.target._default_manager.all()
    if column.within:
        rows = rows.filter(**{f"{column.within}__code": beside.get(column.within, "")})
    for exact in (Q(**{column.to: told}) if column.may_be(told) else Q(pk__in=[]), _any(names, "iexact", cell)):
        cells = list(rows.filter(exact).values_list(column.to, flat=True)[: MOST_MEANT + 1])
        if len(cells) == 1:
            return str(cells[0])
        if cells:
            raise ValidationError(_several(column, rows, exact), code="several_rows")
    near = _any(names, "icontains", cell)
    if rows.filter(near).exists():
        raise ValidationError(_several(column, rows, near), code="several_rows")
    raise ValidationError(_("“%(cell)s” is not known here."), code="no_such_row", params={"cell": cell[:80]})


def named(column: ReferenceColumn, cell: str) -> str:
    """A cell with its name beside, as a form shows it: “name (code)”."""
    if not cell or column.to != "code" or not column.may_be(cell):
        return cell
    row = column.target._default_manager.filter(**{column.to: cell}).first()
    return f"{row} ({cell})" if row else cell


def names_of(column: ReferenceColumn, cells: Iterable[str]) -> dict[str, str]:
    """The names of what these cells lead to, in the reader's language, in one statement."""
    wanted = {cell for cell in cells if column.may_be(cell)} - {""}
    if not wanted or column.to == "name_th":
        return {}
    rows = column.target._default_manager.filter(**{f"{column.to}__in": wanted})
    if column.target is Area:
        rows = rows.select_related("parent__parent")
    return {str(getattr(row, column.to)): str(row) for row in rows}


def _any(names: list[str], how: str, text: str) -> Q:
    asked = Q(pk__in=[])
    for name in names:
        asked |= Q(**{f"{name}__{how}": text})
    return asked


def _several(column: ReferenceColumn, rows: Any, asked: Q) -> str:
    found = list(rows.filter(asked)[:MOST_MEANT])
    words = " · ".join(f"{row} ({getattr(row, column.to)})" for row in found)
    return _("Which of these do you mean? Write its code: %(rows)s") % {"rows": words}
