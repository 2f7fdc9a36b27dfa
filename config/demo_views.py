"""The demo's page of roles: enter as any demo person with one click."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from directory.models import User
from directory.people import PEOPLE


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    return render(request, "frontend/demo.html", {"people": PEOPLE})


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo person; only as one of those, and only in the demo."""
    if not settings.DEMO:
        raise Http404
    wanted = request.POST.get("email", "")
    if wanted not in {person.email for person in PEOPLE}:
        raise Http404
    person = get_object_or_404(User, email=wanted)
    logout(request)
    login(request, person, backend="directory.signing_in.Passwords")
    back = request.POST.get("next", "")
    return HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")
