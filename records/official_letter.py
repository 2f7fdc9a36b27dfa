"""The outer letter of Thai offices (หนังสือภายนอก) as PDF. Only a worker draws one: fpdf2 is loaded by `draw_letter`.

Source: the Office of the Prime Minister's regulation on correspondence B.E. 2526 and its amendments, form 1. The words of
the form are the regulation's own, so they are Thai whatever language the reader's pages have.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from directory.thai_dates import BUDDHIST_ERA, THAI_LONG

if TYPE_CHECKING:
    from records.paper import Paper

INDENT_MM = 25.0
EMBLEM_MM = 30.0
OFFICE_MM = 70.0
"""Width of the sender's name and address, at the right edge."""
CODE_MM = 24.0
SMALL_PT = 9.0
KEPT_LINES = 2
"""Of the body, that stand on the same page as the signature: nobody signs an empty sheet."""
SIGNED_MM = 90.0
"""Width of the signature block, right of the middle."""


@dataclass(frozen=True)
class Letter:
    """What a letter says; each text is Thai. Empty ones are left out with their heading.

    paragraphs: of the body, each indented; one may have lines of its own. verify_url: what the code at the end leads to.
    emblem: a JPEG or PNG. marked: stands at the foot of every page. attached: files for a machine, by name, that the
    signature covers too.
    """

    number: str
    office: str
    address: str
    dated: datetime
    subject: str
    to: str
    paragraphs: tuple[str, ...]
    signed_name: str
    signed_as: str
    contact: str
    verify_url: str
    closing: str = "ขอแสดงความนับถือ"
    urgency: str = ""
    secrecy: str = ""
    refers_to: tuple[str, ...] = ()
    encloses: tuple[str, ...] = ()
    emblem: bytes = b""
    thai_digits: bool = True
    marked: str = ""
    attached: tuple[tuple[str, bytes], ...] = ()


def long_date(at: datetime) -> str:
    """22 พฤศจิกายน 2569: of the day in the time zone of `at`."""
    return f"{at.day} {THAI_LONG[at.month - 1]} {at.year + BUDDHIST_ERA}"


def draw_letter(letter: Letter) -> bytes:
    """The letter as PDF. The same letter gives the same text and places, though not the same bytes."""
    from records.paper import Paper

    paper = Paper(
        title=f"ที่ {letter.number} {letter.subject}",
        author=letter.office,
        made_at=letter.dated,
        secrecy=letter.secrecy,
        marked=letter.marked,
        thai_digits=letter.thai_digits,
    )
    paper.set_subject(letter.subject)
    paper.add_page()
    _head(paper, letter)
    for heading, told in (
        ("เรื่อง", (letter.subject,)),
        ("เรียน", (letter.to,)),
        ("อ้างถึง", letter.refers_to),
        ("สิ่งที่ส่งมาด้วย", letter.encloses),
    ):
        _line_with_heading(paper, heading, told)
    lines = list(_lines_of_body(paper, letter.paragraphs))
    for n, line in enumerate(lines):
        if n == max(len(lines) - KEPT_LINES, 0):
            paper.needs(sum(each.gap + paper.line_mm for each in lines[n:]) + _height_of_end(paper, letter))
        paper.ln(line.gap)
        paper.put(line.text, x=line.x)
    _end(paper, letter)
    for name, content in letter.attached:
        paper.embed_file(
            bytes=content,
            basename=name,
            modification_date=letter.dated,
            associated_file_relationship="Data",
            compress=True,
        )
    return paper.finished()


def _head(paper: Paper, letter: Letter) -> None:
    if letter.emblem:
        paper.image(
            io.BytesIO(letter.emblem),
            x=(paper.w - EMBLEM_MM) / 2,
            y=15,
            w=EMBLEM_MM,
            h=EMBLEM_MM,
            keep_aspect_ratio=True,
            alt_text=letter.office,
        )
    top = 15 + EMBLEM_MM - (6 if letter.emblem else EMBLEM_MM - 10)
    if letter.urgency:
        from records.paper import RED

        paper.in_type(bold=True, size=16)
        paper.set_text_color(*RED)
        paper.set_y(top - 9)
        paper.put(letter.urgency)
        paper.set_text_color(0, 0, 0)
        paper.in_type()
    middle = paper.w - paper.r_margin - OFFICE_MM
    paper.set_y(top)
    paper.paragraph(f"ที่  {letter.number}", right=middle - 5)
    below = paper.get_y()
    paper.set_y(top)
    for text in (letter.office, letter.address):
        paper.paragraph(text, x=middle)
    paper.set_y(max(below, paper.get_y()) + 2)
    paper.put(long_date(letter.dated), x=paper.w / 2)
    paper.ln(2)


