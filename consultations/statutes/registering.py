"""Putting a law into the register, and changing what its entry says."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from consultations.drafting import new_slug
from consultations.statutes.changes import Kind, check_keeps, lock_feed, lock_own, record
from consultations.statutes.models import Law, LawKind
from directory.models import Agency, User
from records.chores import wake


@dataclass(frozen=True)
class Entry:
    """What the register says of a law, without its text."""

    kind: str
    title_th: str
    source: str
    title_en: str = ""
    short_th: str = ""
    short_en: str = ""
    gazette: str = ""
    gazette_on: date | None = None
    in_force_since: date | None = None
    in_force_until: date | None = None
    link: str = ""


FIELDS = tuple(each.name for each in fields(Entry))


def entry_of(law: Law) -> Entry:
    return Entry(**{name: getattr(law, name) for name in FIELDS})


@transaction.atomic
def register_law(entry: Entry, *, agency: Agency, by: User) -> Law:
    """Put a law into the register of its agency; everybody reads it at once. The same once more is the one that is there.

    Raises ValidationError: not_your_agency, law_known (another entry has this title), and those of `check_entry`.
    """
    check_keeps(agency.pk, by)
    entry = _tidied(entry)
    check_entry(entry)
    lock_feed()
    known = Law.objects.filter(agency=agency, title_th=entry.title_th).first()
    if known is not None:
        if entry_of(known) == entry:
            return known
        raise law_known()
    law = Law.objects.create(slug=new_slug(), agency=agency, **asdict(entry))
    record(law, Kind.REGISTERED, by=by)
    wake("index_laws")
    return law


@transaction.atomic
def describe_law(law: Law, entry: Entry, *, by: User, seen: int | None = None) -> Law:
    """Change what the entry says; the same once more is done already.

    seen: how many changes its writer had read; None overwrites whatever stands there.
    Raises ValidationError: not_your_agency, law_known, law_moved_on, and those of `check_entry`.
    """
    entry = _tidied(entry)
    check_entry(entry)
    law = lock_own(law, by)
    before = entry_of(law)
    if before == entry:
        return law
    if seen is not None and seen != law.change_count:
        raise moved_on()
    if Law.objects.filter(agency_id=law.agency_id, title_th=entry.title_th).exclude(pk=law.pk).exists():
        raise law_known()
    changed = [name for name in FIELDS if getattr(before, name) != getattr(entry, name)]
    for name in changed:
        setattr(law, name, getattr(entry, name))
    law.cut_by = 0
    law.save(update_fields=[*changed, "cut_by"])
    record(law, Kind.DESCRIBED, by=by, facts={"changed": changed})
    wake("index_laws")
    return law


def check_entry(entry: Entry) -> None:
    """Raises ValidationError: title_missing, source_missing, ends_before_it_began, link_is_no_page."""
    LawKind(entry.kind)
    if not entry.title_th:
        raise ValidationError(_("Write a title in Thai."), code="title_missing")
    if not entry.source:
        raise ValidationError(_("Say where this entry comes from."), code="source_missing")
    since, until = entry.in_force_since, entry.in_force_until
    if until and (since is None or until < since):
        raise ValidationError(_("The last day in force must not be before the first one."), code="ends_before_it_began")
    if entry.link and not entry.link.startswith("https://"):
        raise ValidationError(_("The page of the source must begin with https://."), code="link_is_no_page")


def law_known() -> ValidationError:
    return ValidationError(
        _("The register of this agency has a law of this title already. Change that entry."), code="law_known"
    )


def moved_on() -> ValidationError:
    return ValidationError(
        _("A colleague changed this law while you wrote. Look at it again before you save."), code="law_moved_on"
    )


def _tidied(entry: Entry) -> Entry:
    words = {name: without_invisible(value) for name, value in asdict(entry).items() if isinstance(value, str)}
    return replace(entry, **words)  # type: ignore[arg-type]
