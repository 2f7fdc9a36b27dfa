"""The papers of a consultation in a trial run of it: the newest text of each, without the earlier ones."""

from __future__ import annotations

from consultations.laws.models import Document, Provision, Version
from consultations.models import Consultation
from directory.models import User

_AT_ONCE = 2_000
_TOLD = ("place", "depth", "eid", "kind", "label", "number", "heading", "text", "digest")


def copy_documents(earlier: Consultation, to: Consultation, *, by: User) -> None:
    """Numbers and ids of the parts stay, so that links into the text hold. Within the act that begins it."""
    for document in Document.objects.filter(consultation=earlier).order_by("n"):
        newest = document.versions.standing().last()
        told = {name: getattr(document, name) for name in ("n", "kind", "title_th", "title_en")}
        copy = Document.objects.create(consultation=to, kept=1 if newest else 0, **told)
        if newest is not None:
            _copy_version(newest, copy, by=by)


def _copy_version(newest: Version, to: Document, *, by: User) -> None:
    told = {name: getattr(newest, name) for name in ("number", "parts", "digest", "pdf")}
    version = Version.objects.create(document=to, by=by, **told)
    rows = list(newest.provisions.order_by("place"))
    copies = {row.pk: Provision(version=version, **{name: getattr(row, name) for name in _TOLD}) for row in rows}
    # Level by level: what a part stands in has its key before it.
    for depth in sorted({row.depth for row in rows}):
        level = [row for row in rows if row.depth == depth]
        for row in level:
            copies[row.pk].above = copies[row.above_id] if row.above_id else None
        Provision.objects.bulk_create([copies[row.pk] for row in level], batch_size=_AT_ONCE)
