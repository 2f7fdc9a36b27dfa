"""Putting a case's place or topic right: the complainant's page for it, and the office's one click."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from complaints.correcting import (
    Correction,
    correct_case,
    counts_at_once,
    drop_correction,
    note_news_seen,
    open_wish,
    refuse_correction,
    take_correction,
)
from complaints.tracking import Tracked
from complaints.tracking_forms import CorrectForm
from complaints.views.office import assignment_of, officer_of
from complaints.views.placing import chosen_place, place_context
from complaints.views.tracking import complainants, person_of


@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """The complainant names another topic or place. Refused, the page comes back with what was chosen."""
    tracked = complainants(request, reference)
    was_joined = tracked.case.joined_into_id is not None
    if tracked.case.is_ended and not (was_joined and request.method == "POST"):  # the act says how it can be done
        return redirect("track_case", reference=tracked.complaint.reference)
    if request.method == "GET":
        return _page(request, tracked, CorrectForm())
    form = CorrectForm({**request.POST.dict(), **chosen_place(request.POST)})
    if "more" in request.POST:  # without a script: a place looked for, or the districts of the province that was chosen
        form.full_clean()
        form.forgive()
        return _page(request, tracked, form)
    if not form.is_valid():
        return _page(request, tracked, form, status=400)
    told = form.cleaned_data
    try:
        at_once = correct_case(
            tracked.case, _correction(told), by=person_of(request, tracked.complaint), text=told["text"]
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, tracked, form, status=409)
    if at_once:
        messages.success(request, _("Put right. The case goes its way anew with it."))
    else:
        messages.success(request, _("Your correction is with the agency. An officer takes it over, or says why not."))
    return redirect("track_case", reference=tracked.complaint.reference)


def _correction(told: dict[str, Any]) -> Correction:
    return Correction(
        topic=told["topic"],
        area=told["area"],
        place_text=told["place_text"],
        latitude=told.get("latitude"),
        longitude=told.get("longitude"),
    )


def _page(request: HttpRequest, tracked: Tracked, form: CorrectForm, *, status: int = 200) -> HttpResponse:
    case = tracked.case
    context = {
        "form": form,
        "case": case,
        "reference": tracked.complaint.reference,
        "place": case.place(),
        "is_sought": counts_at_once(case),
        "wish": open_wish(case),
        "told_closely": tracked.complaint.is_told_closely,
        **place_context(request.POST),
    }
    return render(request, "complaints/correct.html", context, status=status)


@require_POST
def drop(request: HttpRequest, reference: str) -> HttpResponse:
    tracked = complainants(request, reference)
    drop_correction(tracked.case, by=person_of(request, tracked.complaint))
    messages.success(request, _("The correction is taken back."))
    return redirect("track_case", reference=tracked.complaint.reference)


@login_required
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    take_correction(assignment_of(request, reference), by=officer_of(request))
    messages.success(request, _("Taken over. If it is another agency's duty now, say so below."))
    return redirect("office_case", reference=reference)


@login_required
@require_POST
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    refuse_correction(assignment_of(request, reference), reason=request.POST.get("reason", ""), by=officer_of(request))
    messages.success(request, _("Left as it is. The complainant reads why."))
    return redirect("office_case", reference=reference)


@login_required
@require_POST
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """Mark as read what the complainant sent."""
    note_news_seen(assignment_of(request, reference))
    return redirect("office_case", reference=reference)
