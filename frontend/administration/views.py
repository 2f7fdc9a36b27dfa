"""The pages at /administration/: registers, their rows, and who changed what."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.moving_people import open_cases_at, shut_out
from complaints.recutting import still_to_recut
from directory.models import Agency, Membership
from frontend.administration.changes import changes_of, last_changes, read_place
from frontend.administration.changes_form import ChangesForm
from frontend.administration.door import administrator_of, for_administrators
from frontend.administration.forms import RowForm
from frontend.administration.keeping import keep_row, remove_row
from frontend.administration.lists import address_of, called, labels_of, list_rows, name_in
from frontend.administration.planning import digest_of
from frontend.administration.registers import REGISTERS, Kept, Register
from frontend.administration.removing import what_holds_then
from frontend.administration.rules import open_cases_with
from frontend.administration.sheets import write_sheet
from frontend.administration.trails import trails
from frontend.administration.uses import uses_of
from frontend.administration.which_length import steps_without_default

CHANGES_OF_A_ROW = 10


@for_administrators
@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """All registers with how many rows they have, and who changed them last."""
    last = last_changes()
    cards = [
        {"register": each, "n": each.queryset().order_by().aggregate(n=Count("pk"))["n"], "last": last.get(slug)}
        for slug, each in REGISTERS.items()
    ]
    return render(request, "administration/registers.html", {"cards": cards, "recutting": still_to_recut()})


@for_administrators
@require_GET
def rows(request: HttpRequest, slug: str) -> HttpResponse:
    register = REGISTERS[slug]
    page = {
        "register": register,
        "columns": labels_of(register),
        "listed": list_rows(register, request),
        "without_default": steps_without_default() if slug == "service-levels" else [],
    }
    return render(request, "administration/rows.html", page)


@for_administrators
@require_GET
def download(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The whole register as CSV, as it can be brought back."""
    register = REGISTERS[slug]
    answer = StreamingHttpResponse(write_sheet(register), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


@for_administrators
@require_http_methods(["GET", "POST"])
def new_row(request: HttpRequest, slug: str) -> HttpResponse:
    return _edit(request, REGISTERS[slug], None)


@for_administrators
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, slug: str) -> HttpResponse:
    register = REGISTERS[slug]
    return _edit(request, register, _row_of(request, register))


@for_administrators
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Asked first: what will hold then is shown."""
    register = REGISTERS[slug]
    kept = _row_of(request, register)
    if request.method == "GET":
        row = register.model._default_manager.get(pk=kept.pk)
        back = address_of(register, register.key_of(kept.cells))
        if register.write or register.stays(kept.cells) or uses_of(row):
            return redirect(back)
        page = {
            "register": register,
            "title": _title(register, kept),
            "seen": digest_of(dict(kept.cells)),
            "back": back,
        }
        return render(request, "administration/remove.html", page | {"holds": what_holds_then(row)})
    try:
        remove_row(register, kept.pk, seen=request.POST.get("seen", ""))
    except ValidationError as error:
        for line in error.messages:
            messages.error(request, line)
        return redirect(address_of(register, register.key_of(kept.cells)))
    messages.success(request, _("It is removed. What it said stays in the history."))
    return redirect("administration_rows", slug)


@for_administrators
@require_POST
def shut_out_now(request: HttpRequest) -> HttpResponse:
    """End somebody's role at once."""
    register = REGISTERS["people"]
    kept = _row_of(request, register)
    held = Membership.objects.select_related("user").get(pk=kept.pk)
    try:
        shut_out(held, by=administrator_of(request))
    except ValidationError as error:
        for line in error.messages:
            messages.error(request, line)
        return redirect(address_of(register, register.key_of(kept.cells)))
    messages.success(request, _("%(name)s is shut out from now on.") % {"name": held.user.full_name})
    return redirect("administration_rows", register.slug)


