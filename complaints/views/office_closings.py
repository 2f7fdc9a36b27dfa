"""How agencies report their work as done: for their supervisors, heads and auditors."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.middleware import get_user
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints.access import REVIEWING_ROLES, Viewer
from complaints.auditing import faults_found, shown_scores
from complaints.closing_review import figures, to_look_at
from complaints.survey import remarks_on
from directory.digits import typed_number
from directory.models import User


@never_cache
@login_required
@require_GET
def closings(request: HttpRequest) -> HttpResponse:
    user = get_user(request)
    if not isinstance(user, User) or not Viewer(user).agencies(REVIEWING_ROLES):
        raise Http404
    after = request.GET.get("after", "")
    rows, next_id = to_look_at(user, after=typed_number(after, digits=18, otherwise=None))
    context = {
        "figures": figures(user),
        "rows": rows,
        "next_id": next_id,
        "audit_scores": shown_scores(Viewer(user).agencies(REVIEWING_ROLES)),
        "audits": faults_found(user),
        "remarks": remarks_on(Viewer(user).agencies(REVIEWING_ROLES)),
        "agencies": sorted({m.agency.name for m in user.active_roles if m.role in REVIEWING_ROLES}),
    }
    return render(request, "complaints/office_closings.html", context)
