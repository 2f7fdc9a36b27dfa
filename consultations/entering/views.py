"""`/consultations/manage/<slug>/paper/`: the policy team enters what came on paper, by letter, by telephone or in a meeting."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consultations.comments.entered import hidden_of
from consultations.entering.entries import correct_form, enter_form, take_out, told_of
from consultations.entering.forms import FormNumberForm, PaperForm, ReasonForm, StackForm, TableForm, form_of
from consultations.entering.models import Entry, Stack
from consultations.entering.reading import stacks_of
from consultations.entering.stacks import begin_stack, change_stack, why_closed
from consultations.manage_views import policy_maker
from consultations.models import Consultation
from directory.models import User


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def stacks(request: HttpRequest, slug: str) -> HttpResponse:
    """All of one consultation, and a form for another."""
    user = policy_maker(request)
    consultation = get_object_or_404(Consultation.objects.edited_by(user).select_related("agency"), slug=slug)
    form = StackForm(request.POST or None, initial={"form_token": uuid.uuid4()}, consultation=consultation)
    if request.method == "POST" and form.is_valid():
        token = str(form.cleaned_data["form_token"] or "")
        try:
            begun = begin_stack(consultation, form.about(), by=user, token=token)
        except ValidationError as error:
            form.add_error(_field_of(error), error)
        else:
            return redirect("manage_stack", slug, begun.n)
    found = list(stacks_of(consultation.pk))
    context = {"consultation": consultation, "found": found, "form": form, "closed": why_closed(consultation)}
    return render(request, "entering/stacks.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def stack(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """What it is, which forms are entered, and its history."""
    user, found = held(request, slug, n)
    form = StackForm(request.POST or None, initial=form_of(found), consultation=found.consultation)
    if request.method == "POST" and form.is_valid():
        try:
            change_stack(found, form.about(), by=user)
        except ValidationError as error:
            form.add_error(_field_of(error), error)
        else:
            messages.success(request, _("Kept."))
            return redirect("manage_stack", slug, n)
    return stack_page(request, found, form=form, status=400 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """One form after the other: what is saved leads to an empty page for the next one."""
    user, found = held(request, slug, n)
    data = request.POST or None
    number, paper = FormNumberForm(data), PaperForm(data, stack=found)
    if request.method == "POST" and all([number.is_valid(), paper.is_valid()]):
        token = str(number.cleaned_data["form_token"] or "")
        try:
            entry = enter_form(found, paper.told(), by=user, n=number.cleaned_data["n"], token=token)
        except ValidationError as error:
            number.add_error("n" if error.code in _OF_NUMBER else None, error)
        else:
            said = _("Entered as form %(n)s. Write %(n)s on the paper.") % {"n": f"{entry.n:,}"}
            messages.success(request, said)
            return redirect(f"{request.path}?saved={entry.n}")
    context = _about(found) | {"number": number, "paper": paper, "is_saved": "saved" in request.GET}
    status = 400 if request.method == "POST" else 200
    return render(request, "entering/enter.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, slug: str, n: int, form: int) -> HttpResponse:
    """One entered form beside its paper, to check and to correct."""
    user, found = held(request, slug, n)
    entry = _entry(found, form)
    data = request.POST or None
    paper = PaperForm(data, stack=found, told=told_of(entry))
    reason = ReasonForm(data, initial={"seen": entry.changes})
    if request.method == "POST" and all([paper.is_valid(), reason.is_valid()]):
        told = reason.cleaned_data
        try:
            correct_form(entry, paper.told(), reason=told["reason"], seen=told["seen"] or 0, by=user)
        except ValidationError as error:
            reason.add_error("reason" if error.code in _OF_REASON else None, error)
        else:
            messages.success(request, _("Form %(n)s is corrected.") % {"n": f"{form:,}"})
            return redirect("manage_stack", slug, n)
    return _form_page(request, entry, paper, reason, status=400 if request.method == "POST" else 200)


@login_required
@require_POST
def out(request: HttpRequest, slug: str, n: int, form: int) -> HttpResponse:
    user, found = held(request, slug, n)
    entry = _entry(found, form)
    taking = ReasonForm(request.POST, auto_id="out_%s")
    if taking.is_valid():
        try:
            take_out(entry, reason=taking.cleaned_data["reason"], by=user)
        except ValidationError as error:
            taking.add_error("reason", error)
        else:
            messages.success(request, _("Form %(n)s is taken out: nothing of it is counted.") % {"n": f"{form:,}"})
            return redirect("manage_stack", slug, n)
    paper = PaperForm(stack=found, told=told_of(entry))
    return _form_page(request, entry, paper, ReasonForm(initial={"seen": entry.changes}), taking=taking, status=400)


def held(request: HttpRequest, slug: str, n: int) -> tuple[User, Stack]:
    """404 for everybody who is not of its team."""
    user = policy_maker(request)
    return user, get_object_or_404(Stack.objects.handled_by(user), consultation__slug=slug, n=n)


def stack_page(
    request: HttpRequest,
    found: Stack,
    *,
    form: StackForm | None = None,
    table: TableForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _about(found) | {
        "form": form or StackForm(initial=form_of(found), consultation=found.consultation),
        "table": table or TableForm(),
        "entries": list(Entry.objects.standing().filter(stack=found).select_related("entered_by")),
        "lines": list(found.events.select_related("by").order_by("-n")),
    }
    return render(request, "entering/stack.html", context, status=status)


_OF_NUMBER = {"form_is_entered_already", "no_such_form", "stack_is_full"}
_OF_REASON = {"note_missing", "note_too_long"}
_FIELDS = {
    "place_missing": "place",
    "no_such_kind": "kind",
    "wrong_number_of_forms": "forms",
    "forms_are_entered": "forms",
    "day_to_come": "received_on",
    "received_too_early": "received_on",
    "received_too_late": "received_on",
}


def _field_of(error: ValidationError) -> str | None:
    return _FIELDS.get(error.code or "")


def _about(found: Stack) -> dict[str, Any]:
    return {
        "consultation": found.consultation,
        "stack": found,
        "entered": Entry.objects.standing().filter(stack=found).count(),
        "closed": why_closed(found.consultation),
    }


def _entry(found: Stack, n: int) -> Entry:
    return get_object_or_404(
        Entry.objects.standing().select_related("stack__consultation", "entered_by"), stack=found, n=n
    )


def _form_page(
    request: HttpRequest,
    entry: Entry,
    paper: PaperForm,
    reason: ReasonForm,
    *,
    taking: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _about(entry.stack) | {
        "entry": entry,
        "hidden": hidden_of(entry.commenter_id),
        "paper": paper,
        "reason": reason,
        "taking": taking or ReasonForm(auto_id="out_%s"),
    }
    return render(request, "entering/form.html", context, status=status)
