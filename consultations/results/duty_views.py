"""`/consultations/duties/`: the themes that an agency has to answer; one answers them, or takes more time once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.personal_data import mask
from consultations.manage_views import policy_maker
from consultations.results.answering import answer_duty, extend_duty
from consultations.results.forms import AnswerForm, ExtendDutyForm
from consultations.results.models import Duty, DutyOutcome, DutyQuerySet
from consultations.results.rules import rule_of
from consultations.themes.sources import said_in

SHOWN = 100
SHOWN_ANSWERED = 30
_TYPICAL = 5


@login_required
@never_cache
@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """What waits, the one due first at the top, and what was answered last."""
    own = _own(request)
    context = {
        "open": own.open().order_by("due_at", "id")[:SHOWN],
        "answered": own.filter(answered_at__isnull=False).order_by("-answered_at", "-id")[:SHOWN_ANSWERED],
    }
    return render(request, "results/duties.html", context)


@login_required
@never_cache
@require_GET
def duty(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    return _page(request, _one(request, slug, n))


@login_required
@require_POST
def answer(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    found, form = _one(request, slug, n), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, answer=form, status=400)
    try:
        answer_duty(found, **form.cleaned_data, by=policy_maker(request))
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, _one(request, slug, n), answer=form, status=409)
    messages.success(request, _("Answered. Everybody in the theme who can be reached is told."))
    if form.cleaned_data["outcome"] != DutyOutcome.NOT_CHANGED and not found.consultation.is_pilot:
        return redirect("promise_after_answer", slug, n)  # what changes is said with a unit and a day
    return redirect(found)


@login_required
@require_POST
def extend(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    found, form = _one(request, slug, n), ExtendDutyForm(request.POST, auto_id="extend_%s")
    if not form.is_valid():
        return _page(request, found, extend=form, status=400)
    try:
        extend_duty(found, reason=form.cleaned_data["reason"], by=policy_maker(request))
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, _one(request, slug, n), extend=form, status=409)
    messages.success(request, _("You have more time. Everybody reads why."))
    return redirect(found)


def _own(request: HttpRequest) -> DutyQuerySet:
    return Duty.objects.handled_by(policy_maker(request)).select_related(
        "consultation", "theme", "agency", "answered_by"
    )


def _one(request: HttpRequest, slug: str, n: int) -> Duty:
    return get_object_or_404(_own(request), consultation__slug=slug, n=n)


def _page(
    request: HttpRequest,
    found: Duty,
    *,
    answer: AnswerForm | None = None,
    extend: ExtendDutyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    said = said_in(found.consultation, found.theme.typical[:_TYPICAL])
    context: dict[str, Any] = {
        "duty": found,
        "consultation": found.consultation,
        "said": [mask(said[id]) for id in found.theme.typical[:_TYPICAL] if id in said],
        "rule": rule_of(found.consultation.kind),
        "answer": answer or AnswerForm(),
        "extend": extend or ExtendDutyForm(auto_id="extend_%s"),
    }
    return render(request, "results/duty.html", context, status=status)
