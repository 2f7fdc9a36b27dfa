"""`/consultations/manage/…/duties/`: the policy team sees what has to be answered by whom, and names another agency."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from consultations.manage_views import policy_maker
from consultations.models import Consultation
from consultations.results.answering import hand_duty
from consultations.results.forms import HandForm, MakeDutyForm
from consultations.results.making import agencies_that_answer, make_duty
from consultations.results.models import Duty, Telling
from consultations.results.rules import rule_of
from consultations.themes.models import Theme
from directory.models import User
from notifications.models import Message

SHOWN_THEMES = 100


@login_required
@never_cache
@require_GET
def duties(request: HttpRequest, slug: str) -> HttpResponse:
    _user, consultation = held_announced(request, slug)
    return _page(request, consultation)


@login_required
@require_POST
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """Have a theme answered that is smaller than the rule says."""
    user, consultation = held_announced(request, slug)
    form = MakeDutyForm(
        request.POST, themes=_without_duty(consultation), agencies=agencies_that_answer(), auto_id="make_%s"
    )
    if not form.is_valid():
        return _page(request, consultation, make=form, status=400)
    theme = get_object_or_404(Theme, consultation=consultation, number=form.cleaned_data["theme"])
    try:
        make_duty(theme, agency=form.chosen_agency(), by=user)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, consultation, make=form, status=409)
    messages.success(request, _("It has to be answered now. The agency is told."))
    return redirect("manage_duties", slug)


@login_required
@require_POST
def hand(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """Name another agency for a theme."""
    user, consultation = held_announced(request, slug)
    duty = get_object_or_404(Duty.objects.select_related("consultation", "theme"), consultation=consultation, n=n)
    form = HandForm(request.POST, agencies=agencies_that_answer(), auto_id=f"hand{n}_%s")
    if not form.is_valid():
        return _page(request, consultation, hand=(n, form), status=400)
    try:
        hand_duty(duty, agency=form.chosen_agency(), reason=form.cleaned_data["reason"], by=user)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, consultation, hand=(n, form), status=409)
    messages.success(request, _("The other agency has to answer it now, and is told."))
    return redirect("manage_duties", slug)


def held_announced(request: HttpRequest, slug: str) -> tuple[User, Consultation]:
    """Who asks, and the announced consultation that they hold; others are not found."""
    user = policy_maker(request)
    under_way = Consultation.objects.handled_by(user).under_way()
    return user, get_object_or_404(under_way.select_related("agency"), slug=slug)


def _without_duty(consultation: Consultation) -> list[Theme]:
    """Those that can be given to an agency: no part of another, and neither they nor a part of them given already."""
    themes = Theme.objects.filter(consultation=consultation, merged_into=None, duty=None)
    whole = themes.exclude(merged__duty__isnull=False)
    return list(whole.filter(answers__gt=0).order_by("-answers", "number")[:SHOWN_THEMES])


def _page(
    request: HttpRequest,
    consultation: Consultation,
    *,
    make: MakeDutyForm | None = None,
    hand: tuple[int, HandForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = list(Duty.objects.filter(consultation=consultation).select_related("theme", "agency", "telling"))
    for duty in found:
        duty.consultation = consultation
    agencies = list(agencies_that_answer())
    forms = {
        each.n: hand[1] if hand and hand[0] == each.n else HandForm(agencies=agencies, auto_id=f"hand{each.n}_%s")
        for each in found
        if not each.is_answered
    }
    themes = _without_duty(consultation) if consultation.is_closed else []
    sent = _sent(found)
    context: dict[str, Any] = {
        "consultation": consultation,
        "rule": rule_of(consultation.kind),
        "rows": [(each, forms.get(each.n), sent.get(_key(each), 0)) for each in found],
        "shown_forms": [form for form in [make, hand[1] if hand else None] if form],
        "make": make or (MakeDutyForm(themes=themes, agencies=agencies, auto_id="make_%s") if themes else None),
    }
    return render(request, "results/manage_duties.html", context, status=status)


def _sent(duties: list[Duty]) -> dict[str, int]:
    """How many messages of each have gone out, by the outbox."""
    keys = [key for duty in duties if (key := _key(duty))]
    sent = Message.objects.filter(event_key__in=keys).values_list("event_key")
    return dict(sent.annotate(n=Count("pk", filter=Q(state=Message.State.SENT))))


def _key(duty: Duty) -> str:
    telling: Telling | None = getattr(duty, "telling", None)
    return telling.key if telling else ""
