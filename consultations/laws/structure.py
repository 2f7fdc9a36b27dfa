"""The parts of a Thai law and their stable ids: data and pure functions, no I/O.

Ids follow the Akoma Ntoso Naming Convention 1.0, section 5 (OASIS, 2019): `sec_7-1__para_2__point_3`. Sections are numbered
through the whole law, so their ids do not name the chapter they stand in and survive a move into another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from directory.digits import TO_PLAIN_DIGITS


class ProvisionKind(TextChoices):
    PREAMBLE = "preamble", _("Preamble")
    BOOK = "book", _("Book (บรรพ)")
    DIVISION = "division", _("Division (ภาค)")
    TITLE = "title", _("Title (ลักษณะ)")
    CHAPTER = "chapter", _("Chapter (หมวด)")
    PART = "part", _("Part (ส่วน)")
    SUBPART = "subpart", _("Subpart (ตอน)")
    HEADING = "heading", _("Heading")
    SECTION = "section", _("Section (มาตรา)")
    CLAUSE = "clause", _("Clause (ข้อ)")
    PARAGRAPH = "paragraph", _("Paragraph (วรรค)")
    ITEM = "item", _("Item (อนุมาตรา)")
    CLOSING = "closing", _("Closing")
    NOTE = "note", _("Note (หมายเหตุ)")
    ANNEX = "annex", _("Annex")


Kind = ProvisionKind
GROUP_WORDS = {
    "บรรพ": Kind.BOOK,
    "ภาค": Kind.DIVISION,
    "ลักษณะ": Kind.TITLE,
    "หมวด": Kind.CHAPTER,
    "ส่วน": Kind.PART,
    "ตอน": Kind.SUBPART,
}
"""How a law calls what holds its sections, the widest first."""
RANKS = {kind: rank for rank, kind in enumerate(GROUP_WORDS.values())} | {Kind.HEADING: 3}
"""What stands in what: a lower rank holds a higher one. A heading without a number stands beside chapters."""
SECTIONS = frozenset({Kind.SECTION, Kind.CLAUSE})
FRAMES = frozenset({Kind.PREAMBLE, Kind.CLOSING, Kind.NOTE, Kind.ANNEX})
PLACES = SECTIONS | FRAMES
"""What holds paragraphs and is compared as a whole."""

_PREFIXES = {
    Kind.PREAMBLE: "preamble",
    Kind.BOOK: "book",
    Kind.DIVISION: "dvs",
    Kind.TITLE: "title",
    Kind.CHAPTER: "chp",
    Kind.PART: "part",
    Kind.SUBPART: "subpart",
    Kind.HEADING: "hcontainer",
    Kind.SECTION: "sec",
    Kind.CLAUSE: "clause",
    Kind.PARAGRAPH: "para",
    Kind.ITEM: "point",
    Kind.CLOSING: "conclusions",
    Kind.NOTE: "note",
    Kind.ANNEX: "att",
}

LATER_NUMBERS = {
    "ทวิ": "thawi", "ตรี": "tri", "จัตวา": "chattawa", "เบญจ": "bencha", "ฉ": "cho", "สัตต": "satta", "อัฏฐ": "attha",
    "นว": "nawa", "ทศ": "thotsa", "เอกาทศ": "ekathotsa", "ทวาทศ": "thawathotsa", "เตรส": "teresa",
}  # fmt: skip
"""What was put behind a number when a section was added between two, before 7/1 was written; in ids in Roman letters."""


@dataclass
class Provision:
    """One part of a text, in the order of the text. parent: its place in the list of all, None at the top.

    label: as written, such as “มาตรา ๗/๑” or “(ก)”; number: the same in Arabic digits without its word, such as 7/1.
    line: where it begins in what was read, from 1.
    """

    kind: ProvisionKind
    label: str = ""
    number: str = ""
    heading: str = ""
    text: str = ""
    line: int = 0
    parent: int | None = None
    eid: str = ""
    depth: int = 0

    @property
    def name(self) -> str:
        """How people call it: its label, and what it is headed by."""
        return " ".join(part for part in (self.label, self.heading) if part) or str(self.kind.label)


@dataclass(frozen=True)
class Finding:
    """Something to look at in what was read. lines: where, from 1; about: which part it concerns."""

    code: str
    lines: tuple[int, ...] = ()
    about: str = ""


@dataclass
class LawText:
    """A text in its parts, and what is remarkable about it."""

    provisions: list[Provision] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def count(self, *kinds: ProvisionKind) -> int:
        return sum(each.kind in kinds for each in self.provisions)


def number_of(written: str) -> str:
    """The number in one spelling: `๗/๑` is 7/1, `๗  ทวิ` is 7 ทวิ."""
    return " ".join(re.sub(r"(?<=\d)(?=[ก-ฮเ])", " ", written.translate(TO_PLAIN_DIGITS)).split())


def order_of(number: str) -> tuple[int, ...] | None:
    """What numbers are sorted by: 7 < 7/1 < 7/2 < 7 ทวิ < 8; None of what is no number."""
    found = re.fullmatch(r"(\d{1,6})(?: (\D+?))?((?:/\d{1,6})*)", number)
    if not found:
        return None
    behind = list(LATER_NUMBERS).index(found[2]) + 1 if found[2] in LATER_NUMBERS else 0
    return (int(found[1]), behind, *(int(each) for each in found[3].split("/")[1:]))


def give_ids(provisions: list[Provision]) -> None:
    """Name every part. The second one of the same number is told apart as `-copy-2`; nothing is merged."""
    used: dict[str, int] = {}
    counted: dict[tuple[int | None, ProvisionKind], int] = {}
    for each in provisions:
        above = provisions[each.parent] if each.parent is not None else None
        each.depth = above.depth + 1 if above else 0
        key = (each.parent, each.kind)
        counted[key] = counted.get(key, 0) + 1
        wanted = _id_of(each, above, counted[key])
        each.eid = wanted
        while each.eid in used:
            used[wanted] += 1
            each.eid = f"{wanted}-copy-{used[wanted]}"
        used[each.eid] = 1


def _id_of(each: Provision, above: Provision | None, place: int) -> str:
    if each.kind in {Kind.PREAMBLE, Kind.CLOSING}:
        return _PREFIXES[each.kind]
    own = f"{_PREFIXES[each.kind]}_{_number_in_id(each.number) or _KNOWN_HEADINGS.get(each.heading) or place}"
    return own if above is None or each.kind in SECTIONS else f"{above.eid}__{own}"


def _number_in_id(number: str) -> str:
    told = " ".join(LATER_NUMBERS.get(word, word) for word in number.split())
    return re.sub(r"[^0-9A-Za-z\u0e01-\u0e4f]+", "-", told).strip("-")[:40]


_KNOWN_HEADINGS = {
    "บทเฉพาะกาล": "transitional",
    "บทกำหนดโทษ": "penalties",
    "บททั่วไป": "general",
    "บทบัญญัติทั่วไป": "general",
    "บทนิยาม": "definitions",
}
UNNUMBERED_HEADINGS = frozenset({*_KNOWN_HEADINGS, "บทเบ็ดเสร็จ", "บทเบ็ดเสร็จทั่วไป", "บทสุดท้าย"})
"""Headings that laws set on a line of their own, without a number."""


class Kept(Protocol):
    """What is told of a part of a text that is kept. above: what it stands in."""

    eid: Any
    kind: Any
    label: Any
    number: Any
    heading: Any
    text: Any
    above: Any


def as_json(text: LawText) -> dict[str, Any]:
    """The parts as plain values, in the shape in which a text is handed out and read again."""
    above = [None if each.parent is None else text.provisions[each.parent].eid for each in text.provisions]
    told = zip(text.provisions, above, strict=True)
    return {"provisions": [_plain(each, parent) | {"line": each.line} for each, parent in told]}


def as_told(law: LawText) -> dict[str, Any]:
    """All that was read of a text as plain values, to wait until somebody keeps it."""
    return as_json(law) | {"findings": [asdict(each) for each in law.findings]}


def from_told(told: dict[str, Any]) -> LawText:
    """What `as_told` made plain, as it was."""
    places: dict[str, int] = {}
    parts: list[Provision] = []
    for each in told["provisions"]:
        above = None if each["in"] is None else places[each["in"]]
        named = {name: each[name] for name in ("kind", "label", "number", "heading", "text", "line")}
        depth = 0 if above is None else parts[above].depth + 1
        places[each["id"]] = len(parts)
        parts.append(Provision(**named, parent=above, eid=each["id"], depth=depth))
    return LawText(parts, [Finding(each["code"], tuple(each["lines"]), each["about"]) for each in told["findings"]])


def as_plain(rows: Iterable[Kept]) -> list[dict[str, Any]]:
    """The same of parts that are kept."""
    return [_plain(row, row.above.eid if row.above else None) for row in rows]


def _plain(each: Provision | Kept, above: str | None) -> dict[str, Any]:
    told = {"id": each.eid, "kind": str(each.kind), "in": above}
    return told | {name: getattr(each, name) for name in ("label", "number", "heading", "text")}
