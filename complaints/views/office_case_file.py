"""The whole case as one PDF, for an officer: asked for, being prepared, ready."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints import looks
from complaints.case_file_answers import case_file_answer
from complaints.case_files import ask_as_officer
from complaints.models import Assignment, CaseFilePdf
from complaints.views.office import assignment_of, officer_of
from complaints.workflow import Visibility


@login_required
@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """With name and addresses only where the officer has opened these."""
    assignment = assignment_of(request, reference)
    has_looked = _has_looked(request, assignment)
    if assignment.case.visibility == Visibility.CONFIDENTIAL and not has_looked:
        return redirect("office_case", reference=reference)
    asked = ask_as_officer(assignment, by=officer_of(request), has_contact=has_looked, language=get_language() or "th")
    return redirect("office_case_file", reference=reference, public_id=asked.public_id)


@never_cache
@login_required
@require_GET
def show(request: HttpRequest, reference: str, public_id: uuid.UUID) -> HttpResponseBase:
    """Its state; with ?save the PDF. For who asked alone, as long as they work on the case and have looked as far."""
    assignment = assignment_of(request, reference)
    mine = CaseFilePdf.objects.filter(assignment=assignment, asked_by=officer_of(request))
    asked = get_object_or_404(mine, public_id=public_id)
    needs_look = asked.has_contact or assignment.case.visibility == Visibility.CONFIDENTIAL
    if needs_look and not _has_looked(request, assignment):
        return redirect("office_case", reference=reference)
    if "save" in request.GET:
        if asked.state != CaseFilePdf.State.READY:
            raise Http404
        return case_file_answer(asked)
    return render(request, "complaints/office_case_file.html", {"case": assignment.case, "asked": asked})


def _has_looked(request: HttpRequest, assignment: Assignment) -> bool:
    return looks.has_looked(request, assignment.case, looks.office(assignment.agency_id))
