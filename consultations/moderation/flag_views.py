"""`/consultations/manage/…/moderation/flags/`: voices that staff hold for coordinated, and why; each can be taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from consultations.models import Consultation
from consultations.moderation.flagging import flag_copies, flag_opinion_group, take_back_flag
from consultations.moderation.forms import FlagForm, TakeBackForm
from consultations.moderation.manage_views import held
from consultations.moderation.models import CopyGroup, Flag
from consultations.participation.models import Conversation, OpinionGroups
from consultations.participation.results import letter_of_group
from directory.models import User

SHOWN = 100


@login_required
@never_cache
@require_GET
def flags(request: HttpRequest, slug: str) -> HttpResponse:
    """What is flagged and was, and the opinion groups that could be."""
    _user, consultation = held(request, slug)
    every = Flag.objects.filter(consultation=consultation).select_related("by", "taken_back_by").order_by("-pk")
    rows = [(each, _name(each.kind, each.what)) for each in every[:SHOWN]]
    flagged = {each.what for each, _called in rows if each.kind == Flag.Kind.OPINION_GROUP and not each.taken_back_at}
    context = {
        "consultation": consultation,
        "active": [(each, name) for each, name in rows if each.taken_back_at is None],
        "earlier": [(each, name) for each, name in rows if each.taken_back_at is not None],
        "groups": [
            (number, _name(Flag.Kind.OPINION_GROUP, str(number)), people)
            for number, people in _opinion_groups(consultation).items()
            if str(number) not in flagged
        ],
    }
    return render(request, "moderation/flags.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def flag(request: HttpRequest, slug: str, kind: str, what: str) -> HttpResponse:
    """Set one flag, or take it back where it is set."""
    user, consultation = held(request, slug)
    if kind not in Flag.Kind.values:
        raise Http404
    active = Flag.objects.filter(consultation=consultation, kind=kind, what=what, taken_back_at=None)
    known = active.select_related("by", "consultation").first()
    people = known.people if known else _people(consultation, kind, what)
    form: FlagForm | TakeBackForm = (TakeBackForm if known else FlagForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # Which of the two the page offered: a colleague may have been faster.
        if request.POST.get("do") == ("back" if known else "flag"):
            _act(consultation, kind, what, known, form.cleaned_data["reason"], user)
            messages.success(request, _("The flag is taken back.") if known else _("Flagged. Everybody reads it."))
        return redirect("manage_flags", slug)
    context = {
        "consultation": consultation,
        "flag": known,
        "name": _name(kind, what),
        "people": people,
        "form": form,
        "is_of_copies": kind == Flag.Kind.COPIES,
    }
    return render(request, "moderation/flag.html", context, status=400 if form.errors else 200)


def _act(consultation: Consultation, kind: str, what: str, known: Flag | None, reason: str, by: User) -> None:
    if known:
        take_back_flag(known, reason=reason, by=by)
    elif kind == Flag.Kind.COPIES:
        flag_copies(_copies(consultation, what), reason=reason, by=by)
    else:
        conversation = get_object_or_404(Conversation.objects.select_related("consultation"), pk=consultation.pk)
        flag_opinion_group(conversation, int(what), reason=reason, by=by)


def _people(consultation: Consultation, kind: str, what: str) -> int:
    """How many it would be about now. Raises Http404."""
    if kind == Flag.Kind.COPIES:
        return _copies(consultation, what).people
    people: int | None = _opinion_groups(consultation).get(int(what)) if what.isdecimal() else None
    if people is None:
        raise Http404
    return people


def _copies(consultation: Consultation, key: str) -> CopyGroup:
    return get_object_or_404(CopyGroup.objects.select_related("consultation"), consultation=consultation, key=key)


def _opinion_groups(consultation: Consultation) -> dict[int, int]:
    """People by the number of the group, of those that are shown."""
    found = OpinionGroups.objects.filter(conversation=consultation.pk).values_list("told", flat=True).first()
    told: dict[str, Any] = found or {}
    return {number: each["people"] for number, each in enumerate(told.get("groups", [])) if each["people"]}


def _name(kind: str, what: str) -> str:
    if kind == Flag.Kind.COPIES:
        return _("The same words from many")
    return _("Group %(letter)s") % {"letter": letter_of_group(int(what))}
