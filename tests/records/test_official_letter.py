"""Letters on paper: the form of the regulation, Thai shaped and cut at words, whatever stands in them."""

import io
import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from config.postgres import ROOT
from ml.thai_text import breakable
from records.official_letter import Letter, draw_letter, long_date
from records.paper import FAMILY, SIZE_PT, Paper
from tests.records.files import encoded, photo

BANGKOK = ZoneInfo("Asia/Bangkok")
URL = "https://siangpracha.example/letters/0b6f2b1e-8f5e-4d3c-9c62-7f5b7f1f8a11/"
LETTER = Letter(
    number="คค 0612/15",
    office="กรมทางหลวง",
    address="2/486 ถนนศรีอยุธยา\nกรุงเทพมหานคร 10400",
    dated=datetime(2026, 11, 29, 10, 0, tzinfo=BANGKOK),
    subject="แจ้งผลการดำเนินการ",
    to="คุณมาลี ใจดี",
    refers_to=("เรื่องของท่าน เลขที่ 69-7K3M-9QXT-Y ลงวันที่ 22 พฤศจิกายน 2569",),
    encloses=("ภาพหลังดำเนินการ จำนวน 2 ภาพ",),
    paragraphs=("ตามที่ท่านแจ้งเรื่อง นั้น", "ผู้ว่าฯ สั่งให้ปั๊มน้ำออกจากหลุมที่นี่แล้ว", "จึงเรียนมาเพื่อโปรดทราบ"),
    signed_name="นางสาวกัญญา รุ่งเรือง",
    signed_as="ผู้อำนวยการแขวงทางหลวงขอนแก่นที่ 1",
    contact="แขวงทางหลวงขอนแก่นที่ 1\nโทร. 0 4324 1234",
    verify_url=URL,
    urgency="ด่วน",
)


