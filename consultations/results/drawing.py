"""The PDF of a published report: made by the worker from what was stored, so that it says the same for good."""

from __future__ import annotations

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import override

from consultations.results.models import PdfState, ReportVersion

log = logging.getLogger(__name__)
DRAW = "draw_reports"
"""The chore's name."""
BATCH = 5


def draw_waiting() -> int:
    """Make those that wait. Returns how many were made or given up."""
    waiting = ReportVersion.objects.filter(pdf_state=PdfState.WAITING).order_by("id")
    done = 0
    for pk in waiting.values_list("pk", flat=True)[:BATCH]:
        try:
            done += _draw_one(pk)
        except (OperationalError, InterfaceError):
            raise  # the database is at fault, not the report
        except Exception:
            log.exception("Result report %s could not be drawn", pk)
            done += ReportVersion.objects.filter(pk=pk).update(pdf_state=PdfState.FAILED)
    return done


@transaction.atomic
def _draw_one(pk: int) -> bool:
    from consultations.results.report_words import facts_of, sections_of, title_of
    from records.case_paper import draw_case

    rows = ReportVersion.objects.select_for_update(skip_locked=True)
    version = rows.filter(pk=pk, pdf_state=PdfState.WAITING).first()
    if version is None:
        return False
    with override("th"):
        pdf = draw_case(
            title_of(version), facts_of(version), sections_of(version), made_at=version.published_at, language="th"
        )
    name = f"reports/{version.public_id}.pdf"
    default_storage.delete(name)  # of a worker that was killed before it could say so
    version.pdf_stored_as = default_storage.save(name, ContentFile(pdf))
    version.pdf_state = PdfState.READY
    version.save(update_fields=["pdf_stored_as", "pdf_state"])
    return True
