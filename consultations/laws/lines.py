"""The lines of a text, whatever it came as: pasted words, Markdown, the paragraphs of a Word file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ml.thai_text import tidy_line

_RULE = re.compile(r"[\s_*=\-–—.~]*")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_FRAME = re.compile(r"^>\s?")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,200}?)(?<=\S)\1|(?<!\w)\*(?=\S)([^*]{1,200}?)(?<=\S)\*(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>])")
_MARKDOWN = re.compile(r"^(?:#{1,6} +\S|\*\*\S)", re.MULTILINE)
_BEGINS_ANEW = re.compile(r"(?:มาตรา|ข้อ|หมวด|ส่วน|ภาค|ลักษณะ|บรรพ|ตอน)(?:ที่)?\s*[0-9๐-๙]|\(|[-*+]\s|[“\"]|[0-9๐-๙]+[.)]")


@dataclass(frozen=True)
class Line:
    """number: where it begins in what was read, from 1. level: of a heading 1 to 6, else 0."""

    number: int
    text: str
    level: int = 0


def plain_lines(text: str) -> list[Line]:
    """Each line that says something is one paragraph; lines that only draw a rule are left out."""
    return _kept(Line(number, line) for number, line in enumerate(text.splitlines(), start=1))


def is_markdown(text: str) -> bool:
    return bool(_MARKDOWN.search(text))


def markdown_lines(text: str) -> list[Line]:
    """Paragraphs end at an empty line; headings have their level; marks of emphasis are taken off, words stay."""
    found: list[tuple[int, list[str], int]] = []
    is_open = False
    for number, raw in enumerate(text.splitlines(), start=1):
        line = _FRAME.sub("", tidy_line(raw))
        if heading := _HEADING.match(line):
            found.append((number, [_without_marks(line[heading.end() :].rstrip("# "))], len(heading[1])))
            is_open = False
            continue
        said = _without_marks(line)
        if said and is_open and not _BEGINS_ANEW.match(said):
            found[-1][1].append(said)
        elif said:
            found.append((number, [said], 0))
        is_open = bool(said)
    return _kept(Line(number, " ".join(parts), level) for number, parts, level in found)


def _without_marks(line: str) -> str:
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub(lambda found: found[2] or found[3], line))


def _kept(lines: Iterable[Line]) -> list[Line]:
    tidy = (Line(line.number, tidy_line(line.text), line.level) for line in lines)
    return [line for line in tidy if not _RULE.fullmatch(line.text)]
