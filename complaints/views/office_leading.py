"""What the pages of those who lead an agency have in common: for which they answer, and that each change is recorded."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from complaints.access import agencies_led_by
from directory.models import Agency, User


def led_by(officer: User) -> list[Agency]:
    """The agencies for which this person answers; 404 for everybody else."""
    if led := agencies_led_by(officer):
        return led
    raise Http404


def agency_led_by(officer: User, code: str) -> Agency:
    """The one of these with this code; 404 for everybody else."""
    for agency in led_by(officer):
        if agency.code == code:
            return agency
    raise Http404


def choose_led(request: HttpRequest, officer: User, *, to: str, template: str) -> HttpResponse:
    """Who leads one agency gets at once to its page, the address named `to`; who leads several chooses one."""
    agencies = led_by(officer)
    if len(agencies) == 1:
        return redirect(to, code=agencies[0].code)
    return render(request, template, {"agencies": agencies})


def logged(request: HttpRequest, person: User | AnonymousUser) -> Any:
    """Within it, the history of each changed row names who changed it and on which page."""
    return pghistory.context(user=person.pk, url=request.path)
