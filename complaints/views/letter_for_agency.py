"""The page behind the link in a referral's mail: the agency elsewhere opens the letter, says that it has it, and answers.

Whoever has the link may; it went to the agency's official mailbox, and works only while an answer is awaited.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.models import Letter, Referral
from complaints.note_field import NoteField
from complaints.referral_letters import letter_behind
from complaints.referral_rules import NUMBER_MAX_LETTERS
from complaints.referring import answer_referral, receive_referral
from complaints.views.letters import letter_answer
from records.throttling import Throttled, address_of, raise_if_throttled

OVER = 410
LOOKS_AN_HOUR = 60


class HaveItForm(forms.Form):
    number = forms.CharField(label=_("Your own number for it (if any)"), max_length=NUMBER_MAX_LETTERS, required=False)


class OurAnswerForm(forms.Form):
    text = NoteField(
        label=_("What your agency answers"),
        help_text=_("Number and day of your letter, what you did and when. The person who told it reads it."),
        rows=6,
    )


@never_cache
@require_GET
def page(request: HttpRequest, token: str) -> HttpResponse:
    raise_if_throttled("letter_for_agency", address_of(request), limit=LOOKS_AN_HOUR, per_seconds=3600)
    letter = letter_behind(token)
    return _over(request) if letter is None else _show(request, token, letter)


@never_cache
@require_GET
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    raise_if_throttled("letter_for_agency", address_of(request), limit=LOOKS_AN_HOUR, per_seconds=3600)
    letter = letter_behind(token)
    return _over(request) if letter is None else letter_answer(letter)


@never_cache
@require_POST
def received(request: HttpRequest, token: str) -> HttpResponse:
    def act(referral: Referral, told: dict[str, Any]) -> object:
        return receive_referral(referral, register_number=told["number"], by=None)

    return _do(request, token, HaveItForm(request.POST, prefix="have"), act)


@never_cache
@require_POST
def answer(request: HttpRequest, token: str) -> HttpResponse:
    def act(referral: Referral, told: dict[str, Any]) -> object:
        return answer_referral(referral, answer=told["text"], by=None)

    return _do(request, token, OurAnswerForm(request.POST, prefix="answer"), act)


def _do(
    request: HttpRequest, token: str, form: forms.Form, act: Callable[[Referral, dict[str, Any]], object]
) -> HttpResponse:
    letter = letter_behind(token)
    if letter is None or letter.referral is None:
        # Whoever wrote for too long gets the words back, to be sent another way.
        return _over(request, str(form["text"].value() or "") if "text" in form.fields else "")
    status = 400
    try:
        raise_if_throttled("letter_for_agency", address_of(request), limit=LOOKS_AN_HOUR, per_seconds=3600)
        if form.is_valid():
            act(letter.referral, form.cleaned_data)
            if isinstance(form, OurAnswerForm):
                return render(request, "complaints/letter_for_agency_answered.html", {"letter": letter})
            return redirect("letter_for_agency", token=token)
    except ValidationError as error:
        form.add_error(None, error)
        status = 429 if isinstance(error, Throttled) else 409
    return _show(request, token, letter, form, status=status)


def _show(
    request: HttpRequest, token: str, letter: Letter, refused: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    has = refused if isinstance(refused, HaveItForm) else HaveItForm(prefix="have")
    answers = refused if isinstance(refused, OurAnswerForm) else OurAnswerForm(prefix="answer")
    context = {
        "letter": letter,
        "referral": letter.referral,
        "token": token,
        "has_form": has,
        "answer_form": answers,
        "refused": refused,
    }
    return render(request, "complaints/letter_for_agency.html", context, status=status)


def _over(request: HttpRequest, words_left: str = "") -> HttpResponse:
    return render(request, "complaints/letter_for_agency_over.html", {"words_left": words_left}, status=OVER)
