"""Splitting a case at the triage desk: the page of complaints.views.office_splitting, behind the desk's own doors."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from complaints import looks
from complaints.models import Case
from complaints.parts_of_cases import split_with_number
from complaints.split_forms import SplitForm
from complaints.splitting import PartToMake
from complaints.views.office_splitting import split_page
from complaints.workflow import CaseState, Visibility
from routing.act_views import back_to_desk, case_shown_to
from routing.desk import split_at_the_desk, undo_split_at_the_desk
from routing.views import sign_shown, triage_officer_of


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, reference: str) -> HttpResponse:
    officer = triage_officer_of(request)
    if request.method == "POST":
        case = case_shown_to(officer, request, reference)
    else:
        case = _at_the_desk(reference)
    if case.visibility == Visibility.CONFIDENTIAL and not looks.has_looked(request, case, looks.DESK):
        return back_to_desk(request, reference)  # where the look is written down

    def act(_form: SplitForm, parts: Sequence[PartToMake]) -> list[Case]:
        return split_at_the_desk(case, parts, by=officer)

    return split_page(
        request,
        case,
        act,
        back=lambda: back_to_desk(request, reference),
        at_desk=True,
        shown=sign_shown(case, officer),
    )


@login_required
@require_POST
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    officer = triage_officer_of(request)
    case = case_shown_to(officer, request, reference)
    part = split_with_number(case, request.POST.get("number", ""))
    if part is None:
        raise Http404
    undo_split_at_the_desk(case, part, by=officer)
    messages.success(request, _("That part is in this case again."))
    return back_to_desk(request, reference)


def _at_the_desk(reference: str) -> Case:
    case = Case.objects.filter(reference=reference, state=CaseState.TRIAGE).first()
    if case is None:
        raise Http404
    return case
