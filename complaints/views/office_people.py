"""The people of an agency: who leads it sees what each has in hand, moves them between units, and says who leaves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from complaints.staffing import Person, end_membership, may_change, move_to_unit, people_of, shut_out
from complaints.staffing_forms import LastDayForm, UnitForm
from complaints.views.office import officer_of
from complaints.views.office_leading import led_by, logged
from directory.models import Agency, Membership, StaffInvitation, User
from directory.thai_dates import show_date, write_day


@never_cache
@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    agencies = led_by(officer_of(request))
    waiting = StaffInvitation.objects.open().filter(agency__in=agencies).select_related("agency", "unit", "invited_by")
    page = {"agencies": [(agency, people_of(agency)) for agency in agencies], "waiting": waiting}
    return render(request, "complaints/office_people.html", page)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, key: str) -> HttpResponse:
    """One of them, with each role they hold: its unit and its last day."""
    officer = officer_of(request)
    found, agency = _found(led_by(officer), key)
    held = list(enumerate(found.memberships))
    bound: dict[str, Any] = {}
    if request.method == "POST":
        asked, _colon, number = request.POST.get("act", "").partition(":")
        membership = next((each for n, each in held if str(n) == number), None)
        if membership is None or asked not in {"unit", "end", "now"} or not _is_same(request, membership):
            messages.warning(request, _("This has changed meanwhile. Nothing was done."))
            return redirect("office_person", key=key)
        if asked == "now":
            return _shut_out(request, key, membership, officer)
        form = _form(asked, membership, number, request.POST)
        if form.is_valid():
            try:
                with logged(request, officer):
                    said = _act(asked, form, membership, officer)
                messages.success(request, said)
                return redirect("office_people")
            except ValidationError as error:
                form.add_error("unit" if asked == "unit" else "last_day", error)
        bound[f"{asked}:{number}"] = form
    rows = [
        {
            "membership": membership,
            "held": held_as(membership),
            "number": n,
            "may": may_change(membership, officer),
            "unit_form": bound.get(f"unit:{n}") or _form("unit", membership, str(n)),
            "end_form": bound.get(f"end:{n}") or _form("end", membership, str(n)),
        }
        for n, membership in held
    ]
    page = {"person": found, "agency": agency, "rows": rows, "bound": list(bound.values())}
    return render(request, "complaints/office_person.html", page, status=400 if bound else 200)


def _shut_out(request: HttpRequest, key: str, membership: Membership, officer: User) -> HttpResponse:
    name = membership.user.full_name
    try:
        with logged(request, officer):
            shut_out(membership, by=officer)
    except ValidationError as error:
        for line in error.messages:
            messages.error(request, line)
        return redirect("office_person", key=key)
    messages.success(request, _("%(name)s is shut out from now on.") % {"name": name})
    return redirect("office_people")


def _form(asked: str, membership: Membership, number: str, data: Any = None) -> UnitForm | LastDayForm:
    if asked == "unit":
        return UnitForm(data, membership=membership, prefix=f"unit-{number}")
    initial = {"last_day": write_day(membership.ends_on)} if membership.ends_on else None
    return LastDayForm(data, initial=initial, prefix=f"end-{number}")


def _act(asked: str, form: UnitForm | LastDayForm, membership: Membership, officer: User) -> str:
    name = membership.user.full_name
    if isinstance(form, UnitForm):
        kept = move_to_unit(membership, form.chosen, by=officer)
        if kept.unit is None:
            return _("%(name)s works in no unit now.") % {"name": name}
        return _("%(name)s works in %(unit)s now.") % {"name": name, "unit": kept.unit.name}
    end_membership(membership, last_day=form.cleaned_data["last_day"], by=officer)
    return _("The last day of %(name)s is %(day)s.") % {"name": name, "day": show_date(form.cleaned_data["last_day"])}


def _is_same(request: HttpRequest, membership: Membership) -> bool:
    """Whether the number on the page still means the role that stood there."""
    return request.POST.get("held", "") == held_as(membership)


def held_as(membership: Membership) -> str:
    return f"{membership.role} {membership.starts_on.isoformat()}"


def _found(agencies: list[Agency], key: str) -> tuple[Person, Agency]:
    for agency in agencies:
        for each in people_of(agency):
            if each.key == key:
                return each, agency
    raise Http404
