"""`/consultations/manage/…/statements/`: the policy team says who may answer, writes statements and decides proposed ones."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.personal_data import find_personal_data
from consultations.manage_views import held_to_edit, policy_maker
from consultations.models import Consultation
from consultations.participation.counting import count_statements, people_of
from consultations.participation.exporting import export_of
from consultations.participation.forms import SettingsForm, StatementForm, WithdrawStatementForm
from consultations.participation.models import Conversation, Identity, ShowsResults, Statement
from consultations.participation.statements import (
    add_statement,
    change_statement,
    drop_conversation,
    publish_statement,
    set_up_conversation,
    withdraw_statement,
)
from consultations.workflow import OVER
from directory.models import User
from records.throttling import raise_if_throttled

SHOWN_WAITING = 50
EXPORTS_AN_HOUR = 10


@login_required
@never_cache
@require_GET
def statements(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may answer, what is asked, and what waits to be decided."""
    _user, consultation = _held(request, slug)
    return _page(request, consultation)


@login_required
@require_POST
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    user, consultation = _held(request, slug)
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, consultation, settings=form, status=400)
    told = form.cleaned_data
    set_up_conversation(
        consultation,
        lowest_identity=Identity(told["lowest_identity"]),
        shows_results=ShowsResults(told["shows_results"]),
        takes_proposals=told["takes_proposals"],
        by=user,
    )
    messages.success(request, _("Kept. Now write the statements."))
    return redirect("manage_statements", slug)


@login_required
@require_POST
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    user, consultation = _held(request, slug)
    drop_conversation(consultation, by=user)
    messages.success(request, _("This consultation asks no statements."))
    return redirect("manage_statements", slug)


@login_required
@require_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    user, consultation = _held(request, slug)
    conversation = get_object_or_404(Conversation.objects.handled_by(user), pk=consultation.pk)
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _page(request, consultation, adding=form, status=400)
    add_statement(conversation, **form.cleaned_data, by=user)
    messages.success(request, _("The statement is added."))
    return redirect("manage_statements", slug)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """One statement: its words, as long as they can be changed, and what can be done with it."""
    user, found = _statement(request, slug, n)
    form = StatementForm(request.POST or None, initial={"text": found.text, "text_en": found.text_en})
    if request.method == "POST" and form.is_valid():
        change_statement(found, **form.cleaned_data, by=user)
        messages.success(request, _("The words are changed."))
        return redirect("manage_statements", slug)
    return _one(request, found, form=form, status=400 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, found = _statement(request, slug, n)
    form = WithdrawStatementForm(request.POST, auto_id="withdraw_%s")
    is_draft = found.conversation.consultation.is_draft
    if not is_draft and not form.is_valid():
        return _one(request, found, withdraw=form, status=400)
    withdraw_statement(found, reason="" if is_draft else form.cleaned_data["reason"], by=user)
    messages.success(
        request, _("The statement is gone.") if is_draft else _("It is no longer asked. Everybody reads why.")
    )
    return redirect("manage_statements", slug)


@login_required
@require_POST
def publish(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, found = _statement(request, slug, n)
    publish_statement(found, by=user)
    messages.success(request, _("Published. Everybody is asked it now."))
    return redirect("manage_statements", slug)


@login_required
@never_cache
@require_GET
def export(request: HttpRequest, slug: str) -> FileResponse:
    """All answers in Pol.is' form, once it has closed."""
    user, consultation = _held(request, slug)
    conversation = get_object_or_404(Conversation.objects.handled_by(user), pk=consultation.pk)
    raise_if_throttled("export-statements", str(user.pk), limit=EXPORTS_AN_HOUR, per_seconds=3600)
    return FileResponse(
        export_of(conversation), as_attachment=True, filename=f"statements-{slug}.zip", content_type="application/zip"
    )


def _held(request: HttpRequest, slug: str) -> tuple[User, Consultation]:
    return policy_maker(request), held_to_edit(request, slug)


def _statement(request: HttpRequest, slug: str, n: int) -> tuple[User, Statement]:
    user, consultation = _held(request, slug)
    found = Statement.objects.select_related("conversation__consultation__agency")
    return user, get_object_or_404(found, conversation=consultation.pk, n=n)


def _page(
    request: HttpRequest,
    consultation: Consultation,
    *,
    settings: SettingsForm | None = None,
    adding: StatementForm | None = None,
    status: int = 200,
) -> HttpResponse:
    conversation = Conversation.objects.filter(pk=consultation.pk).first()
    stored = (
        {name: getattr(conversation, name) for name in ("lowest_identity", "shows_results", "takes_proposals")}
        if conversation
        else {
            "lowest_identity": Identity.ANONYMOUS,
            "shows_results": ShowsResults.AFTER_ANSWERING,
            "takes_proposals": True,
        }
    )
    context: dict[str, Any] = {
        "consultation": consultation,
        "conversation": conversation,
        "settings": settings or SettingsForm(initial=stored),
        "adding": adding or StatementForm(auto_id="add_%s"),
        "is_draft": consultation.is_draft,
        "is_running": consultation.state in {"draft", "scheduled", "open"},
        "has_ended": consultation.state in OVER,
    }
    if conversation:
        waiting = conversation.statements.waiting().order_by("n")[: SHOWN_WAITING + 1]
        context |= {
            "asked": count_statements(conversation.pk),
            "people": people_of(conversation.pk),
            "withdrawn": conversation.statements.filter(withdrawn_at__isnull=False),
            "refused": conversation.statements.exclude(refusal=""),
            "waiting": [(each, find_personal_data(each.text)) for each in waiting[:SHOWN_WAITING]],
            "more_waiting": len(waiting) > SHOWN_WAITING,
        }
    return render(request, "participation/manage_statements.html", context, status=status)


def _one(
    request: HttpRequest,
    found: Statement,
    *,
    form: StatementForm | None = None,
    withdraw: WithdrawStatementForm | None = None,
    status: int = 200,
) -> HttpResponse:
    consultation = found.conversation.consultation
    context = {
        "consultation": consultation,
        "statement": found,
        "form": form or StatementForm(initial={"text": found.text, "text_en": found.text_en}),
        "withdraw": withdraw or WithdrawStatementForm(auto_id="withdraw_%s"),
        "is_draft": consultation.is_draft,
        "may_change": consultation.state in {"draft", "scheduled"} and found.published_at is not None,
        "is_running": consultation.state in {"draft", "scheduled", "open"},
        "findings": find_personal_data(found.text) if found.is_waiting else [],
    }
    return render(request, "participation/manage_statement.html", context, status=status)
