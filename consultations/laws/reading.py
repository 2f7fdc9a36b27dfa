"""From lines to the parts of a Thai law. Whatever is not understood stays as a paragraph where it stood: no word is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consultations.laws.lines import Line
from consultations.laws.looking import look_for_oddities
from consultations.laws.quoting import Quotations
from consultations.laws.structure import (
    GROUP_WORDS,
    LATER_NUMBERS,
    RANKS,
    UNNUMBERED_HEADINGS,
    Finding,
    LawText,
    Provision,
    ProvisionKind,
    give_ids,
    number_of,
)

Kind = ProvisionKind
_DIGITS = "[0-9๐-๙]"
_LATER = "|".join(sorted(LATER_NUMBERS, key=len, reverse=True))
_NUMBER = rf"{_DIGITS}{{1,4}}(?:\s?(?:{_LATER})(?![ก-๎]))?(?:/{_DIGITS}{{1,3}})*"
_KIND_OF = {"มาตรา": Kind.SECTION, "ข้อ": Kind.CLAUSE}
_GOES_ON = rf"(?:แห่ง|วรรค|และ|หรือ|ถึงมาตรา|ถึงข้อ|ของ(?:พระราช|ประมวล|ประกาศ|ระเบียบ|กฎ)|(?:มาตรา|ข้อ)\s?{_DIGITS})"
"""How a line goes on that was cut in a reference to a section, such as มาตรา ๗ | แห่งพระราชบัญญัติ; no section begins so."""
_SECTION = re.compile(rf"(มาตรา|ข้อ)\s?({_NUMBER})[:.]?(?:\s+(?!{_GOES_ON})|$)")
_GROUP = re.compile(rf"(({'|'.join(GROUP_WORDS)})(?:ที่)?\s?({_NUMBER}))(?:\s+(?!{_GOES_ON})|$)")
_ITEM = re.compile(
    rf"(\((?:{_DIGITS}{{1,3}}(?:/{_DIGITS}{{1,3}})?(?:\s?(?:{_LATER}))?|[ก-ฮ]|[a-z])\)|{_DIGITS}{{1,3}}(?:\.{_DIGITS}{{1,3}})+\.?|{_DIGITS}{{1,3}}\))(?:\s+|(?=\D))"
)
_CLOSES = re.compile(r"ผู้รับสนองพระ|ประกาศ ณ วันที่|ให้ไว้ ณ วันที่|สั่ง ณ วันที่")
_NOTE = re.compile(r"หมายเหตุ(?:\s|:|$)")
_ANNEX = re.compile(r"(?:บัญชี|แบบ).{0,80}ท้าย|อัตราค่าธรรมเนียม$|เอกสารแนบท้าย|ภาคผนวก")
LONGEST_HEADING = 200
DEEPEST = 12


def read_lines(lines: Sequence[Line]) -> LawText:
    """The parts of a text, with their ids, and what is remarkable about it."""
    text = _Reader(lines).read()
    give_ids(text.provisions)
    text.findings += look_for_oddities(text, lines)
    return text


class _Reader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.quotations = Quotations([line.text for line in lines])
        self.found: list[Provision] = []
        self.groups: list[tuple[int, int]] = []
        """Rank and place of the headings around, the widest first."""
        self.place: int | None = None
        """The section or frame that takes paragraphs now."""
        self.paragraph: int | None = None
        self.items: list[tuple[str, int]] = []
        """Style and place of the items around, the outermost first."""
        self.untitled: int | None = None
        """A heading such as หมวด ๑ whose words stand on the next line."""
        self.after_note: list[int] = []
        said = [match[1] for at, line in enumerate(lines) if (match := self._section(at, line))]
        self.section_word = max(sorted(set(said), reverse=True), key=said.count) if said else ""
        self.began = False

    def read(self) -> LawText:
        if self.section_word:
            self._open(Provision(Kind.PREAMBLE, line=self.lines[0].number))
        for at, line in enumerate(self.lines):
            self._take(at, line)
        findings = [Finding("quotation_open", (self.lines[at].number,)) for at in self.quotations.unclosed]
        if self.after_note:
            findings.append(Finding("section_after_note", tuple(self.after_note)))
        if self.found and self.found[0].kind == Kind.PREAMBLE and len(self.found) > 1 and self.found[1].parent != 0:
            self._drop_empty_preamble()
        return LawText(self.found, findings)

    def _drop_empty_preamble(self) -> None:
        del self.found[0]
        for each in self.found:
            each.parent = None if each.parent is None else each.parent - 1

    def _section(self, at: int, line: Line) -> re.Match[str] | None:
        return None if self.quotations.is_inside(at) else _SECTION.match(line.text)

    def _take(self, at: int, line: Line) -> None:
        untitled, self.untitled = self.untitled, None
        if self.quotations.is_inside(at):
            self._say(line, line.text)
        elif (section := self._section(at, line)) and section[1] == self.section_word:
            self._begin_section(line, section)
        elif (group := _GROUP.match(line.text)) and len(line.text) <= LONGEST_HEADING and not self._is_after_all():
            self._begin_group(line, GROUP_WORDS[group[2]], group[1], line.text[group.end() :], number_of(group[3]))
        elif self.began and not self._begin_end(line) or not self.began:
            self._begin_rest(line, untitled)

    def _begin_rest(self, line: Line, untitled: int | None) -> None:
        is_short = len(line.text) <= LONGEST_HEADING
        if untitled is not None and is_short and not _ITEM.match(line.text):
            self.found[untitled].heading = line.text
        elif is_short and self._is_heading(line):
            self._begin_group(line, Kind.HEADING, "", line.text, "", rank=_rank_of(line))
        elif (item := _ITEM.match(line.text)) and (self.place is not None or self.paragraph is not None):
            self._item(line, item)
        else:
            self._say(line, line.text)

    def _is_heading(self, line: Line) -> bool:
        if self._is_after_all():
            return False
        if line.text in UNNUMBERED_HEADINGS:
            return True
        return line.level > 0 and (self.began or not self.section_word)

    def _is_after_all(self) -> bool:
        return self.place is not None and self.found[self.place].kind in {Kind.NOTE, Kind.ANNEX}

    def _begin_section(self, line: Line, section: re.Match[str]) -> None:
        if self._is_after_all():  # what a note or an annex quotes of other laws
            self.after_note.append(line.number)
            self._say(line, line.text)
            return
        label = section[0].rstrip(" :.")
        self.began = True
        self._open(
            Provision(_KIND_OF[section[1]], label, number_of(section[2]), line=line.number, parent=self._around())
        )
        self._go_on(line, line.text[section.end() :])

    def _begin_end(self, line: Line) -> bool:
        """Whether what follows the last section begins here: who countersigned, notes, annexes."""
        if _NOTE.match(line.text):
            kind = Kind.NOTE
        elif len(line.text) <= LONGEST_HEADING and _ANNEX.match(line.text):
            kind = Kind.ANNEX
        elif _CLOSES.match(line.text) and not self._is_after_all():
            kind = Kind.CLOSING
        else:
            return False
        if kind == Kind.CLOSING and any(each.kind == Kind.CLOSING for each in self.found):
            return False
        self.groups = []
        self._open(Provision(kind, line=line.number))
        self._say(line, line.text)
        return True

    def _begin_group(
        self, line: Line, kind: ProvisionKind, label: str, heading: str, number: str, rank: int | None = None
    ) -> None:
        rank = RANKS[kind] if rank is None else rank
        while self.groups and self.groups[-1][0] >= rank:
            self.groups.pop()
        parent = self._around()
        self._open(Provision(kind, label, number, heading.strip(), line=line.number, parent=parent))
        self.groups.append((rank, len(self.found) - 1))
        self.place = None
        self.began = True
        self.untitled = None if heading.strip() else len(self.found) - 1

    def _around(self) -> int | None:
        return self.groups[-1][1] if self.groups else None

    def _open(self, provision: Provision) -> None:
        self.found.append(provision)
        self.place, self.paragraph, self.items = len(self.found) - 1, None, []

    def _go_on(self, line: Line, rest: str) -> None:
        """What stands behind a section's number on the same line: its first paragraph, or its first item."""
        if item := _ITEM.match(rest):
            self._item(line, item, rest)
        elif rest:
            self._say(line, rest)

    def _say(self, line: Line, said: str) -> None:
        parent = self.place if self.place is not None else self._around()
        self.found.append(Provision(Kind.PARAGRAPH, text=said, line=line.number, parent=parent))
        self.paragraph, self.items = len(self.found) - 1, []

    def _item(self, line: Line, item: re.Match[str], said: str = "") -> None:
        label = item[1]
        style = _style_of(label)
        around = [at for at, (each, _place) in enumerate(self.items) if each == style]
        if around:
            del self.items[around[0] :]
        del self.items[DEEPEST:]
        above = self.items[-1][1] if self.items else self.paragraph if self.paragraph is not None else self.place
        number = number_of(label.strip("().")).lower()
        text = (said or line.text)[item.end() :].strip()
        self.found.append(Provision(Kind.ITEM, label, number, text=text, line=line.number, parent=above))
        self.items.append((style, len(self.found) - 1))


def _style_of(label: str) -> str:
    """Items of one list are written alike: (๑), (ก), (a), ๑) or 1.1, whichever digits."""
    told = re.sub(rf"{_DIGITS}+", "1", label)
    if "." in told:
        return "." * told.strip(".").count(".")
    kind = "1" if "1" in told else "a" if re.search("[a-z]", told) else "ก"
    return f"({kind})" if told.startswith("(") else f"{kind})"


def _rank_of(line: Line) -> int | None:
    return len(GROUP_WORDS) + line.level if line.level else None


def section_label(written: str) -> tuple[ProvisionKind, str, str] | None:
    """Of “มาตรา ๗/๑” alone: its kind, its label and its number; None of anything else."""
    found = _SECTION.fullmatch(written)
    return (_KIND_OF[found[1]], written.rstrip(" :."), number_of(found[2])) if found else None