def _line_with_heading(paper: Paper, heading: str, told: tuple[str, ...]) -> None:
    if not told:
        return
    paper.ln(1)
    top = paper.get_y()
    paper.put(heading)
    paper.set_y(top)
    x = paper.l_margin + paper.get_string_width(heading) + 4
    for n, text in enumerate(told, start=1):
        paper.paragraph(f"{n}. {text}" if len(told) > 1 else text, x=x)


class _Line(NamedTuple):
    """A line of the body. x: where it begins; gap: white space above it, both in mm."""

    text: str
    x: float
    gap: float


def _lines_of_body(paper: Paper, paragraphs: Iterable[str]) -> Iterable[_Line]:
    for text in paragraphs:
        gap = 2.0
        for part in text.splitlines() or [""]:
            for n, line in enumerate(paper.lines_of(part, paper.epw, INDENT_MM)):
                yield _Line(line, paper.l_margin + (0 if n else INDENT_MM), gap)
                gap = 0.0


def _height_of_end(paper: Paper, letter: Letter) -> float:
    """What `_end` takes, in mm."""
    beside = _lines_beside_code(paper, letter)
    below = max(CODE_MM + 4, len(beside) * paper.line_mm + 1)
    return 6 + len(_signed_lines(paper, letter)) * paper.line_mm + 4 + below


def _end(paper: Paper, letter: Letter) -> None:
    """The closing, the signature and its code. `draw_letter` keeps them together, with the last lines of the body above."""
    paper.needs(_height_of_end(paper, letter))
    paper.ln(6)
    for line in _signed_lines(paper, letter):
        paper.put(line, x=paper.w / 2 - 5, w=SIGNED_MM - 10, align="C")
    paper.ln(4)
    top = paper.get_y()
    _code(paper, letter.verify_url, x=paper.w - paper.r_margin - CODE_MM, y=top)
    paper.set_y(top)
    right = paper.w - paper.r_margin - CODE_MM - 4
    paper.paragraph(letter.contact, right=right)
    paper.in_type(size=SMALL_PT)
    paper.ln(1)
    paper.paragraph(_how_to_verify(letter), right=right)
    paper.in_type()


def _signed_lines(paper: Paper, letter: Letter) -> list[str]:
    """From the closing to the office of who signs, with room for the signature."""
    told = (letter.closing, "", "", f"({letter.signed_name})", *letter.signed_as.splitlines())
    return [line for text in told for line in paper.lines_of(text, SIGNED_MM)]


def _lines_beside_code(paper: Paper, letter: Letter) -> list[str]:
    width = paper.epw - CODE_MM - 4
    contact = [line for part in letter.contact.splitlines() or [""] for line in paper.lines_of(part, width)]
    paper.in_type(size=SMALL_PT)
    verify = paper.lines_of(_how_to_verify(letter), width)
    paper.in_type()
    return contact + verify


def _how_to_verify(letter: Letter) -> str:
    return f"ตรวจสอบว่าหนังสือฉบับนี้ออกจริงได้ที่ {letter.verify_url}"


def _code(paper: Paper, url: str, *, x: float, y: float) -> None:
    """The address as a QR code of squares, without a picture: sharp at every size."""
    import segno

    rows = list(segno.make(url, error="m", micro=False).matrix_iter(border=4))
    side = CODE_MM / len(rows)
    paper.set_fill_color(0, 0, 0)
    for n, row in enumerate(rows):
        for m, is_dark in enumerate(row):
            if is_dark:
                paper.rect(x + m * side, y + n * side, side, side, style="F")
