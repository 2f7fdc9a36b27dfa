"""Answering one question of an agency by the link in a mail, and the page that says when such a link is over."""

from __future__ import annotations

import uuid
from contextlib import nullcontext

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from complaints.answer_links import AskedQuestion, question_behind
from complaints.help_now import help_now
from complaints.models import Translation
from complaints.responding import answer_question
from complaints.text_languages import language_of, shown_tag, tag_of
from complaints.tracking_forms import AnswerForm
from complaints.views.tracking_acts import keep_files, with_token
from directory.languages import page_language
from records.throttling import Throttled, address_of, raise_if_throttled

ANSWERS_AN_HOUR = 30
"""From one address: far more than anybody has questions to answer."""
OVER = 410


@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    asked = question_behind(token)
    if asked is None:
        # Whoever opened the page in time and wrote for too long gets the words back, to be sent another way.
        words = request.POST.get("text", "").strip()
        return render(request, "complaints/answer_over.html", {"words_left": words}, status=OVER)
    # The mail was written in the language of the complaint; who has chosen one here reads that.
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with nullcontext() if chosen else override(asked.complaint.language):
        answer = _answer(request, token, asked) if request.method == "POST" else _show(request, token, asked)
    if not chosen:
        answer.headers["Content-Language"] = page_language(asked.complaint.language).tag
    return answer


def _answer(request: HttpRequest, token: str, asked: AskedQuestion) -> HttpResponse:
    """Do the act, or show the form again with the words that were typed: a redirect would throw them away."""
    form = AnswerForm(with_token(request), request.FILES, auto_id="answer-%s")
    form.full_clean()
    status = 400
    try:
        raise_if_throttled("answer_link", address_of(request), limit=ANSWERS_AN_HOUR, per_seconds=3600)
        keep_files(request, form)
        if form.is_valid():
            # Nobody is remembered: whoever reads the mailbox may have answered.
            told = form.cleaned_data
            answer_question(
                asked.complaint.case, text=told["text"], by=None, uploads=told["uploads"], question=asked.event.n
            )
            return redirect("answered_by_link")
    except ValidationError as error:
        form.add_error(None, error)
        status = 429 if isinstance(error, Throttled) else 409
    return _show(request, token, asked, form, status=status)


def _show(
    request: HttpRequest, token: str, asked: AskedQuestion, form: AnswerForm | None = None, *, status: int = 200
) -> HttpResponse:
    translations = list(asked.event.translations.filter(state=Translation.State.DONE))
    tag = shown_tag(asked.event.note, get_language() or "")
    context = {
        "form": form or AnswerForm(auto_id="answer-%s", initial={"form_token": uuid.uuid4()}),
        "question": asked.event,
        "files": asked.event.files.filter(upload__removed_at__isnull=True).select_related("upload").order_by("id"),
        "question_tag": tag_of(language_of(asked.event.note)),
        "translations": translations,
        "has_unread": bool(tag) and not translations,
        "answer_by": asked.complaint.case.answer_by,
        "help_now": help_now(asked.complaint.case),  # as for a stranger: others read a mailbox too
        "token": token,
    }
    return render(request, "complaints/answer_by_link.html", context, status=status)


@never_cache
@require_GET
def answered(request: HttpRequest) -> HttpResponse:
    return render(request, "complaints/answer_sent.html")
