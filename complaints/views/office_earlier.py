"""Cases that the agency had before at this place and of this complainant: beside the case, or as a page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints import looks
from complaints.earlier_cases import earlier_here, earlier_of_account, has_a_place, speaker_of
from complaints.models import Assignment
from complaints.views.office import assignment_of, officer_of
from complaints.views.office_reason import has_looked, needs_reason


@never_cache
@login_required
@require_GET
def earlier(request: HttpRequest, reference: str) -> HttpResponse:
    """With ?part what is fetched into the page of the case when it is unfolded there."""
    assignment = assignment_of(request, reference)
    is_part = bool(request.GET.get("part"))
    if needs_reason(request, assignment):
        if is_part:
            raise Http404
        return redirect("office_case", reference=reference)
    template = "complaints/_earlier_cases.html" if is_part else "complaints/office_earlier.html"
    here = earlier_here(assignment, officer_of(request))
    context = {
        "case": assignment.case,
        "here": here,
        "has_a_place": has_a_place(assignment.case),
        **_of_complainant(request, assignment),
    }
    return render(request, template, context)


def _of_complainant(request: HttpRequest, assignment: Assignment) -> dict[str, Any]:
    """What may be shown of the account: the look that opened the contact has written it down (looks.EARLIER_CASES)."""
    speaker = speaker_of(assignment.case)
    if speaker is None or not has_looked(request, assignment):
        return {"is_closed": speaker is not None}
    if speaker.user_id is None:
        return {"has_no_account": True}
    opened = looks.confidential_opened(request, looks.office(assignment.agency_id))
    return {"own": earlier_of_account(assignment, officer_of(request), speaker.user_id, opened=opened)}
