"""Which Thai words are people's names: the lists that come with PyThaiNLP, read as files because its code is not needed.

A list of names is no proof: `สมบัติ` is a man's name and means property. What is also an everyday word is told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ml.segmenter import corpus

SHORTEST = 3
"""Two letters are a name too seldom (ดี, ดำ) to tell it from the words they begin."""


@dataclass(frozen=True)
class ThaiNames:
    """given: first names that are no function words. after_khun: those that stay names behind คุณ (คุณสมบัติ is a
    quality). only_given, only_family: those that are no everyday word besides."""

    given: frozenset[str]
    after_khun: frozenset[str]
    only_given: frozenset[str]
    family: frozenset[str]
    only_family: frozenset[str]


@cache
def thai_names() -> ThaiNames:
    """Loaded at the first use: some 40 ms and 4 MB."""
    stop_words = _lines("stopwords_th.txt")
    given = (_lines("person_names_male_th.txt") | _lines("person_names_female_th.txt")) - stop_words
    given = {name for name in given if len(name) >= SHORTEST}
    family = {name for name in _lines("family_names_th.txt") if len(name) >= SHORTEST}
    words = _lines("words_th.txt")
    return ThaiNames(
        given=frozenset(given),
        after_khun=frozenset(name for name in given if f"คุณ{name}" not in words),
        only_given=frozenset(given - words),
        family=frozenset(family),
        only_family=frozenset(family - words),
    )


def _lines(name: str) -> set[str]:
    with corpus(name).open(encoding="utf-8") as lines:
        return {line.strip() for line in lines if line.strip()}
