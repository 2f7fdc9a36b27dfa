"""What somebody meant who mistyped Thai: the likeliest words near to what was typed that people complain with, or a borrowed
word written as it is heard: มิเตอ for มิเตอร์, โซล่า for โซลาร์. A slip that makes another word, as ท่วง for ท่วม, is one too.

The words and how many complaints hold each are those of the topic model, which are published with it (its card says of
which complaints; none of them is of this house, so that no suggestion tells of anybody's case). They are kept in
`word_counts.tsv`, since the process that answers pages loads no model. `python -m ml.spelling MODEL` writes it anew.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, groupby, pairwise
from os.path import commonprefix
from pathlib import Path

from ml.empty_words import EMPTY_WORDS

FILE = Path(__file__).parent / "word_counts.tsv"
MOST_SLIPS = 2
LONGEST_RUN = 40
"""Letters without a space: more is a sentence, and no search."""
LONGEST_WORD = 16
TOLD = 30_000
"""About so many complaints the file tells of."""
EACH_WORD, UNTOLD, UNKNOWN_LETTER = 2.0, 8.0, 9.0
A_SIGN, A_LETTER, A_LITTLE_WORD = 3.5, 6.0, 1.0
"""How unlikely they are, as logarithms: one word more, one that the file has not, a letter of none, a slip. Tried on some
500 searches made of real complaints, slips in half of them (docs/languages.md)."""
RARE = 60
"""A word that fewer complaints hold may be a slip; of so many complaints as the file tells of, one in five hundred."""
KNOWN = 40
"""No word that fewer hold is proposed."""
_SIGNS = "่้๊๋์็ะาิีึืฺุูัำ"
_SOUND_ALIKE = ("ใไ", "ซช", "รล", "ณน", "ศส", "ษส", "ฏต", "ฎด", "ญย", "ภพ", "ฬล")
_KEYS = ("ภถุึคตจขช", "ไำะัีรนยบล", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ")
_ALIKE = {frozenset(two) for two in chain(_SOUND_ALIKE, *(map("".join, pairwise(row)) for row in _KEYS))}
"""Letters that sound alike, or lie side by side on the keyboard."""
_THAI_LETTERS = re.compile("[\u0e01-\u0e4f]+")
_THAI = re.compile("[\u0e01-\u0e4f]{2,24}")
_UNHEARD = re.compile("[\u0e01-\u0e2e][\u0e34-\u0e39]?\u0e4c|[\u0e47-\u0e4b]")
"""A silenced letter, as in มิเตอร์, and the signs of tone and shortness, which people put into borrowed words as they like."""
SHORTEST_HEARD = 3


def read_anew(words: Sequence[str]) -> list[tuple[str, str]]:
    """The words of a text as they were typed and as they were probably meant, in their order.

    words: of the text, as `cut` gives them; where the borders between Thai words lie is read anew. What is likeliest is
    told: common words, few of them, and few slips, at most MOST_SLIPS in words that stand together.
    """
    read: list[tuple[str, str]] = []
    for is_thai, some in groupby(words, key=lambda word: bool(_THAI_LETTERS.fullmatch(word))):
        together = [*some]
        run = "".join(together)
        is_read = is_thai and len(together) < len(run) <= LONGEST_RUN  # letters one by one are no words
        read += _likeliest(run) if is_read else zip(together, together, strict=True)
    return read


def corrected(words: Sequence[str]) -> list[tuple[str, str]]:
    """Which stretches of a text are mistyped and what was meant, in their order. words: as `read_anew` has it."""
    return [(typed, meant) for typed, meant in read_anew(words) if typed != meant]


def may_be_a_slip(words: Sequence[str]) -> bool:
    """Whether one of these words is one that hardly anybody complains with."""
    counts = _counts()
    return any(counts.get(word, 0) < RARE for word in words)


_Way = tuple[float, tuple[tuple[str, str], ...]]
"""How unlikely it is (the logarithm), and the words of it: as typed, and as meant."""


def _likeliest(run: str) -> tuple[tuple[str, str], ...]:
    """The words of the likeliest way to read letters without a space, each with how it was typed."""
    # By how many letters are read, and how many slips were seen in them.
    best: list[dict[int, _Way]] = [{} for _ in range(len(run) + 1)]
    best[0][0] = (0.0, ())
    for begin, ways in enumerate(best):
        for end in range(begin + 1, min(begin + LONGEST_WORD, len(run)) + 1) if ways else ():
            typed = run[begin:end]
            for word, cost, slips in _readings(typed):
                for before, (spent, read) in ways.items():
                    seen, way = before + slips, (spent + cost, (*read, (typed, word)))
                    if seen <= MOST_SLIPS and (seen not in best[end] or way < best[end][seen]):
                        best[end][seen] = way
    return min(best[-1].values())[1]


def _readings(typed: str) -> Iterator[tuple[str, float, int]]:
    """The words that letters may be, each with how unlikely it is, and whether it is a slip."""
    counts = _counts()
    if count := counts.get(typed, 0):
        yield typed, EACH_WORD + _rarity(count), 0
    elif typed in _dictionary():
        yield typed, EACH_WORD + UNTOLD, 0
    elif len(typed) == 1:
        yield typed, UNKNOWN_LETTER, 0
    if len(typed) < 2:
        return
    if borrowed := _borrowed(typed):
        yield borrowed, EACH_WORD + min(_rarity(counts.get(borrowed, 1)), UNTOLD) + A_SIGN, 1
    for word, cost in _one_slip_from(typed):
        yield word, EACH_WORD + _rarity(counts[word]) + cost + (A_LITTLE_WORD if word in EMPTY_WORDS else 0), 1


def _rarity(count: int) -> float:
    return math.log(TOLD / count)


def _one_slip_from(typed: str) -> Iterator[tuple[str, float]]:
    """The common words that are one slip away, with how unlikely the slip is.

    They are those that are the same without one letter, of either or of both.
    """
    longer, known = _by_a_letter_less(), _counts()
    for word in longer.get(typed, ()):
        yield word, _cost_of_slip(typed, word)
    near = set()
    for at in range(len(typed)):
        shorter = typed[:at] + typed[at + 1 :]
        if _is_meant(shorter, known.get(shorter, 0)):
            near.add(shorter)
        near.update(word for word in longer.get(shorter, ()) if len(word) == len(typed))
    for word in near - {typed}:
        if (cost := _cost_of_slip(typed, word)) < math.inf:
            yield word, cost


def _is_meant(word: str, count: int) -> bool:
    return count >= KNOWN and len(word) > (2 if word in EMPTY_WORDS else 1)


def _cost_of_slip(typed: str, word: str) -> float:
    """How unlikely it is that this is typed for that word; without end for more than one slip."""
    begin = len(commonprefix((typed, word)))
    rest, meant = typed[begin:], word[begin:]
    while rest and meant and rest[-1] == meant[-1]:
        rest, meant = rest[:-1], meant[:-1]
    if len(rest) > 1:  # two letters in each other's place, or further apart than a slip
        return A_LETTER if rest == meant[::-1] and len(rest) == 2 else math.inf
    return A_SIGN if all(letter in _SIGNS for letter in rest + meant) or {*rest, *meant} in _ALIKE else A_LETTER


@cache
def _by_a_letter_less() -> dict[str, list[str]]:
    """The common words by what is left of them without one letter."""
    found: dict[str, list[str]] = {}
    for word, count in _counts().items():
        if _is_meant(word, count):
            for shorter in {word[:at] + word[at + 1 :] for at in range(len(word))}:
                found.setdefault(shorter, []).append(word)
    return found


def _borrowed(typed: str) -> str:
    """The word with a silenced letter that sounds like what was typed and is no word itself; "" where none does."""
    heard = _UNHEARD.sub("", typed)
    if len(heard) < SHORTEST_HEARD or typed in _dictionary():
        return ""
    return _borrowed_words().get(heard, "")


def one_slip_away(typed: str) -> Iterator[str]:
    """What one letter too many, too few, wrong or in the wrong place makes of a Thai word."""
    for at in range(len(typed) + 1):
        before, rest = typed[:at], typed[at:]
        if rest:
            yield before + rest[1:]
        if len(rest) > 1:
            yield before + rest[1] + rest[0] + rest[2:]
        for letter in _letters():
            yield before + letter + rest
            if rest:
                yield before + letter + rest[1:]


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

    from ml.model_file import card_of, load_model

    complaints = sum(json.loads(card_of(path).read_text(encoding="utf-8"))["data"]["complaints"].values())
    view = next(part for name, part in load_model(path).features.steps[-1][1].transformer_list if name == "words")
    for word, number in view.vocabulary_.items():
        if " " not in word:
            yield word, round((complaints + 1) / math.exp(view.idf_[number] - 1)) - 1


if __name__ == "__main__":
    write(words_of_model(Path(sys.argv[1])))
