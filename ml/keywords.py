"""Keyword rules: what a person who knows how Thais complain would conclude from the words alone.

They speak for the national topics no labelled complaints exist for, and for the finer topics below the learned ones.
Each line of `ml/rules/*.csv` says: any of these words makes the topic this probable, unless one of those words stands
there too. `a+b` means both. Plain Python: no numpy, so that it can be tried anywhere.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

RULES_FOLDER = Path(__file__).parent / "rules"
URGENT = "urgent"
"""The name of the rule file, and the pretended topic, of words that speak of danger to life."""

RAIN_FELL = "(?:ฝน|ฟน|ใน|หยุด)(?:ไม่|จะ|ก็|หยุด|เริ่ม|มัก|ยัง| )*ตกน้ำ"
"""Rain fell, and then comes water ("ใน", "ฟน": as it is mistyped). The cutter reads "ฝน|ตกน้ำ|ขัง": fell into water."""

_BY_CHANCE = {"ตกน้ำ": RAIN_FELL} | {lost: f"{lost}(?=ใจ)" for lost in ("คนหาย", "เด็กหาย")}
"""Parts that also come about where one word ends and the next begins: the pattern that ends there when they do."""

_SHORT = 4
_START = 4
"""Parts are looked up by so many first characters: with two, every ไฟ of a text asks for all parts that begin so."""

_NOT_IN_WORDS = re.compile(r"[^\w\u0e00-\u0e7f]|[_ฯๆ]")
_NOT_IN_WORDS_OF_LINES = re.compile(r"[^\w\u0e00-\u0e7f\n]|[_ฯๆ]")
"""The same of words that stand on a line each."""
_LEADING_VOWELS = "เแโใไ"
_FOLLOWING_MARKS = "ะัาำิีึืฺุู็่้๊๋์ํๅ"


@dataclass(frozen=True)
class Rule:
    """One line of a rule file. `words` and `unless` hold alternatives; an alternative is one or more parts."""

    topic: str
    weight: float
    words: tuple[tuple[str, ...], ...]
    unless: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What the rules say of one topic: how probable it is, and the words that say so."""

    probability: float
    words: list[str] = field(default_factory=list)


class KeywordRules:
    """All rules together, indexed so that a text is scanned once."""

    def __init__(self, rules: Iterable[Rule]):
        self.rules = tuple(rules)
        self._groups_with: dict[str, list[tuple[int, int]]] = {}
        for number, rule in enumerate(self.rules):
            for place, group in enumerate(rule.words):
                self._groups_with.setdefault(group[0], []).append((number, place))
        parts = {part for rule in self.rules for group in (*rule.words, *rule.unless) for part in group}
        self._parts_by_start: dict[str, list[str]] = {}
        for part in sorted(parts):
            self._parts_by_start.setdefault(part[:_START], []).append(part)
        self._shorter = {len(start) for start in self._parts_by_start} - {_START}

    def evidence(self, words: list[str]) -> dict[str, Evidence]:
        """The topics some rule speaks for.

        words: of one text, as `ml.thai_text.words` cuts them.
        Lines of one topic add up as independent witnesses would; further words of one line count half.
        """
        found = self._parts_in(words)
        doubt: dict[str, float] = {}
        spoken: dict[str, list[str]] = {}
        for rule, said in self._rules_spoken(found):
            if any(found.issuperset(group) for group in rule.unless):
                continue
            hits = _longest(said)
            remaining = (1 - rule.weight) * (1 - rule.weight / 2) ** min(len(hits) - 1, 3)
            doubt[rule.topic] = doubt.get(rule.topic, 1.0) * remaining
            spoken.setdefault(rule.topic, []).extend(" … ".join(group) for group in hits)
        return {topic: Evidence(1 - rest, list(dict.fromkeys(spoken[topic]))) for topic, rest in doubt.items()}

    def _rules_spoken(self, found: set[str]) -> Iterator[tuple[Rule, list[tuple[str, ...]]]]:
        """The rules of which an alternative stands there whole, and those that do; both in the order they were written."""
        said: dict[int, list[int]] = {}
        for number, place in sorted(spot for part in found for spot in self._groups_with.get(part, ())):
            if found.issuperset(self.rules[number].words[place]):
                said.setdefault(number, []).append(place)
        for number, places in said.items():
            rule = self.rules[number]
            yield rule, [rule.words[place] for place in places]

    def _parts_in(self, words: list[str]) -> set[str]:
        letters = _NOT_IN_WORDS_OF_LINES.sub("", "\n".join(words)).split("\n")
        text = "".join(letters)
        word_at = [number for number, word in enumerate(letters) for _ in word]
        by_chance = {
            (part, met.end())
            for part, chance in _BY_CHANCE.items()
            if part in text
            for met in re.finditer(chance, text)
        }
        found: set[str] = set()
        for start, parts in self._begun_in(text, letters):
            for part in parts:
                if part in found or not text.startswith(part, start) or (part, start + len(part)) in by_chance:
                    continue
                if _stands_alone(part, start, text, word_at):
                    found.add(part)
        return found

    def _begun_in(self, text: str, letters: list[str]) -> list[tuple[int, list[str]]]:
        """The places where parts may stand alone (as `_stands_alone` has it), each with those that begin so.

        letters: of each word; joined, they are the text. A part begins where a word does, unless it is a longer one that
        lies within one word.
        """
        begun = self._parts_by_start.get
        places: list[tuple[int, list[str]]] = []
        at = 0
        for word in letters:
            for length in self._shorter:
                if parts := begun(text[at : at + length]):
                    places.append((at, parts))
            for start in (at, *range(at + 1, at + len(word) - _SHORT)):
                if parts := begun(text[start : start + _START]):
                    places.append((start, parts))
            at += len(word)
        return places


