"""`/consultations/manage/…/moderation/`: what the team has to look at, one opinion, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.personal_data import KINDS
from consultations.comments.models import CommentFile
from consultations.manage_views import policy_maker
from consultations.models import Consultation
from consultations.moderation.acts import digest_of, keep, put_back, take_down
from consultations.moderation.appealing import check_may_decide, decide_appeal
from consultations.moderation.file_source import files_of
from consultations.moderation.forms import DecideForm, PutBackForm, TakeDownForm
from consultations.moderation.models import Appeal, CopyGroup, Moderating, ModerationAct, Queued, Rule, TakenDown
from consultations.moderation.reporting import reports_of
from consultations.moderation.rules import rules_for
from consultations.moderation.sources import Source, Text, find_texts, source_of
from consultations.moderation.views import appeal_of
from consultations.participation.models import Refusal, Statement
from directory.models import User

SHOWN = 50
SHOWN_ACTS = 20


@login_required
@never_cache
@require_GET
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Appeals first, then what many reported, then what was marked, the oldest first."""
    user, consultation = held(request, slug)
    undecided = Appeal.objects.filter(taken_down__consultation=consultation, decided_at=None)
    appeals = list(undecided.select_related("taken_down__rule", "taken_down__by").order_by("due_at")[:SHOWN])
    waiting = Queued.objects.filter(consultation=consultation, looked_at=None).order_by("-reports", "since", "pk")
    waiting = waiting.select_related("same_as")
    rows = list(waiting[: SHOWN + 1])
    said = find_texts(consultation, [row.text for row in rows] + [each.taken_down.text for each in appeals])
    context = {
        "consultation": consultation,
        "moderating": Moderating.objects.filter(pk=consultation.pk).first(),
        "appeals": [(each, each.against_id == user.pk) for each in appeals if each.taken_down.text in said],
        # What its author has taken back meanwhile, or a colleague has taken down, is not there any more.
        "rows": [(row, said[row.text], _marks(row)) for row in rows[:SHOWN] if _stands(said.get(row.text))],
        "is_more": len(rows) > SHOWN,
        "files_waiting": CommentFile.objects.waiting().filter(comment__commenting=consultation.pk).count(),
        "proposed": Statement.objects.waiting().filter(conversation=consultation.pk).count(),
        "copied": CopyGroup.objects.filter(consultation=consultation).count(),
        "copied_again": CopyGroup.objects.filter(consultation=consultation, same_as__put_back_at=None)
        .exclude(same_as=None)
        .count(),
        "acts": ModerationAct.objects.filter(consultation=consultation)
        .select_related("by", "rule")
        .order_by("-n")[:SHOWN_ACTS],
    }
    return render(request, "moderation/queue.html", context)


@login_required
@never_cache
@require_GET
def one(request: HttpRequest, slug: str, text: str) -> HttpResponse:
    """One opinion, why it is looked at, and what can be done."""
    user, consultation, source, found = _text(request, slug, text)
    return _one(request, user, consultation, source, found)


@login_required
@require_POST
def down(request: HttpRequest, slug: str, text: str) -> HttpResponse:
    user, consultation, source, found = _text(request, slug, text)
    form = TakeDownForm(request.POST, rules=rules_for(source.key), auto_id="down_%s")
    if not form.is_valid():
        return _one(request, user, consultation, source, found, down=form, status=400)
    take_down(consultation, text, rule=form.cleaned_data["rule"], reason=form.cleaned_data["reason"], by=user)
    messages.success(request, _("Taken down. The author reads by which rule, and can appeal."))
    return redirect("moderated_text", slug, text)


@login_required
@require_POST
def stays(request: HttpRequest, slug: str, text: str) -> HttpResponse:
    user, consultation, _source, _found = _text(request, slug, text)
    keep(consultation, text, by=user)
    messages.success(request, _("It stays. It comes back here only if its author writes other words."))
    return redirect("manage_moderation", slug)


