"""`/consultations/manage/<slug>/hearings/`: the policy team plans hearings, sees who is registered, and lets people in."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consultations.dockets.views import holder
from consultations.hearings.counting import counts_of
from consultations.hearings.exporting import registrations_as_csv
from consultations.hearings.forms import CancelForm, HearingForm, form_of
from consultations.hearings.models import Hearing, Phase, Registration
from consultations.hearings.planning import add_hearing, cancel_hearing, change_hearing
from consultations.hearings.registering import check_in
from consultations.hearings.views import listed
from consultations.models import Consultation
from directory.models import User
from records.access import log_look
from records.throttling import raise_if_throttled

EXPORTS_AN_HOUR = 20


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def hearings(request: HttpRequest, slug: str) -> HttpResponse:
    """All of one consultation, and a form for another."""
    user = holder(request)
    consultation = get_object_or_404(Consultation.objects.handled_by(user).select_related("agency"), slug=slug)
    form = HearingForm(request.POST or None, initial={"form_token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        token = str(form.cleaned_data["form_token"] or "")
        try:
            added = add_hearing(consultation, form.plan(), by=user, token=token)
        except ValidationError as error:
            form.add_error(_field_of(error), error)
        else:
            messages.success(request, _("The hearing is announced. People can register now."))
            return redirect("manage_hearing", slug, added.n)
    context = {"consultation": consultation, "found": listed(consultation), "form": form}
    return render(request, "hearings/manage.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def hearing(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """Its words, time and place, and its history."""
    user, found = held(request, slug, n)
    form = HearingForm(request.POST or None, initial=form_of(found))
    if request.method == "POST" and form.is_valid():
        reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"] or 0
        try:
            change_hearing(found, form.plan(), seen=seen, reason=reason, by=user)
        except ValidationError as error:
            form.add_error(_field_of(error), error)
        else:
            messages.success(request, _("The hearing is changed."))
            return redirect("manage_hearing", slug, n)
    return _page(request, found, form=form, status=400 if form.errors else 200)


@login_required
@require_POST
def cancel(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, found = held(request, slug, n)
    form = CancelForm(request.POST, auto_id="cancel_%s")
    if form.is_valid():
        try:
            cancel_hearing(found, reason=form.cleaned_data["reason"], by=user)
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("The hearing is cancelled, and everybody who was registered is told."))
            return redirect("manage_hearing", slug, n)
    return _page(request, found, cancelling=form, status=400)


@login_required
@never_cache
@require_GET
def registrations(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """Who comes, to print and to let in."""
    user, found = held(request, slug, n)
    own = Registration.objects.filter(hearing=found)
    log_look(user, f"hearing:{slug}:{n}", "List of who is registered for a hearing", fields=["name", "needs"])
    context = {
        **_about(found),
        "coming": list(own.coming()),
        "waiting": list(own.waiting()),
        "may_let_in": found.lets_people_in,
    }
    return render(request, "hearings/manage_registrations.html", context)


@login_required
@require_POST
def let_in(request: HttpRequest, slug: str, n: int, number: str) -> HttpResponse:
    user, found = held(request, slug, n)
    registration = get_object_or_404(
        Registration.objects.select_related("hearing__consultation"), hearing=found, number=number
    )
    came = request.POST.get("came") != "no"
    check_in(registration, came=came, by=user)
    return redirect(f"{request.path.rsplit('/', 3)[0]}/#r-{number}")


@login_required
@require_GET
def export(request: HttpRequest, slug: str, n: int) -> StreamingHttpResponse:
    user, found = held(request, slug, n)
    raise_if_throttled("hearing-export", f"{user.pk}", limit=EXPORTS_AN_HOUR, per_seconds=3600)
    log_look(user, f"hearing:{slug}:{n}", "Table of who is registered for a hearing", fields=["name", "needs"])
    disposition = f'attachment; filename="{slug}-hearing-{n}.csv"'
    return StreamingHttpResponse(
        registrations_as_csv(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store, private"},
    )


def held(request: HttpRequest, slug: str, n: int) -> tuple[User, Hearing]:
    """404 for everybody who does not hold consultations of its agency."""
    user = holder(request)
    return user, get_object_or_404(Hearing.objects.handled_by(user), consultation__slug=slug, n=n)


def _about(hearing: Hearing) -> dict[str, Any]:
    return {"consultation": hearing.consultation, "hearing": hearing, "counts": counts_of(hearing)}


def _page(
    request: HttpRequest,
    hearing: Hearing,
    *,
    form: HearingForm | None = None,
    cancelling: CancelForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **_about(hearing),
        "form": form or HearingForm(initial=form_of(hearing)),
        "cancelling": cancelling or CancelForm(auto_id="cancel_%s"),
        "lines": list(hearing.events.select_related("by").order_by("-n")),
        "is_to_come": hearing.phase in {Phase.COMING, Phase.RUNNING},
    }
    return render(request, "hearings/manage_hearing.html", context, status=status)


_FIELDS = {
    "begins_in_the_past": "on",
    "ends_too_early": "ends",
    "title_missing": "title_th",
    "way_missing": "place",
    "place_missing": "place",
    "seats_missing": "seats",
    "too_many_seats": "seats",
    "seats_are_taken": "seats",
    "link_not_secure": "link",
    "pin_is_none": "pin",
    "note_missing": "reason",
    "note_too_long": "reason",
}


def _field_of(error: ValidationError) -> str | None:
    """Where the reason stands that an act refuses it."""
    return _FIELDS.get(getattr(error, "code", "") or "")
