"""Handing out the PDF of a case. Who may have it, the caller knows."""

from __future__ import annotations

from django.http import FileResponse, Http404

from complaints.models import CaseFilePdf
from records.views import serve_pdf


def case_file_answer(asked: CaseFilePdf) -> FileResponse:
    """The PDF, saved and not shown; 404 until it is made and once it is gone."""
    if asked.state != CaseFilePdf.State.READY:
        raise Http404
    number = asked.complaint.reference if asked.complaint else asked.case.reference
    return serve_pdf(asked.stored_as, f"case-{number}.pdf")
