"""CSV files of registers: written so that Excel reads Thai and calculates nothing, read with everything that people send."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from frontend.administration.columns import LONGEST_CELL, tidy
from frontend.administration.registers import Register
from records.spreadsheets import looks_like_a_formula

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 10_000
UNCLOSED = 100_000
"""Letters of one cell: a mark of quotation that nothing closes swallows the rest of a file."""
_BOM = "\ufeff"
_QUOTE = "'"


@dataclass(frozen=True)
class Line:
    """A row of a file. number: of its first line there, the head being 1. wrong: why it cannot be read."""

    number: int
    cells: dict[str, str]
    wrong: str = ""


@dataclass(frozen=True)
class Sheet:
    """is_thai_windows: it was not in UTF-8."""

    columns: list[str]
    lines: list[Line]
    is_thai_windows: bool = False


def write_sheet(register: Register) -> Iterator[bytes]:
    """The whole register, as `read_sheet` takes it back."""
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL)
    writer.writerow([each.name for each in register.columns])
    yield (_BOM + line.getvalue()).encode()
    for row in register.kept():
        line.seek(0)
        line.truncate()
        writer.writerow([_guarded(row.cells[each.name]) for each in register.columns])
        yield line.getvalue().encode()


def _guarded(cell: str) -> str:
    return _QUOTE + cell if looks_like_a_formula(cell) else cell


def read_sheet(content: bytes, register: Register) -> Sheet:
    """What a file says. Raises ValidationError: file_too_large, no_csv, file_empty, head_wrong, too_many_rows."""
    if len(content) > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)s MB. Divide it into several."),
            code="file_too_large",
            params={"most": MOST_BYTES // (1024 * 1024)},
        )
    text, is_thai_windows = _decoded(content)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, register))
    try:
        head = [_header(cell) for cell in next(rows, [])]
        _check_head(head, register)
        lines = list(_lines(rows, head))
    except csv.Error as error:
        raise _no_csv() from error
    return Sheet(head, lines, is_thai_windows)


def _decoded(content: bytes) -> tuple[str, bool]:
    if b"\0" in content or content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _no_csv()
    try:
        return content.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp874"), True
    except UnicodeDecodeError as error:
        raise _no_csv() from error


def _no_csv() -> ValidationError:
    return ValidationError(
        _("This is no CSV file. In Excel choose “Save as” and there “CSV UTF-8 (Comma delimited)”."), code="no_csv"
    )


def _delimiter(text: str, register: Register) -> str:
    """What separates the cells of the head: Excel of some countries writes semicolons."""
    head = text.partition("\n")[0]
    known = register.by_name.keys()
    return max(",;\t", key=lambda sign: len(known & {_header(cell) for cell in head.split(sign)}))


def _header(cell: str) -> str:
    return tidy(cell).strip('"').casefold().replace(" ", "_")


def _check_head(head: list[str], register: Register) -> None:
    if not any(head):
        raise ValidationError(_("The file is empty."), code="file_empty")
    known = ", ".join(register.by_name)
    if unknown := [name for name in head if name not in register.by_name]:
        raise ValidationError(
            _(
                "The head of the file has columns that this register does not know: “%(columns)s”. It knows “%(known)s”."
            ),
            code="head_wrong",
            params={"columns": ", ".join(name[:40] or "-" for name in unknown[:10]), "known": known},
        )
    if len(set(head)) < len(head):
        twice = next(name for name in head if head.count(name) > 1)
        raise ValidationError(
            _("The head of the file has the column “%(column)s” twice."), code="head_wrong", params={"column": twice}
        )
    if missing := [name for name in register.key if name not in head]:
        raise ValidationError(
            ngettext_lazy(
                "The file lacks the column “%(columns)s”, by which its rows are known.",
                "The file lacks the columns “%(columns)s”, by which its rows are known.",
                len(missing),
            ),
            code="head_wrong",
            params={"columns": ", ".join(missing)},
        )


def _lines(rows: Iterable[list[str]], head: list[str]) -> Iterator[Line]:
    number, count = 2, 0
    for cells in rows:
        here, number = number, int(rows.line_num) + 1  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if any(len(cell) > UNCLOSED for cell in cells):
            raise _no_csv()
        count += 1
        if count > MOST_ROWS:
            raise ValidationError(
                _("The file has more than %(most)s rows. Divide it into several."),
                code="too_many_rows",
                params={"most": f"{MOST_ROWS:,}"},
            )
        yield _line(here, cells, head)


def _line(number: int, cells: list[str], head: list[str]) -> Line:
    if any(cell.strip() for cell in cells[len(head) :]):
        return Line(number, {}, str(_("This line has more cells than the head.")))
    told = {}
    for name, cell in zip(head, [*cells, *[""] * len(head)], strict=False):
        if len(cell) > LONGEST_CELL:
            return Line(number, {}, str(_("A cell is longer than %(most)s letters.")) % {"most": f"{LONGEST_CELL:,}"})
        if cell.startswith(_QUOTE) and looks_like_a_formula(cell[1:]):
            cell = cell[1:]
        elif looks_like_a_formula(cell):
            words = _("“%(cell)s” begins as a formula does. If it is text, write ' before it.")
            return Line(number, {}, str(words) % {"cell": cell[:40]})
        told[name] = cell
    return Line(number, told)