@for_administrators
@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """What was changed in the registers, the newest first."""
    known = trails()
    chosen = known.get(request.GET.get("register", ""))
    form = ChangesForm(request.GET)
    asked = form.asked()
    after = read_place(request.GET.get("after", ""))
    lines, place = changes_of([chosen] if chosen else known.values(), after=after, asked=asked)
    told = {key: request.GET.get(key, "") for key in ("register", "by", "since", "until", "file")}
    page = {
        "changes": lines,
        "trails": known.values(),
        "chosen": chosen.slug if chosen else "",
        "form": form,
        "file": asked.file,
        "here": urlencode({key: value for key, value in told.items() if value}),
        "after": after,
        "next": place.written() if place else "",
    }
    return render(request, "administration/changes.html", page, status=400 if form.errors else 200)


def _row_of(request: HttpRequest, register: Register) -> Kept:
    key = tuple(request.GET.getlist("key"))
    kept = register.find(key) if len(key) == len(register.key) else None
    if kept is None:
        raise Http404
    return kept


def _edit(request: HttpRequest, register: Register, kept: Kept | None) -> HttpResponse:
    now = kept.cells if kept else None
    is_sent = request.method == "POST"
    form = RowForm(request.POST if is_sent else None, register=register, now=now)
    if is_sent and form.is_valid():
        cells = {each.name: form.cleaned_data[each.name] for each in form.open}
        try:
            made = keep_row(
                register,
                cells,
                pk=kept.pk if kept else None,
                seen=request.POST.get("seen", ""),
                by=administrator_of(request),
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            for words in said_of(register, kept, cells, made):
                messages.success(request, words)
            return redirect("administration_rows", register.slug)
    instance = register.model._default_manager.get(pk=kept.pk) if kept else None
    page: dict[str, Any] = {
        "register": register,
        "form": form,
        "title": _title(register, kept),
        "is_new": kept is None,
        "seen": request.POST.get("seen") if is_sent else digest_of(dict(kept.cells)) if kept else "",
        "uses": uses_of(instance) if instance else [],
        "stays": register.stays(kept.cells) if kept else "",
        "may_be_removed": instance is not None and register.write is None,
        "open_cases": open_cases_with(instance) if isinstance(instance, Agency) else 0,
        "shut_out": address_of(register, register.key_of(kept.cells), page="administration_shut_out")
        if kept and isinstance(instance, Membership) and instance.user != request.user
        else "",
        "in_hand": open_cases_at(instance.user, instance.agency) if isinstance(instance, Membership) else 0,
        "remove": address_of(register, register.key_of(kept.cells), page="administration_remove") if kept else "",
    }
    if kept:
        page["changes"], page["more"] = changes_of([trails()[register.slug]], pk=kept.pk, most=CHANGES_OF_A_ROW)
    return render(request, "administration/row.html", page, status=400 if form.errors else 200)


def _title(register: Register, kept: Kept | None) -> str:
    if kept is None:
        return ""
    if register.slug in {"agencies", "topics", "units", "holidays", "reply-texts"}:
        return name_in(kept.cells) or kept.cells[register.listed[0]]
    return called(register, kept.cells)


def said_of(register: Register, kept: Kept | None, cells: Any, made: Any) -> list[str]:
    """What to say after a row was kept."""
    if register.slug == "people":
        return _said_of_people(kept, cells, made)
    if register.slug == "holidays":
        return [_("It is kept."), _("Dates that were told to complainants already stay as they are.")]
    if kept is None:
        return [_("It is kept.")]
    return (
        [_("The change is kept.")]
        if any(kept.cells[name] != cell for name, cell in cells.items())
        else [_("Nothing was changed.")]
    )


def _said_of_people(kept: Kept | None, cells: Any, made: Any) -> list[str]:
    if isinstance(made, Membership) and kept is None:
        return [
            _("%(name)s is an administrator from now on. All administrators are told by mail.")
            % {"name": made.user.full_name}
        ]
    if kept is None:
        return [_("A mail with a link is on its way to %(email)s.") % {"email": cells["user"]}]
    if kept.cells["agency"] != cells["agency"]:
        before = Agency.objects.get(code=kept.cells["agency"])
        said = [_("From today on they work at the other agency.")]
        if n := open_cases_at(made.user, before):
            words = ngettext(
                "%(n)s open case stays with %(agency)s: within a minute it is for everybody there to take.",
                "%(n)s open cases stay with %(agency)s: within a minute they are for everybody there to take.",
                n,
            )
            said.append(words % {"n": f"{n:,}", "agency": before.name})
        return said
    return [_("The change is kept.")]
