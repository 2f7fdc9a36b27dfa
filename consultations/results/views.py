"""`/consultations/…/you-said/`: what many people said, and what the state made of it, for everybody to read."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from consultations.models import Consultation
from consultations.piloting import pilot_of
from consultations.results.models import Duty, DutyQuerySet
from consultations.views import moment_of

PAGE = 20


@gzip_page
@never_cache
@require_GET
def you_said(request: HttpRequest, slug: str) -> HttpResponse:
    """All themes of one consultation that have to be answered, with the answers."""
    told = Consultation.objects.announced(pilot=pilot_of(request, slug))
    consultation = get_object_or_404(told.select_related("agency"), slug=slug)
    found = list(_shown().filter(consultation=consultation).select_related("theme", "agency"))
    for duty in found:
        duty.consultation = consultation
    context = {
        "consultation": consultation,
        "duties": found,
        "answered": sum(duty.is_answered for duty in found),
    }
    return render(request, "results/you_said.html", context)


@gzip_page
@never_cache
@require_GET
def you_said_everywhere(request: HttpRequest) -> HttpResponse:
    """The newest answers of all consultations, a page of them."""
    answered = _shown().filter(answered_at__isnull=False)
    before = moment_of(request.GET.get("before", ""))
    if before is not None:
        answered = answered.filter(answered_at__lt=before)
    found = list(answered.select_related("theme", "agency", "consultation").order_by("-answered_at", "-id")[: PAGE + 1])
    last: datetime | None = found[PAGE - 1].answered_at if len(found) > PAGE else None
    context = {"duties": found[:PAGE], "next_before": last.isoformat() if last else "", "is_first_page": before is None}
    return render(request, "results/you_said_everywhere.html", context)


def _shown() -> DutyQuerySet:
    """With what is promised after each answer: kept by consultations.promises, which this app does not import."""
    return Duty.objects.public().prefetch_related("promises")
