"""Which law of the register a consultation held elsewhere was about, as far as its title says so by itself."""

from __future__ import annotations

import re
from collections import defaultdict

from consultations.statutes.models import Law
from directory.digits import TO_PLAIN_DIGITS

_YEAR = re.compile(r"\s*พ\s*\.?\s*ศ\s*\.?\s*(\d{4})\s*$")
_YEAR_NEXT = re.compile(r"\s*พ\s*\.?\s*ศ\s*\.?\s*(\d{4})")
_FEWEST_LETTERS = 12
"""A title that is shorter stands in too many others."""
_THAI_LETTER = re.compile(r"[\u0e00-\u0e7f]")


class LawFinder:
    """Reads the titles of the register once."""

    def __init__(self) -> None:
        self._laws: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for pk, title in Law.objects.order_by("pk").values_list("pk", "title_th"):
            stem, year = _parts(title)
            if len(stem) >= _FEWEST_LETTERS:
                self._laws[stem].append((pk, year))
        self._longest_first = sorted(self._laws, key=len, reverse=True)

    def law_of(self, title: str) -> int | None:
        """The only one whose whole name stands in the title, the longest name first; another year is another law."""
        told = _plain(title)
        for stem in self._longest_first:
            at = told.find(stem)
            if at < 0:
                continue
            behind = told[at + len(stem) :]
            if _THAI_LETTER.match(behind) and not _YEAR_NEXT.match(behind):
                continue
            named = _YEAR_NEXT.match(behind)
            laws = [pk for pk, year in self._laws[stem] if named is None or named[1] == year]
            return laws[0] if len(laws) == 1 else None
        return None


def _parts(title: str) -> tuple[str, str]:
    """A title without its year, and the year."""
    told = _plain(title)
    year = _YEAR.search(told)
    return (told[: year.start()].strip(), year[1]) if year else (told, "")


def _plain(title: str) -> str:
    return " ".join(title.translate(TO_PLAIN_DIGITS).split())
