"""Giving a consultation its papers: a document, a look at what was read of its text, then one press that keeps it.

Until the consultation is announced the newest text takes the place of the one before, and can give it back. From then on every
text that is kept is a version of its own that stays, with the reason for it.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.intake import without_invisible
from consultations.history import record
from consultations.holding import check_no_pilot, check_own, lock_own
from consultations.laws.importing import read_file, read_text
from consultations.laws.keeping import digest_of_text, write_parts
from consultations.laws.models import Document, DocumentKind, Provision, Reading, Version
from consultations.laws.structure import LawText, as_told, from_told
from consultations.models import Consultation, ConsultationEvent
from directory.models import User
from records.chores import Chore
from records.idempotency import claim
from records.models import Upload
from records.uploads import store_upload

Kind = ConsultationEvent.Kind
REASON_MAX_LETTERS = 2000
KEPT_FOR = timedelta(hours=23)
"""Of a look; its PDF waits an hour longer at least (records.uploads.WAITS_FOR)."""
MOST_DOCUMENTS = 40


@transaction.atomic
def add_document(
    consultation: Consultation, *, kind: str, title_th: str, title_en: str = "", by: User, token: str = ""
) -> Document:
    """Begin a paper of a consultation; nobody sees it before it has a text. Of one form sent twice, the first.

    Raises ValidationError: not_your_agency, consultation_is_over, too_many_documents.
    """
    consultation = _locked(consultation, by)
    claimed = claim("law document", token, f"{by.pk}:{consultation.pk}") if token else None
    if claimed is not None and claimed.state == "done":
        return Document.objects.get(consultation=consultation, n=int(claimed.answer_reference))
    n = Document.objects.filter(consultation=consultation).count() + 1
    if n > MOST_DOCUMENTS:
        raise ValidationError(
            _("A consultation has at most %(most)s documents."),
            code="too_many_documents",
            params={"most": MOST_DOCUMENTS},
        )
    document = Document.objects.create(
        consultation=consultation,
        n=n,
        kind=DocumentKind(kind),
        title_th=without_invisible(title_th),
        title_en=without_invisible(title_en),
    )
    if claimed is not None:
        claimed.finish(str(n))
    record(consultation, Kind.CHANGED, by=by, facts={"document": n})
    return document


def look_at_text(
    document: Document, *, pasted: str = "", file: bytes = b"", pdf: bytes = b"", reason: str = "", by: User
) -> Reading:
    """Read a text and keep what was read for the look at it; no version is made yet. A PDF as `file` is the official paper.

    pdf: the official paper; with it alone there is no text to read.
    Raises ValidationError: those of `read_file`, of `records.uploads.store_upload`, nothing_to_read, pdf_is_none,
    not_your_agency, note_missing (a version that everybody reads needs its reason), note_too_long.
    """
    check_own(document.consultation, by)
    check_no_pilot(document.consultation)
    is_next = document.consultation.announced_at is not None and document.versions.standing().exists()
    reason = check_note(reason, needed=is_next, most=REASON_MAX_LETTERS)
    if file.lstrip()[:5] == b"%PDF-" and not pdf:
        file, pdf = b"", file
    if not (pasted.strip() or file or pdf):
        raise ValidationError(_("Paste the text, or choose a file."), code="nothing_to_read")
    law = read_file(file) if file else read_text(pasted) if pasted.strip() else LawText()
    reading = Reading(
        document=document, by=by, reason=reason, public_id=uuid4(), source="" if file else pasted.replace("\0", " ")
    )
    reading.told = as_told(law)
    if pdf:
        if pdf.lstrip()[:5] != b"%PDF-":
            raise ValidationError(_("The official paper must be a PDF."), code="pdf_is_none")
        reading.pdf = store_upload(ContentFile(pdf.lstrip()), token=str(reading.public_id))
    reading.save()
    return reading


def law_of(reading: Reading) -> LawText:
    """What was read, as it was."""
    return from_told(reading.told)


@transaction.atomic
def keep_text(reading: Reading, *, seen: int, by: User) -> Version:
    """Make a version of what was looked at; twice is once.

    seen: how many texts the document had when its keeper looked (Document.kept).
    Raises ValidationError: not_your_agency, consultation_is_over, reading_is_gone, text_moved_on, note_missing.
    """
    consultation = _locked(reading.document.consultation, by)
    kept = (
        Reading.objects.select_for_update(of=("self",)).filter(pk=reading.pk).select_related("document", "pdf").first()
    )
    if kept is None or (kept.kept_as is None and kept.at < timezone.now() - KEPT_FOR):
        raise ValidationError(_("This look is a day old. Put the text in once more."), code="reading_is_gone")
    if kept.kept_as is not None:
        return kept.kept_as
    document = kept.document
    if document.kept != seen:
        raise ValidationError(
            _("A colleague kept another text after you looked. Compare both before you keep yours."),
            code="text_moved_on",
        )
    newest = document.versions.standing().last()
    is_announced = consultation.announced_at is not None
    check_note(kept.reason, needed=is_announced and newest is not None, most=REASON_MAX_LETTERS)
    version = _write(kept, _make_room(newest, is_announced=is_announced), by=by)
    Document.objects.filter(pk=document.pk).update(kept=F("kept") + 1)
    facts = {"document": document.n, "version": version.number}
    record(consultation, Kind.CHANGED, by=by, note=kept.reason, facts=facts)
    kept.kept_as, kept.told, kept.source = version, {}, ""
    kept.save()
    return version


def _make_room(newest: Version | None, *, is_announced: bool) -> int:
    """The number of the next version. A draft that nobody was shown gives its own away, and stays to be taken back."""
    if newest is None:
        return 1
    if is_announced:
        return newest.number + 1
    Version.objects.filter(pk=newest.pk).update(replaced_at=timezone.now())
    return newest.number


def _write(reading: Reading, number: int, *, by: User) -> Version:
    parts, pdf = law_of(reading).provisions, reading.pdf
    told = digest_of_text(parts, pdf.sha256 if pdf else "")
    version = Version.objects.create(
        document=reading.document, number=number, parts=len(parts), digest=told, pdf=pdf, reason=reading.reason, by=by
    )
    write_parts(parts, Provision, version=version)
    if pdf is not None:
        Upload.objects.filter(pk=pdf.pk).update(attached_at=timezone.now())
    return version


@transaction.atomic
def take_again(version: Version, *, by: User) -> Version:
    """Put a draft text back that another took the place of; that one is kept in turn. Again is no mistake.

    Raises ValidationError: not_your_agency, consultation_is_over, announced_already.
    """
    consultation = _locked(version.document.consultation, by)
    version = Version.objects.select_for_update(of=("self",)).select_related("document").get(pk=version.pk)
    if version.replaced_at is None:
        return version
    if consultation.announced_at is not None:
        raise ValidationError(
            _("This consultation is announced: its versions stay. Keep the text as a new version."),
            code="announced_already",
        )
    version.document.versions.standing().filter(number=version.number).update(replaced_at=timezone.now())
    Version.objects.filter(pk=version.pk).update(replaced_at=None)
    Document.objects.filter(pk=version.document_id).update(kept=F("kept") + 1)
    facts = {"document": version.document.n, "version": version.number, "again": True}
    record(consultation, Kind.CHANGED, by=by, facts=facts)
    version.replaced_at = None
    return version


def _locked(consultation: Consultation, by: User) -> Consultation:
    consultation = lock_own(consultation, by)
    check_no_pilot(consultation)
    if consultation.withdrawn_at is not None:
        raise ValidationError(
            _("This consultation is withdrawn: its papers stay as they are."), code="consultation_is_over"
        )
    return consultation


def _forget_readings(batch: int = 100) -> int:
    """Looks that led to nothing are gone after a day; their PDFs wait for no form any more and go as such ones do."""
    old = Reading.objects.filter(kept_as__isnull=True, at__lt=timezone.now() - KEPT_FOR)
    return Reading.objects.filter(pk__in=old.values("pk")[:batch]).delete()[0]


forget_readings = Chore("forget_law_readings", _forget_readings, every_s=600)
