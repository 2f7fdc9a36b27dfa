"""To which sections and paragraphs a form can say something, as a list to choose from: the contents of the texts that take comments."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import takewhile

from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.comments.models import Commenting, Scope
from consultations.laws.models import Document, Provision, ProvisionKind, Version
from consultations.laws.structure import RANKS
from consultations.models import Consultation
from directory.thai_dates import show_date

MOST_LISTED = 600
"""Sections and paragraphs of all texts together; where there are more, paragraphs are left out of the list."""
_SHOWN_LETTERS = 60
Where = tuple[int, int, str, str]
"""Numbers of the document and of its version, id of the section, id of the paragraph or ""."""
Group = tuple[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Sections:
    """groups: for a `<select>`, chapter by chapter. where: what each choice means."""

    groups: list[Group] = field(default_factory=list)
    where: dict[str, Where] = field(default_factory=dict)


def sections_of(consultation: Consultation, *, on: date, keeps: Collection[Where] = ()) -> Sections:
    """on: the day of the paper; the text that stood then comes first. keeps: paragraphs that are listed whatever there is."""
    commenting = Commenting.objects.filter(pk=consultation.pk).first()
    documents = list(commenting.texts()) if commenting else []
    versions = [(document, version) for document in documents for version in _versions(document, on)]
    rows: dict[int, list[Provision]] = {version.pk: [] for _document, version in versions}
    for row in Provision.objects.filter(version__in=rows).order_by("version", "place"):
        rows[row.version_id].append(row)
    is_short = sum(bool(row.digest or row.text) for some in rows.values() for row in some) <= MOST_LISTED
    found = Sections()
    for document, version in versions:
        title = _title(document, version, is_only=len(versions) == 1)
        for group, where, name, is_one_of_several in _lines(rows[version.pk], (document.n, version.number)):
            if not where[3] or (is_short and is_one_of_several) or where in keeps:
                _list(found, " · ".join(part for part in (title, group) if part), where, name)
    return found


def key_of(where: Where) -> str:
    document, version, unit, part = where
    return f"{document}:{version}:{unit}:{part}"


def _versions(document: Document, on: date) -> list[Version]:
    """The one that stood on that day, those before it, and those that came later."""
    known = list(document.versions.standing().filter(parts__gt=0).order_by("-number"))
    return sorted(known, key=lambda each: _day(each.kept_at) > on)


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def _title(document: Document, version: Version, *, is_only: bool) -> str:
    if is_only:
        return ""
    told = _("%(title)s, version %(number)s of %(day)s")
    return told % {"title": document.title, "number": version.number, "day": show_date(version.kept_at)}


def _lines(rows: list[Provision], text: tuple[int, int]) -> Iterator[tuple[str, Where, str, bool]]:
    """(chapter, where, name, whether there are several) of each section, and of each of its paragraphs."""
    group = ""
    for at, row in enumerate(rows):
        if not row.digest:
            continue
        if row.kind in RANKS:
            group = _joined(row.label, row.heading)
            continue
        inside = [row, *takewhile(lambda each: not each.digest, rows[at + 1 :])]
        paragraphs = [each for each in inside if each.text]
        has_several = len(paragraphs) > 1
        name = _joined(row.label, row.heading) or str(ProvisionKind(row.kind).label)
        whole = (
            f"{name}: {Scope.SECTION.label}"
            if has_several
            else _cut(_joined(f"{name}:", *(p.text for p in paragraphs)))
        )
        yield group, (*text, row.eid, ""), whole, has_several
        for each in paragraphs:
            label = each.label if each.eid != row.eid else ""
            yield group, (*text, row.eid, each.eid), _cut(f"{name} · {_joined(label, each.text)}"), has_several


def _list(found: Sections, group: str, where: Where, name: str) -> None:
    key = key_of(where)
    if not found.groups or found.groups[-1][0] != group:
        found.groups.append((group, []))
    found.groups[-1][1].append((key, name))
    found.where[key] = where


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _cut(told: str) -> str:
    return told if len(told) <= _SHOWN_LETTERS else f"{told[:_SHOWN_LETTERS]}…"
