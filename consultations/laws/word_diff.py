"""Two texts word by word, as Thai is cut into words: what was taken out on one side, what was put in on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from directory.digits import TO_PLAIN_DIGITS
from ml.thai_text import pieces

MOST_WORK = 1_500_000
"""Pairs of equal words that may be looked at; of texts with more, whole lines are compared."""
MOST_LETTERS = 60_000
_BREAK = "\n"


@dataclass(frozen=True)
class Run:
    """Words in a row that stayed, or that the other side has not."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Difference:
    """Both sides in their lines. is_coarse: compared by whole lines, since the texts are too long."""

    before: tuple[tuple[Run, ...], ...]
    after: tuple[tuple[Run, ...], ...]
    is_coarse: bool = False


@lru_cache(maxsize=256)
def word_diff(before: tuple[str, ...], after: tuple[str, ...]) -> Difference:
    """Digits of both scripts and any number of spaces are the same word. Takes 1 s of CPU at most."""
    old, new = _tokens(before), _tokens(after)
    is_coarse = sum(map(len, (*before, *after))) > MOST_LETTERS
    if not is_coarse:
        old, new = _words(before), _words(after)
        is_coarse = _work(old, new) > MOST_WORK
    if is_coarse:
        old, new = _tokens(before), _tokens(after)
        if _work(old, new) > MOST_WORK:
            return Difference(_whole(before), _whole(after), is_coarse=True)
    old_changed, new_changed = _changed(old, new)
    return Difference(_runs(old, old_changed), _runs(new, new_changed), is_coarse)


def _tokens(lines: Sequence[str]) -> list[str]:
    return [token for line in lines for token in (line, _BREAK)]


def _words(lines: Sequence[str]) -> list[str]:
    return [token for line in lines for token in (*pieces(line), _BREAK)]


def _whole(lines: Sequence[str]) -> tuple[tuple[Run, ...], ...]:
    return tuple((Run(line, True),) for line in lines)


def _key(token: str) -> str:
    return token if token == _BREAK else " " if token.isspace() else token.translate(TO_PLAIN_DIGITS)


def _work(old: Sequence[str], new: Sequence[str]) -> int:
    counts: dict[str, int] = {}
    for token in new:
        counts[token] = counts.get(token, 0) + 1
    return sum(counts.get(token, 0) for token in old)


def _changed(old: Sequence[str], new: Sequence[str]) -> tuple[list[bool], list[bool]]:
    """For each word of both sides whether the other side has it not there."""
    first, second = [_key(token) for token in old], [_key(token) for token in new]
    begin = 0
    while begin < min(len(first), len(second)) and first[begin] == second[begin]:
        begin += 1
    end = 0
    while end < min(len(first), len(second)) - begin and first[-1 - end] == second[-1 - end]:
        end += 1
    middle = SequenceMatcher(None, first[begin : len(first) - end], second[begin : len(second) - end], autojunk=False)
    old_changed, new_changed = [False] * len(old), [False] * len(new)
    blocks = [(tag, a + begin, b + begin, c + begin, d + begin) for tag, a, b, c, d in middle.get_opcodes()]
    for at, (tag, a, b, c, d) in enumerate(blocks):
        if tag != "equal" or (0 < at < len(blocks) - 1 and _says_nothing(first[a:b])):
            old_changed[a:b] = [True] * (b - a)
            new_changed[c:d] = [True] * (d - c)
    return old_changed, new_changed


def _says_nothing(words: Sequence[str]) -> bool:
    """A lone space or sign between two changes: to mark around it would only flicker."""
    return _BREAK not in words and not any(letter.isalnum() for word in words for letter in word)


def _runs(tokens: Sequence[str], changed: Sequence[bool]) -> tuple[tuple[Run, ...], ...]:
    lines: list[tuple[Run, ...]] = []
    line: list[Run] = []
    for token, is_changed in zip(tokens, changed, strict=True):
        if token == _BREAK:
            lines.append(tuple(line))
            line = []
        elif line and line[-1].is_changed == is_changed:
            line[-1] = Run(line[-1].text + token, is_changed)
        else:
            line.append(Run(token, is_changed))
    return tuple(lines)
