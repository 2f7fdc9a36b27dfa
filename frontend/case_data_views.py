"""`/track/<reference>/data/`: what is kept with one case, and one's rights over it, for who filed it; with no account needed.

Whatever hands data out or takes it away for good asks for the receipt code once more: the browser may be a shared one.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.consents import Purpose
from complaints.erasure import correct_name_in_case, erase_complainant
from complaints.look_ups import complaint_opened_by
from complaints.looks import who_acted
from complaints.models import Case, Complaint
from complaints.reaching import choose_channel
from complaints.releasing import withdraw_from_public
from complaints.views.tracking import complainants, person_of
from frontend.case_data import KeptOfCase, kept_of
from frontend.my_data import archive_answer, archive_of
from frontend.my_data_forms import CodeAgainForm, EraseForm, NameForm
from frontend.personal_rows import Owner
from records.access import looks_at
from records.throttling import Throttled, address_of, raise_if_throttled

LOOKS_SHOWN = 50
ARCHIVES_A_DAY = 10


@never_cache
@require_GET
def case_data(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, complainants(request, reference).complaint)


def _page(
    request: HttpRequest, complaint: Complaint, *, status: int = 200, **bound: NameForm | CodeAgainForm
) -> HttpResponse:
    kept = kept_of(complaint)
    page = {
        "reference": complaint.reference,
        "complaint": complaint,
        "told_closely": complaint.is_told_closely,
        "kept": kept,
        "consents": [(complaint.reference, standing) for standing in kept.consents],
        "looks": looks_at(f"case:{complaint.case.reference}")[:LOOKS_SHOWN],
        "acted": who_acted(Case.objects.filter(pk=complaint.case_id)),
        "name_form": NameForm(initial={"full_name": kept.name}),
        "code_form": CodeAgainForm(auto_id="take-%s"),
        "objections": complaint.objections.open().count(),
        "refused": next(iter(bound.values()), None),
        **bound,
    }
    return render(request, "my_data/case.html", page, status=status)


@never_cache
@require_POST
def take_away(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One archive of what is kept with this case, for who types its receipt code now."""
    complaint = complainants(request, reference).complaint
    form = CodeAgainForm(request.POST, auto_id="take-%s")
    if not is_code_right(request, complaint, form):
        return refuse_code(request, complaint, form)
    raise_if_throttled("my_data", f"case:{complaint.reference}", limit=ARCHIVES_A_DAY, per_seconds=24 * 3600)
    return archive_answer(archive_of(Owner.of_complaint(complaint)), f"siang-pracha-{complaint.reference}.zip")


@never_cache
@require_POST
def correct_name(request: HttpRequest, reference: str) -> HttpResponse:
    complaint = complainants(request, reference).complaint
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, complaint, status=400, name_form=form)
    correct_name_in_case(complaint, form.cleaned_data["full_name"])
    messages.success(request, _("Your name was corrected."))
    return redirect("case_data", reference=complaint.reference)


@never_cache
@require_POST
def withdraw_consent(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back what was agreed to; it acts at once."""
    complaint = complainants(request, reference).complaint
    if request.POST.get("purpose") == Purpose.NEWS:
        choose_channel(complaint, "page")
        messages.success(request, _("Taken back. No more news goes to that address."))
    elif request.POST.get("purpose") == Purpose.HELP:
        raise Http404  # done when it was filed; what ends it is withdrawing the case
    else:
        withdraw_from_public(complaint, by=person_of(request, complaint))
        messages.success(request, _("Taken back. From now on only you and the agencies read it."))
    if request.POST.get("back") == "my_data":
        return redirect("my_data")
    return redirect("case_data", reference=complaint.reference)


@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, reference: str) -> HttpResponse:
    """Says what goes and what stays; the act follows with the button there, after the receipt code."""
    complaint = complainants(request, reference).complaint
    if request.method == "GET":
        return _erase_page(request, complaint, EraseForm())
    form = EraseForm(request.POST)
    if not is_code_right(request, complaint, form):
        return _erase_page(request, complaint, form, status=_status_of(form))
    try:
        erase_complainant(complaint)
    except ValidationError as error:
        form.add_error(None, error)
        return _erase_page(request, complaint, form, status=409)
    messages.success(request, _("Your name and addresses are gone from this case. Its receipt code still opens it."))
    return redirect("case_data", reference=complaint.reference)


def _erase_page(request: HttpRequest, complaint: Complaint, form: EraseForm, status: int = 200) -> HttpResponse:
    kept: KeptOfCase = kept_of(complaint)
    page: dict[str, Any] = {
        "reference": complaint.reference,
        "complaint": complaint,
        "told_closely": complaint.is_told_closely,
        "kept": kept,
        "form": form,
    }
    return render(request, "my_data/erase_case.html", page, status=status)


def is_code_right(request: HttpRequest, complaint: Complaint, form: CodeAgainForm) -> bool:
    """Counted as every try of a receipt code is (S7)."""
    if not form.is_valid():
        return False
    try:
        complaint_opened_by(complaint.reference, form.cleaned_data["code"], address=address_of(request))
    except ValidationError as error:
        form.add_error("code", error)
        return False
    return True


def refuse_code(request: HttpRequest, complaint: Complaint, form: CodeAgainForm) -> HttpResponse:
    """The page once more, with what was wrong about the code."""
    return _page(request, complaint, status=_status_of(form), code_form=form)


def _status_of(form: CodeAgainForm) -> int:
    return 429 if any(isinstance(error, Throttled) or error.code == "throttled" for error in _errors_of(form)) else 400


def _errors_of(form: CodeAgainForm) -> list[ValidationError]:
    return [error for errors in form.errors.as_data().values() for error in errors]
