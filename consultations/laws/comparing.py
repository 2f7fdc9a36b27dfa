"""Two versions of a text, section by section: what stayed, changed, moved, came and went. Pure functions, bounded in time.

Numbers are not trusted: when a section is put in, all behind it are renumbered. So the same words under another number are the same
section, moved; then come those whose words are alike; only what is left is held to have its number in common.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from consultations.laws.structure import FRAMES, PLACES, RANKS, Provision, ProvisionKind
from directory.digits import TO_PLAIN_DIGITS

ALIKE = 0.5
"""Share of what two texts have in common, from which on one is the other, reworded. Chosen by hand: no collection of amended sections was there."""
ALIKE_WITH_THE_SAME_NUMBER = 0.3
_FOR_THE_SAME_NUMBER = 0.1
_SHINGLE = 5
_MOST_LETTERS = 3_000
_TOO_COMMON = 30
_FEW_LETTERS = 200_000
"""Of all texts that are left to compare; of more, every fifth shingle is taken, chosen by its first letter."""


class Change(TextChoices):
    UNCHANGED = "unchanged", _("Unchanged")
    CHANGED = "changed", _("Changed")
    MOVED = "moved", _("Has another number, same words")
    MOVED_CHANGED = "moved_changed", _("Has another number, and changed")
    ADDED = "added", _("Put in")
    REMOVED = "removed", _("Taken out")


@dataclass(frozen=True)
class Unit:
    """What is compared as a whole: a section, a heading, the preamble, a loose paragraph. place: its row in the text.

    digest: of its words without its own number, whichever digits they are written with.
    """

    eid: str
    kind: str
    number: str
    digest: str
    place: int


@dataclass(frozen=True)
class Pair:
    """before, after: None where there is nothing on that side."""

    before: Unit | None
    after: Unit | None
    change: Change


Texts = Callable[[Iterable[Unit]], Mapping[int, str]]
"""The words of some units, by their places."""


class Read(Protocol):
    """What is read of a part of a text, kept or not."""

    @property
    def kind(self) -> ProvisionKind | str: ...
    @property
    def label(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def depth(self) -> int: ...


def units_of(provisions: Sequence[Provision]) -> list[Unit]:
    """The parts of a text that are compared, each with all that stands in it."""
    found = []
    for place in unit_places(provisions):
        each = provisions[place]
        digest = digest_of(lines_of(provisions, place))
        found.append(Unit(each.eid, each.kind, each.number, digest, place))
    return found


def unit_places(provisions: Sequence[Provision]) -> list[int]:
    groups = set(RANKS)
    return [
        place
        for place, each in enumerate(provisions)
        if each.kind in PLACES or each.kind in groups or each.parent is None or provisions[each.parent].kind in groups
    ]


def lines_of(provisions: Sequence[Read], place: int) -> list[str]:
    """A unit's words in lines: its heading, then its paragraphs and items as they are read; of a heading itself alone."""
    unit = provisions[place]
    lines = [line for line in (unit.heading, unit.text) if line]
    if unit.kind in RANKS:
        return lines
    for at in range(place + 1, len(provisions)):
        each = provisions[at]
        if each.depth <= unit.depth:
            break
        lines.append(" ".join(part for part in (each.label, each.heading, each.text) if part))
    return lines


def digest_of(lines: Iterable[str]) -> str:
    told = "\n".join(lines).translate(TO_PLAIN_DIGITS)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def compare(before: Sequence[Unit], after: Sequence[Unit], *, texts: tuple[Texts, Texts]) -> list[Pair]:
    """Every unit of both sides in one pair, in the order of `after`; what was taken out stands where it stood.

    texts: asked once a side, for those only that neither number nor words settle.
    """
    matching = _Matching(before, after)
    matching.by_the_same_words()
    matching.by_likeness(*texts)
    matching.by_the_same_number()
    return matching.in_order()


