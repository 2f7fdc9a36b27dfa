"""Showing a case to everybody from the triage desk, before an agency has it, and taking that back (complaints.releasing)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from complaints.following import mailing_of_release
from complaints.models import Case
from complaints.release_forms import DeskReleaseForm, TakeBackForm
from complaints.releasing import hidden_in, may_be_public, words_for_everybody
from complaints.views.office_sending import add_refusal
from routing.act_views import back_to_desk, case_shown_to
from routing.desk import release_at_the_desk, take_back_at_the_desk
from routing.views import show_desk, triage_officer_of

READ = ("text", "translation", "place", "answer")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Let everybody read it; it stays at the desk. Its address shows what was refused; asked for once more it is the desk."""
    officer = triage_officer_of(request)
    if request.method == "GET":
        return back_to_desk(request, reference)
    case = case_shown_to(officer, request, reference)
    if not may_be_public(case):
        raise Http404
    form = DeskReleaseForm(request.POST, prefix="release", case=case)
    if "look" in request.POST:
        typed = DeskReleaseForm(prefix="release", case=case, initial={name: form[name].value() for name in form.fields})
        return show_desk(request, officer, reference, preview=_preview(case, form), release_form=typed)
    if not form.is_valid():
        return show_desk(request, officer, reference, status=400, release_form=form)
    told = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    try:
        release_at_the_desk(case, by=officer, **told)
    except ValidationError as error:
        add_refusal(form, error)
        return show_desk(request, officer, reference, status=409, release_form=form)
    if sum(hidden_in(told.get(name, ""), by_office=name == "answer") for name in READ):
        messages.warning(request, _("Personal data was still in the text. We have hidden it: look once more."))
    messages.success(request, _("Everybody can read it now."))
    return back_to_desk(request, reference)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    officer = triage_officer_of(request)
    if request.method == "GET":
        return back_to_desk(request, reference)
    case = case_shown_to(officer, request, reference)
    form = TakeBackForm(request.POST, prefix="take_back", case=case)
    if not form.is_valid():
        return show_desk(request, officer, reference, status=400, take_back_form=form)
    take_back_at_the_desk(case, reason=form.cleaned_data["text"], by=officer)
    messages.success(request, _("It is no longer shown to everybody."))
    return back_to_desk(request, reference)


def _preview(case: Case, form: DeskReleaseForm) -> dict[str, Any]:
    typed = {name: str(form[name].value() or "") for name in READ if name in form.fields}
    return {
        "words": words_for_everybody(case, **typed),
        "mailing": None if case.released_at else mailing_of_release(case),
    }
