"""A case as one PDF: facts, then sections of entries. Only a worker draws one: fpdf2 is loaded by `draw_case`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from directory.installation import house_name

NAME_MM = 45.0
LANGUAGES = {"th": "th-TH", "en": "en-US"}


def draw_case(
    title: str,
    facts: Sequence[tuple[str, str]],
    sections: Sequence[tuple[str, Sequence[tuple[str, str, str]]]],
    *,
    unshown: str = "",
    made_at: datetime,
    language: str,
) -> bytes:
    """facts: a name and what it is. sections: a heading and its entries, each a bold line, a small one, and words.

    unshown: printed below the facts where the font lacks some letters; they stand as […].
    """
    from records.paper import Paper

    paper = Paper(title=title, author=house_name("en"), made_at=made_at)
    paper.set_lang(LANGUAGES.get(language, language))
    paper.add_page()
    facts = [(paper.in_shape(name), paper.in_shape(told)) for name, told in facts]
    sections = [
        (
            paper.in_shape(heading),
            [(paper.in_shape(bold), paper.in_shape(small), paper.in_shape(words)) for bold, small, words in entries],
        )
        for heading, entries in sections
    ]
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
    for heading, entries in sections:
        paper.needs(25)
        paper.ln(5)
        paper.in_type(bold=True, size=14)
        paper.paragraph(heading)
        for bold, small, words in entries:
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
    return paper.finished()
