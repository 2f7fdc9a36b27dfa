"""`/cases/`: what everybody may find and read. Every case comes through `Case.objects.public()`."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints import public_cases
from complaints.api import address_of
from complaints.models import Case, CaseEvent
from complaints.progress import steps_of
from complaints.public_forms import FilterForm
from complaints.references import InvalidReference, normalise
from complaints.telling import timeline
from complaints.tracking import complete
from records.throttling import raise_if_throttled

SEARCHES_A_MINUTE = 120


@never_cache
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    filters = form.filters()
    if filters.typed:
        raise_if_throttled("public_search", address_of(request), limit=SEARCHES_A_MINUTE, per_seconds=60)
    page = public_cases.page(filters, cursor=request.GET.get("after", "")[:200])
    asked = request.GET.copy()
    asked.pop("after", None)
    context = {
        "form": form,
        "filters": filters,
        "is_filtered": filters != public_cases.Filters(),
        "has_details": bool(filters.state or filters.days or request.GET.get("district")),
        "rows": page.rows,
        "next_cursor": page.next_cursor,
        "asked": asked.urlencode(),
        "is_first_page": "after" not in request.GET,
    }
    return render(request, "complaints/public_cases.html", context)


@never_cache
@require_GET
def public_case(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for_everybody(reference)
    if case.reference != reference:  # typed with Thai digits or small letters
        return redirect("public_case", reference=case.reference)
    template = "complaints/_public_case.html" if request.GET.get("part") else "complaints/public_case.html"
    return render(request, template, page_of(case))


def case_for_everybody(reference: str) -> Case:
    """The public case, or 404 for a wrong reference, a hidden case and no case alike (promise S2)."""
    try:
        case = Case.objects.public().filter(reference=normalise(reference)).first()
    except InvalidReference:
        case = None
    if case is None:
        raise Http404
    complete(case)
    return case


def page_of(case: Case) -> dict[str, object]:
    """What everybody reads of a case: nothing in it comes from the complaint itself."""
    return {
        "case": case,
        "heading": case.heading,
        "place": case.area.full_name(get_language()) if case.area else "",
        "steps": steps_of(case, is_mine=False),
        "lines": timeline(case, up_to=CaseEvent.Seen.PUBLIC),
        "lead": case.lead(),
        "assignments": [a for a in case.assignments.all() if a.is_live],
        "pictures": list(case.files.filter(released_at__isnull=False).select_related("upload").order_by("id")),
        "same_place": f"{reverse('cases')}?province={case.area.province_code}" if case.area else "",
    }
