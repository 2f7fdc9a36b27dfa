"""Collective filing on pages: the speaker's link, what its readers see, signing and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.access import Viewer
from complaints.co_signing import (
    co_sign,
    has_co_signed,
    invite_co_signers,
    reference_behind,
    stop_inviting,
    withdraw_co_signing,
)
from complaints.models import Case
from complaints.releasing import proposed_text
from complaints.speaking import keep_speaking, seek_speaker, take_over_speaking
from complaints.tracking import complete
from complaints.views.public import person_of
from complaints.views.tracking import complainants
from complaints.views.tracking import person_of as filer_of
from directory.models import User
from records.throttling import raise_if_throttled

SIGNINGS_AN_HOUR = 60


@require_POST
def invite(request: HttpRequest, reference: str) -> HttpResponse:
    tracked = complainants(request, reference)
    invite_co_signers(tracked.case, by=filer_of(request, tracked.complaint))
    messages.success(request, _("The link is open. Copy it below and pass it on."))
    # Pressed on the receipt, it leads back there: the code stands on that page alone.
    page = reverse("receipt") if request.POST.get("back") == "receipt" else _case_page(tracked.complaint.reference)
    return redirect(f"{page}#together")


@require_POST
def stop(request: HttpRequest, reference: str) -> HttpResponse:
    tracked = complainants(request, reference)
    stop_inviting(tracked.case, by=filer_of(request, tracked.complaint))
    messages.success(request, _("The link leads nowhere any more. Who has signed stays."))
    return redirect("track_case", reference=tracked.complaint.reference)


@require_POST
def seek(request: HttpRequest, reference: str) -> HttpResponse:
    tracked = complainants(request, reference)
    seek_speaker(tracked.complaint, by=filer_of(request, tracked.complaint))
    messages.success(request, _("Those who signed are asked. You speak for all until one of them takes over."))
    return redirect(f"{_case_page(tracked.complaint.reference)}#together")


@require_POST
def keep(request: HttpRequest, reference: str) -> HttpResponse:
    tracked = complainants(request, reference)
    keep_speaking(tracked.complaint, by=filer_of(request, tracked.complaint))
    messages.success(request, _("You go on speaking for all."))
    return redirect(f"{_case_page(tracked.complaint.reference)}#together")


@login_required
@require_POST
def take_over(request: HttpRequest, reference: str) -> HttpResponse:
    person = person_of(request)
    case = Case.objects.filter(reference=reference, co_signings__user=person).first()
    if case is None:
        raise Http404
    complaint = take_over_speaking(case, by=person)
    messages.success(
        request, _("You speak for all now. Questions of the agency come to you, under a number of your own.")
    )
    return redirect("track_case", reference=complaint.reference)


def _case_page(reference: str) -> str:
    return reverse("track_case", args=[reference])


@never_cache
@require_GET
def show(request: HttpRequest, token: str) -> HttpResponse:
    """What whoever has the link reads before signing: the words with personal data hidden."""
    case = _case_behind(request, token)
    context = {
        "case": case,
        "token": token,
        "to_sign": proposed_text(case),
        "place": case.area.full_name(get_language()) if case.area else "",
        "lead": case.lead(),
        "has_signed": has_co_signed(case, request.user),
        "is_confirmed": _is_confirmed(request.user),
    }
    return render(request, "complaints/co_sign.html", context)


@login_required
@require_POST
def sign(request: HttpRequest, token: str) -> HttpResponse:
    person = person_of(request)
    raise_if_throttled("co_sign", str(person.pk), limit=SIGNINGS_AN_HOUR, per_seconds=3600)
    case = co_sign(_case_behind(request, token), by=person)
    messages.success(request, _("Signed. The agency sees one more name, and you are told how it ends."))
    return redirect("track_case", reference=case.reference)


@login_required
@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    case = Case.objects.filter(reference=reference, co_signings__user=person_of(request)).first()
    if case is None:
        raise Http404
    withdraw_co_signing(case, by=person_of(request))
    messages.success(request, _("Your signature is taken back, and your name with it."))
    return redirect("me")


def _case_behind(request: HttpRequest, token: str) -> Case:
    """The case of this link, through the one queryset that says who may see what."""
    reference = reference_behind(token)
    if reference is None:
        raise Http404
    try:
        case = Case.objects.find_visible(reference, Viewer(request.user, invited=frozenset({reference})))
    except Case.DoesNotExist:
        raise Http404 from None
    complete(case)
    return case


def _is_confirmed(user: object) -> bool:
    return isinstance(user, User) and bool(user.email_confirmed_at or user.phone_confirmed_at)
