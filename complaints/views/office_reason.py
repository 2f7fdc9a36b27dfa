"""The reason that is asked for before a confidential case opens (promise S14), and what was typed meanwhile.

Whoever writes for longer than a look lasts is asked once more when they send. Nothing is sent then, and nothing lost:
their words go along, in hidden fields, to the form that they came from.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import looks
from complaints.earlier_cases import speaker_of
from complaints.models import Assignment
from complaints.office_forms import LookForm
from complaints.workflow import Visibility
from directory.models import User

PREFIX = "look"
REASON = f"{PREFIX}-reason"
NOT_CARRIED = {REASON, "csrfmiddlewaretoken"}
WORDS = {"text", "reason", "what_is_new", "no_photo", "why_again", "translation", "answer"}
"""The fields, without the prefix of their form, in which people write sentences."""


def has_looked(request: HttpRequest, assignment: Assignment) -> bool:
    """Whether this officer has said why they open what is kept closer."""
    return looks.has_looked(request, assignment.case, looks.office(assignment.agency_id))


def needs_reason(request: HttpRequest, assignment: Assignment) -> bool:
    """Whether the page of the case asks for a reason before anything of it opens (promise S14)."""
    return assignment.case.visibility == Visibility.CONFIDENTIAL and not has_looked(request, assignment)


def stay_open(request: HttpRequest, assignment: Assignment) -> None:
    """Whoever works on a confidential case has it open for another half an hour."""
    if assignment.case.visibility == Visibility.CONFIDENTIAL:
        looks.stay_open(request, assignment.case, looks.office(assignment.agency_id))


def keep_reason(request: HttpRequest, assignment: Assignment, reason: str, *, by: User) -> None:
    fields = ["complainant"]
    if assignment.case.visibility == Visibility.CONFIDENTIAL:
        fields += ["text", "timeline"]
    if (speaker := speaker_of(assignment.case)) and speaker.user_id:
        fields.append(looks.EARLIER_CASES)
    door = looks.office(assignment.agency_id)
    looks.keep_look(request, assignment.case, door, by=by, agency=assignment.agency, reason=reason, fields=fields)


def takes_reason(request: HttpRequest, assignment: Assignment, *, by: User) -> bool:
    """Whether this is the answer to `ask_reason`, which brings an act's words back: then nothing of it may be done."""
    if REASON not in request.POST:
        return False
    form = LookForm(request.POST, prefix=PREFIX)
    if needs_reason(request, assignment) and form.is_valid():
        keep_reason(request, assignment, form.cleaned_data["reason"], by=by)
    if not needs_reason(request, assignment):
        say_not_sent(request)
    return True


def ask_reason(
    request: HttpRequest, assignment: Assignment, *, look_form: LookForm | None = None, status: int = 200
) -> HttpResponse:
    """The page that asks. What was posted is shown on it, and comes back to the same address with the reason."""
    if look_form is None:
        look_form = LookForm(request.POST if REASON in request.POST else None, prefix=PREFIX)
        status = 400 if look_form.is_bound else status
    brought = carried(request)
    page = {
        "assignment": assignment,
        "case": assignment.case,
        "look_form": look_form,
        "address": request.path if brought["carried"] else reverse("office_case", args=[assignment.case.reference]),
        **brought,
    }
    return render(request, "complaints/reason_to_look.html", page, status=status)


def carried(request: HttpRequest) -> dict[str, Any]:
    """For a page that asks for a reason: what was posted to it, to come back with the reason, and the words of that."""
    posted = [(name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED for value in values]
    return {"carried": posted, "typed": words_in(request)}


def words_in(request: HttpRequest) -> list[str]:
    """What somebody wrote in a form that they posted."""
    posted = ((name, value) for name, values in request.POST.lists() for value in values if name not in NOT_CARRIED)
    return [value for name, value in posted if name.rpartition("-")[2] in WORDS and value.strip()]


def say_not_sent(request: HttpRequest) -> None:
    messages.warning(request, _("Not sent yet. What you typed is in the form again: look it through, then send."))
