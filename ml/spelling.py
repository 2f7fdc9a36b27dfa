"""What somebody meant who mistyped a Thai word: the nearest word that people complain with, or a borrowed word written as
it is heard: มิเตอ for มิเตอร์, โซล่า for โซลาร์.

The words and how many complaints hold each are those of the topic model, which are published with it (its card says of
which complaints; none of them is of this house, so that no suggestion tells of anybody's case). They are kept in
`word_counts.tsv`, since the process that answers pages loads no model. `python -m ml.spelling MODEL` writes it anew.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from ml.empty_words import EMPTY_WORDS

FILE = Path(__file__).parent / "word_counts.tsv"
RARE = 60
"""A word that fewer complaints hold may be a slip; of so many complaints as the file tells of, one in five hundred."""
KNOWN = 40
"""No word that fewer hold is proposed."""
TIMES_AS_COMMON = 10
LONGEST_RUN = 4
"""Words as cut that may be one word mistyped: ห|ลุ่ม."""
_SIGNS = "่้๊๋์็ะาิีึืฺุูัำ"
_SIGN_COUNTS = 12
"""Signs are slipped on that much more often than letters."""
_THAI = re.compile("[\u0e01-\u0e4f]{2,24}")
_UNHEARD = re.compile("[\u0e01-\u0e2e][\u0e34-\u0e39]?\u0e4c|[\u0e47-\u0e4b]")
"""A silenced letter, as in มิเตอร์, and the signs of tone and shortness, which people put into borrowed words as they like."""
SHORTEST_HEARD = 3


def corrected(words: Sequence[str]) -> list[tuple[str, str]]:
    """Which stretches of a text are mistyped and what was meant, in their order. words: of the text, as `cut` gives them."""
    found, start = [], 0
    while start < len(words):
        for end in range(min(start + LONGEST_RUN, len(words)), start, -1):
            if meant := _meant(words[start:end]):
                found.append(("".join(words[start:end]), meant))
                start = end
                break
        else:
            start += 1
    return found


def may_be_a_slip(words: Sequence[str]) -> bool:
    """Whether one of these words is one that hardly anybody complains with."""
    counts = _counts()
    return any(counts.get(word, 0) < RARE for word in words)


def one_slip_away(typed: str) -> Iterator[str]:
    """What one letter too many, too few, wrong or in the wrong place makes of a Thai word."""
    return (nearby for nearby, _likely in _one_slip_away(typed))


def _meant(run: Sequence[str]) -> str:
    """The one word that was meant by these; "" where what was typed is as good. Never a little word: nobody looks for those."""
    typed, counts = "".join(run), _counts()
    held_by = counts.get(typed) or min(counts.get(word, 0) if len(word) > 1 else 0 for word in run)
    if held_by >= RARE or not _THAI.fullmatch(typed) or len(typed) <= len(run):
        return ""
    if borrowed := _borrowed(typed):
        return borrowed
    near: dict[str, int] = {}
    for word, likely in _one_slip_away(typed):
        if counts.get(word, 0) >= KNOWN and word not in run and word not in EMPTY_WORDS:
            near[word] = max(near.get(word, 0), likely * counts[word])
    best = max(near, key=lambda word: (near[word], word), default="")
    return best if best and near[best] >= TIMES_AS_COMMON * held_by else ""


def _borrowed(typed: str) -> str:
    """The word with a silenced letter that sounds like what was typed and is no word itself; "" where none does."""
    heard = _UNHEARD.sub("", typed)
    if len(heard) < SHORTEST_HEARD or typed in _dictionary():
        return ""
    return _borrowed_words().get(heard, "")


def _one_slip_away(typed: str) -> Iterator[tuple[str, int]]:
    """What one letter too many, too few, wrong or in the wrong place makes of it, with how likely that is."""
    for at in range(len(typed) + 1):
        before, rest = typed[:at], typed[at:]
        if rest:
            yield before + rest[1:], _SIGN_COUNTS if rest[0] in _SIGNS else 1
        if len(rest) > 1:
            yield before + rest[1] + rest[0] + rest[2:], 1
        for letter in _letters():
            yield before + letter + rest, _SIGN_COUNTS if letter in _SIGNS else 1
            if rest:
                yield before + letter + rest[1:], _SIGN_COUNTS if letter in _SIGNS and rest[0] in _SIGNS else 2


@cache
def _counts() -> dict[str, int]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return {word: int(count) for word, count in (line.split("\t") for line in lines)}


@cache
def _dictionary() -> frozenset[str]:
    # Imported late, as in ml.thai_text: whoever looks for slips has cut words with it already.
    from pythainlp.corpus.common import thai_words

    return frozenset(thai_words())


@cache
def _borrowed_words() -> dict[str, str]:
    """By how they are heard; of several the one that most people complain with, then the shortest."""
    counts = _counts()
    written = sorted(
        (word for word in _dictionary() if "\u0e4c" in word and _THAI.fullmatch(word)),
        key=lambda word: (counts.get(word, 0), -len(word), word),
    )
    return {_UNHEARD.sub("", word): word for word in written}


@cache
def _letters() -> str:
    return "".join(sorted({letter for word in _counts() for letter in word if "\u0e01" <= letter <= "\u0e4f"}))


def write(words: Iterable[tuple[str, int]], file: Path = FILE) -> None:
    """Write the Thai ones among the words, the most common first."""
    told = sorted(
        ((word, count) for word, count in words if _THAI.fullmatch(word)), key=lambda told: (-told[1], told[0])
    )
    file.write_text("".join(f"{word}\t{count}\n" for word, count in told), encoding="utf-8")


def words_of_model(path: Path) -> Iterator[tuple[str, int]]:
    """Each single word of a model and how many of its complaints hold it, read off its weight."""
    import json
    import math

    from ml.model_file import card_of, load_model

    complaints = sum(json.loads(card_of(path).read_text(encoding="utf-8"))["data"]["complaints"].values())
    view = next(part for name, part in load_model(path).features.steps[-1][1].transformer_list if name == "words")
    for word, number in view.vocabulary_.items():
        if " " not in word:
            yield word, round((complaints + 1) / math.exp(view.idf_[number] - 1)) - 1


if __name__ == "__main__":
    write(words_of_model(Path(sys.argv[1])))
