"""Handing out the PDF of a case. Who may have it, the caller knows."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from complaints.models import CaseFilePdf


def case_file_answer(asked: CaseFilePdf) -> FileResponse:
    """The PDF, saved and not shown; 404 once it is gone."""
    try:
        content = default_storage.open(asked.stored_as)
    except FileNotFoundError as error:
        raise Http404 from error
    number = asked.complaint.reference if asked.complaint else asked.case.reference
    answer = FileResponse(content, as_attachment=True, filename=f"case-{number}.pdf", content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
