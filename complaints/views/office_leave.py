"""When people of an office are away, and who stands in: said by themselves, or for them by who leads the agency."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from complaints.absence import choose_deputy, end_leave, take_leave, with_names
from complaints.access import CASEWORK_ROLES, Viewer, agencies_led_by
from complaints.colleagues import key_at
from complaints.leave_forms import LeaveForm, deputy_form
from complaints.views.office import officer_of
from complaints.views.office_leading import logged
from directory.models import Agency, Leave, User
from directory.thai_dates import show_date


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def leaves(request: HttpRequest) -> HttpResponse:
    """What is planned and running: one's own, those in which one stands in, and all where one leads; and a new one."""
    officer = officer_of(request)
    led = agencies_led_by(officer)
    agencies = list(Agency.objects.filter(pk__in=Viewer(officer).agencies(CASEWORK_ROLES)).order_by("name_th"))
    is_sent = request.method == "POST"
    form = LeaveForm(request.POST if is_sent else None, agencies=agencies, led=led, by=officer)
    if is_sent and form.is_valid():
        try:
            return _kept(request, officer, form)
        except ValidationError as error:
            form.add_error(None, error)
    own = Q(user=officer) | Q(deputy=officer) | Q(agency__in=led)
    rows = Leave.objects.not_over().filter(own, agency__in=agencies).select_related("agency").distinct()
    shown = [
        (leave, _may_change(officer, led, leave), key_at(leave.user_id, leave.agency_id)) for leave in with_names(rows)
    ]
    page = {"form": form, "shown": shown, "agencies": agencies, "leads": bool(led)}
    page["own"] = [(agency, key_at(officer.pk, agency.pk)) for agency in agencies]
    return render(request, "complaints/office_leaves.html", page, status=400 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Another deputy for one that is told already."""
    officer = officer_of(request)
    row = _row(officer, public_id)
    is_sent = request.method == "POST"
    form = deputy_form(row, request.POST if is_sent else None)
    if is_sent and form.is_valid():
        try:
            with logged(request, officer):
                kept = choose_deputy(row, form.chosen_deputy, by=officer)
            said = _("%(name)s stands in from now on.") if kept.deputy else _("Nobody stands in from now on.")
            messages.success(request, said % {"name": kept.deputy})
            return redirect("office_leaves")
        except ValidationError as error:
            form.add_error("deputy", error)
    page = {"form": form, "leave": row}
    return render(request, "complaints/office_leave.html", page, status=400 if form.errors else 200)


@login_required
@require_POST
def end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """They are back already, or do not go at all."""
    officer = officer_of(request)
    row = _row(officer, public_id)
    with logged(request, officer):
        end_leave(row, by=officer)
    messages.success(request, _("%(name)s is here. Cases are handed to them as before.") % {"name": row.user})
    return redirect("office_leaves")


def _kept(request: HttpRequest, officer: User, form: LeaveForm) -> HttpResponse:
    user, agency = form.chosen()
    days = {"starts_on": form.cleaned_data["starts_on"], "ends_on": form.cleaned_data["ends_on"]}
    with logged(request, officer):
        kept = take_leave(user, agency, **days, deputy=form.chosen_deputy, by=officer)
    told = {"name": user.full_name, "first": show_date(kept.starts_on), "last": show_date(kept.ends_on)}
    messages.success(request, _("%(name)s is away from %(first)s to %(last)s.") % told)
    return redirect("office_leaves")


def _row(officer: User, public_id: uuid.UUID) -> Leave:
    """A leave of their own, or of an agency that they lead; 404 for any other and for what is over."""
    rows = Leave.objects.not_over().filter(public_id=public_id).select_related("agency", "user", "deputy")
    row = rows.first()
    if row is None or not _may_change(officer, agencies_led_by(officer), row):
        raise Http404
    return row


def _may_change(officer: User, led: list[Agency], leave: Leave) -> bool:
    return leave.user_id == officer.pk or leave.agency in led
