"""The whole case as one PDF, for an officer: asked for, being prepared, ready."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.case_file_answers import case_file_answer
from complaints.case_files import ask_as_officer
from complaints.models import CaseFilePdf
from complaints.views.office import assignment_of, officer_of
from complaints.views.office_reason import has_looked, needs_reason


@login_required
@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """With name and addresses only where the officer has opened these."""
    assignment = assignment_of(request, reference)
    if needs_reason(request, assignment):
        return redirect("office_case", reference=reference)
    has_contact = has_looked(request, assignment)
    asked = ask_as_officer(assignment, by=officer_of(request), has_contact=has_contact, language=get_language() or "th")
    return redirect("office_case_file", reference=reference, public_id=asked.public_id)


@never_cache
@login_required
@require_GET
def show(request: HttpRequest, reference: str, public_id: uuid.UUID) -> HttpResponseBase:
    """Its state; with ?save the PDF. For who asked alone, as long as they work on the case and have looked as far."""
    assignment = assignment_of(request, reference)
    mine = CaseFilePdf.objects.filter(assignment=assignment, asked_by=officer_of(request))
    asked = get_object_or_404(mine, public_id=public_id)
    if needs_reason(request, assignment) or (asked.has_contact and not has_looked(request, assignment)):
        return redirect("office_case", reference=reference)
    if "save" in request.GET:
        return case_file_answer(asked)
    return render(request, "complaints/office_case_file.html", {"case": assignment.case, "asked": asked})
