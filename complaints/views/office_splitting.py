"""Making several cases of one that tells of several problems: mark, look at what will be made, do it; and put back.

The page is the same at an office and at the triage desk (routing/split_views.py), which say who may and lead back.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from complaints.models import Assignment, Case
from complaints.parts_of_cases import split_with_number
from complaints.split_forms import SplitForm, proposed_marks
from complaints.splitting import PartToMake, complaint_to_split, may_be_split, split_as_lead, undo_as_lead
from complaints.views.office import assignment_of, officer_of
from complaints.views.office_reason import ask_reason, needs_reason, takes_reason
from complaints.views.office_sending import held_for_the_first

Act = Callable[[SplitForm, Sequence[PartToMake]], list[Case]]


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, reference: str) -> HttpResponse:
    """Only for the responsible agency: for one that helps the page is not found."""
    assignment, officer = assignment_of(request, reference), officer_of(request)
    if assignment.part != Assignment.Part.LEAD:
        raise Http404
    case = assignment.case
    brings_marks = request.method == "POST" and takes_reason(request, assignment, by=officer)
    if needs_reason(request, assignment):
        if request.method == "POST":
            return ask_reason(request, assignment)
        return redirect("office_case", reference=reference)  # which asks for the reason first

    def act(form: SplitForm, parts: Sequence[PartToMake]) -> list[Case]:
        with held_for_the_first(assignment, officer, form.cleaned_data.get("seen")):
            return split_as_lead(assignment, parts, by=officer)

    back = functools.partial(redirect, "office_case", reference=reference)
    return split_page(request, case, act, back=back, only_marks=brings_marks)


@login_required
@require_POST
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    assignment, officer = assignment_of(request, reference), officer_of(request)
    split = split_with_number(assignment.case, request.POST.get("number", ""))
    if split is None or assignment.part != Assignment.Part.LEAD:
        raise Http404
    undo_as_lead(assignment, split, by=officer)
    messages.success(request, _("That part is in this case again."))
    return redirect("office_case", reference=reference)


def split_page(
    request: HttpRequest,
    case: Case,
    act: Act,
    *,
    back: Callable[[], HttpResponse],
    only_marks: bool = False,
    **context: Any,
) -> HttpResponse:
    """Mark, look, do. back: to the case, afterwards or where it cannot be split any more. context: of the template.

    only_marks: the page with what is marked, whatever button was pressed."""
    complaint = complaint_to_split(case)
    if request.method == "GET":
        if not may_be_split(case):
            messages.error(
                request, _("This case cannot be split now: it has ended, or the complainant is being asked.")
            )
            return back()
        form = SplitForm(initial=proposed_marks(case, complaint), case=case, complaint=complaint)
        return _show(request, form, **context)
    form = SplitForm(request.POST, case=case, complaint=complaint)
    if only_marks or request.POST.get("step") == "change":
        kept = {name: request.POST[name] for name in form.fields if name in request.POST}
        return _show(request, SplitForm(initial=kept, case=case, complaint=complaint), **context)
    if not form.is_valid():
        return _show(request, form, status=400, **context)
    if request.POST.get("step") != "split":
        return _show(request, form, previews=form.previews(), **context)
    try:
        # A redirect would throw away what was marked.
        made = act(form, [part for _number, part in form.parts])
    except ValidationError as error:
        form.add_error(None, error)
        return _show(request, form, status=409, **context)
    messages.success(request, _said(made))
    return back()


def _show(request: HttpRequest, form: SplitForm, *, status: int = 200, **context: Any) -> HttpResponse:
    page = {"form": form, "case": form.case, "complaint": form.complaint, "previews": [], **context}
    if page["previews"]:
        page["sent"] = [(name, form[name].value() or "") for name in form.fields]
    return render(request, "complaints/office_split.html", page, status=status)


def _said(made: Sequence[Case]) -> str:
    numbers = ", ".join(case.reference for case in made)
    said = ngettext("A case of its own was made: %(numbers)s.", "Cases of their own were made: %(numbers)s.", len(made))
    return said % {"numbers": numbers}
