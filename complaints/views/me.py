"""`/me/`: one's own complaints, drafts, follows, answers and settings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.drafts import forget_draft
from complaints.following import followed_by
from complaints.models import CaseEvent, Complaint
from complaints.telling import sentence
from complaints.views.news import choices_of
from complaints.workflow import CaseState
from directory.models import User
from directory.phones import readable_phone
from records.models import AccessLog

SHOWN = 50
NEWS_SHOWN = 10
_NEEDS_ME = (CaseState.AWAITING_COMPLAINANT, CaseState.RESOLUTION_PROPOSED)


@never_cache
@login_required
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    complaints = list(
        Complaint.objects.filter(complainant__user=person)
        .select_related("case__topic__parent", "case__area__parent__parent")
        .prefetch_related("case__assignments__agency")
        .order_by("-id")[:SHOWN]
    )
    own = {complaint.case_id: complaint for complaint in complaints}
    answers = (
        CaseEvent.objects.filter(case__in=own, kind__in=["asked", "replied", "resolution_proposed", "rejected"])
        .select_related("agency")
        .order_by("-at")[:NEWS_SHOWN]
    )
    subjects = [f"case:{complaint.case.reference}" for complaint in complaints]
    context = {
        "needs_me": [complaint for complaint in complaints if complaint.case.state in _NEEDS_ME],
        "complaints": complaints,
        "answers": [_news(event, own) for event in answers],
        "drafts": person.drafts.all(),
        "follows": followed_by(person),
        "co_signed": person.co_signings.select_related("case__topic").order_by("-id")[:SHOWN],
        "looks": AccessLog.objects.filter(subject__in=subjects).select_related("agency").order_by("-at")[:10],
        "phone": readable_phone(person.phone or ""),
        "news_choices": choices_of(person),
    }
    return render(request, "complaints/me.html", context)


def _news(event: CaseEvent, own: dict[int, Complaint]) -> dict[str, Any]:
    """A line of the timeline as news: under one's own number, not the case's, which may be somebody else's (S10)."""
    complaint = own[event.case_id]
    note = event.note if event.note_seen_by in {CaseEvent.Seen.PUBLIC, CaseEvent.Seen.COMPLAINANT} else ""
    return {
        "kind": event.kind,
        "at": event.at,
        "note": note,
        "sentence": sentence(event.kind, event.agency, event.facts),
        "reference": complaint.reference,
        "heading": complaint.case.heading,
    }


@login_required
@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    forget_draft(_person(request), request.POST.get("key", ""))
    messages.success(request, _("The draft is gone."))
    return redirect("me")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required; for the type checker
    return request.user
