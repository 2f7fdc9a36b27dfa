"""What to look at in a text that was read: numbers used twice, left out or going back, letters that a PDF tore apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consultations.laws.lines import Line
from consultations.laws.structure import SECTIONS, Finding, LawText, order_of

MOST_OF_A_CODE = 20
_TORN_SARA_AM = re.compile(r"[ก-ฮ][่-๋]? า")
_FOREIGN_LETTERS = re.compile("[\ufffd\ue000-\uf8ff]")


def look_for_oddities(text: LawText, lines: Sequence[Line]) -> list[Finding]:
    found = [*_of_numbers(text), *_of_letters(lines)]
    if lines and not text.count(*SECTIONS):
        found.insert(0, Finding("no_sections"))
    return found


def _of_numbers(text: LawText) -> list[Finding]:
    sections = [each for each in text.provisions if each.kind in SECTIONS]
    places: dict[str, list[int]] = {}
    for each in sections:
        places.setdefault(each.number, []).append(each.line)
    labels = {each.number: each.label for each in reversed(sections)}
    twice = [
        Finding("duplicate_number", tuple(lines), labels[number]) for number, lines in places.items() if len(lines) > 1
    ]
    back, left_out = [], []
    for before, each in zip(sections, sections[1:], strict=False):
        first, second = order_of(before.number), order_of(each.number)
        if first is None or second is None or len(places[each.number]) > 1:
            continue
        if second < first:
            back.append(Finding("number_goes_back", (before.line, each.line), f"{before.label} → {each.label}"))
        elif second[0] > first[0] + 1:
            left_out.append(Finding("number_left_out", (each.line,), f"{before.label} → {each.label}"))
    return [*twice[:MOST_OF_A_CODE], *back[:MOST_OF_A_CODE], *left_out[:MOST_OF_A_CODE]]


def _of_letters(lines: Sequence[Line]) -> list[Finding]:
    found = []
    for code, pattern in (("torn_sara_am", _TORN_SARA_AM), ("foreign_letters", _FOREIGN_LETTERS)):
        matches = [(line.number, match[0]) for line in lines if (match := pattern.search(line.text))]
        if matches:
            about = lines_around(lines, matches[0][0], pattern) if code == "torn_sara_am" else ""
            found.append(Finding(code, tuple(number for number, _letters in matches[:MOST_OF_A_CODE]), about))
    return found


def lines_around(lines: Sequence[Line], number: int, pattern: re.Pattern[str]) -> str:
    """A few letters before and behind what was found, to be looked for in the text."""
    line = next(line.text for line in lines if line.number == number)
    match = pattern.search(line)
    return line[max(match.start() - 6, 0) : match.end() + 6].strip() if match else ""
