"""`/consultations/promises/office/`: an agency's own promises, what is due, and what it says has become of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from consultations.manage_views import policy_maker
from consultations.models import agencies_of
from consultations.promises.forms import KeepForm, MoveForm, ReachForm, StartForm, WithdrawForm
from consultations.promises.keeping import (
    keep_promise,
    move_promise,
    reach_milestone,
    start_promise,
    withdraw_promise,
)
from consultations.promises.models import Milestone, Promise, answers_without_promise
from consultations.promises.reading import SOON, counts_of
from consultations.promises.workflow import PromiseState

SHOWN = 100
SHOWN_ENDED = 30
_FIELDS = {
    "day_passed": "to",
    "day_too_late": "to",
    "same_day": "to",
    "note_missing": "note",
    "evidence_missing": "evidence",
    "link_is_no_page": "evidence",
    "no_such_law": "evidence",
    "law_not_in_force": "evidence",
    "empty_file": "file",
    "too_large": "file",
    "not_an_image_or_pdf": "file",
    "picture_too_big": "file",
    "unreadable_file": "file",
    "locked_pdf": "file",
    "cannot_store": "file",
}


@login_required
@never_cache
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """What is late or due within thirty days at the top, and the answers that wait for their promise."""
    user = policy_maker(request)
    own = Promise.objects.handled_by(user).select_related("agency", "consultation")
    until = timezone.localdate() + SOON
    missing = answers_without_promise().filter(agency__in=agencies_of(user)).select_related("consultation", "theme")
    context = {
        "missing": missing.order_by("answered_at", "id")[:SHOWN],
        "due": own.due_until(until).order_by("now_due_on", "id")[:SHOWN],
        "later": own.open().filter(now_due_on__gt=until).order_by("now_due_on", "id")[:SHOWN],
        "ended": own.ended().order_by("-ended_on", "-id")[:SHOWN_ENDED],
        "total": counts_of(Promise.objects.handled_by(user))[0],
    }
    return render(request, "promises/office.html", context)


@login_required
@never_cache
@require_GET
def promise(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _one(request, slug))


@login_required
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    user, found = policy_maker(request), _one(request, slug)
    return _take(request, found, "start", StartForm, lambda told: start_promise(found, note=told["note"], by=user))


@login_required
@require_POST
def reach(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, found = policy_maker(request), _one(request, slug)
    milestone = get_object_or_404(Milestone.objects.select_related("promise"), promise=found, n=n)
    return _take(
        request, found, f"reach{n}", ReachForm, lambda told: reach_milestone(milestone, note=told["note"], by=user)
    )


@login_required
@require_POST
def move(request: HttpRequest, slug: str) -> HttpResponse:
    user, found = policy_maker(request), _one(request, slug)
    return _take(request, found, "move", MoveForm, lambda told: move_promise(found, **told, by=user))


@login_required
@require_POST
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    user, found = policy_maker(request), _one(request, slug)
    return _take(request, found, "keep", KeepForm, lambda told: keep_promise(found, **told, by=user))


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    user, found = policy_maker(request), _one(request, slug)
    return _take(
        request, found, "withdraw", WithdrawForm, lambda told: withdraw_promise(found, reason=told["reason"], by=user)
    )


def _one(request: HttpRequest, slug: str) -> Promise:
    own = Promise.objects.handled_by(policy_maker(request))
    return get_object_or_404(own.select_related("agency", "consultation", "duty__theme"), slug=slug)


def _take(
    request: HttpRequest,
    found: Promise,
    name: str,
    form_class: type[forms.Form],
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    form = form_class(request.POST, request.FILES, auto_id=f"{name}_%s")
    if not form.is_valid():
        return _page(request, found, shown={name: form}, status=400)
    try:
        act(form.cleaned_data)
    except ValidationError as error:
        field = _FIELDS.get(error.code or "")
        form.add_error(field if field in form.fields else None, error)
        return _page(request, _one(request, found.slug), shown={name: form}, status=409)
    messages.success(request, _("Kept. Everybody reads it, and whoever is with it is told once a day at most."))
    return redirect("office_promise", found.slug)


def _page(
    request: HttpRequest, found: Promise, *, shown: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    sent = shown or {}
    milestones = [
        (each, sent.get(f"reach{each.n}") or ReachForm(auto_id=f"reach{each.n}_%s")) for each in found.milestones.all()
    ]
    context: dict[str, Any] = {
        "promise": found,
        "milestones": milestones,
        "steps": list(found.steps.select_related("milestone", "law", "file", "told", "by").order_by("-n")),
        "may_start": found.state == PromiseState.PROMISED,
        "may_keep": found.is_open or found.state == PromiseState.PARTLY,
        "sent": next(iter(sent.values()), None),
        "start": sent.get("start") or StartForm(auto_id="start_%s"),
        "move": sent.get("move") or MoveForm(auto_id="move_%s"),
        "keep": sent.get("keep") or KeepForm(auto_id="keep_%s"),
        "withdraw": sent.get("withdraw") or WithdrawForm(auto_id="withdraw_%s"),
    }
    return render(request, "promises/office_promise.html", context, status=status)
