"""A page of a register: what was searched for, in order, so many rows behind the last one; names instead of codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.queue_order import as_cursor, from_cursor
from directory.digits import TO_PLAIN_DIGITS
from directory.models.names import in_current_language
from frontend.administration.columns import Cells, ReferenceColumn, YesNoColumn
from frontend.administration.references import names_of
from frontend.administration.registers import Kept, Key, Register

AT_ONCE = 50
LONGEST_SEARCH = 100
MOST_WORDS = 5


@dataclass(frozen=True)
class ListedRow:
    """address: of the page of the row; words: of the columns that are listed, the first is the link; marks: what the row is
    called beside it, such as a default."""

    address: str
    words: list[str]
    is_ended: bool
    marks: list[str]
    labels: list[str]

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """The words, each with the heading of its column: on a phone there is no head of a table."""
        return list(zip(self.labels, self.words, strict=True))


@dataclass(frozen=True)
class Listed:
    """here: what the address asks for, without the place; next_cursor: "" at the end."""

    rows: list[ListedRow]
    search: str
    show: str
    here: str
    is_first: bool
    next_cursor: str


def labels_of(register: Register) -> list[str]:
    """The headings of a list. A person and what has two names are shown by the name that the reader understands."""
    told = {name: register.by_name[name].label for name in register.listed}
    if register.slug == "people":
        told["user"] = _("Person")
    if "name_th" in told and "name_en" in register.by_name:
        told["name_th"] = _("Name")
    return list(told.values())


def name_in(cells: Cells) -> str:
    """The name of a row in the reader's language; "" where it has none."""
    return in_current_language(cells.get("name_th", ""), cells.get("name_en", ""))


def called(register: Register, cells: Cells) -> str:
    """What a row is called that has no name of its own: the words of its key, other rows by their names."""
    words = []
    for each in (register.by_name[name] for name in register.key):
        cell = cells[each.name]
        names = names_of(each, [cell]) if isinstance(each, ReferenceColumn) else {}
        words.append(names.get(cell) or each.shown(cell))
    return " · ".join(filter(None, words))


def list_rows(register: Register, request: HttpRequest) -> Listed:
    """Statements: one for the rows, one a column that names other registers, one for who has ended, one for the last place."""
    asked: QueryDict = request.GET
    search = asked.get("q", "").strip()[:LONGEST_SEARCH]
    show = asked.get("show", "") if asked.get("show") in {"ended", "all"} else ""
    after = _read(asked.get("after", ""), register)
    rows = register.queryset().filter(_searched(register, search))
    if register.ended and show != "all":
        rows = rows.filter(register.ended()) if show == "ended" else rows.exclude(register.ended())
    rows = rows.annotate(**_places(register))
    if after:
        rows = rows.filter(_behind(after, register))
    kept = list(register.kept(rows.order_by(*_places(register), "pk")[: AT_ONCE + 1]))
    shown = kept[:AT_ONCE]
    ended = _ended(register, shown) if show == "all" else set()
    return Listed(
        _worded(register, shown, ended if show != "ended" else {row.pk for row in shown}),
        search,
        show,
        urlencode({key: value for key, value in (("q", search), ("show", show)) if value}),
        after is None,
        _written(rows, shown[-1].pk, register) if len(kept) > AT_ONCE else "",
    )


def _searched(register: Register, search: str) -> Q:
    """Each word in some column, wherever it stands there: Thai is written without spaces."""
    found = Q()
    for word in search.split()[:MOST_WORDS]:
        ways = {word, word.translate(TO_PLAIN_DIGITS)}
        some = [Q(**{f"{path}__icontains": way}) for path in register.searched for way in sorted(ways)]
        found &= reduce(or_, some, Q(pk__in=[]))
    return found


def _places(register: Register) -> dict[str, Any]:
    """What the rows are ordered by, as texts: an address carries them, and a place without one is a place as well."""
    return {
        f"place_{n}": Coalesce(Cast(F(path), TextField()), Value(""), output_field=TextField())
        for n, path in enumerate(register.order)
    }


def _behind(after: tuple[list[str], int], register: Register) -> Q:
    texts, pk = after
    behind = Q(pk__gt=pk)
    for name, text in reversed(list(zip(_places(register), texts, strict=True))):
        behind = Q(**{f"{name}__gt": text}) | Q(**{name: text}) & behind
    return behind


def _written(rows: QuerySet[Any], pk: Any, register: Register) -> str:
    place = rows.order_by().filter(pk=pk).values_list(*_places(register), "pk").first()
    return as_cursor(place) if place else ""


def _read(cursor: str, register: Register) -> tuple[list[str], int] | None:
    """None for what no page of ours wrote."""
    try:
        *texts, pk = from_cursor(cursor)
    except (ValueError, TypeError):
        return None
    is_ours = len(texts) == len(register.order) and all(isinstance(text, str) and "\0" not in text for text in texts)
    return (texts, pk) if is_ours and type(pk) is int and 0 <= pk < 2**63 else None


def address_of(register: Register, key: Key, *, page: str = "administration_row") -> str:
    """Of a row, by its key: what numbers a row in the table stays there."""
    args = [] if page == "administration_shut_out" else [register.slug]
    return f"{reverse(page, args=args)}?{urlencode([('key', cell) for cell in key])}"


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
    labels = labels_of(register)
    return [
        ListedRow(
            address_of(register, register.key_of(row.cells)),
            [
                name_in(row.cells)
                if each.name == "name_th"
                else names[each.name].get(row.cells[each.name], row.cells[each.name])
                if each.name in names
                else (
                    ""
                    if isinstance(each, YesNoColumn) and row.cells[each.name] == ""
                    else each.shown(row.cells[each.name])
                )
                for each in columns
            ],
            row.pk in ended,
            register.marks_of(row.cells),
            labels,
        )
        for row in rows
    ]
