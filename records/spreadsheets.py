"""Tables for spreadsheets, row by row: CSV, and XLSX without a library, so that no answer is ever held whole in memory.

No cell is ever taken for a formula (promise I12). In CSV an apostrophe before it makes it text; in XLSX it is typed as text,
and stays text when somebody edits it. Source: OWASP, CSV Injection; ECMA-376 part 1, 18.3 (SpreadsheetML).
"""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from django.utils import timezone

Cell = str | int | datetime | None
CELL_MAX_LETTERS = 1000
_BEGINS_A_FORMULA = frozenset("=+-@|%−")
_WITHOUT_WIDTH = "\u200b\u200c\u200d"
"""Thai and Burmese texts have them between words."""
_MAY_STAND_BEFORE = frozenset("'\"`‘’“”„«»" + _WITHOUT_WIDTH)
_DAY_ZERO = datetime(1899, 12, 30)
_BUFFER_BYTES = 64 * 1024


def plain(text: str, most: int = CELL_MAX_LETTERS) -> str:
    """The text in one line, without what cannot be seen. most: letters of it."""
    seen = "".join(" " if letter.isspace() else letter for letter in text if letter.isspace() or _is_shown(letter))
    return " ".join(seen.split())[:most]


def looks_like_a_formula(text: str) -> bool:
    """Whether some spreadsheet might calculate it: also full-width, and behind spaces, quotes and invisible letters."""
    for letter in text:
        if letter.isspace() or letter in _MAY_STAND_BEFORE or not _is_shown(letter):
            continue
        return unicodedata.normalize("NFKC", letter)[:1] in _BEGINS_A_FORMULA
    return False


def _is_shown(letter: str) -> bool:
    """Not a control, a format or a surrogate: XML has no place for some of them, and nobody sees the others."""
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Cn"} or letter in _WITHOUT_WIDTH


# -- CSV -----------------------------------------------------------------------------------------------------------


def csv_of(rows: Iterable[Sequence[Cell]], *, most: int = CELL_MAX_LETTERS) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, without which Excel reads Thai wrongly; every cell in quotes, whatever separates them.

    most: letters of a cell.
    """
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL)
    yield "\ufeff".encode()
    for row in rows:
        writer.writerow([_csv_cell(cell, most) for cell in row])
        if line.tell() > _BUFFER_BYTES:
            yield _taken(line)
    yield _taken(line)


def _csv_cell(cell: Cell, most: int) -> str | int:
    if cell is None or isinstance(cell, int):
        return "" if cell is None else cell
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    text = plain(cell, most)
    return f"'{text}" if looks_like_a_formula(text) else text


def _taken(line: io.StringIO) -> bytes:
    told = line.getvalue().encode()
    line.seek(0)
    line.truncate()
    return told


# -- XLSX ----------------------------------------------------------------------------------------------------------


def xlsx_of(rows: Iterable[Sequence[Cell]], *, sheet: str, widths: Sequence[int]) -> Iterator[bytes]:
    """A workbook of one sheet, its first row in bold and always in sight. widths: of the columns, in letters."""
    packed = _Packed()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:  # type: ignore[call-overload]
        for name, part in _PARTS.items():
            book.writestr(name, part.format(sheet=escape(_name_of_sheet(sheet), {'"': "&quot;"})))
        with book.open("xl/worksheets/sheet1.xml", "w") as page:
            page.write(_head(widths).encode())
            for number, row in enumerate(rows, start=1):
                cells = (_xlsx_cell(cell, f"{_letters(place)}{number}", number == 1) for place, cell in enumerate(row))
                page.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
                if packed.size > _BUFFER_BYTES:
                    yield packed.take()
            page.write(b"</sheetData></worksheet>")
        yield packed.take()
    yield packed.take()


def _name_of_sheet(wanted: str) -> str:
    """Without the signs that Excel refuses there, at most 31 letters."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in plain(wanted))[:31].strip() or "1"


class _Packed:
    """Where zipfile writes to: it cannot go back, and what it wrote is taken away at once."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes, /) -> int:
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self._pieces, self.size = b"".join(self._pieces), [], 0
        return taken


_TEXT, _MOMENT, _HEADING = 1, 2, 3
"""Places in `cellXfs` below."""


def _xlsx_cell(cell: Cell, place: str, is_heading: bool) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, int):
        return f'<c r="{place}"><v>{cell:d}</v></c>'
    if isinstance(cell, datetime):
        days = (timezone.localtime(cell).replace(tzinfo=None) - _DAY_ZERO).total_seconds() / 86_400
        return f'<c r="{place}" s="{_MOMENT}"><v>{days:.6f}</v></c>'
    style = _HEADING if is_heading else _TEXT
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(plain(cell))}</t></is></c>'


def _letters(place: int) -> str:
    """A, B … Z, AA …: how a spreadsheet names its columns, the first being 0."""
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def _head(widths: Sequence[int]) -> str:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width:d}" customWidth="1"/>' for place, width in enumerate(widths, 1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>"
    )


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
    '<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATED}/styles" Target="styles.xml"/></Relationships>',
    # numFmtId 49 and quotePrefix: what is edited stays text, and is not calculated then.
    "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" quotePrefix="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
