"""An office's buttons for cases that tell of the same problem: join two, and take one out again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from complaints.duplicates import may_join
from complaints.joining import join_case, separate_case, which_stays
from complaints.models import Assignment, Case
from complaints.views.office import assignment_of, officer_of


@login_required
@require_POST
def join(request: HttpRequest, reference: str) -> HttpResponse:
    assignment, officer = assignment_of(request, reference), officer_of(request)
    other = Case.objects.filter(reference=request.POST.get("other", "")).first()
    leads = assignment.part == Assignment.Part.LEAD
    if other is None or not leads or not may_join(assignment.case, other, officer):
        raise Http404
    stays, goes = which_stays(assignment.case, other)
    join_case(goes, stays, by=officer, agency=assignment.agency)
    messages.success(
        request,
        _("%(goes)s goes on in %(stays)s. What you answer there is told to both.")
        % {"goes": goes.reference, "stays": stays.reference},
    )
    return redirect("office_case", reference=stays.reference)


@login_required
@require_POST
def separate(request: HttpRequest, reference: str) -> HttpResponse:
    """From the page of either case. `joined` is the number of the one to be taken out."""
    assignment, officer = assignment_of(request, reference), officer_of(request)
    wanted = request.POST.get("joined", "")
    mine = assignment.case if assignment.case.reference == wanted else None
    case = mine or assignment.case.told_elsewhere.filter(reference=wanted).first()
    if case is None:
        raise Http404
    separate_case(case, by=officer, agency=assignment.agency)
    messages.success(request, _("%(reference)s goes on by itself again.") % {"reference": case.reference})
    return redirect("office_case", reference=reference)
