"""What the pages of those who lead an agency have in common: for which they answer, and that each change is recorded."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

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


def choose_led(
    request: HttpRequest, officer: User, *, to: str, title: str, back: tuple[str, str] | None = None
) -> HttpResponse:
    """Who leads one agency gets at once to its page, the address named `to`; who leads several chooses one.

    title: of the page. back: name of the address that it leads back to, and the words for it; the inbox where left out.
    """
    agencies = led_by(officer)
    if len(agencies) == 1:
        return redirect(to, code=agencies[0].code)
    name, words = back or ("office", _("Cases of the agency"))
    page = {"agencies": agencies, "to": to, "title": title, "back": reverse(name), "back_words": words}
    return render(request, "complaints/office_choose_agency.html", page)


def logged(request: HttpRequest, person: User | AnonymousUser) -> Any:
    """Within it, the history of each changed row names who changed it and on which page."""
    return pghistory.context(user=person.pk, url=request.path)
