"""Finding a province, district or sub-district by name or postal code, among all 8,441 of them, kept in the process.

A look through all keys takes about a millisecond; the tables are asked once an hour.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from directory.known import areas as known_areas
from directory.models import Area, AreaLevel
from directory.place_names import names_elsewhere
from directory.place_spelling import SHORTEST_WORD, Word, consonants_of, key_of, without_title, words_of
from ml.spelling import one_slip_away

MOST_FOUND = 20
POSTAL_CODE_DIGITS = 5
KEPT_S = 3600.0
SHORTEST_KEY = 5
LONGEST_KEY = 24
"""Of a name in which a slip is looked for; longer ones are sentences."""
MOST_OF_ONE_NAME = 100
_CAPITAL = "เมือง"
"""What people call the district of a province's town, whatever the province."""
NICKNAMES = {"กทม": 10, "krungthep": 10, "โคราช": 30, "korat": 30, "แปดริ้ว": 24, "เมืองคอน": 80, "เมืองอุบล": 34}
"""What people call a province that stands in no part of its name."""


@dataclass(frozen=True)
class FoundPlaces:
    """places: the best first, with those they lie in. more: there are others, so the name needs another word."""

    places: list[Area]
    more: bool = False


def find_places(query: str, *, most: int = MOST_FOUND, province: int | None = None) -> FoundPlaces:
    """Places that fit every word: "ศิลา ขอนแก่น", "ต.ศิลา", "40000", "๔๐๐๐๐", "Sila", "清迈". No words, no places.

    province: code of the one whose places come first among those that fit as well.
    """
    words = words_of(query)
    if not words:
        return FoundPlaces([])
    codes = _index().find(words, province)
    known = known_areas.by_id(codes[:most])
    return FoundPlaces([known[code] for code in codes[:most] if code in known], more=len(codes) > most)


def codes_named(name: str) -> frozenset[int]:
    """The places of exactly this name, with or without a title: "ศิลา", "ต.ศิลา", "โคราช", "Khon Kaen", "清迈"; codes.

    None where so many are called so that the name says nothing, as with "เมือง", unless a title does: "อ.เมือง".
    """
    words = words_of(name)
    if len(words) != 1:
        words = [Word(key_of(name))] if not any(word.level for word in words) else []
    return _index().named(words[0], name) if words else frozenset()


def place_meant_by(name: str) -> str:
    """The one place that somebody meant who slipped on one letter of its Thai name: "อุบนราชธานี" is อุบลราชธานี.

    As it is written, with a title of one letter where one was typed; "" where nothing is that near, or two of the same size are.
    """
    words = words_of(name)
    if len(words) != 1 or not name or not ("ก" <= name[-1] <= "\u0e4e"):
        return ""
    place = _index().one_slip_from(words[0])
    title, dot, _name = name.rpartition(".")
    return title + dot + place if place else ""


def forget_places() -> None:
    """Read the tables again at the next question (tests, and whoever has just loaded areas)."""
    global _kept
    _kept = None


