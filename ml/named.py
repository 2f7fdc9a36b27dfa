"""Whether a text names a thing, such as a highway by its number: what a routing rule may ask for besides topic and place.

A condition is one line of words in the language of `ml/rules/*.csv`: `a|b` means either, `a+b` both. A number sign at
the end of a word stands for the number of a road: `ทล.#` is in "ทล. 304". Plain Python: no numpy, and no dictionary
before a word of a condition stands in a text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from ml.keywords import bare
from ml.thai_text import clean, cut

MOST_WORDS = 60
"""Of one condition."""

SHORTEST, LONGEST = 2, 40
"""Letters of one word of a condition."""

MOST_PLACES = 20
"""Of one word in one text that are looked at: a text that repeats a word says nothing new."""

_NEIGHBOURS = """
    ใกล้ ใกล้กับ ใต้ ข้างใต้ หน้า ด้านหน้า ข้าง ด้านข้าง ติด ติดกับ ตรงข้าม ตรงข้ามกับ หลัง ด้านหลัง ริม เลียบ แถว ก่อน ก่อนถึง ถึง เลย
    ขนาน คู่ขนาน ขนานกับ คู่ขนานกับ ขึ้น ลง เข้า ทางขึ้น ทางลง ทางเข้า ทางออก ออก จาก ข้าม ไป ตัด ตัดกับ ปากทาง ปากซอย ซอย
"""
NEIGHBOURS = frozenset(_NEIGHBOURS.split())
"""One or two words right before a name that say that the matter lies beside the thing, not that it is about it."""

_NUMBER = "#"
_LONGEST_NUMBER = 4
_LANE = re.compile(r"\d|ซอย|ซ\d")
_PLAIN_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

Alternatives = tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1024)
def read_condition(line: str) -> Alternatives:
    """The alternatives of a condition, each one or more words. Raises ValueError, in English, where it is not one."""
    groups = tuple(tuple(word.strip() for word in group.split("+")) for group in line.split("|"))
    words = [word for group in groups for word in group]
    if len(words) > MOST_WORDS:
        raise ValueError(f"more than {MOST_WORDS} words")
    for word in words:
        name = _name(word)
        if not SHORTEST <= len(name) <= LONGEST or _NUMBER in word[:-1] or name.isdecimal():
            raise ValueError(f"“{word}” is no word of {SHORTEST} to {LONGEST} letters")
    return groups


@dataclass(frozen=True)
class _Span:
    """Where a word of a condition stands in a text, and what the text says there. is_meant: not of a neighbour or a lane."""

    start: int
    end: int
    word: str
    said: str
    is_meant: bool


class Told:
    """One text, read once for all conditions."""

    def __init__(self, text: str):
        self._text = clean(text).lower()

    def named(self, conditions: Iterable[str]) -> dict[str, str]:
        """The conditions that hold, each with the words by which it does: its own, and the number of a road.

        The longest name counts: where one condition has ทางหลวงชนบท, that is no ทางหลวง for another. Raises ValueError
        for what is no condition.
        """
        groups = {line: read_condition(line) for line in conditions}
        said = self._said({word for group in groups.values() for words in group for word in words})
        held = {}
        for line, alternatives in groups.items():
            group = next((group for group in alternatives if said.keys() >= set(group)), None)
            if group:
                held[line] = " … ".join(said[word] for word in group)
        return held

    def _said(self, words: Iterable[str]) -> dict[str, str]:
        """Those of the words that the text says of the thing itself; each with how, at its first place."""
        spans = [span for word in words if (name := _name(word)) in self._letters for span in self._spans(word, name)]
        return {span.word: span.said for span in reversed(_longest(spans)) if span.is_meant}

    def _spans(self, word: str, name: str) -> Iterator[_Span]:
        """The first places where a name stands in whole words."""
        letters, word_at = self._cut
        for found in islice(re.finditer(re.escape(name), letters), MOST_PLACES):
            start, end = found.span()
            if (
                start
                and word_at[start - 1] == word_at[start]
                or end < len(letters)
                and word_at[end - 1] == word_at[end]
            ):
                continue  # a piece of another word
            number = self._number_at(end) if word.endswith(_NUMBER) else ""
            # พระราม 2 is a road; with a lane or one more number behind it, it is a lane of that road.
            is_meant = bool(number) if word.endswith(_NUMBER) else not _LANE.match(letters, end)
            said = f"{word.removesuffix(_NUMBER).strip()} {number}" if word.endswith(_NUMBER) else word
            yield _Span(start, end + len(number), word, said, is_meant and not self._is_beside(start))

    def _is_beside(self, start: int) -> bool:
        """Whether the words before say that it is a neighbour."""
        before = self._words[: self._cut[1][start]]
        return "".join(before[-1:]) in NEIGHBOURS or "".join(before[-2:]) in NEIGHBOURS

    def _number_at(self, start: int) -> str:
        """The number of a road that is the next word; "" for a longer one, which may be a telephone's."""
        letters, word_at = self._cut
        end = start
        while end < len(letters) and letters[end].isdecimal():
            end += 1
        is_one_word = len(set(word_at[start:end])) == 1
        return letters[start:end] if is_one_word and end - start <= _LONGEST_NUMBER else ""

    @cached_property
    def _letters(self) -> str:
        return bare(self._text.translate(_PLAIN_DIGITS))

    @cached_property
    def _words(self) -> list[str]:
        return [letters for word in cut(self._text) if (letters := bare(word))]

    @cached_property
    def _cut(self) -> tuple[str, list[int]]:
        """The letters of all words, and of which word each is."""
        return "".join(self._words), [number for number, word in enumerate(self._words) for _ in word]


def _longest(spans: Iterable[_Span]) -> list[_Span]:
    """In order of their places, without those that are a piece of a longer one. Linear but for the sorting."""
    longest: list[_Span] = []
    reached = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        last = longest[-1] if longest else None
        if span.end > reached or last and (last.start, last.end) == (span.start, span.end):
            longest.append(span)
            reached = max(reached, span.end)
    return longest


@lru_cache(maxsize=4096)
def _name(word: str) -> str:
    """The letters of a word of a condition as they stand in a text."""
    return bare(clean(word.removesuffix(_NUMBER)).lower().translate(_PLAIN_DIGITS))
