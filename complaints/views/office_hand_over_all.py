"""Everything that somebody has in hand goes to others: looked at first, done in one act, told case by case."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from complaints.access import CASEWORK_ROLES, Viewer, agencies_led_by
from complaints.colleagues import key_at
from complaints.handing_over_all import (
    BATCH,
    Outcome,
    Receiver,
    find_at,
    hand_over_all,
    open_parts,
    parts_to_hand,
    portions,
    receivers,
)
from complaints.handing_over_forms import HandOverAllForm
from complaints.views.office import officer_of
from complaints.views.office_ticked import undo_token
from complaints.workflow import AssignmentState
from directory.models import Agency, User


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def hand_over_everything(request: HttpRequest, key: str) -> HttpResponse:
    """One's own cases, or those of somebody of an agency that one leads; nobody else is found."""
    officer = officer_of(request)
    person, agency = _person(officer, key)
    is_sent = request.method == "POST"
    form = HandOverAllForm(request.POST if is_sent else None, agency=agency, by=officer, but=person)
    page: dict[str, Any] = {"form": form, "person": person, "agency": agency, "key": key, "batch": BATCH}
    if is_sent and form.is_valid():
        receiver = form.receiver()
        try:
            if "confirm" in request.POST:
                outcome = hand_over_all(person, agency, receiver, note=form.cleaned_data["text"], by=officer)
                return _told(request, page, receiver, outcome, officer)
            page["plan"] = _plan(person, agency, receiver, officer)
        except ValidationError as error:
            form.add_error("to", error)
    parts = open_parts(person, agency, by=officer)
    reported = Count("pk", filter=Q(state=AssignmentState.ANSWERED))
    secret = Count("pk", filter=Q(case_is_confidential=True))
    page |= parts.order_by().aggregate(in_hand=Count("pk"), reported=reported, in_confidence=secret)
    page["owed"] = page["in_hand"] - page["reported"]
    return render(request, "complaints/hand_over_all.html", page, status=400 if form.errors else 200)


def _plan(person: User, agency: Agency, receiver: Receiver, officer: User) -> dict[str, Any]:
    count = parts_to_hand(person, agency, receiver, by=officer).count()
    stay = open_parts(person, agency, by=officer).count() - count
    shared = portions(count, receivers(person, agency, by=officer)) if receiver.is_shared and count else []
    return {"n": count, "stay": stay, "receiver": receiver, "portions": shared}


def _told(
    request: HttpRequest, page: dict[str, Any], receiver: Receiver, outcome: Outcome, officer: User
) -> HttpResponse:
    told = {
        **page,
        "outcome": outcome,
        "receiver": receiver,
        "stay": open_parts(page["person"], page["agency"], by=officer).count() - outcome.left - len(outcome.refused),
        "undo": undo_token(outcome.done, outcome.before, officer),
    }
    return render(request, "complaints/handed_over_all.html", told, status=200 if outcome.done else 409)


def _person(officer: User, key: str) -> tuple[User, Agency]:
    for agency in Agency.objects.filter(pk__in=Viewer(officer).agencies(CASEWORK_ROLES)):
        if key == key_at(officer.pk, agency.pk):
            return officer, agency
    if (found := find_at(key, agencies_led_by(officer))) is None:
        raise Http404
    return found
