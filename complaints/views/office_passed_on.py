"""The list of what the agency has given away; what stands at the address of such a case: office.py."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints.passed_on import MOST, SHOWN_FOR, passed_on
from complaints.views.office import officer_of


@never_cache
@login_required
@require_GET
def given_away(request: HttpRequest) -> HttpResponse:
    found = passed_on(officer_of(request))
    told = {"found": found, "days": SHOWN_FOR.days, "is_cut": len(found) == MOST}
    return render(request, "complaints/office_passed_on.html", told)
