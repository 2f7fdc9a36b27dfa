"""The whole case as one PDF: asked for on its page, made by the worker, kept for a day for who asked."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from complaints.models import Assignment, CaseFilePdf, Complaint
from directory.languages import STAFF_CODES
from directory.models import User
from records.access import log_look
from records.chores import Chore, wake
from records.throttling import raise_if_throttled

log = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=1)
FILES_A_DAY = 50
REASON = "แฟ้มเรื่องเป็น PDF / Case file as PDF"
"""As the complainant reads it among the looks at their data."""
BATCH = 5


def ask_as_officer(assignment: Assignment, *, by: User, has_contact: bool, language: str) -> CaseFilePdf:
    """Ask for the file as this officer may see it; written down like a look. Raises Throttled."""
    raise_if_throttled("case_file", f"user:{by.pk}", limit=FILES_A_DAY, per_seconds=24 * 3600)
    fields = ["complainant", "text", "timeline"] if has_contact else ["text", "timeline"]
    with transaction.atomic():
        log_look(by, f"case:{assignment.case.reference}", REASON, agency=assignment.agency, fields=fields)
        asked = CaseFilePdf.objects.create(
            case=assignment.case,
            assignment=assignment,
            asked_by=by,
            has_contact=has_contact,
            language=_printed(language),
        )
        wake(make_case_files.name)
    return asked


def ask_as_complainant(complaint: Complaint, *, language: str) -> CaseFilePdf:
    """Ask for what this complainant reads of their case. Raises Throttled."""
    raise_if_throttled("case_file", f"complaint:{complaint.reference}", limit=FILES_A_DAY, per_seconds=24 * 3600)
    with transaction.atomic():
        asked = CaseFilePdf.objects.create(case=complaint.case, complaint=complaint, language=_printed(language))
        wake(make_case_files.name)
    return asked


def take_files_back(complaints: QuerySet[Complaint]) -> None:
    """Files of these people's cases open no more from now on, once their name goes: they may bear it."""
    mine = CaseFilePdf.objects.filter(case__in=complaints.values("case"))
    list(mine.order_by("pk").select_for_update())  # one that is being made at this moment is made first, and goes too
    mine.update(state=CaseFilePdf.State.FAILED, asked_at=timezone.now() - KEPT_FOR)


def _printed(language: str) -> str:
    """The font has Thai and Latin letters."""
    return language if language in STAFF_CODES else "th"


def _make() -> int:
    done = 0
    for pk in (
        CaseFilePdf.objects.filter(state=CaseFilePdf.State.WAITING).order_by("id").values_list("pk", flat=True)[:BATCH]
    ):
        try:
            done += _make_one(pk)
        except (OperationalError, InterfaceError):
            raise  # the database is at fault, not the case
        except Exception:
            log.exception("Case file %s could not be made", pk)
            CaseFilePdf.objects.filter(pk=pk).update(state=CaseFilePdf.State.FAILED)
    return done


@transaction.atomic
def _make_one(pk: int) -> bool:
    from complaints.case_file_words import words_of
    from records.case_paper import draw_case

    rows = CaseFilePdf.objects.select_for_update(skip_locked=True, of=("self",))
    rows = rows.select_related(
        "case__topic", "case__area__parent__parent", "complaint", "assignment__agency", "asked_by"
    )
    asked = rows.filter(pk=pk, state=CaseFilePdf.State.WAITING).first()
    if asked is None:
        return False
    if asked.assignment_id and not _may_still_see(asked):  # the case went on to others meanwhile
        asked.state = CaseFilePdf.State.FAILED
        asked.save(update_fields=["state"])
        return True
    with override(asked.language):
        words = words_of(asked)
        pdf = draw_case(
            words.title,
            words.facts,
            words.sections,
            unshown=words.unshown,
            made_at=timezone.localtime(),
            language=asked.language,
        )
    name = f"case-files/{asked.public_id}.pdf"
    default_storage.delete(name)
    asked.stored_as = default_storage.save(name, ContentFile(pdf))
    asked.size_bytes, asked.state = len(pdf), CaseFilePdf.State.READY
    asked.save(update_fields=["stored_as", "size_bytes", "state"])
    return True


def _may_still_see(asked: CaseFilePdf) -> bool:
    assert asked.asked_by and asked.assignment  # noqa: S101 - a constraint
    return Assignment.objects.handled_by(asked.asked_by).filter(pk=asked.assignment.pk).exists()


def forget_old_files(batch: int = 100) -> int:
    """Remove files that were asked for more than a day ago, bytes first: safe to kill and to run twice."""
    old = list(CaseFilePdf.objects.filter(asked_at__lt=timezone.now() - KEPT_FOR).order_by("asked_at")[:batch])
    for asked in old:
        if asked.stored_as:
            default_storage.delete(asked.stored_as)
        asked.delete()
    return len(old)


make_case_files = Chore("make_case_files", _make, every_s=10)
forget_case_files = Chore("forget_case_files", forget_old_files, every_s=600)