@login_required
@require_POST
def back(request: HttpRequest, slug: str, text: str) -> HttpResponse:
    user, consultation, source, found = _text(request, slug, text)
    taken = get_object_or_404(_taken(consultation, text), put_back_at=None)
    form = PutBackForm(request.POST, auto_id="back_%s")
    if not form.is_valid():
        return _one(request, user, consultation, source, found, back=form, status=400)
    put_back(taken, reason=form.cleaned_data["reason"], by=user)
    messages.success(request, _("It is back. Its author is told."))
    return redirect("moderated_text", slug, text)


@login_required
@require_POST
def decide(request: HttpRequest, slug: str, text: str) -> HttpResponse:
    user, consultation, source, found = _text(request, slug, text)
    made = get_object_or_404(Appeal, taken_down__in=_taken(consultation, text).order_by("-n")[:1])
    form = DecideForm(request.POST, auto_id="decide_%s")
    if not form.is_valid():
        return _one(request, user, consultation, source, found, decide=form, status=400)
    decide_appeal(made, is_upheld=form.cleaned_data["outcome"] == "upheld", answer=form.cleaned_data["answer"], by=user)
    messages.success(request, _("Decided. The author reads what and why."))
    return redirect("moderated_text", slug, text)


def held(request: HttpRequest, slug: str) -> tuple[User, Consultation]:
    user = policy_maker(request)
    under_way = Consultation.objects.handled_by(user).under_way()
    return user, get_object_or_404(under_way.select_related("agency"), slug=slug)


def _text(request: HttpRequest, slug: str, text: str) -> tuple[User, Consultation, Source, Text]:
    user, consultation = held(request, slug)
    source = source_of(text)
    found = source.find(consultation, [text]).get(text) if source else None
    if source is None or found is None:
        raise Http404
    return user, consultation, source, found


def _taken(consultation: Consultation, text: str) -> Any:
    return TakenDown.objects.filter(consultation=consultation, text=text).select_related("rule", "by", "put_back_by")


def _stands(text: Text | None) -> bool:
    return text is not None and text.is_shown


def _marks(row: Queued) -> list[tuple[str, str]]:
    """What was found, in words: (rule, what of it). What a word list found is told by the word itself."""
    told = []
    for code, found in row.marks.items():
        names = [str(KINDS[each]) if each in KINDS else each for each in found]
        told.append((str(Refusal(code).label), ", ".join(names)))
    return told


def _may_decide(appeal: Appeal, user: User) -> bool:
    try:
        check_may_decide(appeal, user)
    except ValidationError:
        return False
    return True


def _one(
    request: HttpRequest,
    user: User,
    consultation: Consultation,
    source: Source,
    found: Text,
    *,
    down: TakeDownForm | None = None,
    back: PutBackForm | None = None,
    decide: DecideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    every = list(
        _taken(consultation, found.id).select_related("rule", "by", "put_back_by", "appeal", "copies").order_by("-n")
    )
    taken = every[0] if every and every[0].is_down else None
    made = appeal_of(taken) if taken else None
    waits = made is not None and made.decided_at is None
    queued = (
        Queued.objects.filter(consultation=consultation, text=found.id).select_related("looked_by", "same_as").first()
    )
    context = {
        "consultation": consultation,
        "source": source,
        "text": found,
        "file": files_of(consultation).select_related("upload").get(pk=int(found.id[1:]))
        if source.key == "f"
        else None,
        "taken": taken,
        "earlier": every[1:] if taken else every,
        "appeal": made,
        "may_decide": made is not None and waits and _may_decide(made, user),
        "queued": queued,
        "marks": _marks(queued) if queued else [],
        "is_changed": bool(taken and queued and queued.digest and queued.digest != digest_of(found.words)),
        "reports": reports_of(consultation, found.id),
        "rules": Rule.objects.all(),
        "down": down or TakeDownForm(rules=rules_for(source.key), auto_id="down_%s"),
        "back": back or PutBackForm(auto_id="back_%s"),
        "decide": decide or DecideForm(auto_id="decide_%s"),
    }
    return render(request, "moderation/text.html", context, status=status)
