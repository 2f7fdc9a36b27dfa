"""Reading Akoma Ntoso: our own export exactly as it was, others' as far as their elements are known. No word is lost.

The file is read as a stream; one that declares a document type or entities is refused, nothing is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.laws.akoma_ntoso import ELEMENTS
from consultations.laws.looking import look_for_oddities
from consultations.laws.reading import DEEPEST, section_label
from consultations.laws.structure import RANKS, SECTIONS, LawText, Provision, ProvisionKind, give_ids, number_of
from ml.thai_text import tidy_line

Kind = ProvisionKind
MOST_ELEMENTS = 600_000
_KINDS = {element: kind for kind, element in ELEMENTS.items()} | {
    "article": Kind.SECTION,
    "rule": Kind.CLAUSE,
    "subsection": Kind.PARAGRAPH,
    "alinea": Kind.PARAGRAPH,
    "subparagraph": Kind.ITEM,
    "indent": Kind.ITEM,
    "preamble": Kind.PREAMBLE,
    "conclusions": Kind.CLOSING,
    "hcontainer": Kind.HEADING,
}
"""Others' words for what ours are. What is not here lends its place: what it holds stands where it stood."""
_OF_A_CONTAINER = {"heading": Kind.HEADING, "note": Kind.NOTE, "annex": Kind.ANNEX}
_FRAMES = {Kind.PREAMBLE, Kind.CLOSING}


def is_akoma_ntoso(content: bytes) -> bool:
    return b"<akomaNtoso" in content[:4096]


def read_akoma_ntoso(content: bytes) -> LawText:
    """The parts of the text in it. Raises ValidationError (xml_unreadable, xml_empty)."""
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise ValidationError(
            _("This XML cannot be read, or it is no law in Akoma Ntoso. Have the file checked."), code="xml_unreadable"
        ) from error
    found = _in_order_of_reading(reader.found)
    if not found:
        raise ValidationError(_("There is no text in this Akoma Ntoso file."), code="xml_empty")
    give_ids(found)
    law = LawText(found)
    law.findings += look_for_oddities(law, [])
    return law


@dataclass
class _Open:
    """An element that is being read. at: of the part that it is or stands in."""

    tag: str
    at: int | None
    is_part: bool = False
    words: list[str] = field(default_factory=list)
    num: tuple[str, str] | None = None
    eid: str = ""


class _Reader:
    def __init__(self) -> None:
        self.found: list[Provision] = []
        self.open: list[_Open] = []
        self.places: dict[str, int] = {}
        """Of the parts within a preamble or an end, which are named there but do not stand within each other."""
        self.elements = 0
        self.is_body = False
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_told: object) -> None:
        raise ValueError("a document type")

    def _begin(self, name: str, given: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self.elements += 1
        above = self.open[-1] if self.open else None
        if self.elements > MOST_ELEMENTS or len(self.open) > 8 * DEEPEST:
            raise ValueError("more than any law")
        if tag == "meta" or (above and above.tag == "meta"):
            self.open.append(_Open("meta", None))
            return
        at = above.at if above else None
        opened = _Open(tag, at, eid=given.get("eId", ""))
        kind = _KINDS.get(tag)
        if kind is not None and given.get("name") != "empty":
            if kind == Kind.HEADING:
                kind = _OF_A_CONTAINER.get(given.get("name", ""), Kind.HEADING)
            opened.at, opened.is_part = self._add(kind, at), True
            self.places[opened.eid] = opened.at
        elif tag in {"num", "inline"} and (tag == "num" or given.get("name") == "num"):
            opened.num = ("", given.get("title", ""))
        self.open.append(opened)

    def _add(self, kind: ProvisionKind, parent: int | None) -> int:
        self.found.append(Provision(kind, line=self.parser.CurrentLineNumber, parent=parent))
        return len(self.found) - 1

    def _text(self, words: str) -> None:
        if not self.open or self.open[-1].tag == "meta":
            return
        self.open[-1].words.append(words)

    def _end(self, name: str) -> None:
        closed = self.open.pop()
        if closed.tag == "meta" or not self.open:
            return
        words, above = tidy_line("".join(closed.words).replace("\n", " ")), self.open[-1]
        part = self.found[closed.at] if closed.at is not None else None
        if closed.is_part:
            self._close(closed)
        elif closed.num is not None and closed.tag == "num" and part is not None:
            part.label, part.number = words, closed.num[1]
        elif closed.num is not None:
            above.num = (words, closed.num[1])
        elif closed.tag == "heading" and part is not None:
            part.heading = words
        elif closed.tag == "p":
            self._said(closed, words)
        else:  # marks within a line, or a frame between the parts
            above.words += closed.words

    def _said(self, closed: _Open, words: str) -> None:
        if not words and not closed.num:
            return
        part = self.found[closed.at] if closed.at is not None else None
        if part is not None and part.kind in _FRAMES and closed.eid:
            is_item = closed.eid.rpartition("__")[2].startswith("point_")
            parent = self.places.get(closed.eid.rpartition("__")[0], closed.at)
            at = self._add(Kind.ITEM if is_item else Kind.PARAGRAPH, parent)
            self.places[closed.eid] = at
            if closed.num:
                self.found[at].label, self.found[at].number = closed.num
            self.found[at].text = words
        elif part is None or part.text or part.kind in RANKS or self._has_parts(closed.at):
            self.found[self._add(Kind.PARAGRAPH, closed.at)].text = words
        else:
            part.text = words

    def _has_parts(self, at: int | None) -> bool:
        return at is not None and at < len(self.found) - 1

    def _close(self, closed: _Open) -> None:
        """Give a part the number and the kind that its label tells, where the file does not say them as we do."""
        assert closed.at is not None  # noqa: S101 - it is a part; for the type checker
        part = self.found[closed.at]
        if part.kind in SECTIONS and not part.number:
            named = section_label(part.label)
            part.number = named[2] if named else number_of(part.label.strip(" .:()"))
        elif part.label and not part.number:
            part.number = number_of(part.label.split()[-1].strip("().").lower())
        if part.kind in SECTIONS and not part.number:
            part.kind = Kind.HEADING
        if stray := tidy_line("".join(closed.words).replace("\n", " ")):
            self.found[self._add(Kind.PARAGRAPH, closed.at)].text = stray


def _in_order_of_reading(found: list[Provision]) -> list[Provision]:
    """The end of a law stands behind its notes in the file, and before them on paper."""
    tops = [at for at, each in enumerate(found) if each.parent is None]
    closing = next((at for at in tops if found[at].kind == Kind.CLOSING), None)
    if closing is None:
        return found
    after = [at for at in tops if at < closing]
    first = closing
    while after and found[after[-1]].kind in {Kind.NOTE, Kind.ANNEX}:
        first = after.pop()
    end = next((at for at in tops if at > closing), len(found))
    order = [*range(first), *range(closing, end), *range(first, closing), *range(end, len(found))]
    places = {old: new for new, old in enumerate(order)}
    for each in found:
        each.parent = None if each.parent is None else places[each.parent]
    return [found[at] for at in order]
