"""An agency says what it promises: after its answer to a theme, or after the report of its consultation."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultations.manage_views import policy_maker
from consultations.models import Consultation
from consultations.promises.forms import PromiseForm
from consultations.promises.making import Owner, Words, owners_for, promise_after_answer, promise_after_report
from consultations.promises.models import Promise
from consultations.results.models import Duty, DutyOutcome
from directory.models import Agency

_FIELDS = {
    "note_missing": "text_th",
    "note_too_long": "text_th",
    "unit_missing": "unit",
    "unit_too_long": "unit",
    "day_passed": "due_on",
    "day_too_late": "due_on",
    "milestone_after_promise": "due_on",
    "nobody_answers_there": "agency",
    "not_below_you": "agency",
}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def after_answer(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """Of a theme that one's agency has answered with a change; others are not found."""
    user = policy_maker(request)
    rows = Duty.objects.handled_by(user).filter(outcome__in=[DutyOutcome.CHANGED, DutyOutcome.PARTLY])
    duty = get_object_or_404(rows.select_related("consultation", "theme", "agency"), consultation__slug=slug, n=n)
    return _page(
        request,
        duty.consultation,
        duty.agency,
        lambda words, owner: promise_after_answer(duty, words, owner=owner, by=user),
        duty=duty,
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def after_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Of a report that one's agency has published; others are not found."""
    user = policy_maker(request)
    rows = Consultation.objects.handled_by(user).filter(reported_at__isnull=False)
    found = get_object_or_404(rows.select_related("agency"), slug=slug)
    return _page(
        request, found, found.agency, lambda words, owner: promise_after_report(found, words, owner=owner, by=user)
    )


def _page(
    request: HttpRequest,
    consultation: Consultation,
    agency: Agency,
    make: Callable[[Words, Owner], Promise],
    *,
    duty: Duty | None = None,
) -> HttpResponse:
    form = PromiseForm(
        request.POST if request.method == "POST" else None,
        agencies=owners_for(agency),
        initial={"agency": agency.code},
    )
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            made = make(form.words(), form.owner())
            messages.success(request, _("Promised. Everybody reads it, and whoever is with it is told."))
            return redirect("office_promise", made.slug)
        except ValidationError as error:
            form.add_error(_FIELDS.get(error.code or ""), error)
            status = 409
    context = {
        "form": form,
        "consultation": consultation,
        "duty": duty,
        "made": Promise.objects.filter(consultation=consultation, duty=duty).select_related("agency"),
    }
    return render(request, "promises/make.html", context, status=status)
