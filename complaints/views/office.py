"""An agency's office: the inbox and the page of one case, with the acts of the officer who works on it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints import queue
from complaints.access import CASEWORK_ROLES, Viewer
from complaints.forms import CloseForm, DeclineForm, WordsForm
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    decline_assignment,
    propose_closing,
    reply_to_complainant,
)
from complaints.models import Assignment, CaseEvent
from complaints.personal_data import pieces
from complaints.telling import timeline
from complaints.uploads import waiting_uploads
from complaints.workflow import IN_HAND, AssignmentState, Outcome, Visibility
from directory.models import Agency, User
from records.access import log_look
from records.uploads import store_upload

LOOK_LASTS_S = 30 * 60


def officer_of(request: HttpRequest) -> User:
    """The signed-in officer; for everybody else the office is not found."""
    user = request.user
    if not isinstance(user, User) or not Viewer(user).agencies(CASEWORK_ROLES):
        raise Http404
    return user


@never_cache
@login_required
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    view = request.GET.get("view", "all")
    typed = request.GET.get("q", "").strip()[:200]
    assignments = queue.queue(officer, view)
    if typed:
        assignments = queue.search(assignments, typed)
    shown = queue.page(assignments, request.GET.get("after", ""))
    context = {
        "page": shown,
        "view": view if view in queue.VIEWS else "all",
        "views": queue.VIEWS,
        "counts": queue.counts(officer),
        "typed": typed,
        "agencies": sorted({m.agency.name for m in officer.active_roles if m.role in CASEWORK_ROLES}),
        "now": timezone.now(),
    }
    return render(request, "complaints/_queue.html" if request.GET.get("part") else "complaints/office.html", context)


def assignment_of(request: HttpRequest, reference: str) -> Assignment:
    """The part of this case that this officer's agency has, or 404."""
    officer = officer_of(request)
    assignment = (
        Assignment.objects.handled_by(officer)
        .filter(case__reference=reference)
        .select_related("case__topic__parent", "case__area__parent__parent", "agency", "officer", "unit")
        .order_by("-id")
        .first()
    )
    if assignment is None:
        raise Http404
    return assignment


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def office_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole case for the officer. A confidential one asks for a reason first, and keeps it (promise S14)."""
    assignment = assignment_of(request, reference)
    if assignment.case.visibility == Visibility.CONFIDENTIAL and not _may_look(request, assignment):
        return render(request, "complaints/reason_to_look.html", {"assignment": assignment, "case": assignment.case})
    template = "complaints/_office_case.html" if request.GET.get("part") else "complaints/office_case.html"
    return render(request, template, _case_page(request, assignment))


def _may_look(request: HttpRequest, assignment: Assignment) -> bool:
    looks = request.session.get("looks", {})
    reference = assignment.case.reference
    if looks.get(reference, 0) > timezone.now().timestamp() - LOOK_LASTS_S:
        return True
    reason = request.POST.get("reason", "").strip()
    if len(reason) < 5:
        if request.method == "POST":
            messages.error(request, _("Say in a few words why you need to open this case."))
        return False
    log_look(
        user=officer_of(request),
        agency=assignment.agency,
        subject=f"case:{reference}",
        reason=reason[:300],
        fields=["text", "complainant", "timeline"],
    )
    request.session["looks"] = {**looks, reference: timezone.now().timestamp()}
    return True


def _case_page(request: HttpRequest, assignment: Assignment) -> dict[str, Any]:
    case = assignment.case
    complaints = list(case.complaints.select_related("complainant").prefetch_related("files__upload").order_by("id"))
    state = AssignmentState(assignment.state)
    free = case.asked_at is None and case.resolution_proposed_at is None and not case.is_ended
    return {
        "assignment": assignment,
        "case": case,
        "complaints": [(complaint, pieces(complaint.text)) for complaint in complaints],
        "lines": timeline(case, up_to=CaseEvent.Seen.AGENCY),
        "others": [a for a in case.assignments.select_related("agency") if a.pk != assignment.pk],
        "may_accept": state == AssignmentState.PROPOSED and not case.is_ended,
        "may_decline": state in {AssignmentState.PROPOSED, AssignmentState.WORKING} and free,
        "may_ask": state in IN_HAND and free,
        "may_reply": state in IN_HAND and not case.is_ended,
        "may_close": state in IN_HAND and free,
        "ask_form": WordsForm(prefix="ask"),
        "reply_form": WordsForm(prefix="reply"),
        "decline_form": DeclineForm(prefix="decline"),
        "close_form": CloseForm(prefix="close"),
        "form_token": uuid.uuid4(),
    }


@login_required
@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    accept_assignment(assignment_of(request, reference), by=officer_of(request))
    messages.success(request, _("The case is now yours."))
    return redirect("office_case", reference=reference)


@login_required
@require_POST
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    assignment = assignment_of(request, reference)
    agency = Agency.objects.active().filter(code=request.POST.get("decline-agency", "")).first()
    decline_assignment(
        assignment, reason=request.POST.get("decline-reason", ""), proposed_agency=agency, by=officer_of(request)
    )
    messages.success(request, _("The case went back to the triage desk with your proposal."))
    return redirect("office")


@login_required
@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    ask_complainant(
        assignment_of(request, reference), question=request.POST.get("ask-text", ""), by=officer_of(request)
    )
    messages.success(request, _("The question is sent. Your clock stands still until there is an answer."))
    return redirect("office_case", reference=reference)


@login_required
@require_POST
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    reply_to_complainant(
        assignment_of(request, reference), text=request.POST.get("reply-text", ""), by=officer_of(request)
    )
    messages.success(request, _("Your reply is with the complainant."))
    return redirect("office_case", reference=reference)


@login_required
@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    assignment = assignment_of(request, reference)
    outcome = request.POST.get("close-outcome", "")
    if outcome not in Outcome.values:
        raise ValidationError(_("Choose an outcome."), code="outcome_missing")
    token = request.POST.get("form_token", "")[:64]
    for file in request.FILES.getlist("files")[: settings.UPLOADS_A_COMPLAINT] if token else []:
        store_upload(file, token=token)
    propose_closing(
        assignment,
        answer=request.POST.get("close-text", ""),
        outcome=Outcome(outcome),
        by=officer_of(request),
        uploads=waiting_uploads(token) if token else (),
    )
    messages.success(request, _("The complainant is asked to confirm."))
    return redirect("office_case", reference=reference)
