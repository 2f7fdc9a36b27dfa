"""`/consultations/`: what the state asks everybody, until when, and how to take part."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from consultations.calendars import CONTENT_TYPE, calendar_of
from consultations.find_form import FindForm
from consultations.following import offered, subjects_of
from consultations.models import Consultation, ConsultationEvent
from consultations.piloting import pilot_of
from consultations.public import find, in_calendar
from consultations.sharing import shared


@gzip_page
@never_cache
@require_GET
def consultations(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.GET)
    wanted = form.wanted()
    context = {
        "form": form,
        "area": wanted.area,
        "found": find(wanted, before=moment_of(request.GET.get("before", ""))),
        "is_filtered": bool(wanted),
        "can_follow": offered(wanted.subjects(), request.user),
        "is_first_page": "before" not in request.GET,
        "asked": urlencode({name: value for name, value in form.data.items() if name != "before"}),
    }
    return render(request, "consultations/consultations.html", context)


@gzip_page
@never_cache
@require_GET
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    told = Consultation.objects.announced(pilot=pilot_of(request, slug))
    found = get_object_or_404(told.select_related("agency", "topic__parent"), slug=slug)
    context = page_of(found)
    if not found.is_pilot:
        context |= {"can_follow": offered(subjects_of(found), request.user), "share": shared(found)}
    return render(request, "consultations/consultation.html", context)


@gzip_page
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """What programs subscribe to, with the filters of the list."""
    form = FindForm(request.GET)
    found = in_calendar(form.wanted())
    return _as_calendar(calendar_of(found), "consultations")


@require_GET
def calendar_of_one(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Consultation.objects.announced(), slug=slug)
    return _as_calendar(calendar_of([found]), slug)


def _as_calendar(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}.ics"'
    return HttpResponse(content, content_type=CONTENT_TYPE, headers={"Content-Disposition": disposition})


def page_of(found: Consultation) -> dict[str, object]:
    """What everybody reads of a consultation."""
    lines = found.events.exclude(kind__in=_OF_THE_DRAFT).order_by("-n")
    return {
        "consultation": found,
        "host": urlsplit(found.page).hostname or "",
        "lines": list(lines),
        "explanations": found.told(),
        # Kept by apps inside this one, which this app does not import.
        "documents": list(found.documents.to_read()),  # type: ignore[attr-defined]
        "links": list(found.law_links.select_related("law")),  # type: ignore[attr-defined]
        "conversation": getattr(found, "conversation", None),
        "questionnaire": getattr(found, "questionnaire", None),
        "commenting": getattr(found, "commenting", None),
        "hearings": list(found.hearings.all()),  # type: ignore[attr-defined]
        "duty_counts": _duty_counts(found),
        "promises": list(found.promises.all()),  # type: ignore[attr-defined]
    }


def _duty_counts(found: Consultation) -> dict[str, int]:
    """How many themes have to be answered, and how many are; kept by consultations.results, which this app does not import."""
    rows = found.duties.aggregate(all=Count("pk"), answered=Count("answered_at"))  # type: ignore[attr-defined]
    return {name: int(rows[name]) for name in ("all", "answered")}


_OF_THE_DRAFT = (
    ConsultationEvent.Kind.DRAFTED,
    ConsultationEvent.Kind.CHANGED,
    ConsultationEvent.Kind.SIGN_OFF_ASKED,
    ConsultationEvent.Kind.SIGN_OFF_REFUSED,
    ConsultationEvent.Kind.SIGNED_OFF,
    ConsultationEvent.Kind.SIGNED_ON_PAPER,
    ConsultationEvent.Kind.PILOT_BEGUN,
    ConsultationEvent.Kind.PILOT_RUN,
)
"""How an agency came to its words is its own matter."""


def moment_of(text: str) -> datetime | None:
    """A cursor of ours, or None: the list then begins at the top."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
