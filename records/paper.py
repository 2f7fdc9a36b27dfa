"""Thai text on A4 as PDF: shaped, cut into lines at words, with page numbers. Only a worker imports it (it loads fpdf2)."""

from __future__ import annotations

import logging
import re
import unicodedata
from codecs import BOM_UTF16_BE
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import TextDirection, XPos, YPos
from fpdf.prefs import ViewerPreferences

from ml.thai_text import MAX_CHARACTERS, breakable

FONTS = Path(__file__).parent / "fonts"
FAMILY = "sarabun"
LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 30.0, 20.0, 20.0, 20.0
"""Source: the Office of the Prime Minister's regulation on correspondence (ระเบียบงานสารบรรณ), guide to typing letters."""
SIZE_PT = 12.0
"""As large on paper as TH Sarabun at the 16 points of the regulation: Sarabun's letters fill more of their square."""
LINE_MM = 6.6
MOST_PAGES = 200
RED = (176, 0, 32)

_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_LATIN = re.compile("[A-Za-z]")
_LACKING = "\0"
_LACKING_WORDS = re.compile("\0(?:[^\\w\n\0]*\0)*")
_COMBINING = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")

# fontTools tells of each table that it drops from a subset.
logging.getLogger("fontTools").setLevel(logging.ERROR)


