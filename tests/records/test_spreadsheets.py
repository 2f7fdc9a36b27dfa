"""Tables for spreadsheets: what opens, what stays text, and that nothing is held whole."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from records.spreadsheets import CELL_MAX_LETTERS, csv_of, looks_like_a_formula, plain, xlsx_of

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
AT = datetime(2026, 11, 22, 7, 32, tzinfo=UTC)
FORMULAS = [
    "=1+1", "+66812345678", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "=cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠SUM",
    "  =1+1", "\u00a0=1+1", "\u3000＝1", "'=1+1", '"=1+1"', "“=1+1”", "\u200b=1+1", "\ufeff=1+1", "\u202e=1+1", "\x00=1+1", "﹦1", "−1",
    "' \t=HYPERLINK(\"http://x\")", "|calc", "%0A=1",
]  # fmt: skip
WORDS = ["ถนนเป็นหลุม", "a=b", "ซอย 5-7", "user@example.org", "1+1", "", "…", "(=)", "ถ.-"]


def xlsx(rows):
    return b"".join(xlsx_of(rows, sheet="เรื่อง <ที่> & 'ค้าง' " + "ก" * 40, widths=[10] * 30))


def parsed(part):
    return ElementTree.fromstring(part)  # noqa: S314 - our own


def cells(packed):
    """The text, the type and the style of each cell, row by row."""
    book = zipfile.ZipFile(io.BytesIO(packed))
    sheet = parsed(book.read("xl/worksheets/sheet1.xml"))
    return [
        [(c.get("r"), c.get("t", "n"), c.get("s"), "".join(c.itertext())) for c in row.iter(f"{MAIN}c")]
        for row in sheet.iter(f"{MAIN}row")
    ]


def read_csv(packed):
    return list(csv.reader(io.StringIO(packed.decode("utf-8-sig"))))


class TestFormulas:
    @pytest.mark.parametrize("text", FORMULAS)
    def test_are_text_in_csv(self, text):
        ((cell,),) = read_csv(b"".join(csv_of([[text]])))
        assert cell.startswith("'") and cell[1:] == plain(text)

    @pytest.mark.parametrize("text", FORMULAS)
    def test_are_text_in_xlsx_and_stay_so_when_edited(self, text):
        packed = xlsx([["head"], [text]])
        ((_place, kind, style, told),) = cells(packed)[1]
        assert (kind, told) == ("inlineStr", plain(text))
        book = zipfile.ZipFile(io.BytesIO(packed))
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        looks = parsed(book.read("xl/styles.xml")).find(f"{MAIN}cellXfs")[int(style)]
        assert (looks.get("numFmtId"), looks.get("quotePrefix")) == ("49", "1")

    @pytest.mark.parametrize("text", WORDS)
    def test_other_words_are_left_as_they_are(self, text):
        assert not looks_like_a_formula(text)
        assert read_csv(b"".join(csv_of([["x", text]]))) == [["x", text]]

    def test_a_semicolon_or_a_quote_opens_no_second_cell(self):
        hostile = 'a;=1+1","=2+2"\n=3+3,b'
        packed = b"".join(csv_of([[hostile, "ข้าง"]])).decode("utf-8-sig")
        assert read_csv(packed.encode()) == [[plain(hostile), "ข้าง"]]
        assert packed.count("\r\n") == 1 and re.fullmatch(r'"(?:[^"]|"")*","(?:[^"]|"")*"\r\n', packed)


class TestCSV:
    def test_begins_so_that_excel_reads_thai(self):
        assert b"".join(csv_of([["เลขที่เรื่อง"]])).startswith(b'\xef\xbb\xbf"\xe0')

    def test_tells_numbers_and_moments_of_bangkok(self):
        assert read_csv(b"".join(csv_of([[7, AT, None]]))) == [["7", "2026-11-22 14:32", ""]]


class TestXLSX:
    def test_is_a_workbook_whose_parts_find_each_other(self):
        book = zipfile.ZipFile(io.BytesIO(xlsx([["หัว"], ["ข้อความ"]])))
        assert book.testzip() is None
        parts = {name: parsed(book.read(name)) for name in book.namelist()}
        assert parts["_rels/.rels"].find(f"{PACKAGE}Relationship").get("Target") == "xl/workbook.xml"
        targets = {each.get("Id"): each.get("Target") for each in parts["xl/_rels/workbook.xml.rels"]}
        (sheet,) = parts["xl/workbook.xml"].iter(f"{MAIN}sheet")
        assert f"xl/{targets[sheet.get(f'{RELATED}id')]}" in parts
        assert len(sheet.get("name")) <= 31 and not set(sheet.get("name")) & set("[]:*?/\\")
        typed = {each.get("PartName") for each in parts["[Content_Types].xml"] if each.get("PartName")}
        assert typed == {"/xl/workbook.xml", "/xl/styles.xml", "/xl/worksheets/sheet1.xml"}

    def test_tells_texts_numbers_and_moments(self):
        ((*_places,), row) = cells(xlsx([["a", "b", "c", "d"], ['ถนน <b> & "หลุม"', 7, AT, None]]))
        assert [(place, kind, told) for place, kind, _style, told in row[:2]] == [
            ("A2", "inlineStr", 'ถนน <b> & "หลุม"'),
            ("B2", "n", "7"),
        ]
        assert row[2][:2] == ("C2", "n") and abs(float(row[2][3]) - (46348 + (14 * 60 + 32) / 1440)) < 1e-5
        assert len(row) == 3, "what is empty takes no cell"

    def test_names_columns_beyond_z(self):
        ((*_head,),) = [cells(xlsx([["x"] * 28]))[0]]
        assert [place for place, *_rest in _head][-3:] == ["Z1", "AA1", "AB1"]

    @pytest.mark.parametrize("letter", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff", "\x7f", "\x85"])
    def test_letters_that_xml_has_no_place_for_are_left_out(self, letter):
        ((cell,),) = cells(xlsx([[f"ก{letter}ข"]]))
        assert cell[3] in {"กข", "ก ข"}

    def test_a_sheet_named_with_what_excel_refuses_gets_another_name(self):
        book = zipfile.ZipFile(io.BytesIO(b"".join(xlsx_of([["x"]], sheet="a/b\\c:d*e?[f]'", widths=[9]))))
        (sheet,) = parsed(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        assert not set(sheet.get("name")) & set("[]:*?/\\'")


class TestAnEndlessTable:
    @pytest.mark.parametrize("write", [csv_of, lambda rows: xlsx_of(rows, sheet="x", widths=[9])])
    def test_leaves_in_pieces_while_it_is_read(self, write):
        read = 0

        def rows():
            nonlocal read
            while True:
                read += 1
                yield [f"{read * 7919 % 1000003:x}" * 40, read]

        pieces = write(rows())
        sizes = [len(next(pieces)) for _ in range(5)]
        assert max(sizes) < 300_000 and read < 60_000
        pieces.close()

    def test_no_cell_is_longer_than_a_screen(self):
        assert len(plain("ก" * 100_000)) == CELL_MAX_LETTERS
