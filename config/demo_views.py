"""The demo's page of roles: enter as any demo person with one click."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from directory.models import Role, User
from directory.people import CITIZEN, PEOPLE, DemoPerson

BEGINS_AT = {
    CITIZEN: ("/me/", "user"),
    Role.TRIAGE_OFFICER: ("/desk/", "search"),
    Role.OFFICER: ("/office/today/", "building"),
    Role.SUPERVISOR: ("/office/today/", "building"),
    Role.AGENCY_HEAD: ("/office/today/", "building"),
    Role.POLICY_TEAM: ("/consultations/manage/", "messages"),
    Role.AUDITOR: ("/office/audit/", "list-check"),
    Role.HELPER: ("/office/assist/", "message-plus"),
    Role.ADMINISTRATOR: ("/administration/", "settings"),
}
"""Where a role's work is, and its icon. The others have no page of their own yet and begin at the home page."""
NOTHING_FILED = {"somchai"}


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    cards = [{"person": person, "begins_at": begins_at(person), "icon": _icon(person)} for person in PEOPLE]
    return render(request, "frontend/demo.html", {"cards": cards})


def begins_at(person: DemoPerson) -> str:
    """The page that somebody who enters as this person sees first."""
    return "/" if person.key in NOTHING_FILED else BEGINS_AT.get(person.role, ("/", ""))[0]


def _icon(person: DemoPerson) -> str:
    return BEGINS_AT.get(person.role, ("", "users"))[1]


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
