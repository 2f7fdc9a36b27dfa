"""A page of a register: what was searched for, in order, so many rows at a time; names instead of codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from frontend.administration.columns import ReferenceColumn, YesNoColumn
from frontend.administration.references import names_of
from frontend.administration.registers import Kept, Key, Register

AT_ONCE = 50
LAST_PAGE = 200
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class ListedRow:
    """address: of the page of the row; words: of the columns that are listed, the first is the link."""

    address: str
    words: list[str]
    is_ended: bool


@dataclass(frozen=True)
class Listed:
    rows: list[ListedRow]
    search: str
    show: str
    page: int
    earlier: str
    later: str
    is_capped: bool


def list_rows(register: Register, request: HttpRequest) -> Listed:
    """Statements: one for the rows, one a column that names other registers, one for who has ended."""
    asked: QueryDict = request.GET
    search = asked.get("q", "").strip()[:LONGEST_SEARCH]
    show = asked.get("show", "") if asked.get("show") in {"ended", "all"} else ""
    number = asked.get("page", "")
    page = max(1, min(int(number), LAST_PAGE)) if number.isdecimal() else 1
    rows = register.queryset()
    if search:
        found = Q(pk__in=[])
        for path in register.searched:
            found |= Q(**{f"{path}__icontains": search})
        rows = rows.filter(found)
    if register.ended and show != "all":
        rows = rows.filter(register.ended()) if show == "ended" else rows.exclude(register.ended())
    start = (page - 1) * AT_ONCE
    kept = list(register.kept(rows.order_by(*register.order, "pk")[start : start + AT_ONCE + 1]))
    shown = kept[:AT_ONCE]
    ended = _ended(register, shown) if show == "all" else set()
    has_more = len(kept) > AT_ONCE
    here = {key: value for key, value in (("q", search), ("show", show)) if value}
    return Listed(
        _worded(register, shown, ended if show != "ended" else {row.pk for row in shown}),
        search,
        show,
        page,
        urlencode(here | {"page": page - 1}) if page > 1 else "",
        urlencode(here | {"page": page + 1}) if has_more and page < LAST_PAGE else "",
        has_more and page >= LAST_PAGE,
    )


def address_of(register: Register, key: Key, *, page: str = "administration_row") -> str:
    """Of a row, by its key: what numbers a row in the table stays there."""
    return f"{reverse(page, args=[register.slug])}?{urlencode([('key', cell) for cell in key])}"


def _ended(register: Register, rows: list[Kept]) -> set[Any]:
    if register.ended is None:
        return set()
    of_these = register.model._default_manager.filter(register.ended(), pk__in=[row.pk for row in rows])
    return set(of_these.values_list("pk", flat=True))


def _worded(register: Register, rows: list[Kept], ended: set[Any]) -> list[ListedRow]:
    columns = [register.by_name[name] for name in register.listed]
    names = {
        each.name: names_of(each, (row.cells[each.name] for row in rows))
        for each in columns
        if isinstance(each, ReferenceColumn)
    }
    return [
        ListedRow(
            address_of(register, register.key_of(row.cells)),
            [
                names[each.name].get(row.cells[each.name], row.cells[each.name])
                if each.name in names
                else (
                    ""
                    if isinstance(each, YesNoColumn) and row.cells[each.name] == ""
                    else each.shown(row.cells[each.name])
                )
                for each in columns
            ],
            row.pk in ended,
        )
        for row in rows
    ]