class Paper(FPDF):
    """A document in Thai. secrecy: stands at head and foot of every page. marked: at the foot, such as that it is a test."""

    line_mm = LINE_MM

    def __init__(
        self,
        *,
        title: str,
        author: str,
        made_at: datetime,
        secrecy: str = "",
        marked: str = "",
        thai_digits: bool = False,
    ) -> None:
        super().__init__(format="A4")
        self.secrecy = secrecy
        self.thai_digits = thai_digits
        self.marked = marked
        self.lacked_letters = False
        self.set_margins(LEFT_MM, TOP_MM, RIGHT_MM)
        self.set_auto_page_break(True, BOTTOM_MM)
        self.set_title(_plain(title))
        self.set_author(_plain(author))
        self.set_lang("th-TH")
        self.set_creator("Siang Pracha")
        self.set_creation_date(made_at)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.add_font(FAMILY, "", FONTS / "Sarabun-Regular.ttf")
        self.add_font(FAMILY, "B", FONTS / "Sarabun-Bold.ttf")
        self.set_text_shaping(True, script="thai", language="tha")
        self.str_alias_nb_pages = ""  # no words of a citizen stand for a number of pages
        self.in_type()

    def _preload_bidirectional_text(self, text: str, markdown: bool) -> Any:
        """As fpdf2's, without looking for text that runs from right to left: the font has none, and a run of a thousand
        spaces or brackets ends there in a RecursionError."""
        assert self.text_shaping  # noqa: S101 - set at the start
        self.text_shaping["fragment_direction"] = self.text_shaping["paragraph_direction"] = TextDirection.LTR
        return self._preload_font_styles(text, markdown)

    def header(self) -> None:
        """From the second page on its number, in the middle of the upper edge."""
        if self.page_no() > MOST_PAGES:
            raise ValueError(f"more than {MOST_PAGES} pages")
        self._in_red(self.secrecy, y=6, size=16)
        if self.page_no() == 1:
            return
        with self.local_context():
            self.in_type()
            self.set_y(TOP_MM - 6)
            self._line(f"- {self.page_no()} -", align="C")
        self.set_y(TOP_MM + 4)

    def footer(self) -> None:
        self._in_red(self.marked, y=self.h - BOTTOM_MM + 2, size=10)
        self._in_red(self.secrecy, y=self.h - 12, size=16)

    def _in_red(self, text: str, *, y: float, size: float) -> None:
        if not text:
            return
        with self.local_context(text_color=RED):
            self.in_type(bold=True, size=size)
            self.set_xy(self.l_margin, y)
            self._line(text, align="C")

    def in_type(self, *, bold: bool = False, size: float = SIZE_PT) -> None:
        self.set_font(FAMILY, "B" if bold else "", size)

    def said(self, text: str) -> str:
        """The text as it stands here: no sign without a shape, and Thai digits where they are wanted."""
        shown = _plain(text)
        known = self.fonts[FAMILY].cmap  # type: ignore[union-attr]
        shown = "".join(sign if ord(sign) in known else _without_shape(sign) for sign in shown)
        return with_thai_digits(shown) if self.thai_digits else shown

    def in_shape(self, text: str) -> str:
        """The text with […] for words of which the font has no letters; `lacked_letters` is set where there were any."""
        known = self.fonts[FAMILY].cmap  # type: ignore[union-attr]
        marked = "".join(
            _LACKING if ord(sign) not in known and _without_shape(sign) else sign
            for sign in unicodedata.normalize("NFC", text.replace(_LACKING, ""))
        )
        self.lacked_letters = self.lacked_letters or _LACKING in marked
        return _LACKING_WORDS.sub("[…]", marked)

    def put(self, text: str, *, x: float | None = None, w: float = 0, align: str = "L") -> None:
        """One line that is short enough."""
        self.needs(LINE_MM)
        if x is not None:
            self.set_x(x)
        self._line(text, w=w, align=align)

    def _line(self, text: str, *, w: float = 0, align: str = "L") -> None:
        shown = self.said(text)
        # Shaping places a mark by moving back: whoever reads glyph by glyph gets marks in another order, and sara am in
        # two parts. So each line says what it is (PDF 32000-1, 14.9.4), for search, copying and screen readers.
        self._out(f"/Span <</ActualText <{(BOM_UTF16_BE + shown.encode('utf-16-be')).hex()}>>> BDC")
        self.cell(w, LINE_MM, shown, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._out("EMC")

    def paragraph(self, text: str, *, indent: float = 0, x: float | None = None, right: float | None = None) -> None:
        """Text of any length, in lines at words. indent: of the first line, in mm. x, right: edges other than the page's."""
        left = self.l_margin if x is None else x
        width = (self.w - self.r_margin if right is None else right) - left
        for part in text.splitlines() or [""]:
            for n, line in enumerate(self.lines_of(part, width, indent)):
                self.put(line, x=left + (0 if n else indent))

    def lines_of(self, text: str, width: float, indent: float = 0) -> list[str]:
        """The lines of one paragraph. Always at least one; none begins or ends with a space."""
        lines, line, used = [], "", indent
        for piece in self._pieces(self.said(text), width - indent):
            needed = self.get_string_width(piece.rstrip())
            if line and used + needed > width:
                lines.append(line.rstrip())
                line, used = "", 0.0
            line += piece
            used += self.get_string_width(piece)
        return [*lines, line.rstrip()]

    def _pieces(self, text: str, width: float) -> Iterable[str]:
        for start in range(0, len(text), MAX_CHARACTERS):
            for piece in breakable(text[start : start + MAX_CHARACTERS]):
                yield from [piece] if self.get_string_width(piece.rstrip()) <= width else self._cut(piece, width)

    def _cut(self, piece: str, width: float) -> Iterable[str]:
        """A word that fits on no line, such as an address of 300 letters: cut before a letter, never before a sign on one."""
        part = ""
        for sign in piece:
            if part and not _COMBINING.match(sign) and self.get_string_width(part + sign) > width:
                yield part
                part = ""
            part += sign
        if part:
            yield part

    def needs(self, height: float) -> None:
        """Begin a new page unless so many mm are left on this one."""
        if self.will_page_break(height):
            self.add_page()

    def finished(self) -> bytes:
        return bytes(self.output())


def with_thai_digits(text: str) -> str:
    """Thai digits but in what people type or open: an address, a case number."""
    return " ".join(word if _LATIN.search(word) else word.translate(_THAI_DIGITS) for word in text.split(" "))


def _plain(text: str) -> str:
    """Composed, and without controls and signs that change the direction of writing."""
    composed = unicodedata.normalize("NFC", text)
    # NFC takes sara am apart in no font of ours; what is not printed is left out, line ends are spaces.
    return "".join(
        " " if sign in "\t\r\n" else sign
        for sign in composed
        if sign in "\t\r\n" or unicodedata.category(sign)[0] != "C"
    )


def _without_shape(sign: str) -> str:
    """What stands for a sign that the font does not have: nothing for pictures and marks."""
    return "?" if unicodedata.category(sign)[0] in "LN" else ""
