"""Identity checked at a counter: the page of the code at `/me/identity/`, and that of helpers at `/office/assist/identity/`."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.identity_checks import check_of, checked_by, holder_of, new_code, of_late, undo, verify
from complaints.identity_forms import DocumentForm, HoldersCodeForm
from complaints.views.office_assist_receipt import helper_of
from directory.models import Agency, IdentityCheck, User
from records.throttling import Throttled, raise_if_throttled

CODES_AN_HOUR = 20
"""For one account."""
TRIES_AN_HOUR = 120
"""By one helper, two for each person who comes; a guess is right once in 10^12."""


@never_cache
@login_required
@require_GET
def my_identity(request: HttpRequest) -> HttpResponse:
    return _own_page(request)


@never_cache
@login_required
@require_POST
def show_code(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    try:
        raise_if_throttled("identity_code", f"user:{person.pk}", limit=CODES_AN_HOUR, per_seconds=3600)
        code, until = new_code(person)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("my_identity")
    return _own_page(request, code=code, until=until)


@never_cache
@login_required
@require_POST
def undo_own(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    check = check_of(person)
    if check and undo(check, by=person):
        messages.success(request, _("Your identity is no longer verified."))
    return redirect("my_identity")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def check_identity(request: HttpRequest) -> HttpResponse:
    """First the code, then name and document: the code is used up by the second."""
    helper, agencies = helper_of(request)
    if request.method == "GET":
        return _page(request, agencies, HoldersCodeForm())
    is_second = "document_step" in request.POST
    form: Form = HoldersCodeForm(request.POST)
    if not form.is_valid():
        return _page(request, agencies, form, status=400)
    code = form.cleaned_data["code"]
    try:
        raise_if_throttled("identity_check", f"helper:{helper.pk}", limit=TRIES_AN_HOUR, per_seconds=3600)
        holder = holder_of(code, by=helper)
        second = DocumentForm(request.POST if is_second else None, agencies=agencies, initial={"code": code})
        if not is_second or not second.is_valid():
            return _page(request, agencies, second, holder=holder, status=400 if is_second else 200)
        told = second.cleaned_data
        document = IdentityCheck.Document(told["document"])
        verify(code, agency=told["agency"], document=document, by=helper)
    except ValidationError as error:
        form.add_error("code", error)
        return _page(request, agencies, form, status=429 if isinstance(error, Throttled) else 400)
    messages.success(request, _("The identity of %(name)s is verified.") % {"name": holder.full_name})
    return redirect("check_identity")


@never_cache
@login_required
@require_POST
def undo_check(request: HttpRequest, pk: int) -> HttpResponse:
    helper, agencies = helper_of(request)
    check = get_object_or_404(of_late(agencies).select_related("user", "agency"), pk=pk)
    try:
        is_undone = undo(check, by=helper, why=request.POST.get("why", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if is_undone:
            messages.success(request, _("The check is undone. The holder of the account is told why."))
        else:
            messages.info(request, _("This check was undone already."))
    return redirect("check_identity")


def _own_page(request: HttpRequest, *, code: str = "", until: datetime | None = None) -> HttpResponse:
    person = _person(request)
    context = {"check": check_of(person), "code": code, "until": until, "has_name": bool(person.full_name.strip())}
    return render(request, "complaints/my_identity.html", context)


def _page(
    request: HttpRequest, agencies: list[Agency], form: Form, *, holder: User | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "holder": holder, "checks": checked_by(agencies)}
    return render(request, "complaints/check_identity.html", context, status=status)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
