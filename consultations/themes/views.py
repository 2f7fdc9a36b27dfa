"""`/consultations/manage/…/themes/`: the policy team reads what many say, and names, merges and splits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.personal_data import mask
from consultations.manage_views import policy_maker
from consultations.models import Consultation
from consultations.participation.grouping import FLOOR
from consultations.participation.parts import periods_of
from consultations.themes.forms import NEW, NONE, MergeForm, MoveForm, NameForm
from consultations.themes.models import Membership, Theme, ThemeAct, Theming
from consultations.themes.parting import parted_of
from consultations.themes.sorting import last_act, merge_themes, move_opinions, name_theme, split_theme, undo_act
from consultations.themes.sources import said_in
from directory.digits import typed_number
from directory.models import User

SHOWN_OPINIONS = 50
SHOWN_ACTS = 20
_TYPICAL = 3


@dataclass(frozen=True)
class Row:
    """A theme with what was merged into it. said, copied: masked words."""

    theme: Theme
    parts: list[Theme]
    answers: int
    texts: int
    said: list[str]
    copied: tuple[str, int] | None


@login_required
@never_cache
@require_GET
def themes(request: HttpRequest, slug: str) -> HttpResponse:
    """All themes, the one of most different texts first."""
    _user, consultation = _held(request, slug)
    theming = Theming.objects.filter(pk=consultation.pk).first()
    found = list(Theme.objects.filter(consultation=consultation))
    for each in found:
        each.consultation = consultation
    copies = theming.copies if theming else []
    ids = {id for theme in found for id in (*theme.typical[:_TYPICAL], *(one["example"] for one in theme.copies[:1]))}
    said = _masked(consultation, ids | {one["example"] for one in copies})
    acts = ThemeAct.objects.filter(consultation=consultation).select_related("by").order_by("-n")
    context = {
        "consultation": consultation,
        "theming": theming,
        "rows": _rows(found, said),
        "copies": [(said[one["example"]], one["answers"]) for one in copies if one["example"] in said],
        "acts": acts[:SHOWN_ACTS],
        "last": last_act(consultation),
    }
    return render(request, "themes/themes.html", context)


@login_required
@never_cache
@require_GET
def theme(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One theme: its opinions, a page of them at a time, and what can be done with it."""
    _user, found = _theme(request, slug, number)
    return _one(request, found)


@login_required
@require_POST
def name(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    user, found = _theme(request, slug, number)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _one(request, found, name=form, status=400)
    name_theme(found, name=form.cleaned_data["name"], by=user)
    messages.success(request, _("Confirmed. What is in it stays in it."))
    return redirect("manage_theme", slug, number)


@login_required
@require_POST
def merge(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    user, found = _theme(request, slug, number)
    form = MergeForm(request.POST, themes=_others(found), auto_id="merge_%s")
    if not form.is_valid():
        return _one(request, found, merge=form, status=400)
    into = get_object_or_404(Theme, consultation=found.consultation, number=form.cleaned_data["into"])
    merge_themes(found, into=into, by=user)
    messages.success(request, _("Merged. It can be undone."))
    return redirect("manage_theme", slug, into.number)


@login_required
@require_POST
def move(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Some opinions into another theme, a new one, or none."""
    user, found = _theme(request, slug, number)
    said = dict.fromkeys(request.POST.getlist("texts"), "")
    form = MoveForm(request.POST, themes=_others(found), said=said, auto_id="move_%s")
    if not form.is_valid():
        return _one(request, found, move=form, status=400)
    told = form.cleaned_data
    if told["to"] == NEW:
        split_theme(found, texts=told["texts"], name=told["name"], by=user)
    else:
        to = None
        if told["to"] != NONE:
            to = get_object_or_404(Theme, consultation=found.consultation, number=told["to"])
        move_opinions(found, texts=told["texts"], to=to, by=user)
    messages.success(request, _("Moved. They stay where you put them."))
    return redirect("manage_theme", slug, number)


@login_required
@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    user, consultation = _held(request, slug)
    n = typed_number(request.POST.get("n", ""), digits=9, otherwise=None)
    if n is None:
        raise Http404
    undo_act(consultation, n=n, by=user)
    messages.success(request, _("Undone."))
    return redirect("manage_themes", slug)


def _held(request: HttpRequest, slug: str) -> tuple[User, Consultation]:
    user = policy_maker(request)
    under_way = Consultation.objects.handled_by(user).under_way()
    return user, get_object_or_404(under_way.select_related("agency"), slug=slug)


def _theme(request: HttpRequest, slug: str, number: int) -> tuple[User, Theme]:
    user, consultation = _held(request, slug)
    found = get_object_or_404(Theme.objects.select_related("merged_into"), consultation=consultation, number=number)
    found.consultation = consultation
    return user, found


def _others(theme: Theme) -> list[Theme]:
    others = Theme.objects.filter(consultation=theme.consultation_id, merged_into=None).exclude(pk=theme.pk)
    return list(others.order_by("-texts", "-answers", "number"))


def _rows(found: list[Theme], said: dict[str, str]) -> list[Row]:
    rows = []
    for theme in found:
        if theme.merged_into_id:
            continue
        parts = [part for part in found if part.merged_into_id == theme.pk]
        both = [theme, *parts]
        copied = [(said[one["example"]], one["answers"]) for one in theme.copies[:1] if one["example"] in said]
        rows.append(
            Row(
                theme=theme,
                parts=parts,
                answers=sum(one.answers for one in both),
                texts=sum(one.texts for one in both),
                said=[said[id] for id in theme.typical[:_TYPICAL] if id in said],
                copied=copied[0] if copied else None,
            )
        )
    return sorted(rows, key=lambda row: (-row.texts, -row.answers, row.theme.number))


def _masked(consultation: Consultation, ids: set[str]) -> dict[str, str]:
    return {id: mask(text) for id, text in said_in(consultation, sorted(ids)).items()}


def _one(
    request: HttpRequest,
    found: Theme,
    *,
    name: NameForm | None = None,
    merge: MergeForm | None = None,
    move: MoveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    after = typed_number(request.GET.get("after", ""), digits=18, otherwise=None)
    members = Membership.objects.filter(theme=found).order_by("pk")
    if after is not None:
        members = members.filter(pk__gt=after)
    shown = list(members[: SHOWN_OPINIONS + 1])
    said = _masked(found.consultation, {row.text for row in shown[:SHOWN_OPINIONS]})
    others = _others(found)
    chosen = set(move.data.getlist("texts")) if move else set()  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "consultation": found.consultation,
        "theme": found,
        "parts": found.merged.order_by("number"),
        "parted": parted_of(found, periods_of(found.consultation)),
        "floor": FLOOR,
        "opinions": [(row, said[row.text], row.text in chosen) for row in shown[:SHOWN_OPINIONS] if row.text in said],
        "next": shown[SHOWN_OPINIONS - 1].pk if len(shown) > SHOWN_OPINIONS else None,
        "has_others": bool(others),
        "name": name or NameForm(initial={"name": found.name}),
        "merge": merge or MergeForm(themes=others, auto_id="merge_%s"),
        "move": move or MoveForm(themes=others, said=said, auto_id="move_%s"),
    }
    return render(request, "themes/theme.html", context, status=status)
