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
MOST_WORDS = 8_000
"""Of both sides, without what they begin and end with alike: looking for what stayed is quadratic where words are swapped."""
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
    """Digits of both scripts and any number of spaces are the same word. Takes 2 s of CPU at most."""
    if sum(map(len, (*before, *after))) <= MOST_LETTERS:
        found = _difference(_words(before), _words(after))
        if found is not None:
            return found
    found = _difference(_tokens(before), _tokens(after), is_coarse=True)
    return found or Difference(_whole(before), _whole(after), is_coarse=True)


def _difference(old: list[str], new: list[str], *, is_coarse: bool = False) -> Difference | None:
    """None where it would take too long."""
    first, second = [_key(token) for token in old], [_key(token) for token in new]
    begin = _alike(first, second)
    line = next((at for at in range(begin, 0, -1) if first[at - 1] == _BREAK), 0)
    for start in (line, begin):  # whole lines first: a new one before “วรรค …” is not taken apart behind its first word
        end = _alike(first[start:][::-1], second[start:][::-1])
        inside = first[start : len(first) - end], second[start : len(second) - end]
        if sum(map(len, inside)) <= MOST_WORDS and _work(*inside) <= MOST_WORK:
            old_changed, new_changed = _changed(*inside)
            before = _runs(old, [False] * start + old_changed + [False] * end)
            return Difference(before, _runs(new, [False] * start + new_changed + [False] * end), is_coarse)
    return None


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words both begin with."""
    return next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )


def _changed(first: Sequence[str], second: Sequence[str]) -> tuple[list[bool], list[bool]]:
    """For each word of both sides whether the other side has it not there."""
    old, new = [False] * len(first), [False] * len(second)
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    for at, (tag, a, b, c, d) in enumerate(blocks):
        if tag != "equal" or (0 < at < len(blocks) - 1 and _says_nothing(first[a:b])):
            old[a:b] = [True] * (b - a)
            new[c:d] = [True] * (d - c)
    return old, new


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
