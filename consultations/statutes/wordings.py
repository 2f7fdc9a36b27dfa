"""Giving a law its text: a look at what was read, then one press that keeps it as the wording from one day on.

What a wording says never changes. A text for a day that has one already is a correction: it needs a reason, and takes its place.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.intake import without_invisible
from consultations.laws.importing import read_file, read_text
from consultations.laws.keeping import digest_of_text, write_parts
from consultations.laws.structure import LawText, as_told, from_told
from consultations.statutes.changes import Kind, check_keeps, lock_own, record
from consultations.statutes.models import Law, LawProvision, LawReading, LawWords, Wording
from directory.models import User
from records.chores import Chore, wake

KEPT_FOR = timedelta(hours=23)
REASON_MAX_LETTERS = 2000


@dataclass(frozen=True)
class Since:
    """From which day a text holds, and by what. amended_by: the amending law; "" of the law as it was first made."""

    from_on: date
    source: str
    amended_by: str = ""
    gazette: str = ""
    gazette_on: date | None = None
    why_corrected: str = ""


def read_law(*, pasted: str = "", file: bytes = b"") -> LawText:
    """Raises ValidationError: nothing_to_read, and those of `importing.read_file`."""
    if not (pasted.strip() or file):
        raise ValidationError(_("Paste the text, or choose a file."), code="nothing_to_read")
    return read_file(file) if file else read_text(pasted)


def look_at_law(law: Law, text: LawText, since: Since, *, by: User) -> LawReading:
    """Keep what was read for the look at it; no wording is made yet.

    Raises ValidationError: not_your_agency, source_missing, before_the_law, note_too_long.
    """
    check_keeps(law.agency_id, by)
    _check(law, since)
    return LawReading.objects.create(public_id=uuid.uuid4(), law=law, by=by, told=as_told(text), **vars(since))


def since_of(reading: LawReading) -> Since:
    return Since(
        reading.from_on,
        reading.source,
        reading.amended_by,
        reading.gazette,
        reading.gazette_on,
        reading.why_corrected,
    )


def law_text_of(reading: LawReading) -> LawText:
    return from_told(reading.told) if reading.told else LawText()


@transaction.atomic
def keep_reading(reading: LawReading, *, seen: int, by: User) -> Wording:
    """Make a wording of what was looked at; twice is once.

    seen: how many changes the law had when its keeper looked.
    Raises ValidationError: reading_is_gone, and those of `keep_wording`.
    """
    law = lock_own(reading.law, by)
    kept = LawReading.objects.select_for_update(of=("self",)).filter(pk=reading.pk).first()
    if kept is None or (kept.kept_as is None and kept.at < timezone.now() - KEPT_FOR):
        raise ValidationError(_("This look is a day old. Put the text in once more."), code="reading_is_gone")
    if kept.kept_as is not None:
        return kept.kept_as
    if law.change_count != seen:
        raise ValidationError(
            _("This law was changed after you looked. Look again before you keep the text."), code="law_moved_on"
        )
    kept.kept_as, _is_new = keep_wording(law, law_text_of(kept), since_of(kept), by=by)
    already = LawReading.objects.filter(kept_as=kept.kept_as).exclude(pk=kept.pk).exists()
    if already:  # the same text was kept by another look: this one led to nothing new
        wording, kept.kept_as = kept.kept_as, None
        kept.delete()
        return wording
    kept.told = {}
    kept.save(update_fields=["kept_as", "told"])
    return kept.kept_as


@transaction.atomic
def keep_wording(law: Law, text: LawText, since: Since, *, by: User) -> tuple[Wording, bool]:
    """Keep a text as the wording from its day on, and whether it is a new one: the text that stands there changes nothing.

    Raises ValidationError: not_your_agency, text_empty, source_missing, before_the_law, note_missing (a correction needs its
    reason), note_too_long.
    """
    law = lock_own(law, by)
    _check(law, since)
    if not text.provisions:
        raise ValidationError(_("There are no words in it. Paste the text or choose another file."), code="text_empty")
    digest = digest_of_text(text.provisions)
    standing = law.wordings.standing().filter(from_on=since.from_on).first()
    if standing is not None and standing.digest == digest:
        return standing, False
    why = check_note(since.why_corrected, needed=standing is not None, most=REASON_MAX_LETTERS)
    if standing is not None:
        Wording.objects.filter(pk=standing.pk).update(replaced_at=timezone.now())
        LawWords.objects.filter(wording=standing).delete()
    told = {name: without_invisible(getattr(since, name)) for name in ("source", "amended_by", "gazette")}
    wording = Wording.objects.create(
        law=law,
        from_on=since.from_on,
        gazette_on=since.gazette_on,
        why_corrected=why if standing is not None else "",
        parts=len(text.provisions),
        digest=digest,
        by=by,
        **told,
    )
    write_parts(text.provisions, LawProvision, version=wording)
    kind = Kind.WORDED if standing is None else Kind.CORRECTED
    record(law, kind, by=by, facts={"from": since.from_on.isoformat()})
    wake("index_laws")
    return wording, True


def _check(law: Law, since: Since) -> None:
    check_note(since.why_corrected, needed=False, most=REASON_MAX_LETTERS)
    if not since.source.strip():
        raise ValidationError(_("Say where this text comes from."), code="source_missing")
    if law.in_force_since and since.from_on < law.in_force_since:
        raise ValidationError(
            _("This day is before the law came into force. Correct the day here or in the entry."),
            code="before_the_law",
        )


def _forget_readings(batch: int = 100) -> int:
    """Looks that led to nothing are gone after a day."""
    old = LawReading.objects.filter(kept_as__isnull=True, at__lt=timezone.now() - KEPT_FOR)
    return LawReading.objects.filter(pk__in=old.values("pk")[:batch]).delete()[0]


forget_readings = Chore("forget_looks_at_laws", _forget_readings, every_s=600)