def read_rules(folder: Path = RULES_FOLDER) -> list[Rule]:
    """Every rule of a folder of CSV files; those of `urgent.csv` have the topic URGENT and the weight 1.

    Raises ValueError, naming file and line, for a weight outside 0 to 1 or a line without words.
    """
    rules = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                try:
                    rules.append(_rule(row, is_urgent=path.stem == URGENT))
                except (KeyError, TypeError, ValueError) as error:
                    raise ValueError(f"{path.name}, line {number}: {error}") from error
    return rules


def _rule(row: Mapping[str, str], *, is_urgent: bool) -> Rule:
    weight = 1.0 if is_urgent else float(row["weight"])
    if not 0 < weight <= 1:
        raise ValueError(f"the weight {weight} is not above 0 and at most 1")
    if None in row:
        raise ValueError("more columns than the heading has")
    words = _alternatives(row["words"])
    if not words:
        raise ValueError("no words")
    return Rule(URGENT if is_urgent else row["topic"], weight, words, _alternatives(row["unless"]))


def _alternatives(cell: str) -> tuple[tuple[str, ...], ...]:
    groups = (tuple(bare(part.lower()) for part in group.split("+")) for group in cell.split("|"))
    return tuple(dict.fromkeys(group for group in groups if all(group)))


def bare(word: str) -> str:
    """Its letters and digits alone."""
    return _NOT_IN_WORDS.sub("", word)


def _stands_alone(part: str, start: int, text: str, word_at: list[int]) -> bool:
    """Whether a part found in a text is meant, and not a piece of other words."""
    end = start + len(part)
    if start and text[start - 1] in _LEADING_VOWELS or end < len(text) and text[end] in _FOLLOWING_MARKS:
        return False
    begins_a_word = start == 0 or word_at[start - 1] != word_at[start]
    ends_a_word = end == len(text) or word_at[end - 1] != word_at[end]
    if len(part) <= _SHORT or part.isascii():
        return begins_a_word and ends_a_word
    # Longer parts may be a piece of one compound word, but not reach from the end of one word into the next.
    return begins_a_word or word_at[start] == word_at[end - 1]


def _longest(groups: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without those that merely repeat a piece of another: ไฟดับ says nothing new beside ไฟดับบ่อย."""
    return [
        group
        for group in groups
        if not any(group != other and all(any(p in q for q in other) for p in group) for other in groups)
    ]
