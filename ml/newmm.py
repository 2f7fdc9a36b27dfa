"""Cutting Thai as PyThaiNLP's newmm in safe mode does, token for token, at a fraction of its cost and memory.

newmm (Korakot Chaovavanich and the PyThaiNLP project, Apache-2.0) walks a tree of 235,000 nodes, 65 MB, letter by letter. Here
the dictionary is the set of its words and, by how they begin, how long they are; its patterns are its own. A test
holds both to the same tokens, so that a new release of PyThaiNLP that cuts otherwise is noticed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, pairwise

_MOST_AT_ONCE = 50
"""Words looked at since the last place where all ways of cutting meet: then only what is begun is followed."""
_WINDOW_BEGINS, _WINDOW_ENDS = 100, 140
"""A longer text is cut within these letters first, then what follows: so any text takes time in proportion to its length."""


_CONSONANT = "[ก-ฮ]"
_START = 4
"""Letters by which words are looked up: fewer leave too many lengths to try, more are hardly ever all there."""


@dataclass(frozen=True)
class Dictionary:
    """lengths: by how they begin, in _START letters or fewer where no word begins so, how long words are, the shortest first."""

    words: frozenset[str]
    lengths: dict[str, tuple[int, ...]]
    longest: int

    def words_from(self, text: str, start: int) -> list[str]:
        """The words that begin at this place of a text, the shortest first."""
        left = len(text) - start
        begun = (text[start : start + length] for length in self.lengths_from(text, start) if length <= left)
        return [word for word in begun if word in self.words]

    def goes_on(self, begun: str) -> bool:
        """Whether a word begins so and is longer."""
        after = bisect_right(self._in_order, begun)
        return after < len(self._in_order) and self._in_order[after].startswith(begun)

    @cached_property
    def _in_order(self) -> list[str]:
        return sorted(self.words)

    def lengths_from(self, text: str, start: int) -> tuple[int, ...]:
        """How long the words may be that begin there."""
        for letters in range(_START, 0, -1):
            if found := self.lengths.get(text[start : start + letters]):
                return found
        return ()


@cache
def dictionary() -> Dictionary:
    """PyThaiNLP's. Read at the first call."""
    from pythainlp.corpus.common import thai_words

    words = frozenset(word for written in thai_words() if (word := written.strip()))
    found: defaultdict[str, set[int]] = defaultdict(set)
    for word in words:
        found[word[:_START]].add(len(word))
    for start, lengths in found.items():
        lengths.update(length for length in range(1, len(start)) if start[:length] in words)
    return Dictionary(words, {start: tuple(sorted(some)) for start, some in found.items()}, max(map(len, words)))


@dataclass(frozen=True)
class _Patterns:
    """cluster: the letters between which no word ends, found one after the other. foreign: a run that is no Thai.

    little: a word of at most two consonants, at which no word begins that stands behind an unknown one.
    """

    cluster: re.Pattern[str]
    foreign: re.Pattern[str]
    little: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    from pythainlp.tokenize import newmm, tcc_p

    # Without groups: they would be told instead of what was found. Mostly a consonant begins, so it is looked at once.
    ways = [way.replace(f"({_CONSONANT}", f"(?:{_CONSONANT}") for way in tcc_p._RE_TCC]
    after_consonant = "|".join(way.removeprefix(_CONSONANT) for way in ways if way.startswith(_CONSONANT))
    others = "|".join(way for way in ways if not way.startswith(_CONSONANT))
    cluster = re.compile(rf"{_CONSONANT}(?:{after_consonant})|{others}|[\s\S]")
    return _Patterns(cluster, newmm._PAT_NONTHAI, newmm._PAT_THAI_TWOCHARS)


def segment(text: str) -> list[str]:
    """The text in tokens; joined, they are the text."""
    tokens: list[str] = []
    while len(text) >= _WINDOW_ENDS:
        end = _end_of_part(text)
        tokens += _cut(text[:end])
        text = text[end:]
    return tokens + _cut(text)


def _end_of_part(text: str) -> int:
    """Behind the last space of the window; without one, before its longest word."""
    window = text[_WINDOW_BEGINS:_WINDOW_ENDS]
    if (space := window.rfind(" ")) >= 0:
        return _WINDOW_BEGINS + space + 1
    lengths = [len(token) for token in _cut(window)]
    last_longest = max(range(len(lengths)), key=lambda n: (lengths[n], n))
    return _WINDOW_BEGINS + sum(lengths[:last_longest])


def _cut(text: str) -> list[str]:
    known, patterns, size = dictionary(), _patterns(), len(text)
    words, lengths_from = known.words, known.lengths.get
    may_end = bytearray(size + known.longest + 1)
    for end in accumulate(map(len, patterns.cluster.findall(text))):
        may_end[end] = 1
    tokens: list[str] = []
    told = begin = looked_at = 0
    ends_of: dict[int, list[int]] = {}
    waiting: list[int] = []  # where words end that were met since all ways of cutting met last, and none was begun yet
    while begin < size:
        ends = []
        # As `lengths_from` has it: a call for each letter would cost more than all the rest.
        for length in (
            lengths_from(text[begin : begin + 4])
            or lengths_from(text[begin : begin + 3])
            or lengths_from(text[begin : begin + 2])
            or lengths_from(text[begin], ())
        ):
            end = begin + length
            if may_end[end] and text[begin:end] in words:
                ends.append(end)
                looked_at += 1
                if looked_at > _MOST_AT_ONCE:
                    break
        if begin == told and len(ends) < 2:  # mostly
            end = ends[0] if ends else _end_of_unknown(text, begin, may_end, known, patterns)
            tokens.append(text[begin:end])
            told = begin = end
            looked_at = 0
            continue
        ends_of[begin] = ends
        waiting += [end for end in ends if end not in waiting]
        if len(waiting) == 1:  # all ways meet there
            tokens += _fewest(text, ends_of, told, waiting[0])
            told = begin = waiting.pop()
            looked_at, ends_of = 0, {}
        else:
            begin = min(waiting)
            waiting.remove(begin)
    return tokens


def _fewest(text: str, ends_of: dict[int, list[int]], start: int, goal: int) -> list[str]:
    """The words of the way of fewest words between two places; of several, the one whose first words are the shortest."""
    if goal in ends_of[start]:
        return [text[start:goal]]
    came_from = {start: start}
    queue = [start]
    for place in queue:
        for end in ends_of.get(place, ()):
            if end == goal:
                way = [goal, place]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                way.reverse()
                return [text[begin:end] for begin, end in pairwise(way)]
            if end not in came_from:
                came_from[end] = place
                queue.append(end)
    raise AssertionError("no way leads to a place that was reached")


def _end_of_unknown(text: str, begin: int, may_end: bytearray, known: Dictionary, patterns: _Patterns) -> int:
    """Where what no dictionary has ends: before what is no Thai, or a word of more than two consonants."""
    if foreign := patterns.foreign.match(text, begin):
        return foreign.end()
    for place in range(begin + 1, len(text)):
        if may_end[place] and (
            any(
                may_end[place + len(word)] and not patterns.little.match(word) for word in known.words_from(text, place)
            )
            or patterns.foreign.match(text, place)
        ):
            return place
    return len(text)
