"""What became of commented words in a later version: pure functions over the rows of both, bounded in time.

The section is the one that `laws.comparing` pairs; in it the words are sought as they were, then as they are alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from consultations.comments.anchors import Anchor, place_of
from consultations.comments.models import Mark, Scope
from consultations.laws.comparing import ALIKE, ALIKE_WITH_THE_SAME_NUMBER, Change, Pair, likeness, lines_of
from consultations.laws.models import Provision
from directory.digits import TO_PLAIN_DIGITS
from ml.thai_text import pieces

NOTHING_LEFT = 0.15
"""Below this likeness a section that only has its number in common says something else: nothing is left of the words."""
LONG_ENOUGH = 15
"""Letters of words that are known again wherever they stand; shorter ones only where what stands around is alike."""
_MOST_WORDS = 2_000
"""Of both paragraphs that are laid beside each other; of longer ones the whole new paragraph is told."""
_MOST_PARTS = 4
"""Into which a paragraph is found split."""


@dataclass(frozen=True)
class Followed:
    """Where commented words stand in the later version, as consultations.comments.models.Place keeps it."""

    mark: Mark
    unit: str = ""
    part: str = ""
    words: str = ""


class Following:
    """One version followed into a later one. old, new: all rows of both; pairs: of their sections."""

    def __init__(self, old: Sequence[Provision], new: Sequence[Provision], pairs: Iterable[Pair]) -> None:
        self.old, self.new = _by_unit(old), _by_unit(new)
        self.unit_of = {row.eid: unit for unit, rows in self.new.items() for row in rows}
        self.pairs = {pair.before.eid: pair for pair in pairs if pair.before}

    def follow(self, anchor: Anchor) -> Followed:
        pair = self.pairs.get(anchor.unit)
        after = pair.after.eid if pair and pair.after else ""
        if pair is None or (after and self._is_another(anchor.unit, after, pair.change)):
            after = ""
        if anchor.scope == Scope.SECTION:
            return _section(pair, after) if pair and after else Followed(Mark.ORPHANED)
        paragraph = next((row for row in self.old.get(anchor.unit, []) if row.eid == anchor.part), None)
        if paragraph is None:
            return Followed(Mark.ORPHANED, after)
        rows = [row for row in self.new.get(after, []) if row.text]
        if anchor.scope == Scope.PARAGRAPH:
            found = self._paragraph(anchor, paragraph, rows) or self._anywhere(paragraph.text)
        else:
            found = self._words(anchor, paragraph, rows) or self._anywhere(anchor.words, is_part=True)
            found = found or self._other_words(anchor, paragraph, rows)
        return found or Followed(Mark.ORPHANED, after)

    def _is_another(self, before: str, after: str, change: Change) -> bool:
        """Whether two sections share nothing but their number."""
        if change not in {Change.CHANGED, Change.MOVED_CHANGED}:
            return False
        texts = ["\n".join(lines_of(rows, 0)) for rows in (self.old[before], self.new[after])]
        return likeness(*texts) < NOTHING_LEFT

    def _paragraph(self, anchor: Anchor, paragraph: Provision, rows: Sequence[Provision]) -> Followed | None:
        """The same paragraph, one split into several, or the one that is most alike."""
        same = [row for row in rows if _plain(row.text) == _plain(paragraph.text)]
        if same:
            best = max(same, key=lambda row: self._is_same_place(anchor, row))
            return self._found(anchor, best)
        if split := _split(paragraph.text, rows):
            return Followed(Mark.MOVED, self.unit_of[split[0].eid], split[0].eid, "\n".join(row.text for row in split))
        alike = self._most_alike(anchor, paragraph, rows)
        return Followed(Mark.CHANGED, self.unit_of[alike.eid], alike.eid) if alike else None

    def _most_alike(self, anchor: Anchor, paragraph: Provision, rows: Sequence[Provision]) -> Provision | None:
        """Of the paragraphs that stood there before none is taken for another one."""
        others = {_plain(row.text) for row in self.old[anchor.unit] if row.eid != paragraph.eid}
        told = [
            (likeness(paragraph.text, row.text), self._is_same_place(anchor, row), -at, row)
            for at, row in enumerate(rows)
            if _plain(row.text) not in others
        ]
        enough = [each for each in told if each[0] >= (ALIKE_WITH_THE_SAME_NUMBER if each[1] else ALIKE)]
        return max(enough)[3] if enough else None

    def _other_words(self, anchor: Anchor, paragraph: Provision, rows: Sequence[Provision]) -> Followed | None:
        """What stands in the place of the words now, between what stood around them."""
        alike = next((row for row in rows if _plain(row.text) == _plain(paragraph.text)), None)
        alike = alike or self._most_alike(anchor, paragraph, rows)
        words = _in_place_of(anchor.words, paragraph.text, alike.text) if alike else ""
        return Followed(Mark.CHANGED, self.unit_of[alike.eid], alike.eid, words) if alike and words else None

    def _anywhere(self, text: str, *, is_part: bool = False) -> Followed | None:
        """The same words in another section, where it is clear in which."""
        if len(text) < LONG_ENOUGH:
            return None
        if not is_part:
            found = self._paragraphs.get(_plain(text), [])
        else:
            wanted = _plain(text)
            found = [row for words, rows in self._paragraphs.items() if wanted in words for row in rows]
        if len(found) != 1:
            return None
        words = _as_written(text, found[0].text) if is_part else ""
        return Followed(Mark.MOVED, self.unit_of[found[0].eid], found[0].eid, words)

    @cached_property
    def _paragraphs(self) -> dict[str, list[Provision]]:
        told = defaultdict(list)
        for rows in self.new.values():
            for row in rows:
                if row.text:
                    told[_plain(row.text)].append(row)
        return told

    def _words(self, anchor: Anchor, paragraph: Provision, rows: Sequence[Provision]) -> Followed | None:
        """The same words, in the paragraph that is most alike."""
        told = [
            (likeness(paragraph.text, row.text), self._is_same_place(anchor, row), -at, row)
            for at, row in enumerate(rows)
            if place_of(anchor.words, row.text)
        ]
        if not told:
            return None
        alike, is_same_place, _at, row = max(told)
        if alike < (NOTHING_LEFT if is_same_place else ALIKE) and len(anchor.words) < LONG_ENOUGH:
            return None
        return self._found(anchor, row, _as_written(anchor.words, row.text))

    def _found(self, anchor: Anchor, row: Provision, words: str = "") -> Followed:
        mark = Mark.UNCHANGED if row.eid == anchor.part else Mark.MOVED
        return Followed(mark, self.unit_of[row.eid], row.eid, words)

    def _is_same_place(self, anchor: Anchor, row: Provision) -> bool:
        """Whether it is the same paragraph of its section, whatever number that has."""
        return row.eid.removeprefix(self.unit_of[row.eid]) == anchor.part.removeprefix(anchor.unit)


def _section(pair: Pair, after: str) -> Followed:
    marks = {Change.UNCHANGED: Mark.UNCHANGED, Change.MOVED: Mark.MOVED}
    return Followed(marks.get(pair.change, Mark.CHANGED), after)


def _in_place_of(words: str, before: str, after: str) -> str:
    """What of `after` stands where these words of `before` stood; "" where nothing does."""
    place = place_of(words, before)
    old, new = pieces(before), pieces(after)
    if place is None:
        return ""
    if len(old) + len(new) > _MOST_WORDS:
        return after
    first = _at_letter(old, place.start())
    last = _at_letter(old, place.end() - 1) + 1
    old_keys, new_keys = ([piece.translate(TO_PLAIN_DIGITS) for piece in side] for side in (old, new))
    blocks = SequenceMatcher(None, old_keys, new_keys, autojunk=False).get_opcodes()
    begin = next((c + max(first - a, 0) * (tag == "equal") for tag, a, b, c, _d in blocks if first < b), len(new))
    end = next((d - (b - last) * (tag == "equal") for tag, _a, b, _c, d in blocks if last <= b), len(new))
    return "".join(new[begin:end]).strip()


def _at_letter(tokens: Sequence[str], letter: int) -> int:
    """In which of the words of a text this letter stands."""
    passed = 0
    for at, token in enumerate(tokens):
        passed += len(token)
        if letter < passed:
            return at
    return max(len(tokens) - 1, 0)


def _split(text: str, rows: Sequence[Provision]) -> list[Provision]:
    """Paragraphs one after the other that together say this; none where there are none."""
    wanted = _joined(text)
    for begin in range(len(rows)):
        together = ""
        for end in range(begin, min(begin + _MOST_PARTS, len(rows))):
            together += _joined(rows[end].text)
            if together == wanted and end > begin:
                return list(rows[begin : end + 1])
            if not wanted.startswith(together):
                break
    return []


def _by_unit(rows: Iterable[Provision]) -> dict[str, list[Provision]]:
    """What stands in each section, the section first."""
    told: dict[str, list[Provision]] = {}
    unit = ""
    for row in rows:
        if row.digest:
            unit = row.eid
        told.setdefault(unit, []).append(row)
    return told


def _plain(text: str) -> str:
    return " ".join(text.translate(TO_PLAIN_DIGITS).split())


def _joined(text: str) -> str:
    return "".join(text.translate(TO_PLAIN_DIGITS).split())


def _as_written(words: str, text: str) -> str:
    found = place_of(words, text)
    return text[found.start() : found.end()] if found else words
