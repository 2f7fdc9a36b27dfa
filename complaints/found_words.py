"""Marking in a list what somebody searched for, so that they see why a case is there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ml.thai_text import clean
from records.search import typed_words

SHORTEST = 2
MOST_MARKS = 6
"""In one text: more is noise."""
BEFORE = 40
"""Letters that stand before the first word found where a text does not begin with it."""
# What stands in place of personal data is no text: nothing in it is marked.
_MASK = r"\[[^\[\]\n]{1,40}\]"


def words_to_mark(typed: str) -> tuple[str, ...]:
    """What is marked of a search, the longest first: all of it, what stands between its spaces, and its words."""
    cleaned = clean(typed).lower()
    told = [cleaned, *cleaned.split(" ")[:20], *typed_words(typed)] if typed else []
    wanted = {word.strip(" -.,") for word in told}
    return tuple(sorted((word for word in wanted if len(word) >= SHORTEST), key=lambda word: (-len(word), word))[:40])


def marked(text: str, words: Sequence[str], letters: int = 0) -> SafeString:
    """The text with the words found in <mark>, everything else escaped.

    letters: at most so many of the text; where the first word stands further back, they begin shortly before it. 0 is all.
    """
    text = str(text)
    if not words:
        return escape(_cut(text, 0, letters))
    pattern = _pattern(tuple(words))
    if letters and len(text) > letters:
        first = next((found for found in pattern.finditer(text) if found[1]), None)
        start = max(first.start() - BEFORE, 0) if first and first.end() >= letters else 0
        text = _cut(text, start, letters)
    drawn, at, marks = [], 0, 0
    for found in pattern.finditer(text):
        if found[1] and marks < MOST_MARKS:
            drawn += [escape(text[at : found.start()]), f"<mark>{escape(found[1])}</mark>"]
            at, marks = found.end(), marks + 1
    return mark_safe("".join([*drawn, escape(text[at:])]))  # noqa: S308 - each piece is escaped


def _cut(text: str, start: int, letters: int) -> str:
    if not letters or (not start and len(text) <= letters):
        return text
    end = start + letters - 1
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


@lru_cache(maxsize=500)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"{_MASK}|({'|'.join(map(re.escape, words))})", re.IGNORECASE)
