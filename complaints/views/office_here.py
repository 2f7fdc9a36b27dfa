"""Which colleagues have a case open: asked for by its open page now and then, and told when that is closed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.presence import say_gone, say_here
from complaints.views.office import assignment_of, officer_of
from complaints.views.office_reason import needs_reason


@never_cache
@login_required
@require_GET
def here(request: HttpRequest, reference: str) -> HttpResponse:
    """A part of the page. Of a confidential case not found before a reason was given, nor once that has lapsed."""
    assignment = assignment_of(request, reference)
    if needs_reason(request, assignment):
        raise Http404
    return render(request, "complaints/_office_here.html", {"here": say_here(assignment, officer_of(request))})


@login_required
@require_POST
def gone(request: HttpRequest, reference: str) -> HttpResponse:
    """`at`: when the page that is closed was last open, as `here` told it."""
    assignment = assignment_of(request, reference, works=False)
    try:
        at = parse_datetime(request.POST.get("at", ""))
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at):
        return HttpResponseBadRequest()
    say_gone(assignment, officer_of(request), at=at)
    return HttpResponse(status=204)
