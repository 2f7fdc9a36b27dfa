"""An incident: what surged where, all of its cases that this officer may work on, and saying that it is none."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
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

SHOWN = 100


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
    viewer = _staff(request)
    found = get_object_or_404(Incident, public_id=public_id)
    if not viewer.does_triage and not _workable(found.cases(), viewer).exists():
        raise Http404
    assert isinstance(viewer.user, User)  # noqa: S101 - staff is signed in
    end_incident(found, by=viewer.user)
    messages.success(request, _("Ended. For two days no new one is raised for this topic and district."))
    return redirect("incident", public_id=public_id)


def open_incidents(viewer: Viewer) -> list[dict[str, Any]]:
    """Those of which this officer has cases, or all of them for the desk; with how many are theirs. Mostly there is none."""
    found = []
    for each in Incident.objects.open().select_related("topic", "area")[:5]:
        own = _workable(each.cases(), viewer).count()
        if own or viewer.does_triage:
            found.append({"incident": each, "own": own, "count": each.cases().count()})
    return found


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
