"""What the complainant does on the tracking page (views/tracking.py draws it), each act behind a form of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from complaints.access import viewer_of
from complaints.appealing import appeal_case, take_back_appeal
from complaints.correcting import add_to_complaint
from complaints.joining import separate_case
from complaints.kind_asking import asking
from complaints.models import Case
from complaints.responding import answer_question, confirm_resolution, dispute_resolution, withdraw_complaint
from complaints.tracking import case_by_reference
from complaints.translating import ask_translation, words_to_complainant
from complaints.uploads import take_files, token_from, waiting_uploads
from complaints.views.tracking import FORMS, complainants, page_of, person_of
from directory.models import User
from records.throttling import Throttled, address_of

Told = dict[str, Any]
ComplainantsAct = Callable[[Case, Told, User | None], Any]


def _act(request: HttpRequest, reference: str, name: str, act: ComplainantsAct, done: Any) -> HttpResponse:
    """Read the form, do the act, say so. Whatever is refused comes back with the words that were typed.

    That page stands under the act's own address: asked for once more (another language, a bookmark) it is the case.
    """
    if request.method == "GET":
        return redirect("track_case", reference=reference)
    tracked = complainants(request, reference)
    form = FORMS[name](with_token(request), request.FILES, auto_id=f"{name}-%s")
    status = 400
    try:
        # Caught here as in the office: a redirect would throw away a page of typed words without script.
        form.full_clean()
        keep_files(request, form)
        if form.is_valid():
            act(tracked.case, form.cleaned_data, person_of(request, tracked.complaint))
            messages.success(request, done)
            case_page = reverse("track_case", args=[tracked.complaint.reference])
            # The form of this one stays on the page: told so, the browser drops the words it kept.
            return redirect(f"{case_page}?sent={name}" if name == "add" else case_page)
    except ValidationError as error:
        form.add_error(None, error)
        status = 429 if isinstance(error, Throttled) else 409
    now = case_by_reference(reference, request) or tracked  # what refused the act may have changed the case
    shown = render(request, "complaints/track_case.html", page_of(now, viewer_of(request), name, form), status=status)
    add_never_cache_headers(shown)
    return shown


def with_token(request: HttpRequest) -> dict[str, Any]:
    """The posted fields with a form token that is one: files are kept under it."""
    return {**request.POST.dict(), "form_token": str(token_from(request.POST.get("form_token", "")))}


def keep_files(request: HttpRequest, form: forms.Form) -> None:
    """Store what came with the form, so that it is not lost when something else is refused."""
    if "files" not in form.fields:
        return
    token = str(form["form_token"].value())
    for problem in take_files(request.FILES.getlist("files"), token, address=address_of(request)):
        form.add_error("files", problem)
    form.cleaned_data["uploads"] = waiting_uploads(token)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    def act(case: Case, told: Told, person: User | None) -> None:
        answer_question(case, text=told["text"], by=person, uploads=told["uploads"])

    return _act(request, reference, "answer", act, _("Your answer is with the agency. Its clock runs again."))


@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    tracked = complainants(request, reference)
    confirm_resolution(tracked.case, by=person_of(request, tracked.complaint))
    messages.success(request, str(asking(tracked.case.kind, tracked.case.outcome).thanks))
    return redirect("track_case", reference=tracked.complaint.reference)


@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, reference: str) -> HttpResponse:
    def act(case: Case, told: Told, person: User | None) -> None:
        dispute_resolution(case, reason=told["text"], by=person, uploads=told["uploads"])

    return _act(request, reference, "dispute", act, _("The case is open again and the agency has been told."))


@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, reference: str) -> HttpResponse:
    def act(case: Case, told: Told, person: User | None) -> None:
        appeal_case(case, reason=told["text"], by=person, uploads=told["uploads"])

    return _act(
        request, reference, "appeal", act, _("Your appeal is on its way. This page shows who decides, and by when.")
    )


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    tracked = complainants(request, reference)
    take_back_appeal(tracked.case, by=person_of(request, tracked.complaint))
    messages.success(request, _("Your appeal is taken back. The case is where it was before."))
    return redirect("track_case", reference=tracked.complaint.reference)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, reference: str) -> HttpResponse:
    def act(case: Case, told: Told, person: User | None) -> None:
        add_to_complaint(case, text=told["text"], by=person, uploads=told["uploads"])

    return _act(request, reference, "add", act, _("What you added is with your case. The agencies see it as new."))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    def act(case: Case, told: Told, person: User | None) -> None:
        withdraw_complaint(case, by=person, reason=told["text"])

    return _act(request, reference, "withdraw", act, _("Your case is withdrawn."))


@require_http_methods(["GET", "POST"])
def separate(request: HttpRequest, reference: str) -> HttpResponse:
    def act(case: Case, told: Told, person: User | None) -> None:
        separate_case(case, by=person, reason=told["text"])

    return _act(request, reference, "separate", act, _("Your case goes on by itself again."))


@require_POST
def translate(request: HttpRequest, reference: str) -> HttpResponse:
    """Have the program translate what the office wrote in one line, into the language the complainant reads."""
    tracked = complainants(request, reference)
    line = words_to_complainant(tracked.case, request.POST.get("line", ""))
    if line is None:
        raise Http404
    try:
        ask_translation(tracked.case, line, by=None)
        messages.success(request, _("The program translates it. This page shows it when it is there."))
    except ValidationError as error:  # somebody asked before, or it is translated already
        messages.info(request, error.messages[0])
    return redirect("track_case", reference=tracked.complaint.reference)
