"""The letterheads of the agencies that somebody leads."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from complaints.letterheads import LetterheadForm, keep_letterhead, letterhead_of
from complaints.models import Letter
from complaints.views.office import officer_of
from complaints.views.office_leading import agency_led_by, choose_led, logged
from records.pdf_signing import REASONS
from records.views import as_data

HELD_SHOWN = 20


@never_cache
@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Who leads one agency gets to its letterhead at once."""
    return choose_led(request, officer_of(request), to="office_letterhead", title=_("Letterheads"))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    officer = officer_of(request)
    agency = agency_led_by(officer, code)
    head = letterhead_of(agency)
    is_sent = request.method == "POST"
    form = LetterheadForm(request.POST if is_sent else None, request.FILES if is_sent else None, instance=head)
    if is_sent and form.is_valid():
        try:
            with logged(request, officer):
                told = form.cleaned_data
                keep_letterhead(agency, form.said(), emblem=told["emblem_file"], no_emblem=told["no_emblem"])
            messages.success(request, _("The letterhead is kept. Letters from now on have it."))
            return redirect("office_letterhead", code=agency.code)
        except ValidationError as error:
            form.add_error("is_on", error)
    held = Letter.objects.filter(agency=agency, state=Letter.State.HELD).select_related("case").order_by("id")
    page = {
        "agency": agency,
        "form": form,
        "has_emblem": bool(head.emblem),
        "held": [(letter, REASONS.get(letter.held_because, "")) for letter in held[:HELD_SHOWN]],
    }
    return render(request, "complaints/office_letterhead.html", page, status=400 if form.errors else 200)


@never_cache
@login_required
@require_GET
def emblem(request: HttpRequest, code: str) -> HttpResponse:
    """As it will be printed."""
    head = letterhead_of(agency_led_by(officer_of(request), code))
    if not head.emblem:
        raise Http404
    return as_data(HttpResponse(bytes(head.emblem), content_type="image/jpeg"))
