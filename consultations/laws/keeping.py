"""Writing the parts of a text that was read into rows, whatever table keeps them."""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from consultations.laws.comparing import digest_of, lines_of, unit_places
from consultations.laws.models import PartOfText
from consultations.laws.structure import Provision as Part

Row = TypeVar("Row", bound=PartOfText)
_AT_ONCE = 2_000


def digest_of_text(parts: list[Part], also: str = "") -> str:
    """The same words in the same places have the same one. also: what else is kept beside them, such as the digest of a PDF."""
    words = [f"{part.eid}\t{part.label}\t{part.heading}\t{part.text}" for part in parts]
    return hashlib.sha256("\n".join([*words, also]).encode()).hexdigest()[:32]


def write_parts(parts: list[Part], model: type[Row], **of: Any) -> None:
    """Keep all parts of a text as rows of this table. of: the text they belong to."""
    digests = {place: digest_of(lines_of(parts, place)) for place in unit_places(parts)}
    rows: list[Row] = []
    for place, part in enumerate(parts):
        above = rows[part.parent] if part.parent is not None else None
        named: dict[str, Any] = {
            name: getattr(part, name) for name in ("depth", "eid", "kind", "label", "number", "heading", "text")
        }
        rows.append(model(place=place, above=above, digest=digests.get(place, ""), **named, **of))
    # Level by level: what a part stands in has its key before it.
    for depth in range(max((row.depth for row in rows), default=-1) + 1):
        model._default_manager.bulk_create([row for row in rows if row.depth == depth], batch_size=_AT_ONCE)
