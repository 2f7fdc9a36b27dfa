"""A case as one PDF: facts, then sections of entries. Only a worker draws one: fpdf2 is loaded by `draw_case`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from directory.installation import house_name

if TYPE_CHECKING:
    from records.paper import Paper

NAME_MM = 45.0
BAR_MM, GAP_MM = 2.6, 0.4
FILLS = ((28, 104, 69), (163, 36, 58), (226, 217, 201))
"""Of the parts of a bar, from the left. Told in words above it too: no colour says anything alone."""
BEHIND = (226, 217, 201)
LANGUAGES = {"th": "th-TH", "en": "en-US"}


@dataclass(frozen=True)
class Bar:
    """One bar under a line of words; the words alone where there are no shares. shares: in percent, of its parts from the left."""

    words: str
    shares: Sequence[float]


Entry = tuple[str, str, str] | tuple[str, str, str, Sequence[Bar]]
"""A bold line, a small one, words, and bars below them."""


def draw_case(
    title: str,
    facts: Sequence[tuple[str, str]],
    sections: Sequence[tuple[str, Sequence[Entry]]],
    *,
    unshown: str = "",
    made_at: datetime,
    language: str,
) -> bytes:
    """facts: a name and what it is. sections: a heading and its entries.

    unshown: printed below the facts where the font lacks some letters; they stand as […].
    """
    from records.paper import Paper

    paper = Paper(title=title, author=house_name("en"), made_at=made_at)
    paper.set_lang(LANGUAGES.get(language, language))
    paper.add_page()
    facts = [(paper.in_shape(name), paper.in_shape(told)) for name, told in facts]
    shaped = [(paper.in_shape(heading), [_in_shape(paper, each) for each in entries]) for heading, entries in sections]
    paper.in_type(bold=True, size=16)
    paper.paragraph(title)
    paper.ln(3)
    for name, told in facts:
        paper.in_type(bold=True)
        top, page = paper.get_y(), paper.page_no()
        paper.paragraph(name, right=paper.l_margin + NAME_MM - 2)
        below = paper.get_y()
        paper.in_type()
        if paper.page_no() == page:
            paper.set_y(top)
        paper.paragraph(told, x=paper.l_margin + NAME_MM)
        paper.set_y(max(below, paper.get_y()) if paper.page_no() == page else paper.get_y())
    if unshown and paper.lacked_letters:
        paper.ln(3)
        paper.paragraph(unshown)
    for heading, entries in shaped:
        paper.needs(25)
        paper.ln(5)
        paper.in_type(bold=True, size=14)
        paper.paragraph(heading)
        for bold, small, words, bars in entries:
            _draw_entry(paper, bold, small, words)
            for bar in bars:
                _draw_bar(paper, bar)
    return paper.finished()


def _in_shape(paper: Paper, entry: Entry) -> tuple[str, str, str, Sequence[Bar]]:
    bold, small, words = (paper.in_shape(each) for each in entry[:3])
    bars = entry[3] if len(entry) == 4 else ()
    return bold, small, words, [replace(bar, words=paper.in_shape(bar.words)) for bar in bars]


def _draw_entry(paper: Paper, bold: str, small: str, words: str) -> None:
    paper.needs(16)
    paper.ln(2)
    paper.in_type(bold=True)
    paper.paragraph(bold)
    paper.in_type(size=10)
    paper.set_text_color(86, 88, 100)
    if small:
        paper.paragraph(small)
    paper.set_text_color(0, 0, 0)
    paper.in_type()
    if words:
        paper.paragraph(words)


def _draw_bar(paper: Paper, bar: Bar) -> None:
    """As wide as the page's text; its parts side by side, with a gap that is seen without colours."""
    paper.needs(paper.line_mm * 2)
    paper.in_type(size=10)
    paper.paragraph(bar.words)
    if not bar.shares:
        paper.in_type()
        return
    width = paper.w - paper.l_margin - paper.r_margin
    left, top = paper.l_margin, paper.get_y() + GAP_MM
    paper.set_fill_color(*BEHIND)
    paper.rect(left, top, width, BAR_MM, style="F")
    for share, fill in zip(bar.shares, FILLS, strict=False):
        part = width * min(max(share, 0), 100) / 100
        if part > GAP_MM:
            paper.set_fill_color(*fill)
            paper.rect(left, top, part - GAP_MM, BAR_MM, style="F")
        left += part
    paper.set_y(top + BAR_MM + 1)
    paper.in_type()
