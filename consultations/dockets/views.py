"""`/consultations/dockets/<slug>/`: a subject with all its rounds, for everybody; and where the team keeps it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consultations.dockets.forms import DocketForm, RoundForm
from consultations.dockets.joining import add_round, begin_docket, remove_round, rename_docket
from consultations.dockets.models import Docket
from consultations.dockets.reading import rounds_of
from consultations.manage_views import policy_maker
from consultations.models import Consultation, agencies_of
from directory.models import Agency, User

SHOWN = 100
OFFERED = 100


@gzip_page
@never_cache
@require_GET
def docket(request: HttpRequest, slug: str) -> HttpResponse:
    """Its rounds in the order of time, as everybody reads them."""
    found = get_object_or_404(Docket.objects.public().select_related("agency"), slug=slug)
    return render(request, "dockets/docket.html", {"docket": found, "rounds": rounds_of(found)})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def dockets(request: HttpRequest) -> HttpResponse:
    """All of one's agencies, and a form for another."""
    user = holder(request)
    agencies = list(Agency.objects.filter(pk__in=agencies_of(user)).order_by("pk"))
    first = _own(user, request.GET.get("first", ""))
    offered = {"title_th": first.title_th, "title_en": first.title_en, "agency": first.agency_id} if first else {}
    form = DocketForm(request.POST or None, agencies=agencies, initial=offered | {"form_token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        agency = next((each for each in agencies if str(each.pk) == told["agency"]), agencies[0])
        titles = {"title_th": told["title_th"], "title_en": told["title_en"]}
        token = str(told["form_token"] or "")
        try:
            begun = begin_docket(agency, **titles, first=first, token=token, by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The docket is begun. Put its rounds into it."))
            return redirect("manage_docket", slug=begun.slug)
    own = Docket.objects.handled_by(user).select_related("agency").order_by("-id")[:SHOWN]
    context = {"dockets": own, "form": form, "first": first, "has_several": len(agencies) > 1}
    return render(request, "dockets/manage.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def manage_docket(request: HttpRequest, slug: str) -> HttpResponse:
    """Its rounds, those that could join, and its title."""
    user, found = _held(request, slug)
    stored = {"title_th": found.title_th, "title_en": found.title_en}
    form = DocketForm(request.POST or None, initial=stored)
    if request.method == "POST" and form.is_valid():
        rename_docket(found, title_th=form.cleaned_data["title_th"], title_en=form.cleaned_data["title_en"], by=user)
        messages.success(request, _("The subject has another title."))
        return redirect("manage_docket", slug=slug)
    return _page(request, found, form=form, status=400 if form.errors else 200)


@login_required
@require_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    user, found = _held(request, slug)
    form = RoundForm(request.POST, offered=_offered(found))
    if not form.is_valid():
        return _page(request, found, adding=form, status=400)
    consultation = get_object_or_404(Consultation.objects.handled_by(user), slug=form.cleaned_data["consultation"])
    add_round(found, consultation, by=user)
    messages.success(request, _("The round is in the docket."))
    return redirect("manage_docket", slug=slug)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, round_slug: str) -> HttpResponse:
    user, found = _held(request, slug)
    consultation = get_object_or_404(Consultation.objects.filter(round__docket=found), slug=round_slug)
    remove_round(found, consultation, by=user)
    messages.success(request, _("Taken out of the docket. The consultation itself stays as it is."))
    return redirect("manage_docket", slug=slug)


def holder(request: HttpRequest) -> User:
    """Whoever holds consultations of an agency; 404 for everybody else, also for those who only edit a draft of it."""
    user = policy_maker(request)
    if not agencies_of(user):
        raise Http404
    return user


def _held(request: HttpRequest, slug: str) -> tuple[User, Docket]:
    user = holder(request)
    return user, get_object_or_404(Docket.objects.handled_by(user).select_related("agency"), slug=slug)


def _own(user: User, slug: str) -> Consultation | None:
    """The consultation of the agency that a docket is begun from."""
    return get_object_or_404(Consultation.objects.handled_by(user), slug=slug) if slug else None


def _offered(docket: Docket) -> list[Consultation]:
    """Of the same agency, in no docket yet, the newest first."""
    free = Consultation.objects.filter(agency=docket.agency_id, round=None, pilot_of=None)
    return list(free.order_by("-id")[:OFFERED])


def _page(
    request: HttpRequest,
    docket: Docket,
    *,
    form: DocketForm | None = None,
    adding: RoundForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "docket": docket,
        "rounds": rounds_of(docket, is_team=True),
        "form": form or DocketForm(initial={"title_th": docket.title_th, "title_en": docket.title_en}),
        "adding": adding or RoundForm(offered=_offered(docket)),
        "is_public": Docket.objects.public().filter(pk=docket.pk).exists(),
    }
    return render(request, "dockets/manage_docket.html", context, status=status)
