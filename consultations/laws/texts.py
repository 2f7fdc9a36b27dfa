"""Reading a version: its contents, and one page of its sections. A long law is read in pages, so that none grows with it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from consultations.laws.comparing import Unit
from consultations.laws.models import PartOfText, Version
from consultations.laws.structure import RANKS

Part = TypeVar("Part", bound=PartOfText)
A_PAGE = 80
"""Sections and headings on one page."""
MOST_LISTED = 240
"""Of a text with more, the contents list the chapters, and the sections of the page that is open."""
_DEEPEST_HEADING = 6


class Kept(Protocol):
    """A text that is kept: a version of a document, a wording of a law. provisions: its parts, as PartOfText has them."""

    provisions: Any


@dataclass(frozen=True)
class Entry:
    """A line of the contents. page: from 1."""

    eid: str
    name: str
    is_group: bool
    depth: int
    page: int


class _Line(NamedTuple):
    place: int
    eid: str
    kind: str
    label: str
    heading: str
    depth: int


@dataclass(frozen=True)
class Section:
    """What is read under one heading. level: of the heading in the page, from 2. comments: how many; None where none are taken."""

    unit: PartOfText
    parts: list[PartOfText]
    level: int
    comments: int | None = None

    @property
    def is_group(self) -> bool:
        return self.unit.kind in RANKS

    @property
    def is_bare(self) -> bool:
        """A paragraph that stands in no section: it has no heading to link to."""
        return not (self.unit.label or self.unit.heading or self.parts)


@dataclass(frozen=True)
class TextPage:
    contents: list[Entry]
    sections: list[Section]
    page: int
    pages: int
    is_missing: bool
    """The section that was asked for is not in this version."""


def text_page(version: Kept, *, page: int = 1, eid: str = "") -> TextPage:
    """One page of a version; the one with this section, where it is named. Two statements, however long the text."""
    rows = version.provisions.exclude(digest="")
    outline = [_Line(*row) for row in rows.values_list("place", "eid", "kind", "label", "heading", "depth")]
    places = {each.eid: at for at, each in enumerate(outline)}
    wanted = _unit_of(eid, places)
    pages = max(-(-len(outline) // A_PAGE), 1)
    page = wanted // A_PAGE + 1 if wanted is not None else min(max(page, 1), pages)
    shown = outline[(page - 1) * A_PAGE : page * A_PAGE]
    is_short = len(outline) <= MOST_LISTED
    contents = [
        Entry(each.eid, _name(each.label, each.heading), each.kind in RANKS, min(each.depth, 4), at // A_PAGE + 1)
        for at, each in enumerate(outline)
        if (each.label or each.heading) and (is_short or each.kind in RANKS or at // A_PAGE + 1 == page)
    ]
    sections = _sections(version, [each.place for each in shown], _end(outline, page)) if shown else []
    return TextPage(contents, sections, page, pages, is_missing=bool(eid) and wanted is None)


def _unit_of(eid: str, places: dict[str, int]) -> int | None:
    """Where the section stands that this is or is in: `sec_7__para_2` is in `sec_7`."""
    while eid:
        if eid in places:
            return places[eid]
        eid = eid.rpartition("__")[0]
    return None


def _end(outline: Sequence[_Line], page: int) -> int | None:
    return outline[page * A_PAGE].place if len(outline) > page * A_PAGE else None


def _sections(version: Kept, places: list[int], end: int | None) -> list[Section]:
    rows = version.provisions.filter(place__gte=places[0])
    if end is not None:
        rows = rows.filter(place__lt=end)
    return [Section(unit[0], unit[1:], min(unit[0].depth + 2, _DEEPEST_HEADING)) for unit in by_unit(rows, places)]


def by_unit(rows: Iterable[Part], places: Sequence[int]) -> Iterator[list[Part]]:
    """Rows in their order, parted where a unit begins. places: of the units, sorted; the rows begin with the first."""
    found: list[list[Part]] = [[] for _place in places]
    for row in rows:
        found[bisect_right(places, row.place) - 1].append(row)
    yield from found


def _name(label: str, heading: str) -> str:
    return " ".join(part for part in (label, heading) if part)


def outline_of(version: Version) -> list[Unit]:
    """What of a version is compared."""
    rows = version.provisions.exclude(digest="").values_list("eid", "kind", "number", "digest", "place")
    return [Unit(*row) for row in rows]
