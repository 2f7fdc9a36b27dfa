"""The texts of a consultation one below the other, for whoever decides or comments on all of it."""

from __future__ import annotations

from dataclasses import dataclass

from consultations.laws.models import Document, DocumentQuerySet, Provision, Version
from consultations.laws.structure import RANKS

SHOWN = 200
"""Parts of each text; a longer one goes on at its own page."""


@dataclass(frozen=True)
class Opened:
    """A document with the beginning of its newest text, which most are whole."""

    document: Document
    version: Version
    parts: list[Provision]

    @property
    def goes_on(self) -> bool:
        return self.version.parts > len(self.parts)


def open_texts(documents: DocumentQuerySet) -> list[Opened]:
    """Those that have a text, in three statements however many they are."""
    found = {each.pk: each for each in documents.to_read()}
    standing = Version.objects.standing().filter(document__in=found).order_by("number").select_related("pdf")
    newest = {each.document_id: each for each in standing}
    parts: dict[int, list[Provision]] = {each.pk: [] for each in newest.values()}
    for part in Provision.objects.filter(version__in=parts, place__lt=SHOWN).order_by("version", "place"):
        part.is_group = part.kind in RANKS  # type: ignore[attr-defined]
        parts[part.version_id].append(part)
    return [Opened(found[pk], version, parts[version.pk]) for pk, version in sorted(newest.items())]
