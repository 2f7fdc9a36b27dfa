"""`/me/`: one's own complaints, drafts, follows, answers and settings."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.drafts import forget_draft
from complaints.models import CaseEvent, Complaint
from complaints.workflow import CaseState
from directory.models import User
from notifications.models import Subscription
from records.models import AccessLog

SHOWN = 50
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
    cases = [complaint.case_id for complaint in complaints]
    answers = (
        CaseEvent.objects.filter(case__in=cases, kind__in=["asked", "replied", "resolution_proposed", "rejected"])
        .select_related("case", "agency")
        .order_by("-at")[:10]
    )
    subjects = [f"case:{complaint.case.reference}" for complaint in complaints]
    context = {
        "needs_me": [complaint for complaint in complaints if complaint.case.state in _NEEDS_ME],
        "complaints": complaints,
        "answers": answers,
        "drafts": person.drafts.all(),
        "follows": Subscription.objects.filter(user=person)[:SHOWN],
        "looks": AccessLog.objects.filter(subject__in=subjects).select_related("agency").order_by("-at")[:10],
    }
    return render(request, "complaints/me.html", context)


@login_required
@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    forget_draft(_person(request), request.POST.get("key", ""))
    messages.success(request, _("The draft is gone."))
    return redirect("me")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required; for the type checker
    return request.user
