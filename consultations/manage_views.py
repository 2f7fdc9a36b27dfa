"""`/consultations/manage/`: the policy team prepares, announces, extends and withdraws."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consultations.announcing import (
    announce_consultation,
    change_draft,
    draft_consultation,
    extend_consultation,
    missing,
    withdraw_consultation,
)
from consultations.forms import DraftForm, ExtendForm, WithdrawForm, as_typed
from consultations.lengths import usual_days
from consultations.models import Consultation, agencies_of
from consultations.views import page_of
from directory.models import Agency, User

SHOWN = 100


@login_required
@never_cache
@require_GET
def manage(request: HttpRequest) -> HttpResponse:
    """All of one's agencies, those that still need work first."""
    user = _policy_maker(request)
    held = Consultation.objects.handled_by(user).select_related("agency").prefetch_related("areas__parent__parent")
    newest = list(held.order_by("-id")[:SHOWN])
    ranked = sorted(newest, key=lambda each: _ORDER.index(each.state))
    return render(request, "consultations/manage.html", {"consultations": ranked})


_ORDER = ["draft", "open", "scheduled", "closed", "withdrawn"]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    user = _policy_maker(request)
    agencies = list(Agency.objects.filter(pk__in=agencies_of(user)))
    form = DraftForm(request.POST or None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        consultation = draft_consultation(form.draft(), agency=form.chosen_agency(), by=user)
        messages.success(request, _("Kept as a draft. Only your agency sees it."))
        return redirect("manage_consultation", slug=consultation.slug)
    return _editor(request, form)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft's editor; of an announced one, what may still be done with it."""
    consultation = _held(request, slug)
    if consultation.announced_at is not None:
        return _announced(request, consultation)
    agencies = [consultation.agency]
    if request.method == "GET":
        return _editor(request, DraftForm(initial=as_typed(consultation), agencies=agencies), consultation)
    form = DraftForm(request.POST, agencies=agencies)
    if not form.is_valid():
        return _editor(request, form, consultation, status=400)
    consultation = change_draft(consultation, form.draft())
    if request.POST.get("then") != "announce":
        messages.success(request, _("Kept as a draft. Only your agency sees it."))
        return redirect("manage_consultation", slug=slug)
    try:
        announce_consultation(consultation, by=_policy_maker(request))
    except ValidationError as error:
        form.add_error(_FIELD_OF.get(error.code or ""), error)
        return _editor(request, form, consultation, status=409)
    messages.success(request, _("Announced. Everybody reads it now, and who follows it is told."))
    return redirect("manage_consultation", slug=slug)


_FIELD_OF = {"opens_in_the_past": "opens_on", "open_too_short": "why_short", "open_too_long": "closes_on"}
"""The field at which a refusal of the act stands."""


@login_required
@require_POST
def extend(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _held(request, slug)
    form = ExtendForm(request.POST)
    if not form.is_valid() or (closes_at := form.closes_at()) is None:
        return _announced(request, consultation, extend=form, status=400)
    try:
        extend_consultation(
            consultation, closes_at=closes_at, reason=form.cleaned_data["reason"], by=_policy_maker(request)
        )
    except ValidationError as error:
        form.add_error("reason" if (error.code or "").startswith("note") else "closes_on", error)
        return _announced(request, consultation, extend=form, status=409)
    messages.success(request, _("The closing is moved. Everybody reads why."))
    return redirect("manage_consultation", slug=slug)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _held(request, slug)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _announced(request, consultation, withdraw=form, status=400)
    try:
        withdraw_consultation(consultation, reason=form.cleaned_data["reason"], by=_policy_maker(request))
    except ValidationError as error:
        form.add_error("reason", error)
        return _announced(request, consultation, withdraw=form, status=409)
    messages.success(request, _("Withdrawn. Its page stays and says why."))
    return redirect("manage_consultation", slug=slug)


def _policy_maker(request: HttpRequest) -> User:
    """The person, who holds consultations for some agency today; 404 for everybody else."""
    if not isinstance(request.user, User) or not agencies_of(request.user):
        raise Http404
    return request.user


def _held(request: HttpRequest, slug: str) -> Consultation:
    held = Consultation.objects.handled_by(_policy_maker(request)).select_related("agency", "topic__parent")
    return get_object_or_404(held, slug=slug)


def _editor(
    request: HttpRequest, form: DraftForm, consultation: Consultation | None = None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "consultation": consultation}
    if consultation is not None:
        context |= {"missing": missing(consultation), "usual_days": usual_days(consultation.kind)}
    return render(request, "consultations/edit.html", context, status=status)


def _announced(
    request: HttpRequest,
    consultation: Consultation,
    *,
    extend: ExtendForm | None = None,
    withdraw: WithdrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **page_of(consultation),
        "extend": extend or ExtendForm(auto_id="extend_%s"),
        "withdraw": withdraw or WithdrawForm(auto_id="withdraw_%s"),
        "is_running": consultation.state in {"scheduled", "open"},
    }
    return render(request, "consultations/announced.html", context, status=status)
