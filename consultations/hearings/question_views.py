"""`/consultations/<slug>/hearings/<n>/questions/`: what people ask at a hearing, for them, the hall's screen and the team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consultations.hearings.asking import (
    ask_question,
    find_asker,
    put_stage,
    support_question,
    take_question_back,
    take_support_back,
)
from consultations.hearings.forms import QuestionForm
from consultations.hearings.manage_views import held
from consultations.hearings.models import Hearing, Question, Stage
from consultations.hearings.questions import on_the_screen, questions_of
from consultations.hearings.views import asked
from consultations.participation.browsers import give_number, visitor_of
from consultations.participation.taking_part import Visitor
from directory.installation import site_url
from records.qr import qr_of
from records.throttling import address_of, raise_if_throttled

QUESTIONS_AN_HOUR = 10
SUPPORTS_AN_HOUR = 600
NEW_BROWSERS_AN_HOUR = 500
"""From one address: a whole hall sits behind one wireless network."""


@never_cache
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """What is asked, by support, and the form to ask."""
    hearing = asked(slug, n)
    visitor = visitor_of(request, hearing.consultation)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _spare(request, hearing, visitor, "hearing-question", QUESTIONS_AN_HOUR)
        try:
            kept = ask_question(hearing, text=form.cleaned_data["text"], visitor=visitor)
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("Your question is kept. Everybody can read it now."))
            return redirect(f"{reverse('hearing_questions', args=[slug, n])}#question-{kept.pk}")
    context = _page(hearing, visitor) | {"form": form}
    answer = render(request, "hearings/questions.html", context, status=400 if form.errors else 200)
    if hearing.takes_questions and visitor.user is None:
        give_number(request, answer, hearing.consultation, path=reverse("hearings", args=[slug]))
    return answer


@never_cache
@require_GET
def part(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """The list alone, for pages that heard of news."""
    hearing = asked(slug, n)
    context = _page(hearing, visitor_of(request, hearing.consultation))
    return render(request, "hearings/_questions.html", context)


@never_cache
@require_POST
def support(request: HttpRequest, slug: str, n: int, pk: int) -> HttpResponse:
    """Want it answered too, or no longer: which of the two the form says, so that pressing twice is once."""
    hearing = asked(slug, n)
    question = _question(hearing, pk)
    visitor = visitor_of(request, hearing.consultation)
    _spare(request, hearing, visitor, "hearing-support", SUPPORTS_AN_HOUR)
    if request.POST.get("says") == "no":
        take_support_back(question, visitor=visitor)
    else:
        support_question(question, visitor=visitor)
    return redirect(f"{reverse('hearing_questions', args=[slug, n])}#question-{pk}")


@never_cache
@require_POST
def take_back(request: HttpRequest, slug: str, n: int, pk: int) -> HttpResponse:
    """Whoever asked takes it back; pressed twice is once."""
    hearing = asked(slug, n)
    question = get_object_or_404(Question, hearing=hearing, pk=pk)
    visitor = visitor_of(request, hearing.consultation)
    _spare(request, hearing, visitor, "hearing-question-back", QUESTIONS_AN_HOUR)
    take_question_back(question, visitor=visitor)
    messages.success(request, _("Your question is taken back. Nobody reads it any more; you can ask it again."))
    return redirect("hearing_questions", slug, n)


@never_cache
@require_GET
def screen(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """For the wall of the hall: large, and nothing to press."""
    hearing = asked(slug, n)
    address = site_url() + reverse("hearing_questions", args=[slug, n])
    context = _screen(hearing) | {"qr": qr_of(address), "address": address.partition("://")[2]}
    return render(request, "hearings/screen.html", context)


@never_cache
@require_GET
def screen_part(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    return render(request, "hearings/_screen.html", _screen(asked(slug, n)))


@login_required
@never_cache
@require_GET
def manage(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """The team leads through the questions: what is being answered, what is, and what breaks a rule."""
    _user, hearing = held(request, slug, n)
    return render(request, "hearings/manage_questions.html", _managed(hearing))


@login_required
@never_cache
@require_GET
def manage_part(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    _user, hearing = held(request, slug, n)
    return render(request, "hearings/_manage_questions.html", _managed(hearing))


@login_required
@require_POST
def stage(request: HttpRequest, slug: str, n: int, pk: int) -> HttpResponse:
    user, hearing = held(request, slug, n)
    to = request.POST.get("stage", "")
    if to not in Stage.values:
        raise Http404
    put_stage(_question(hearing, pk), to, by=user)
    return redirect(f"{reverse('manage_hearing_questions', args=[slug, n])}#question-{pk}")


def _page(hearing: Hearing, visitor: Visitor) -> dict[str, Any]:
    return {
        "consultation": hearing.consultation,
        "hearing": hearing,
        "found": questions_of(hearing, visitor),
        "may_ask": hearing.takes_questions,
        "is_account": visitor.user is not None,
    }


def _screen(hearing: Hearing) -> dict[str, Any]:
    found = on_the_screen(hearing)
    now = next((each for each in found if each.question.stage == Stage.NOW), None)
    waiting = [each for each in found if each is not now]
    return {"consultation": hearing.consultation, "hearing": hearing, "now": now, "waiting": waiting}


def _managed(hearing: Hearing) -> dict[str, Any]:
    return {"consultation": hearing.consultation, "hearing": hearing, "found": questions_of(hearing)}


def _question(hearing: Hearing, pk: int) -> Question:
    found = get_object_or_404(Question.objects.to_read(), hearing=hearing, pk=pk)
    found.hearing = hearing
    return found


def _spare(request: HttpRequest, hearing: Hearing, visitor: Visitor, act: str, limit: int) -> None:
    """limit: of this act, in an hour. Raises Throttled."""
    who = f"{hearing.pk}:{visitor.user.pk if visitor.user else visitor.browser}"
    raise_if_throttled(act, who, limit=limit, per_seconds=3600)
    if visitor.user is None and find_asker(hearing, visitor) is None:
        address = f"{hearing.pk}:{address_of(request)}"
        raise_if_throttled("new-asker", address, limit=NEW_BROWSERS_AN_HOUR, per_seconds=3600)