def text_of(pdf: bytes) -> list[str]:
    """The text of each page, as search and screen readers get it."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def a_paper(**options) -> Paper:
    paper = Paper(title="ทดสอบ", author="กรม", made_at=datetime(2026, 1, 1, tzinfo=UTC), **options)
    paper.add_page()
    return paper


class TestTheForm:
    def test_has_its_parts_in_the_order_of_the_regulation(self):
        [page] = text_of(draw_letter(LETTER))
        parts = [
            "ด่วน", "ที่ คค ๐๖๑๒/๑๕", "กรมทางหลวง", "๒/๔๘๖ ถนนศรีอยุธยา", "๒๙ พฤศจิกายน ๒๕๖๙", "เรื่อง", "แจ้งผลการดำเนินการ",
            "เรียน", "คุณมาลี ใจดี", "อ้างถึง", "สิ่งที่ส่งมาด้วย", "ตามที่ท่านแจ้งเรื่อง นั้น", "ผู้ว่าฯ สั่งให้ปั๊มน้ำออกจากหลุมที่นี่แล้ว",
            "จึงเรียนมาเพื่อโปรดทราบ", "ขอแสดงความนับถือ", "(นางสาวกัญญา รุ่งเรือง)", "ผู้อำนวยการแขวงทางหลวงขอนแก่นที่ ๑", "โทร. ๐ ๔๓๒๔ ๑๒๓๔",
        ]  # fmt: skip
        places = [page.find(part) for part in parts]
        assert -1 not in places
        assert places == sorted(places)

    def test_keeps_latin_digits_in_what_people_type(self):
        [page] = text_of(draw_letter(LETTER))
        assert "69-7K3M-9QXT-Y" in page
        assert URL in page
        assert "๒๒ พฤศจิกายน ๒๕๖๙" in page

    def test_has_latin_digits_where_the_agency_wants_them(self):
        [page] = text_of(draw_letter(replace(LETTER, thai_digits=False)))
        assert "คค 0612/15" in page
        assert not set("๐๑๒๓๔๕๖๗๘๙") & set(page)

    def test_leaves_out_headings_without_words(self):
        [page] = text_of(draw_letter(replace(LETTER, refers_to=(), encloses=(), urgency="")))
        assert "อ้างถึง" not in page
        assert "สิ่งที่ส่งมาด้วย" not in page

    def test_counts_later_pages_and_marks_every_page(self):
        long = replace(LETTER, paragraphs=("ช่างตรวจแล้วไม่พบหลุมอีก " * 120,), secrecy="ลับ", marked="เอกสารทดสอบ")
        pages = text_of(draw_letter(long))
        assert len(pages) == 2
        assert "- ๒" in pages[1]
        assert "- ๑" not in pages[0]
        assert all(page.count("ลับ") == 2 and "เอกสารทดสอบ" in page for page in pages)

    def test_never_parts_the_closing_from_the_name(self):
        for n in range(20, 60, 3):
            pages = text_of(draw_letter(replace(LETTER, paragraphs=("บรรทัดนี้สั้น\n" * n,))))
            [closing] = [page for page in pages if "ขอแสดงความนับถือ" in page]
            assert "(นางสาวกัญญา รุ่งเรือง)" in closing

    def test_never_parts_the_signature_from_its_code_nor_from_the_last_lines_of_the_body(self):
        """Whatever stands below: an emblem, a position and a contact of many lines."""
        emblem, signed_as = encoded(photo(300, 300), "JPEG"), "รองผู้ว่าการ\nปฏิบัติหน้าที่แทน\nผู้ว่าการการไฟฟ้าส่วนภูมิภาค"
        tall = replace(LETTER, emblem=emblem, signed_as=signed_as, contact="ฝ่ายบริการ\nกองรับเรื่อง\nโทร. 1129\nโทรสาร 2")
        for n in range(8, 60, 2):
            body = tuple(f"ย่อหน้าที่ {number}" for number in range(n))
            for letter in (replace(tall, paragraphs=body), replace(tall, paragraphs=("\n".join(body),))):
                [signed] = [page for page in text_of(draw_letter(letter)) if "ขอแสดงความนับถือ" in page]
                parts = ("(นางสาวกัญญา", "ผู้ว่าการการไฟฟ้าส่วนภูมิภาค", "โทรสาร", "ตรวจสอบว่าหนังสือ")
                assert all(part in signed for part in parts)
                assert len(re.findall("ย่อหน้าที่", signed)) >= 2

    def test_shows_the_emblem(self):
        with_it = pikepdf.open(io.BytesIO(draw_letter(replace(LETTER, emblem=encoded(photo(300, 300), "JPEG")))))
        without = pikepdf.open(io.BytesIO(draw_letter(LETTER)))
        assert len(with_it.pages[0].get_images()) == 1
        assert not without.pages[0].get_images()

    def test_carries_a_code_that_leads_to_the_page_of_the_letter(self):
        """Read back from the picture: its squares are those of the address."""
        import segno

        [page] = pypdfium2.PdfDocument(draw_letter(LETTER))
        scale = 8
        picture = page.render(scale=scale).to_pil().convert("L")
        rows = [list(row) for row in segno.make(URL, error="m", micro=False).matrix_iter(border=4)]
        side = 24 / 25.4 * 72 * scale / len(rows)
        left = (210 - 20 - 24) / 25.4 * 72 * scale
        dark = picture.point(lambda value: 255 if value < 128 else 0)
        top = _first_dark_row(dark.crop((int(left), 0, int(left + 24 / 25.4 * 72 * scale), picture.height))) - 4 * side
        seen = [
            [
                int(picture.getpixel((int(left + (m + 0.5) * side), int(top + (n + 0.5) * side))) < 128)
                for m in range(len(rows))
            ]
            for n in range(len(rows))
        ]
        assert seen == [[int(bool(square)) for square in row] for row in rows]


def _first_dark_row(picture: Image.Image) -> float:
    """Where the lowest block begins: the code stands below everything else at the right edge."""
    boxes = [n for n in range(picture.height) if picture.crop((0, n, picture.width, n + 1)).getbbox()]
    gaps = [after for before, after in zip(boxes, boxes[1:], strict=False) if after - before > 40]
    return gaps[-1] if gaps else boxes[0]


class TestThaiOnPaper:
    def test_places_tone_marks_as_the_font_asks(self):
        """On ปั๊ม the small tone mark moves 163 to the left and 32 down, in thousandths of the size."""
        paper = a_paper()
        paper.put("ปั๊ม")
        document = pikepdf.open(io.BytesIO(paper.finished()))
        drawn = pikepdf.parse_content_stream(document.pages[0])
        x, y = next([float(n) for n in each.operands] for each in drawn if str(each.operator) == "Td")
        places = [[float(n) for n in each.operands[4:]] for each in drawn if str(each.operator) == "Tm"]
        wanted = [x + (655 - 163) / 1000 * SIZE_PT, y - 32 / 1000 * SIZE_PT]
        assert any(place == pytest.approx(wanted, abs=0.02) for place in places)

    def test_embeds_every_font_and_says_what_each_sign_is(self):
        document = pikepdf.open(io.BytesIO(draw_letter(LETTER)))
        fonts = [font for page in document.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            assert "/ToUnicode" in font

    def test_has_title_and_language(self):
        document = pikepdf.open(io.BytesIO(draw_letter(LETTER)))
        assert str(document.Root.Lang) == "th-TH"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert "แจ้งผลการดำเนินการ" in str(document.docinfo["/Title"])

    def test_breaks_lines_at_words_within_the_margins(self):
        paper = a_paper()
        text = "ช่างของแขวงทางหลวงออกไปตรวจสอบพื้นที่เมื่อวันที่ 27 พฤศจิกายน 2569 แล้วพบว่าถนนเป็นหลุมลึกจริงตามที่แจ้ง" * 3
        lines = paper.lines_of(text, 155, 25)
        assert len(lines) > 3
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(paper.get_string_width(line) <= 155 for line in lines)
        assert paper.get_string_width(lines[0]) <= 130
        ends = {sum(len(piece) for piece in breakable(text)[:n]) for n in range(len(breakable(text)) + 1)}
        at = 0
        for line in lines[:-1]:
            at = text.index(line, at) + len(line)
            assert at in ends or text[at] == " "

    def test_breaks_nothing_that_belongs_together(self):
        assert breakable("ต่าง ๆ (ข้อ 3) โทร. 0-2123-4567 ที่ https://a.example/b-1/")[-1] == "https://a.example/b-1/"
        assert not [piece for piece in breakable("ของเก่าๆ ฯลฯ ที่นี่ (ทดสอบ)") if piece[0] in "ๆฯ)"]
        place = "บริเวณตำบลหนองโก อำเภอกระนวน จังหวัดขอนแก่น"
        assert breakable(place)[-3:] == ["ตำบลหนองโก ", "อำเภอกระนวน ", "จังหวัดขอนแก่น"]
        assert "".join(breakable("เขต" * 500)) == "เขต" * 500

    def test_cuts_a_word_longer_than_a_line_but_never_before_a_sign_on_a_letter(self):
        paper = a_paper()
        lines = paper.lines_of("ก็" * 300, 100)
        assert len(lines) > 3
        assert all(line.startswith("ก") for line in lines)
        assert "".join(paper.lines_of("x" * 5000, 100)) == "x" * 5000

    @pytest.mark.parametrize(
        ("told", "shown"),
        [
            ("ก\x00ข\u202eค", "กขค"),
            ("ไฟดับ😀ครับ", "ไฟดับครับ"),
            ("သူ {nb}", "? {nb}"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            (r"\) Tj ET (", r"\) Tj ET ("),
        ],
    )
    def test_prints_any_text_as_text(self, told, shown):
        paper = a_paper()
        paper.paragraph(told)
        assert text_of(paper.finished())[0].strip() == shown.strip()
        assert paper.fonts[FAMILY]

    @pytest.mark.parametrize("sign", ["ก", "1", "ส", "์", " ", "\n", "ำ", "ๆ", "("])
    def test_takes_any_run_in_a_bounded_time(self, sign):
        started = time.process_time()
        draw_letter(replace(LETTER, paragraphs=("เครีย" + sign * 4000,)))
        assert time.process_time() - started < 6


def test_dates_are_of_the_buddhist_era():
    assert long_date(datetime(2026, 11, 29, 23, 0, tzinfo=BANGKOK)) == "29 พฤศจิกายน 2569"


def test_naming_what_a_letter_says_loads_no_drawing():
    code = "import sys, records.official_letter; print(sorted({'fpdf', 'uharfbuzz', 'segno', 'fontTools'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
