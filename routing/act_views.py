"""What an officer of the triage desk does with a case, each act behind a form of its page (views.py draws it)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.duplicates import may_join
from complaints.joining import separate_case
from complaints.models import Assignment, Case
from complaints.office_forms import RemoveForm
from complaints.translating import correct_language
from complaints.views.joining import same_page
from complaints.views.translating import keep_or_ask, original_of
from complaints.workflow import CaseKind, CaseState
from directory.models import User
from routing.desk import (
    confirm_proposal,
    convert_at_the_desk,
    join_at_the_desk,
    joined_by,
    reject_from_desk,
    remove_at_the_desk,
    send_from_desk,
)
from routing.desk_queue import DeskFilters, next_behind
from routing.forms import ConvertForm, RejectForm, SendForm
from routing.views import kept_in, show_desk, sign_shown, triage_officer_of, was_shown


def case_shown_to(officer: User, request: HttpRequest, reference: str) -> Case:
    """The case while it waits at the desk, and for some hours after this officer was shown it there: then the act
    tells that it has left. Of every other case not even that it exists (promise S2)."""
    case = Case.objects.filter(reference=reference).first()
    if case is None or not (case.state == CaseState.TRIAGE or was_shown(request.POST.get("shown", ""), case, officer)):
        raise Http404
    return case


def back_to_desk(request: HttpRequest, reference: str, *, joined: str = "") -> HttpResponse:
    """To this case at the desk, its filter as it was. joined: the number of a case that was joined just now."""
    opened = {name: value for name, value in {"case": reference, "joined": joined}.items() if value}
    asked = kept_in(request) | opened
    return redirect(f"{reverse('desk')}?{urlencode(asked)}" if asked else reverse("desk"))


def _onwards(request: HttpRequest, case: Case) -> HttpResponse:
    """To the case that stood behind this one, which has left: whoever passed over some is not thrown back to them."""
    return back_to_desk(request, next_behind(case, DeskFilters.asked(request.GET)))


def _sent(request: HttpRequest, case: Case, assignment: Assignment) -> HttpResponse:
    messages.success(
        request,
        _("%(reference)s is sent to %(agency)s.")
        % {"reference": case.reference, "agency": assignment.agency.name_in_sentence},
    )
    return _onwards(request, case)


@login_required
@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    officer = triage_officer_of(request)
    number = request.POST.get("number", "")
    case = case_shown_to(officer, request, reference)
    sent = confirm_proposal(case, int(number) if number in {"1", "2", "3"} else 0, by=officer)
    return _sent(request, case, sent)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the case elsewhere. Its address shows what was refused; asked for once more it is the desk."""
    officer = triage_officer_of(request)
    if request.method == "GET":
        return back_to_desk(request, reference)
    case = case_shown_to(officer, request, reference)
    form = SendForm(request.POST)
    if not form.is_valid():
        return show_desk(request, officer, reference, status=400, send_form=form)
    try:
        sent = send_from_desk(case, by=officer, **form.cleaned_data)
    except ValidationError as error:
        if error.code != "why_again":
            raise
        form.add_error("note", error)
        return show_desk(request, officer, reference, status=400, send_form=form)
    return _sent(request, case, sent)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def reject(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the case off the desk for good. Its address shows what was refused; asked for once more it is the desk."""
    officer = triage_officer_of(request)
    if request.method == "GET":
        return back_to_desk(request, reference)
    case = case_shown_to(officer, request, reference)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return show_desk(request, officer, reference, status=400, reject_form=form)
    reject_from_desk(case, reason=form.cleaned_data["reason"], by=officer)
    messages.success(request, _("The case was not accepted, and the complainant is told why."))
    return _onwards(request, case)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, reference: str) -> HttpResponse:
    """Make the case one of another kind; it stays at the desk. Asked for once more its address is the desk."""
    officer = triage_officer_of(request)
    if request.method == "GET":
        return back_to_desk(request, reference)
    case = case_shown_to(officer, request, reference)
    form = ConvertForm(request.POST)
    if not form.is_valid():
        return show_desk(request, officer, reference, status=400, convert_form=form)
    told = form.cleaned_data
    convert_at_the_desk(case, CaseKind(told["kind"]), reason=told["text"], by=officer)
    messages.success(request, _("The kind is changed, and the complainant has been told."))
    return back_to_desk(request, reference)


@never_cache
@login_required
@require_GET
def same(request: HttpRequest, reference: str) -> HttpResponse:
    """The other case by its number, and both side by side."""
    officer = triage_officer_of(request)
    case = get_object_or_404(Case.objects.at_the_triage_desk(), reference=reference)
    kept = f"?{urlencode(asked)}" if (asked := kept_in(request)) else ""
    return same_page(request, case, officer, shown=sign_shown(case, officer), kept=kept)


@login_required
@require_POST
def join(request: HttpRequest, reference: str) -> HttpResponse:
    """Join the case with another of the same problem; the desk then offers to take it out again."""
    officer = triage_officer_of(request)
    case = case_shown_to(officer, request, reference)
    other = Case.objects.filter(reference=request.POST.get("other", "")).first()
    if other is None or not may_join(case, other, officer):
        raise Http404
    stays, goes = join_at_the_desk(case, other, by=officer)
    shown = stays.reference if stays.state == CaseState.TRIAGE else ""
    return back_to_desk(request, shown, joined=goes.reference)


@login_required
@require_POST
def separate(request: HttpRequest, reference: str) -> HttpResponse:
    officer = triage_officer_of(request)
    case = joined_by(officer, reference)
    if case is None:
        raise Http404
    separate_case(case, by=officer)
    messages.success(request, _("%(reference)s goes on by itself again.") % {"reference": reference})
    return back_to_desk(request, reference)


@login_required
@require_POST
def correct_text_language(request: HttpRequest, reference: str) -> HttpResponse:
    officer = triage_officer_of(request)
    case = case_shown_to(officer, request, reference)
    complaint = get_object_or_404(case.complaints, reference=request.POST.get("complaint", ""))
    correct_language(complaint, request.POST.get("language", ""), by=officer)
    messages.success(request, _("The language of the text is corrected."))
    return back_to_desk(request, reference)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def translate(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep a translation that the officer wrote, or ask the program for one. Asked for once more it is the desk."""
    officer = triage_officer_of(request)
    if request.method == "GET":
        return back_to_desk(request, reference)
    case = case_shown_to(officer, request, reference)
    try:
        done = keep_or_ask(case, original_of(case, request.POST), request.POST, by=officer)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return show_desk(request, officer, reference, status=409, typed=request.POST.get("text", ""))
    messages.success(request, done)
    return back_to_desk(request, reference)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Remove somebody's document for good. Its address shows what was refused; asked for once more it is the desk."""
    officer = triage_officer_of(request)
    if request.method == "GET":
        return back_to_desk(request, reference)
    case = case_shown_to(officer, request, reference)
    form = RemoveForm(request.POST, prefix="remove", case=case)
    if not form.is_valid():
        return show_desk(request, officer, reference, status=400, remove_form=form)
    remove_at_the_desk(case, form.cleaned_data["file"], text=form.cleaned_data["text"], by=officer)
    messages.success(request, _("The file is removed for good, and the complainant knows why."))
    return back_to_desk(request, reference)
