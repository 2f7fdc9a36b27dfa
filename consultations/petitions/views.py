"""`/consultations/petitions/`: what people ask of agencies, for everybody to read, search and sign."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consultations.participation.browsers import give_number, visitor_of
from consultations.participation.taking_part import has_confirmed_contact
from consultations.petitions.forms import FindForm, ReportForm, SignForm
from consultations.petitions.models import Petition, PetitionEvent, PetitionQuerySet
from consultations.petitions.reporting import report_petition
from consultations.petitions.searching import Asked, find_petitions
from consultations.petitions.signing import names_shown, sign_petition, signature_of, withdraw_signature
from consultations.petitions.turning import own_case_draft_of
from consultations.petitions.workflow import PetitionState
from directory import known
from directory.installation import site_url
from directory.models import User
from records.throttling import address_of, raise_if_throttled

SHOWN_NAMES = 30
SHOWN_SOON = 4
SHOWN_JOINED = 50
SEARCHES_A_MINUTE = 60
SIGNATURES_AN_HOUR = 60
REPORTS_AN_HOUR = 30
"""From one address; each person or browser reports a petition once."""
FOR_EVERYBODY = (
    PetitionEvent.Kind.PUBLISHED,
    PetitionEvent.Kind.HANDED,
    PetitionEvent.Kind.EXTENDED,
    PetitionEvent.Kind.JOINED,
    PetitionEvent.Kind.TOOK_IN,
    PetitionEvent.Kind.REACHED,
    PetitionEvent.Kind.LATE,
    PetitionEvent.Kind.ANSWERED,
    PetitionEvent.Kind.CLOSED,
)
"""Lines of the history that everybody reads; of handing on, keeping open and joining also why."""


@gzip_page
@never_cache
@require_GET
def petitions(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.GET)
    asked, now, after = form.asked(), timezone.now(), request.GET.get("after", "")[:16]
    if asked.typed:
        raise_if_throttled("petitions_search", address_of(request), limit=SEARCHES_A_MINUTE, per_seconds=60)
    is_first = asked == Asked() and not after
    context = {
        "form": form,
        "found": find_petitions(asked, now=now, after=after),
        "soon": find_petitions(Asked(shown="soon"), now=now).petitions[:SHOWN_SOON] if is_first else [],
        "is_filtered": asked != Asked(),
        "is_first_page": not after,
        "asked": urlencode(form.kept()),
        "area": known.areas.get(asked.area),
    }
    return render(request, "petitions/petitions.html", context)


@gzip_page
@never_cache
@require_GET
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _public(slug))


@login_required
@require_POST
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = _public(slug), SignForm(request.POST)
    user = _person(request)
    raise_if_throttled("petitions_sign", str(user.pk), limit=SIGNATURES_AN_HOUR, per_seconds=3600)
    form.is_valid()
    sign_petition(found, shows_name=form.cleaned_data["shows_name"], by=user)
    messages.success(request, _("You have signed. You can take it back until it closes."))
    return redirect(found)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    found = _public(slug)
    withdraw_signature(found, by=_person(request))
    messages.success(request, _("Your signature is taken back. You can sign again while it is open."))
    return redirect(found)


@login_required
@require_POST
def own_case(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a complaint that begins with this petition: nothing is filed before it is sent there."""
    draft = own_case_draft_of(_public(slug), by=_person(request))
    return redirect(f"{reverse('new_complaint')}?draft={draft.key}")


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the agency to look at an open petition by a public rule."""
    found, form = _public(slug), ReportForm(request.POST or None)
    status, visitor = 200, visitor_of(request, found)
    if request.method == "POST":
        raise_if_throttled("report-petition", address_of(request), limit=REPORTS_AN_HOUR, per_seconds=3600)
        status = 400
        if form.is_valid():
            try:
                is_new = report_petition(found, **form.cleaned_data, visitor=visitor)
            except ValidationError as error:
                form.add_error(None, error)
                status = 409
            else:
                messages.success(request, _report_said(is_new))
                return redirect(found)
    context = {"petition": found, "form": form, "is_open": found.state == PetitionState.OPEN}
    response = render(request, "petitions/report.html", context, status=status)
    if visitor.user is None:
        give_number(request, response, found, path=found.get_absolute_url())
    return response


def _report_said(is_new: bool) -> str:
    if is_new:
        return _("Thank you. A person of the agency looks at it; until then it stays as it is.")
    return _("You have reported it before: it counts once.")


def _public(slug: str) -> Petition:
    return get_object_or_404(to_read(Petition.objects.public()), slug=slug)


def to_read(found: PetitionQuerySet) -> PetitionQuerySet:
    return found.select_related("agency", "topic", "area__parent__parent", "refusal", "joined_into")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    return request.user


def _page(request: HttpRequest, found: Petition) -> HttpResponse:
    own = signature_of(found, request.user)
    context: dict[str, Any] = {
        "petition": found,
        "answered": list(found.answer_points.all()),
        "lines": list(found.events.filter(kind__in=FOR_EVERYBODY).order_by("-n")),
        "names": names_shown(found, SHOWN_NAMES),
        "own": own,
        "signed_other": signature_of(found.other, request.user) if own and found.other else None,
        "joined": list(Petition.objects.public().filter(joined_into=found).order_by("joined_at")[:SHOWN_JOINED]),
        "is_confirmed": has_confirmed_contact(request.user),
        "is_author": request.user.is_authenticated and found.author_id == request.user.pk,
        "form": SignForm(initial={"shows_name": own.shows_name if own else False}),
        "address": site_url() + found.get_absolute_url(),
    }
    return render(request, "petitions/petition.html", context)
