"""Two kept versions side by side: which sections changed, and the words that differ in those that a page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consultations.laws.comparing import Change, Pair, Unit, compare, lines_of
from consultations.laws.models import Provision, Version
from consultations.laws.structure import RANKS
from consultations.laws.texts import by_unit, outline_of
from consultations.laws.word_diff import Difference, word_diff

A_PAGE = 25
_MOST_KEPT = 16
_kept: dict[tuple[str, str], list[Pair]] = {}


@dataclass(frozen=True)
class Side:
    """What one version says of a section; name: its label and heading there. comments: as Section has them."""

    eid: str
    name: str
    comments: int | None = None


@dataclass(frozen=True)
class Shown:
    """One section on both sides, with the words that differ marked."""

    change: Change
    before: Side | None
    after: Side | None
    words: Difference
    is_group: bool

    @property
    def name(self) -> str:
        names = dict.fromkeys(each.name for each in (self.before, self.after) if each and each.name)
        return " → ".join(names)


@dataclass(frozen=True)
class ComparisonPage:
    """counts: how many sections of each change, headings among them."""

    shown: list[Shown]
    counts: list[tuple[Change, int]]
    differing: int
    page: int
    pages: int


def comparison_page(before: Version, after: Version, *, only_changed: bool, page: int = 1) -> ComparisonPage:
    """One page of the comparison. A fixed number of statements; the words are cut of what is shown alone."""
    pairs = pairs_of(before, after)
    counted = Counter(pair.change for pair in pairs)
    differing = [pair for pair in pairs if pair.change != Change.UNCHANGED]
    wanted = differing if only_changed else pairs
    pages = max(-(-len(wanted) // A_PAGE), 1)
    page = min(max(page, 1), pages)
    here = wanted[(page - 1) * A_PAGE : page * A_PAGE]
    old = rows_of_units(before, [pair.before for pair in here if pair.before])
    new = rows_of_units(after, [pair.after for pair in here if pair.after])
    shown = [_shown(pair, old, new) for pair in here]
    return ComparisonPage(
        shown, [(each, counted[each]) for each in Change if counted[each]], len(differing), page, pages
    )


def pairs_of(before: Version, after: Version) -> list[Pair]:
    """Which section of one is which of the other. Kept for a while in this process: what two texts say never changes."""
    key = before.digest, after.digest
    pairs = _kept.get(key)
    if pairs is None:
        texts = (lambda units: _words(before, units), lambda units: _words(after, units))
        pairs = compare(outline_of(before), outline_of(after), texts=texts)
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = pairs
    return pairs


def _words(version: Version, units: Iterable[Unit]) -> Mapping[int, str]:
    return {place: "\n".join(lines_of(rows, 0)) for place, rows in rows_of_units(version, list(units)).items()}


def rows_of_units(version: Version, units: Sequence[Unit]) -> dict[int, list[Provision]]:
    """All that stands in some units, by their places. Two statements."""
    if not units:
        return {}
    all_places = list(version.provisions.exclude(digest="").values_list("place", flat=True))
    ends = dict(zip(all_places, [*all_places[1:], version.parts], strict=True))
    wanted = sorted(each.place for each in units)
    inside = [place for begin in wanted for place in range(begin, ends[begin])]
    rows = version.provisions.filter(place__in=inside)
    return dict(zip(wanted, by_unit(rows, wanted), strict=True))


def _shown(pair: Pair, old: dict[int, list[Provision]], new: dict[int, list[Provision]]) -> Shown:
    before = old[pair.before.place] if pair.before else []
    after = new[pair.after.place] if pair.after else []
    words = word_diff(tuple(_lines(before)), tuple(_lines(after)))
    kind = (pair.after or pair.before or _NOTHING).kind
    return Shown(pair.change, _side(before), _side(after), words, kind in RANKS)


_NOTHING = Unit("", "", "", "", 0)


def _lines(rows: list[Provision]) -> list[str]:
    return lines_of(rows, 0) if rows else []


def _side(rows: list[Provision]) -> Side | None:
    if not rows:
        return None
    unit = rows[0]
    is_named_by_words = unit.kind in RANKS
    name = " ".join(part for part in (unit.label, "" if is_named_by_words and unit.label else unit.heading) if part)
    return Side(unit.eid, name or str(unit.get_kind_display()))
