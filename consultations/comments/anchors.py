"""What of a text somebody comments on: a section, one of its paragraphs, or words that stand in one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from consultations.comments.models import WORDS_MAX_LETTERS, Scope
from consultations.laws.models import Provision, Version
from consultations.laws.structure import RANKS
from directory.digits import TO_PLAIN_DIGITS


@dataclass(frozen=True)
class Anchor:
    """unit: id of the section; part: of the paragraph, "" for the whole section; words: as they stand in it, "" for all of it."""

    unit: str
    part: str = ""
    words: str = ""

    @property
    def scope(self) -> Scope:
        return Scope.WORDS if self.words else Scope.PARAGRAPH if self.part else Scope.SECTION


def rows_of_unit(version: Version, unit: str) -> list[Provision]:
    """A section with all that stands in it, in the order of the text; none where the version has no such section."""
    rows = list(version.provisions.filter(in_units([(version.pk, unit)])))
    is_section = bool(rows) and rows[0].digest != "" and rows[0].kind not in RANKS
    return rows if is_section else []


def in_units(units: Iterable[tuple[int, str]]) -> Q:
    """The rows of some sections. units: of which version, and the id: ids of what stands in a section begin with its own."""
    wanted = Q(pk__in=[])
    for version, unit in units:
        wanted |= Q(version=version, eid=unit) | Q(version=version, eid__startswith=f"{unit}__")
    return wanted


def anchor_in(rows: list[Provision], *, part: str = "", words: str = "") -> Anchor:
    """What somebody chose of a section. rows: of it; words: as they were selected or copied.

    Words are found in another paragraph too, where the chosen one does not hold them.
    Raises ValidationError: paragraph_missing, words_too_long, words_missing.
    """
    unit = rows[0].eid
    own = {row.eid: row for row in rows if row.text}
    if part and part not in own:
        raise ValidationError(_("Choose the paragraph once more."), code="paragraph_missing")
    words = without_invisible(words)
    if not words:
        return Anchor(unit, part)
    if len(words) > WORDS_MAX_LETTERS:
        raise ValidationError(
            _("These are more than %(most)s letters. Choose the paragraph instead."),
            code="words_too_long",
            params={"most": WORDS_MAX_LETTERS},
        )
    first = [own[part]] if part else []
    for row in [*first, *own.values()]:
        if (at := place_of(words, row.text)) is not None:
            return Anchor(unit, row.eid, row.text[at.start() : at.end()])
    raise ValidationError(
        _("These words do not stand in one paragraph of this section. Copy them as they are written there."),
        code="words_missing",
    )


def place_of(words: str, text: str) -> re.Match[str] | None:
    """Where words stand in a text, whichever digits and however many spaces they are written with; the first time."""
    pieces = [re.escape(piece) for piece in words.translate(TO_PLAIN_DIGITS).split()]
    return re.search(r"\s+".join(pieces), text.translate(TO_PLAIN_DIGITS)) if pieces else None
