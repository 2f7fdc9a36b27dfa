"""Whether two cases tell of the same problem: how close they lie, how like their words are, which numbers they name.

Plain Python for the web process: no numpy, no scikit-learn. `look_at` reads a case once, `likely_same` compares it with
others. How the weights were found is told in docs/models.md; `python -m ml.judged_pairs` finds them again.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from heapq import nlargest
from typing import Literal

from ml.empty_words import AMOUNT_AFTER, AMOUNT_BEFORE, BETWEEN, COUNTED, EMPTY_WORDS, FRAMES
from ml.thai_text import clean, cut

NEAR_M = 100.0
"""Pins of one problem lie this near, in metres: a street's width, and what a telephone's position is off by."""

NEAR_DAYS = 14.0
"""What was told longer ago has been dealt with, or is told again on purpose."""

MAX_CANDIDATES = 200
"""With how many others, the newest, a case is compared: work stays bounded when thousands stand at one spot."""

INTERCEPT = -0.37
WEIGHTS = (4.07, -2.05, -2.27)
"""Logistic regression on the three of `cues`."""

AUTO, SUGGEST = 0.92, 0.25
"""Score from which on a pair is linked without a person, and from which on it is shown to one."""

AUTO_WORDS = 3
"""Words that must be shared before a pair is linked without a person: two are "lamp broken", anybody's lamp."""

MAX_LINKS = 20
"""The likeliest, of one case: nobody reads more, and a spot where thousands write the same stays readable."""

# Written without spaces and unknown to the Thai dictionary: compared by pieces of three letters.
_UNCUT = "\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_IS_UNCUT = re.compile(f"[{_UNCUT}]")
_AROUND_NUMBER = re.compile(rf"(?<=[{_UNCUT}])(?<!\d)(?=\d)|(?<=\d)(?=[{_UNCUT}])(?!\d)")
_PIECE = 3