class _Matching:
    def __init__(self, before: Sequence[Unit], after: Sequence[Unit]) -> None:
        self.before, self.after = before, after
        self.found: dict[int, int] = {}
        """Index in `after` → index in `before`."""
        self.taken: set[int] = set()

    def _take(self, old: int, new: int) -> None:
        self.found[new] = old
        self.taken.add(old)

    def _left(self) -> tuple[list[int], list[int]]:
        old = [at for at in range(len(self.before)) if at not in self.taken]
        return old, [at for at in range(len(self.after)) if at not in self.found]

    def by_the_same_words(self) -> None:
        """First under the same id, then under any, where it is clear which."""
        places = {each.eid: at for at, each in enumerate(self.before)}
        for new, each in enumerate(self.after):
            old = places.get(each.eid)
            if old is not None and self.before[old].digest == each.digest and self.before[old].kind == each.kind:
                self._take(old, new)
        old_left, new_left = self._left()
        old_words, new_words = _by_words(self.before, old_left), _by_words(self.after, new_left)
        for words, new_places in new_words.items():
            old_places = old_words.get(words, [])
            if len(new_places) == len(old_places) == 1:
                self._take(old_places[0], new_places[0])

    def by_likeness(self, old_texts: Texts, new_texts: Texts) -> None:
        old_left, new_left = self._left()
        if not old_left or not new_left:
            return
        old_words = old_texts(self.before[at] for at in old_left)
        new_words = new_texts(self.after[at] for at in new_left)
        thin = sum(map(len, old_words.values())) + sum(map(len, new_words.values())) > _FEW_LETTERS
        old = {at: _shingles(old_words[self.before[at].place], thin) for at in old_left}
        new = {at: _shingles(new_words[self.after[at].place], thin) for at in new_left}
        for _score, old_at, new_at in sorted(self._alike(old, new), key=lambda each: (-each[0], each[1], each[2])):
            if old_at not in self.taken and new_at not in self.found:
                self._take(old_at, new_at)

    def _alike(self, old: dict[int, set[str]], new: dict[int, set[str]]) -> Iterable[tuple[float, int, int]]:
        holding = defaultdict(list)
        for at, shingles in new.items():
            for shingle in shingles:
                holding[shingle].append(at)
        same_id = {self.after[at].eid: at for at in new}
        for old_at, shingles in old.items():
            unit = self.before[old_at]
            common = Counter(at for each in shingles if len(holding[each]) <= _TOO_COMMON for at in holding[each])
            candidates = {at for at, _count in common.most_common(4)} | (
                {same_id[unit.eid]} if unit.eid in same_id else set()
            )
            for new_at in candidates:
                other = self.after[new_at]
                alike = _share(shingles, new[new_at])
                is_same_number = bool(unit.number) and unit.eid == other.eid
                least = ALIKE_WITH_THE_SAME_NUMBER if is_same_number else ALIKE
                if alike >= least and unit.kind == other.kind:
                    yield alike + (_FOR_THE_SAME_NUMBER if is_same_number else 0), old_at, new_at

    def by_the_same_number(self) -> None:
        """What was written anew from the first to the last word stays beside what stood under its number."""
        old_left, new_left = self._left()
        places = {self.before[at].eid: at for at in old_left}
        for new in new_left:
            unit = self.after[new]
            if (
                unit.eid in places
                and (unit.number or unit.kind in FRAMES)
                and self.before[places[unit.eid]].kind == unit.kind
            ):
                self._take(places[unit.eid], new)

    def in_order(self) -> list[Pair]:
        pairs: list[Pair] = []
        new_of = {old: new for new, old in self.found.items()}
        gone_behind: dict[int, list[Pair]] = defaultdict(list)
        behind = -1
        for old, unit in enumerate(self.before):
            if old in new_of:
                behind = new_of[old]
            else:
                gone_behind[behind].append(Pair(unit, None, Change.REMOVED))
        pairs += gone_behind[-1]
        for new, unit in enumerate(self.after):
            old_at = self.found.get(new)
            pairs.append(Pair(None, unit, Change.ADDED) if old_at is None else _pair(self.before[old_at], unit))
            pairs += gone_behind[new]
        return pairs


def _pair(before: Unit, after: Unit) -> Pair:
    is_same = before.digest == after.digest
    if before.number != after.number:
        return Pair(before, after, Change.MOVED if is_same else Change.MOVED_CHANGED)
    return Pair(before, after, Change.UNCHANGED if is_same else Change.CHANGED)


def _by_words(units: Sequence[Unit], places: Iterable[int]) -> dict[tuple[str, str], list[int]]:
    found = defaultdict(list)
    for at in places:
        found[units[at].kind, units[at].digest].append(at)
    return found


def _shingles(text: str, thin: bool) -> set[str]:
    text = text.translate(TO_PLAIN_DIGITS)[:_MOST_LETTERS]
    begins = range(max(len(text) - _SHINGLE + 1, 1))
    return {text[at : at + _SHINGLE] for at in begins if not thin or not text or ord(text[at]) % 5 == 0}


def likeness(first: str, second: str) -> float:
    """From 0 to 1: how much two texts have in common, as sections are compared."""
    return _share(_shingles(first, False), _shingles(second, False))


def _share(first: set[str], second: set[str]) -> float:
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else 0.0
