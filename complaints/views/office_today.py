"""The page with which an officer begins the day."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.absence import cover_of, with_names
from complaints.access import CONFIDENTIAL_ROLES, Viewer
from complaints.approvers import number_from_below
from complaints.closing_down import closing_down_of
from complaints.mentions import MOST_COUNTED, read_mentions
from complaints.queue_counts import counts
from complaints.today import today_of
from complaints.views.incidents import open_incidents
from complaints.views.office import assignment_of, officer_of
from complaints.views.office_late import raised_to

MOST_RAISED = 100
"""Counted of what came up; the page shows 99+ then."""


@never_cache
@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    cover = cover_of(officer)
    counted = counts(officer, cover)
    leading = Viewer(officer).agencies(CONFIDENTIAL_ROLES)
    context = {
        "today": today_of(officer),
        "counted": counted,
        "answers_to_approve": counted.get("to_approve", 0) + number_from_below(officer),
        "stands_in": with_names(cover.stands_in),
        "incidents": open_incidents(Viewer(officer)),
        "leads": bool(leading),
        "raised": raised_to(leading)[:MOST_RAISED].count() if leading else 0,
        "closing_down": closing_down_of(officer),
        "most_mentions": MOST_COUNTED,
        "now": timezone.now(),
    }
    template = "complaints/_office_today.html" if request.GET.get("part") else "complaints/office_today.html"
    return render(request, template, context)


@login_required
@require_POST
def read_notes(request: HttpRequest, reference: str) -> HttpResponse:
    """The notes of this case that name who asks leave the start page; in the timeline they stay."""
    read_mentions(assignment_of(request, reference, works=False), officer_of(request))
    messages.success(request, _("Read. The note stays in the timeline of the case."))
    return redirect("office_today")
