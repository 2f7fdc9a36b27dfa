"""An office's buttons for cases that tell of the same problem: join two, and take one out again.

The page on which both are looked at is the same at an office and at the triage desk (routing/act_views.py).
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.case_reading import first_words, read_parts_of_all
from complaints.duplicates import may_have_others, may_join
from complaints.join_forms import OtherCaseForm
from complaints.joining import join_case, separate_case, which_stays
from complaints.models import Assignment, Case
from complaints.views.office import assignment_of, officer_of
from complaints.workflow import CaseState
from directory.models import User


@never_cache
@login_required
@require_GET
def same(request: HttpRequest, reference: str) -> HttpResponse:
    """The other case by its number, and both side by side. Only the responsible agency joins."""
    assignment, officer = assignment_of(request, reference), officer_of(request)
    if assignment.part != Assignment.Part.LEAD:
        raise Http404
    return same_page(request, assignment.case, officer)


def same_page(request: HttpRequest, case: Case, officer: User, **at_desk: str) -> HttpResponse:
    """at_desk: what the forms of the triage desk take along."""
    if not may_have_others(case):
        raise Http404
    form = OtherCaseForm(request.GET if "number" in request.GET else None, case=case, officer=officer)
    page: dict[str, object] = {"form": form, "case": case, "both": [], **at_desk}
    if form.is_bound and form.is_valid():
        other: Case = form.cleaned_data["number"]
        both = [case, other]
        read_parts_of_all(both)
        told = first_words([each.pk for each in both])
        if at_desk and other.state != CaseState.TRIAGE:  # of which the desk reads what everybody reads
            told[other.pk] = other.public_text
        stays, goes = which_stays(case, other)
        page |= {"both": [(each, told[each.pk]) for each in both], "other": other, "stays": stays, "goes": goes}
    return render(request, "complaints/office_same.html", page, status=400 if form.errors else 200)


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
    """From the page of either case, by whoever is responsible. `joined` is the number of the one to be taken out."""
    assignment, officer = assignment_of(request, reference), officer_of(request)
    if assignment.part != Assignment.Part.LEAD:
        raise Http404
    wanted = request.POST.get("joined", "")
    mine = assignment.case if assignment.case.reference == wanted else None
    case = mine or assignment.case.told_elsewhere.filter(reference=wanted).first()
    if case is None:
        raise Http404
    separate_case(case, by=officer, agency=assignment.agency)
    messages.success(request, _("%(reference)s goes on by itself again.") % {"reference": case.reference})
    return redirect("office_case", reference=reference)