class _Index:
    """Keys of all names. A code begins with the codes of what it lies in: 400105, 4001, 40."""

    def __init__(self, rows: Iterable[tuple[int, str, str, str, str]]) -> None:
        self.keys: list[tuple[str, int]] = []
        self.order: dict[int, tuple[int, str]] = {}
        self.own: dict[int, set[str]] = {}
        self.written: dict[int, list[str]] = {}
        self.postal: dict[str, set[int]] = {}
        for code, name_th, name_en, postal_code, sort_key in rows:
            self.order[code] = (len(str(code)), sort_key)
            names = (name_th, name_en, *names_elsewhere(code, name_th, name_en))
            self.own[code] = {key for name in names if (key := key_of(name))}
            self.written[code] = [without_title(name).casefold() for name in names]
            if postal_code:
                self.postal.setdefault(postal_code, set()).update({code, code // 100})
        for name, code in NICKNAMES.items():
            if code in self.own:
                self.own[code].add(key_of(name))
                self.written[code].append(name)
        self.keys = [(key, code) for code, keys in self.own.items() for key in keys]

    @cached_property
    def skeletons(self) -> list[tuple[str, int]]:
        return [(bare, code) for key, code in self.keys if len(bare := consonants_of(key)) > 1]

    @cached_property
    def by_key(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for code, keys in self.own.items():
            for key in keys | {key_of(name) for name in self.written[code]}:
                found.setdefault(key, []).append(code)
        return found

    def named(self, word: Word, written: str) -> frozenset[int]:
        """Codes of the places whose whole name this is. A short key is of too many words: there each letter has to be right."""
        codes = [code for code in self.by_key.get(word.key, []) if _is_of(code, word)]
        if len(word.key) < SHORTEST_KEY:
            codes = [code for code in codes if word.level or written.casefold() in self.written[code]]
        if word.key == key_of(_CAPITAL) and word.level == AreaLevel.DISTRICT:
            codes = [
                code for code, names in self.written.items() if _is_of(code, word) and names[0].startswith(_CAPITAL)
            ]
        return frozenset(codes) if len(codes) <= MOST_OF_ONE_NAME else frozenset()

    def one_slip_from(self, word: Word) -> str:
        """The name of the only place, of those of the largest size, whose key is one letter away; "" where there is none."""
        if not SHORTEST_KEY <= len(word.key) <= LONGEST_KEY:
            return ""
        near = {code for key in {*one_slip_away(word.key)} - {word.key} for code in self.by_key.get(key, ())}
        near = {code for code in near if _is_of(code, word) and len(key_of(self.written[code][0])) >= SHORTEST_KEY}
        largest = min((len(str(code)) for code in near), default=0)
        names = {self.written[code][0] for code in near if len(str(code)) == largest}
        return names.pop() if len(names) == 1 else ""

    def find(self, words: list[Word], province: int | None = None) -> list[int]:
        """Codes, the best first. Each word names the place or something it lies in, one of them the place itself."""
        exact = [self._named(word) for word in words]
        hits = [hit or self._glued(word) or self._nearly(word) for hit, word in zip(exact, words, strict=True)]
        wanted = {word.key for word in words}
        joined = "".join(word.key for word in words)
        found = {code for hit in hits for code in hit if all(any(up in each for up in _chain(code)) for each in hits)}
        elsewhere = {code: province is not None and _chain(code)[-1] != province for code in found}
        return sorted(found, key=lambda code: (self._rank(code, wanted, joined), elsewhere[code], *self.order[code]))

    def _named(self, word: Word) -> set[int]:
        if word.key.isdigit():
            return self._with_postal_code(word.key)
        return {code for key, code in self.keys if word.key in key and _is_of(code, word)}

    def _with_postal_code(self, digits: str) -> set[int]:
        if len(digits) == POSTAL_CODE_DIGITS:
            return self.postal.get(digits, set())
        if len(digits) < SHORTEST_WORD or len(digits) > POSTAL_CODE_DIGITS:
            return set()
        return {code for postal_code, codes in self.postal.items() if postal_code.startswith(digits) for code in codes}

    def _glued(self, word: Word) -> set[int]:
        """Names written without a space between them: "ศิลาขอนแก่น", as most Thai is written."""
        heads = (
            (key, code) for key, code in self.keys if len(key) > 1 and word.key.startswith(key) and key != word.key
        )
        return {code for key, code in heads if self._is_above(word.key.removeprefix(key), code) and _is_of(code, word)}

    def _is_above(self, rest: str, code: int) -> bool:
        names = [self.own[up] for up in _chain(code)[1:]]
        return any(rest in key for keys in names for key in keys) or any(
            rest == lower + upper for lower in next(iter(names), ()) for upper in next(iter(names[1:]), ())
        )

    def _nearly(self, word: Word) -> set[int]:
        """Right in all consonants: "ขนแกน", "ศาลา" for ศิลา. Better than no answer at all."""
        bare = consonants_of(word.key)
        if len(bare) < SHORTEST_WORD:
            return set()
        return {code for skeleton, code in self.skeletons if skeleton == bare and _is_of(code, word)}

    def _rank(self, code: int, wanted: set[str], joined: str) -> int:
        keys = self.own[code]
        if joined in keys:
            return 0
        if keys & wanted:
            return 1
        return 2 if any(key.startswith(word) for key in keys for word in wanted) else 3


def _chain(code: int) -> tuple[int, ...]:
    if code > 99_999:
        return (code, code // 100, code // 10_000)
    return (code, code // 100) if code > 99 else (code,)


def _is_of(code: int, word: Word) -> bool:
    return word.level is None or len(str(code)) == {"province": 2, "district": 4, "subdistrict": 6}[word.level]


def _rows() -> Iterator[tuple[int, str, str, str, str]]:
    yield from Area.objects.order_by("code").values_list("code", "name_th", "name_en", "postal_code", "sort_key")


_kept: tuple[float, _Index] | None = None


def _index() -> _Index:
    global _kept
    kept = _kept
    if kept is None or time.monotonic() - kept[0] > KEPT_S or not kept[1].keys:
        kept = _kept = (time.monotonic(), _Index(_rows()))
    return kept[1]
