"""`/track/<reference>/data/pdf/`: one's case as one PDF, for who types its receipt code once more."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.case_file_answers import case_file_answer
from complaints.case_files import ask_as_complainant
from complaints.models import CaseFilePdf
from complaints.views.tracking import complainants
from frontend.case_data_views import is_code_right, refuse_code
from frontend.my_data_forms import CodeAgainForm


@never_cache
@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    complaint = complainants(request, reference).complaint
    form = CodeAgainForm(request.POST, auto_id="take-%s")
    if not is_code_right(request, complaint, form):
        return refuse_code(request, complaint, form)
    asked = ask_as_complainant(complaint, language=get_language() or "th")
    return redirect("case_file", reference=complaint.reference, public_id=asked.public_id)


@never_cache
@require_GET
def show(request: HttpRequest, reference: str, public_id: uuid.UUID) -> HttpResponseBase:
    """Its state; with ?save the PDF."""
    complaint = complainants(request, reference).complaint
    asked = get_object_or_404(CaseFilePdf, complaint=complaint, public_id=public_id)
    if "save" in request.GET:
        return case_file_answer(asked)
    return render(request, "my_data/case_file.html", {"asked": asked, "reference": complaint.reference})
