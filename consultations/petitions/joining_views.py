"""The same steps of joining for both sides: `mine/<slug>/join/…` of the author, `desk/<slug>/join/…` of the agency."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultations.petitions import desk_views, own_views
from consultations.petitions.forms import JoinForm
from consultations.petitions.joining import (
    agree_to_join,
    others_to_join,
    propose_joining,
    refuse_to_join,
    undo_proposal,
)
from consultations.petitions.models import Petition
from records.throttling import raise_if_throttled

PROPOSALS_AN_HOUR = 10


class Side(NamedTuple):
    """Where a side finds its petitions, and the page that it acts on."""

    as_author: bool
    find: Callable[[HttpRequest, str], Petition]
    page: Callable[..., HttpResponse]
    name: str


AUTHOR = Side(True, own_views.find_own, own_views.own_page, "own_petition")
AGENCY = Side(False, desk_views.find_own, desk_views.desk_page, "petition_desk_one")


@login_required
@require_POST
def propose(request: HttpRequest, slug: str, side: Side) -> HttpResponse:
    found = side.find(request, slug)
    form = JoinForm(request.POST, others=others_to_join(found), auto_id="join_%s")
    if not form.is_valid():
        return side.page(request, found, join=form, status=400)
    # Each proposal is a mail to the other side.
    raise_if_throttled("petitions_join", str(_person(request).pk), limit=PROPOSALS_AN_HOUR, per_seconds=3600)
    try:
        propose_joining(found, **form.told(), as_author=side.as_author, by=_person(request))
    except ValidationError as error:
        form.add_error(None, error)
        return side.page(request, side.find(request, slug), join=form, status=409)
    messages.success(request, _("Proposed. They join once the other side agrees; until then you can take it back."))
    return redirect(side.name, slug)


@login_required
@require_POST
def answer(request: HttpRequest, slug: str, side: Side) -> HttpResponse:
    """By the button that was pressed."""
    found = side.find(request, slug)
    if request.POST.get("outcome") == "agree":
        return _tried(
            request, found, side, agree_to_join, _("Joined. Everybody who signed is told and can sign the other.")
        )
    return _tried(request, found, side, refuse_to_join, _("Refused. The petition goes on by itself."))


@login_required
@require_POST
def undo(request: HttpRequest, slug: str, side: Side) -> HttpResponse:
    return _tried(request, side.find(request, slug), side, undo_proposal, _("The proposal is taken back."))


def _tried(request: HttpRequest, found: Petition, side: Side, act: Callable[..., object], said: str) -> HttpResponse:
    try:
        act(found, as_author=side.as_author, by=_person(request))
    except ValidationError as error:  # the other side was faster, or one of the two has just ended
        messages.error(request, error.messages[0])
    else:
        messages.success(request, said)
    return redirect(side.name, found.slug)


def _person(request: HttpRequest) -> Any:
    return request.user
