"""`/consultations/manage/…/trial/`: the team begins a trial of a draft, sees what comes of it, closes and wipes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from consultations.lengths import lengths_of
from consultations.manage_views import held, policy_maker
from consultations.models import Consultation, ConsultationEvent
from consultations.pilots.forms import PilotForm, WipeForm
from consultations.pilots.outcome import outcome_of
from consultations.pilots.running import begin_pilot, close_pilot
from consultations.pilots.wiping import wipe_pilot


@login_required
@never_cache
@require_GET
def pilot(request: HttpRequest, slug: str) -> HttpResponse:
    """Of a draft: begin one, and what was tried before. Of a trial: what comes of it."""
    consultation = held(request, slug)
    return _outcome(request, consultation) if consultation.is_pilot else _begin(request, consultation)


@login_required
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    draft, form = held(request, slug), PilotForm(request.POST)
    if not form.is_valid():
        return _begin(request, draft, form, status=400)
    try:
        begun = begin_pilot(draft, days=form.cleaned_data["days"], by=policy_maker(request))
    except ValidationError as error:
        form.add_error(None, error)
        return _begin(request, draft, form, status=409)
    messages.success(request, _("The trial runs. Make a link for each tester: nobody else is told."))
    return redirect("pilot", slug=begun.slug)


@login_required
@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    close_pilot(_held_pilot(request, slug), by=policy_maker(request))
    messages.success(request, _("Closed. Themes and duties come as they will in the real one."))
    return redirect("pilot", slug=slug)


@login_required
@require_POST
def wipe(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = _held_pilot(request, slug), WipeForm(request.POST)
    if not form.is_valid():
        return _outcome(request, found, form, status=400)
    draft = found.pilot_of
    wipe_pilot(found, by=policy_maker(request))
    messages.success(request, _("Wiped. The draft keeps one line that a trial was run."))
    return redirect("pilot", slug=draft.slug if draft else slug)


def _held_pilot(request: HttpRequest, slug: str) -> Consultation:
    policy_maker(request)
    return get_object_or_404(Consultation, pk=held(request, slug).pk, pilot_of__isnull=False)


def _begin(
    request: HttpRequest, draft: Consultation, form: PilotForm | None = None, *, status: int = 200
) -> HttpResponse:
    lines = draft.events.filter(kind=ConsultationEvent.Kind.PILOT_RUN).select_related("by").order_by("-n")
    context: dict[str, Any] = {
        "consultation": draft,
        "form": form or PilotForm(),
        "running": Consultation.objects.filter(pilot_of=draft).first(),
        "runs": [(line, parse_datetime(line.facts["from"]), parse_datetime(line.facts["until"])) for line in lines],
        "kept_days": lengths_of(draft.kind).pilot_days,
    }
    return render(request, "pilots/begin.html", context, status=status)


def _outcome(
    request: HttpRequest, found: Consultation, wipe: WipeForm | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "consultation": found,
        "outcome": outcome_of(found),
        "wipe": wipe or WipeForm(),
        "kept_days": lengths_of(found.kind).pilot_days,
        "is_running": found.state == "open",
    }
    return render(request, "pilots/pilot.html", context, status=status)
