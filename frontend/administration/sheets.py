"""CSV files of registers: written so that Excel reads Thai and calculates nothing, read with everything that people send."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from frontend.administration.columns import LONGEST_CELL, Cells, tidy
from frontend.administration.registers import Register
from records.spreadsheets import looks_like_a_formula

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
UNCLOSED = 100_000
"""Letters of one cell: a mark of quotation that nothing closes swallows the rest of a file."""
WRITTEN_AT_ONCE = 500
"""Rows that go out in one piece: one by one they would cost the server more than making them."""
_BOM = "\ufeff"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
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
    """The whole register, as `read_sheet` takes it back; so many rows are held at a time, however many there are."""
    piece = io.StringIO()
    writer = csv.writer(piece, quoting=csv.QUOTE_ALL)
    writer.writerow([*(each.name for each in register.columns), *register.told])
    yield (_BOM + piece.getvalue()).encode()
    for rows in register.in_pieces(WRITTEN_AT_ONCE):
        piece.seek(0)
        piece.truncate()
        writer.writerows(_written(row.cells, register) for row in rows)
        yield piece.getvalue().encode()


def _written(cells: Cells, register: Register) -> list[str]:
    told = ["yes" if each.is_so(cells) else "no" for each in register.told.values()]
    return [*(_guarded(cells[each.name]) for each in register.columns), *told]


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
        lines = list(_lines(rows, head, register))
    except csv.Error as error:  # a cell longer than the reader takes
        raise _unreadable(int(rows.line_num), _UNCLOSED) from error
    return Sheet([name for name in head if name not in register.told], lines, is_thai_windows)


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether it is Thai of Windows. Raises ValidationError (no_csv), with the line where there is one."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _no_csv()
    if content.startswith(_UTF_16):  # the “Unicode text” of Excel
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _no_csv() from error
        if "\0" in text:
            raise _unreadable(text[: text.index("\0")].count("\n") + 1, _WITH_NUL)
        return text, False
    if b"\0" in content:
        raise _unreadable(_line_at(content, content.index(b"\0")), _WITH_NUL)
    try:
        return content.decode("utf-8-sig"), False
    except UnicodeDecodeError as error:
        line = _line_at(content, error.start)
        before = content[: content.rfind(b"\n", 0, error.start) + 1]
        if not before.isascii():  # lines before it are UTF-8, so this one is broken and the file not Thai of Windows
            raise _unreadable(line, _OF_ANOTHER_ENCODING) from error
    try:
        return content.decode("cp874"), True
    except UnicodeDecodeError as error:
        raise _unreadable(_line_at(content, error.start), _OF_ANOTHER_ENCODING) from error


def _line_at(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


_SAVE_AS = _("In Excel choose “Save as” and there “CSV UTF-8 (Comma delimited)”.")
_WITH_NUL = _("Line %(line)s has a sign in it that no text has (NUL): the file is damaged, or no CSV file.")
_OF_ANOTHER_ENCODING = _("Line %(line)s can be read neither as UTF-8 nor as Thai of Windows (TIS-620).")
_UNCLOSED = _('In line %(line)s a mark of quotation (") opens that nothing closes.')


def _no_csv() -> ValidationError:
    return ValidationError([_("This is no CSV file."), _SAVE_AS], code="no_csv")


def _unreadable(line: int, words: Promise | str) -> ValidationError:
    told = ValidationError(str(words), code="no_csv", params={"line": f"{line:,}"})
    return ValidationError([told, _SAVE_AS])


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
    if unknown := [name for name in head if name not in register.by_name and name not in register.told]:
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


def _lines(rows: Iterable[list[str]], head: list[str], register: Register) -> Iterator[Line]:
    number, count = 2, 0
    for cells in rows:
        here, number = number, int(rows.line_num) + 1  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if any(len(cell) > UNCLOSED for cell in cells):
            raise _unreadable(here, _UNCLOSED)
        count += 1
        if count > MOST_ROWS:
            raise ValidationError(
                _("The file has more than %(most)s rows. Divide it into several."),
                code="too_many_rows",
                params={"most": f"{MOST_ROWS:,}"},
            )
        line = _line(here, cells, head)
        for name in register.told:
            line.cells.pop(name, None)
        yield line


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
