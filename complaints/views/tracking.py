"""The tracking page: everybody sees the public fields by reference; the complainant sees and does the rest."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.access import GRANT_AGE_S, GRANT_COOKIE, read_grants, write_grants
from complaints.api import LOOKUPS_A_MINUTE, address_of
from complaints.danger import emergency_numbers
from complaints.forms import AnswerForm, TrackForm
from complaints.handling import answer_question, confirm_resolution, dispute_resolution, withdraw_complaint
from complaints.models import Case, Complaint
from complaints.progress import in_own_words, steps_of
from complaints.references import InvalidReference, normalise, opens
from complaints.telling import timeline
from complaints.tracking import Tracked, case_by_reference
from complaints.uploads import UPLOADS_AN_HOUR, waiting_uploads
from complaints.workflow import CaseState, Visibility
from directory.models import User
from records.access import looks_at
from records.throttling import raise_if_throttled
from records.uploads import store_upload

ComplainantsAct = Callable[[Case, User | None], Any]
CODE_TRIES_AN_HOUR = 10
LOOKS_SHOWN = 10


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for the reference; with the receipt code the private parts open too."""
    if request.method == "GET" and "reference" not in request.GET:
        return render(request, "complaints/track.html", {"form": TrackForm()})
    form = TrackForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return render(request, "complaints/track.html", {"form": form}, status=400)
    try:
        reference = normalise(form.cleaned_data["reference"])
    except InvalidReference as error:
        form.add_error("reference", error)
        return render(request, "complaints/track.html", {"form": form}, status=400)
    # Never by GET: an address stands in histories and logs.
    code = form.cleaned_data["code"] if request.method == "POST" else ""
    if not code:
        return redirect("track_case", reference=reference)
    return _open_with_code(request, form, reference, code)


def _open_with_code(request: HttpRequest, form: TrackForm, reference: str, code: str) -> HttpResponse:
    for who in (address_of(request), f"case:{reference}"):  # ten wrong tries an hour by address and by case (S7)
        raise_if_throttled("receipt_code", who, limit=CODE_TRIES_AN_HOUR, per_seconds=3600)
    complaint = Complaint.objects.filter(reference=reference).only("reference", "receipt_hash").first()
    if not opens(reference, code, complaint.receipt_hash if complaint else ""):
        form.add_error(
            None,
            ValidationError(
                _("The case number and the receipt code do not belong together. Compare both with your receipt."),
                code="receipt_code_wrong",
            ),
        )
        return render(request, "complaints/track.html", {"form": form}, status=400)
    answer = redirect("track_case", reference=reference)
    grants = read_grants(request.COOKIES.get(GRANT_COOKIE, "")) | {reference}
    answer.set_cookie(
        GRANT_COOKIE,
        write_grants(grants),
        max_age=GRANT_AGE_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer


@never_cache
@require_GET
def track_case(request: HttpRequest, reference: str) -> HttpResponse:
    tracked = _tracked(request, reference)
    if tracked.complaint.reference != reference:  # typed with Thai digits or small letters
        return redirect("track_case", reference=tracked.complaint.reference)
    template = "complaints/_tracked.html" if request.GET.get("part") else "complaints/track_case.html"
    return render(request, template, {**page_of(tracked), "asked": request.GET.get("show", "")})


def page_of(tracked: Tracked) -> dict[str, Any]:
    """What the tracking page shows: everything here is already limited to this viewer."""
    case, mine = tracked.case, tracked.is_complainant
    lines = timeline(case, up_to=tracked.level)
    newest = {line.kind: line for line in reversed(lines)}
    return {
        "case": case,
        "reference": tracked.complaint.reference,
        "complaint": tracked.complaint,
        "is_complainant": mine,
        "reader": "you" if mine else "public",
        "heading": case.heading,
        # A place leads to a person's door: strangers see it only where the case is open to everybody.
        "place": case.place(get_language()) if mine or case.visibility == Visibility.PUBLIC else "",
        "steps": steps_of(case, is_mine=mine),
        "lines": [in_own_words(line) for line in lines] if mine else lines,
        "lead": case.lead(),
        "assignments": [a for a in case.assignments.all() if a.is_live],
        "text": tracked.complaint.text if mine else (case.public_text if case.released_at else ""),
        "files": list(tracked.complaint.files.select_related("upload")) if mine else [],
        "visibility": Visibility(tracked.complaint.visibility) if mine else None,
        "numbers": emergency_numbers(tracked.complaint.text) if mine and not case.is_ended else [],
        "question": newest.get("asked") if mine and case.asked_at else None,
        "proposal": newest.get("resolution_proposed") if case.resolution_proposed_at else None,
        "may_answer": mine and case.state == CaseState.AWAITING_COMPLAINANT,
        "answer_form": AnswerForm(auto_id="answer-%s") if mine and case.asked_at else None,
        "may_confirm": mine and case.state == CaseState.RESOLUTION_PROPOSED,
        "may_withdraw": mine and not case.is_ended,
        "looks": looks_at(f"case:{case.reference}")[:LOOKS_SHOWN] if mine else [],  # asked for only when shown
        "form_token": uuid.uuid4(),
    }


def _tracked(request: HttpRequest, reference: str) -> Tracked:
    raise_if_throttled("look_up", address_of(request), limit=LOOKUPS_A_MINUTE, per_seconds=60)
    tracked = case_by_reference(reference, request)
    if tracked is None:
        raise Http404
    return tracked


def _complainants_act(request: HttpRequest, reference: str, act: ComplainantsAct, done: Any) -> HttpResponse:
    """Only the complainant acts here; for everybody else the page is not found."""
    tracked = _tracked(request, reference)
    if not tracked.is_complainant:
        raise Http404
    act(tracked.case, _person(request, tracked.complaint))
    messages.success(request, done)
    return redirect("track_case", reference=tracked.complaint.reference)


def _person(request: HttpRequest, complaint: Complaint) -> User | None:
    """Whom the timeline remembers. Who filed anonymously may be signed in all the same: that is nobody's business (S6)."""
    return request.user if isinstance(request.user, User) and not complaint.is_anonymous else None


@require_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    token = request.POST.get("form_token", "")[:64]

    def act(case: Case, person: User | None) -> None:
        if token and request.FILES:
            raise_if_throttled("upload", address_of(request), limit=UPLOADS_AN_HOUR, per_seconds=3600)
            for file in request.FILES.getlist("files")[: settings.UPLOADS_A_COMPLAINT]:
                store_upload(file, token=token)
        uploads = waiting_uploads(token) if token else []
        answer_question(case, text=request.POST.get("text", ""), by=person, uploads=uploads)

    return _complainants_act(request, reference, act, _("Your answer is with the agency. Its clock runs again."))


@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    return _complainants_act(
        request,
        reference,
        lambda case, person: confirm_resolution(case, by=person),
        _("Thank you for looking. The case is closed."),
    )


@require_POST
def dispute(request: HttpRequest, reference: str) -> HttpResponse:
    return _complainants_act(
        request,
        reference,
        lambda case, person: dispute_resolution(case, reason=request.POST.get("text", ""), by=person),
        _("The case is open again and the agency has been told."),
    )


@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    return _complainants_act(
        request,
        reference,
        lambda case, person: withdraw_complaint(case, by=person, reason=request.POST.get("text", "")),
        _("Your case is withdrawn."),
    )