_SIGNS = ",;:()[]\"'"
_SILENT = EMPTY_WORDS | BETWEEN | AMOUNT_AFTER
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[/#-]?\d+(?:/\d+)?")
_YEAR = re.compile(r"(?:20|25)\d\d")
METRES_A_DEGREE = 111_195.0

Link = Literal["auto", "suggest"]


@dataclass(frozen=True, slots=True)
class SeenCase:
    """What is compared of a case.

    at: timezone-aware. topic: a code such as "roads/pavement", or empty when unknown. words: without frames and numbers.
    numbers: those that name a thing, by the word before them.
    """

    id: str
    latitude: float
    longitude: float
    at: datetime
    topic: str
    words: frozenset[str]
    numbers: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Likely:
    """Another case that may be the same problem. score: 0 to 1."""

    other: SeenCase
    score: float
    link: Link


def look_at(id: str, text: str, latitude: float, longitude: float, at: datetime, topic: str = "") -> SeenCase:
    """Read a case once, to compare it often. Of the text, in any script, 4,000 characters are looked at."""
    return SeenCase(id, latitude, longitude, at, topic, *_read(text))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    """Its words and its named numbers. Kept: an office opens case after case of the same few streets."""
    spaced = _AROUND_NUMBER.sub(" ", FRAMES.sub(" ", clean(text)))
    tokens = [token.strip(_SIGNS) for token in cut(spaced)]
    return frozenset(_telling(tokens)), _named_numbers(tokens)


def likely_same(case: SeenCase, others: Iterable[SeenCase]) -> list[Likely]:
    """Those of the others that may be the same problem, the likeliest first.

    Only others near in place, time and topic are compared, of these the MAX_CANDIDATES newest; MAX_LINKS are told.
    """
    near = nlargest(MAX_CANDIDATES, (other for other in others if is_near(case, other)), key=lambda other: other.at)
    found = []
    for other in near:
        score = score_of(case, other)
        if link := link_for(case, other, score):
            found.append(Likely(other, score, link))
    return sorted(found, key=lambda likely: -likely.score)[:MAX_LINKS]


def is_near(one: SeenCase, other: SeenCase) -> bool:
    """Whether two cases are worth comparing: near in place and time, and not of topics that exclude each other."""
    return (
        abs(one.latitude - other.latitude) * METRES_A_DEGREE <= NEAR_M
        and distance_m(one, other) <= NEAR_M
        and abs((one.at - other.at).total_seconds()) <= NEAR_DAYS * 86_400
        and topics_agree(one.topic, other.topic)
    )


def score_of(one: SeenCase, other: SeenCase) -> float:
    """Probability, 0 to 1, that two cases near each other are the same problem."""
    log_odds = INTERCEPT + sum(weight * cue for weight, cue in zip(WEIGHTS, cues(one, other), strict=True))
    return 1 / (1 + math.exp(-log_odds))


def cues(one: SeenCase, other: SeenCase) -> tuple[float, float, float]:
    """Likeness of the words (0 to 1), root of the distance (1 at 100 m), whether their numbers differ (0 or 1).

    Likeness: shared words over the geometric mean of both counts (Ochiai), so that a short text is like a long one that
    says the same and more.
    """
    shared = len(one.words & other.words)
    like = shared / math.sqrt(len(one.words) * len(other.words)) if shared else 0.0
    return like, math.sqrt(distance_m(one, other) / 100), float(numbers_differ(one, other))


def link_for(one: SeenCase, other: SeenCase, score: float) -> Link | None:
    """What a pair of this score deserves. Place and time alone never link: words must be shared."""
    shared = len(one.words & other.words)
    if score >= AUTO and shared >= AUTO_WORDS:
        return "auto"
    return "suggest" if score >= SUGGEST and shared else None


def distance_m(one: SeenCase, other: SeenCase) -> float:
    """Metres between two cases, as on a plane: exact to a millimetre where it matters here."""
    return metres_between((one.latitude, one.longitude), (other.latitude, other.longitude))


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points (latitude, longitude in degrees) some streets apart."""
    east = abs(one[1] - other[1])
    east = min(east, 360 - east) * math.cos(math.radians(one[0]))
    return math.hypot(one[0] - other[0], east) * METRES_A_DEGREE


def square_around(latitude: float, longitude: float, metres: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """The degrees of latitude and of longitude, each from and to, that hold all within so many metres: for a database."""
    north = metres / METRES_A_DEGREE
    east = north / max(0.1, math.cos(math.radians(latitude)))
    return (latitude - north, latitude + north), (longitude - east, longitude + east)


def numbers_differ(one: SeenCase, other: SeenCase) -> bool:
    """Whether both name numbers (of points, poles, houses, lanes, roads) and none is in both, of one kind or at all.

    A point or pole that only one numbers counts as well: a series often begins without a number.
    """
    ours, theirs = one.numbers, other.numbers
    shared = ours.keys() & theirs.keys()
    if any(ours[kind].isdisjoint(theirs[kind]) for kind in shared):
        return True
    if ours and theirs and frozenset().union(*ours.values()).isdisjoint(frozenset().union(*theirs.values())):
        return True
    return not COUNTED.isdisjoint(ours.keys() ^ theirs.keys())


def topics_agree(one: str, other: str) -> bool:
    """A topic agrees with its upper one, and what is unknown with everything."""
    return not one or not other or one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _telling(tokens: list[str]) -> Iterator[str]:
    for token in tokens:
        if _DIGIT.search(token) or token in _SILENT:
            continue
        if _IS_UNCUT.search(token):
            yield from (token[start : start + _PIECE] for start in range(max(1, len(token) - _PIECE + 1)))
        else:
            yield token


def _named_numbers(tokens: list[str]) -> dict[str, frozenset[str]]:
    """ "จุดที่ 2" is {"จุด": {"2"}}; dates, times, amounts and telephone numbers are left out."""
    named: dict[str, list[str]] = {}
    kind = ""
    for place, token in enumerate(tokens):
        if not _DIGIT.search(token):
            if token not in BETWEEN:
                kind = token[-2:] if _IS_UNCUT.search(token) else token
            continue
        follows = tokens[place + 1] if place + 1 < len(tokens) else ""
        is_amount = not kind or kind in AMOUNT_AFTER or kind in AMOUNT_BEFORE - COUNTED or follows in AMOUNT_BEFORE
        if is_amount or not _NUMBER.fullmatch(token) or _YEAR.fullmatch(token) or len(token) > 8:
            continue
        if token.startswith("/") and named.get(kind):
            named[kind][-1] += token
        else:
            named.setdefault(kind, []).append(token.lstrip("/#-"))
    return {kind: frozenset(numbers) for kind, numbers in named.items()}
