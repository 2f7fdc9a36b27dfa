"""Objecting to a use of one's data: with an account for all of it, with a receipt code for one case."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from complaints.models import Complaint, Objection
from complaints.objecting import (
    OBJECTIONS_A_DAY,
    object_to_use_in_case,
    object_to_use_of_account,
    withdraw_objection,
)
from complaints.rights_tables import ObjectionQuerySet
from complaints.views.tracking import complainants
from directory.models import User
from frontend.my_data_forms import ObjectionForm
from records.throttling import Throttled, raise_if_throttled


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def of_account(request: HttpRequest) -> HttpResponse:
    """`/me/data/object/`"""
    if not isinstance(request.user, User):
        raise Http404
    return _object(request, request.user, request.user.objections.all(), reverse("my_data_object"))


@never_cache
@require_http_methods(["GET", "POST"])
def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """`/track/<reference>/data/object/`: for who filed it, and not found for everybody else."""
    complaint = complainants(request, reference).complaint
    here = reverse("case_data_object", args=[complaint.reference])
    return _object(request, complaint, complaint.objections.all(), here)


def _object(request: HttpRequest, owner: User | Complaint, own: ObjectionQuerySet, here: str) -> HttpResponse:
    if request.method == "GET":
        return _page(request, owner, own, here, ObjectionForm())
    if "withdraw" in request.POST:
        withdraw_objection(_wanted(own, request.POST["withdraw"]))
        messages.success(request, _("The objection is taken back."))
        return redirect(here)
    form = ObjectionForm(request.POST)
    status = 400
    try:
        if form.is_valid():
            who = f"person:{owner.pk}" if isinstance(owner, User) else f"case:{owner.reference}"
            raise_if_throttled("objection", who, limit=OBJECTIONS_A_DAY, per_seconds=24 * 3600)
            _store(owner, Objection.Use(form.cleaned_data["use"]), form.cleaned_data["text"])
            messages.success(request, _("Your objection is with those who look after data protection."))
            return redirect(here)
    except ValidationError as error:
        form.add_error(None, error)
        status = 429 if isinstance(error, Throttled) else 409
    return _page(request, owner, own, here, form, status=status)


def _store(owner: User | Complaint, use: Objection.Use, reason: str) -> None:
    if isinstance(owner, User):
        object_to_use_of_account(owner, use, reason=reason)
    else:
        object_to_use_in_case(owner, use, reason=reason)


def _wanted(own: ObjectionQuerySet, public_id: str) -> Objection:
    try:
        return get_object_or_404(own, public_id=public_id)
    except ValidationError:  # no UUID at all
        raise Http404 from None


def _page(
    request: HttpRequest,
    owner: User | Complaint,
    own: ObjectionQuerySet,
    here: str,
    form: ObjectionForm,
    *,
    status: int = 200,
) -> HttpResponse:
    page = {
        "form": form,
        "objections": own,
        "here": here,
        "reference": "" if isinstance(owner, User) else owner.reference,
        "told_closely": isinstance(owner, Complaint) and owner.is_told_closely,
        "is_public": isinstance(owner, Complaint) and owner.visibility == "public",
    }
    return render(request, "my_data/object.html", page, status=status)
