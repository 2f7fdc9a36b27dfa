"""An incident: what surged where, all of its cases that this officer may work on, and saying that it is none."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.access import CASEWORK_ROLES, CaseQuerySet, Viewer
from complaints.listing import Told, complete_cases, place_name
from complaints.models import Assignment, Case, Incident
from complaints.surges import end_incident
from complaints.workflow import CaseState
from directory.models import User
from records.caching import kept_for

SHOWN = 100
MOST_SHOWN = 10
MOST_OPEN = 200
"""At once in the whole country; a flood of a region is some hundred."""


@never_cache
@login_required
@require_GET
def incident(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    viewer = _staff(request)
    found = get_object_or_404(Incident.objects.select_related("topic", "area__parent"), public_id=public_id)
    own = _workable(found.cases(), viewer)
    if not own.exists() and not viewer.does_triage:
        raise Http404  # of another agency's incident not even that there is one
    cases = list(own.defer("words", "public_words")[:SHOWN])
    told = complete_cases(cases)
    return render(
        request,
        "complaints/incident.html",
        {
            "incident": found,
            "count": found.cases().count(),
            "own_count": own.count(),
            "rows": [(case, told.get(case.pk, Told()), place_name(case)) for case in cases],
            "is_desk": viewer.does_triage,
            "at_the_desk": CaseState.TRIAGE,
        },
    )


@login_required
@require_POST
def end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """For the desk alone: an incident lies with many agencies, and none of them ends it for the others."""
    viewer = _staff(request)
    found = get_object_or_404(Incident, public_id=public_id)
    if not viewer.does_triage:
        raise Http404
    assert isinstance(viewer.user, User)  # noqa: S101 - staff is signed in
    end_incident(found, by=viewer.user)
    messages.success(request, _("Ended. For two days no new one is raised for this topic and district."))
    return redirect("incident", public_id=public_id)


@dataclass(frozen=True)
class Counted:
    """How many cases an incident has, and how many of them each agency, by the agency's id."""

    count: int
    by_agency: dict[int, int]


def open_incidents(viewer: Viewer) -> list[dict[str, Any]]:
    """The newest of which this officer's agencies have cases, for the desk of all; mostly there is none."""
    agencies = viewer.agencies(CASEWORK_ROLES)
    found = []
    for each in Incident.objects.open().select_related("topic", "area")[:MOST_OPEN]:
        counted = _counts_of(each)
        own = sum(counted.by_agency.get(agency, 0) for agency in agencies)
        if own or viewer.does_triage:
            found.append({"incident": each, "own": own, "count": counted.count})
    return found[:MOST_SHOWN]


def _counts_of(incident: Incident) -> Counted:
    """At most some seconds old; of an incident raised just now, at once: open lists are told of it."""
    counts = _counts()
    if incident.pk not in counts:
        counts[incident.pk] = Counted(incident.cases().count(), _by_agency(incident))
    return counts[incident.pk]


@kept_for(seconds=5)
def _counts() -> dict[int, Counted]:
    return {}


def _by_agency(incident: Incident) -> dict[int, int]:
    parts = Assignment.objects.live().filter(case__in=incident.cases().values("pk")).order_by()
    return dict(parts.values_list("agency").annotate(cases=Count("case", distinct=True)))


def _staff(request: HttpRequest) -> Viewer:
    viewer = Viewer(request.user)
    if not viewer.agencies(CASEWORK_ROLES) and not viewer.does_triage:
        raise Http404
    return viewer


def _workable(cases: CaseQuerySet, viewer: Viewer) -> CaseQuerySet:
    """Those with an agency of this officer, and for a triage officer those at the desk."""
    mine = Assignment.objects.handled_by(viewer.user).values("case_id")
    if not viewer.does_triage:
        return cases.filter(pk__in=mine)
    return cases.filter(pk__in=mine.union(Case.objects.at_the_triage_desk().values("pk")))
