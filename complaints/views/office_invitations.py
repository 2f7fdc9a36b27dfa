"""Inviting somebody to work at an agency, and the page that the link in their mail opens."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib import messages
from django.contrib.auth import get_user
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from complaints.inviting import (
    accept_invitation,
    account_of,
    invitation_behind,
    invite,
    roles_to_give,
    withdraw_invitation,
)
from complaints.staffing_forms import InviteForm, NewAccountForm
from complaints.views.office import officer_of
from complaints.views.office_leading import led_by, logged
from directory.models import StaffInvitation, User
from records.throttling import address_of, raise_if_throttled

TRIES_AN_HOUR = 30


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def invite_somebody(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    places = {agency: roles_to_give(officer, agency) for agency in led_by(officer)}
    is_sent = request.method == "POST"
    form = InviteForm(request.POST if is_sent else None, places=places)
    if is_sent and form.is_valid():
        agency, role, unit = form.chosen()
        try:
            with logged(request, officer):
                sent = invite(form.cleaned_data["email"], agency, role=role, unit=unit, by=officer)
            messages.success(request, _("A mail with a link is on its way to %(email)s.") % {"email": sent.email})
            return redirect("office_people")
        except ValidationError as error:
            form.add_error("email", error)
    return render(request, "complaints/office_invite.html", {"form": form}, status=400 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    officer = officer_of(request)
    rows = StaffInvitation.objects.open().filter(agency__in=led_by(officer), public_id=public_id)
    invitation = rows.select_related("agency").first()
    if invitation is None:
        raise Http404
    with logged(request, officer):
        withdraw_invitation(invitation, by=officer)
    messages.success(request, _("The link to %(email)s opens nothing any more.") % {"email": invitation.email})
    return redirect("office_people")


@never_cache
@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: who has an account signs in and accepts, who has none makes one."""
    invitation = invitation_behind(token)
    if invitation is None:
        return render(request, "complaints/office_invitation_over.html", status=404)
    owner = account_of(invitation)
    signed_in = get_user(request)
    reader = signed_in if isinstance(signed_in, User) else None
    form = NewAccountForm(request.POST if request.method == "POST" and owner is None else None)
    refused: list[str] = []
    if request.method == "POST":
        raise_if_throttled("invitation", address_of(request), limit=TRIES_AN_HOUR, per_seconds=3600)
        if owner is not None or form.is_valid():
            account = {} if owner else form.cleaned_data
            try:
                # Not the whole address: it holds the link itself.
                with pghistory.context(user=owner.pk if owner else None, url=reverse("office") + "invitation/"):
                    accept_invitation(invitation, by=reader, **account)
                return _welcome(request, owner)
            except ValidationError as error:
                if owner is None:
                    form.add_error("password", error)
                else:
                    refused = error.messages
    page = {
        "invitation": invitation,
        "form": form,
        "refused": refused,
        "token": token,
        "owner": owner,
        "is_owner": owner is not None and owner == reader,
        "is_other": reader is not None and owner != reader,
    }
    return render(request, "complaints/office_invitation.html", page, status=400 if form.errors or refused else 200)


def _welcome(request: HttpRequest, owner: User | None) -> HttpResponse:
    if owner:
        messages.success(request, _("Welcome. The cases of the agency are here."))
        return redirect("office")
    messages.success(request, _("Your account is ready. Sign in with your e-mail and password."))
    response = redirect("account_login")
    response["Location"] += f"?next={reverse('office')}"
    return response
