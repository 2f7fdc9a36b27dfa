"""`/consultations/…/questionnaire/`: one part a page, kept as one goes, checked, sent, changed or withdrawn; and what came of all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consultations.entering.reading import came_in
from consultations.homes import home_asked, home_told, tell_home
from consultations.participation.browsers import give_number, visitor_of
from consultations.participation.models import Identity
from consultations.participation.parts import part_asked
from consultations.participation.taking_part import Visitor, only_of
from consultations.piloting import pilot_of
from consultations.questionnaires.answers import is_complete, said
from consultations.questionnaires.branching import Part, parts_of, shown_parts
from consultations.questionnaires.exporting import results_as_csv
from consultations.questionnaires.filling import (
    AnswersMissing,
    answers_of,
    find_offered,
    find_sheet,
    is_anothers,
    put_away,
    save_answers,
    send_sheet,
    sent_answers_of,
    take_over,
    withdraw_sheet,
)
from consultations.questionnaires.forms import PartForm
from consultations.questionnaires.models import Question, Questionnaire, Sheet
from consultations.questionnaires.results import may_read, results_of
from directory.digits import typed_number
from records.throttling import address_of, raise_if_throttled

SAVES_AN_HOUR = 600
"""Of one participant: one every six seconds, all day."""
NEW_BROWSERS_AN_HOUR = 200
"""From one address, as for statements."""
FILES_AN_HOUR = 60


@never_cache
@require_GET
def questionnaire(request: HttpRequest, slug: str) -> HttpResponse:
    """What is asked and as whom one answers; or the receipt of what was sent."""
    asked, visitor = _asked(request, slug)
    sheet = find_sheet(asked, visitor)
    context = _page(asked, visitor, sheet)
    own = None if context["is_anothers"] else sheet
    if own and own.sent_at:
        context["said"] = [
            (each.question, said(each.question, each.value), each.hidden_at, each.text_id)
            for each in sent_answers_of(own)
        ]
    parts = parts_of(asked)
    context |= {
        "parts": len(parts),
        "questions": sum(len(part.questions) for part in parts),
        "next_part": _next_unanswered(shown_parts(parts, answers_of(own)), own),
        "offered": find_offered(asked, visitor),
        **home_asked(asked.consultation, own, visitor.user),
    }
    response = render(request, "questionnaires/questionnaire.html", context)
    _give_number(request, response, asked, visitor)
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """One part: its questions, kept with every step on."""
    asked, visitor = _asked(request, slug)
    sheet = find_sheet(asked, visitor)
    context = _page(asked, visitor, sheet)
    if not context["may_answer"]:
        return redirect("questionnaire", slug)
    parts = parts_of(asked)
    shown = shown_parts(parts, answers_of(sheet))
    at = next((place for place, each in enumerate(shown) if each.section.n == n), None)
    if at is None:
        if not any(each.section.n == n for each in parts):
            raise Http404
        return redirect("questionnaire", slug)  # it is not asked of who answers so
    then = request.POST.get("then", "")
    data = request.POST if request.method == "POST" else None
    form = PartForm(data, questions=shown[at].questions, answers=answers_of(sheet), may_miss=then == "later")
    if request.method == "POST" and form.is_valid():
        _spare(request, asked, visitor, sheet)
        sheet = save_answers(asked, form.answers, visitor=visitor, sheet=sheet, parts=parts)
        return _onward(request, slug, sheet, n, shown_parts(parts, answers_of(sheet)))
    context |= {
        "part": shown[at],
        "form": form,
        "number": at + 1,
        "of": len(shown),
        "back": reverse("questionnaire_part", args=[slug, shown[at - 1].section.n]) if at else asked.get_absolute_url(),
        "from_check": request.GET.get("from") == "check",
    }
    response = render(request, "questionnaires/part.html", context, status=400 if form.errors else 200)
    _give_number(request, response, asked, visitor)
    return response


def _onward(request: HttpRequest, slug: str, sheet: Sheet, n: int, shown: list[Part]) -> HttpResponse:
    """To the next part that is asked now, to the check where one came from there, or out for today."""
    if request.POST.get("then") == "later":
        messages.success(request, _("Kept, but not sent yet. Come back before it closes."))
        return redirect("questionnaire", slug)
    later = shown[next((place for place, each in enumerate(shown, start=1) if each.section.n == n), 0) :]
    if request.GET.get("from") == "check":
        later = [each for each in later if _misses(each, sheet)]
    if later:
        return redirect("questionnaire_part", slug, later[0].section.n)
    return redirect("check_questionnaire", slug)


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything one answered, to be read once more and sent."""
    asked, visitor = _asked(request, slug)
    sheet = find_sheet(asked, visitor)
    context = _page(asked, visitor, sheet)
    if request.method == "POST":
        return _send(request, asked, visitor, context)
    if not context["may_answer"] or sheet is None:
        return redirect("questionnaire", slug)
    return _checked(request, sheet, context)


def _send(request: HttpRequest, asked: Questionnaire, visitor: Visitor, context: dict[str, Any]) -> HttpResponse:
    sheet = context["sheet"]
    _spare(request, asked, visitor, sheet)
    try:
        send_sheet(asked, visitor=visitor)
    except AnswersMissing as error:
        return _checked(request, sheet, context, missing=error.questions, status=409)
    return redirect("questionnaire", asked.consultation.slug)


def _checked(
    request: HttpRequest, sheet: Sheet, context: dict[str, Any], *, missing: Any = (), status: int = 200
) -> HttpResponse:
    answers = answers_of(sheet)
    shown = shown_parts(parts_of(context["questionnaire"]), answers)
    told = [
        (part, [(each, said(each, answers[each.n]) if each.n in answers else []) for each in part.questions])
        for part in shown
    ]
    open_ones = missing or [each for part in shown for each in _misses(part, sheet)]
    where = {each.pk: part.section.n for part in shown for each in part.questions}
    context |= {
        "told": told,
        "missing": [(each, where[each.pk]) for each in open_ones if each.pk in where],
        "was_sent": status != 200,
        "last": shown[-1].section.n if shown else None,
        **home_asked(sheet.questionnaire.consultation, sheet, sheet.user),
    }
    return render(request, "questionnaires/check.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask first, then take everything back."""
    asked, visitor = _asked(request, slug)
    sheet = find_sheet(asked, visitor)
    if request.method == "POST":
        withdraw_sheet(asked, visitor=visitor)
        messages.success(request, _("Your answers are withdrawn. They are counted no longer."))
        return redirect("questionnaire", slug)
    context = _page(asked, visitor, sheet)
    if sheet is None or not context["may_answer"]:
        return redirect("questionnaire", slug)
    return render(request, "questionnaires/withdraw.html", context)


@never_cache
@require_POST
def own(request: HttpRequest, slug: str) -> HttpResponse:
    """What was filled in without an account in this browser is the account's, who says so."""
    asked, visitor = _asked(request, slug)
    if take_over(asked, visitor=visitor):
        messages.success(request, _("These answers are your account's now."))
    return redirect("questionnaire", slug)


@never_cache
@require_POST
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one lives, by one's own choice, or no longer."""
    asked, visitor = _asked(request, slug)
    sheet = find_sheet(asked, visitor)
    if sheet is None or is_anothers(sheet, visitor):
        raise Http404
    _spare(request, asked, visitor, sheet)
    tell_home(sheet, home_told(request.POST))
    messages.success(request, _("Kept. You can change it or take it back."))
    return redirect("questionnaire" if sheet.sent_at else "check_questionnaire", slug)


@never_cache
@require_POST
def away(request: HttpRequest, slug: str) -> HttpResponse:
    """Several people use this browser: who comes next does not read what was sent."""
    asked, visitor = _asked(request, slug)
    put_away(asked, visitor=visitor)
    messages.success(request, _("Put away. Your answers count, and nobody reads them in this browser."))
    return redirect("questionnaire", slug)


@never_cache
@require_GET
def results(request: HttpRequest, slug: str) -> HttpResponse:
    asked, visitor = _asked(request, slug)
    sheet = find_sheet(asked, visitor)
    context = _page(asked, visitor, sheet)
    if may_read(asked, None if context["is_anothers"] else sheet):
        context["results"] = results_of(asked, group=group_of(request), part=part_asked(request.GET))
        context["came"] = came_in(asked.pk, way="sheet")
    return render(request, "questionnaires/results.html", context)


@never_cache
@require_GET
def results_file(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    asked, visitor = _asked(request, slug)
    sheet = find_sheet(asked, visitor)
    if not may_read(asked, None if is_anothers(sheet, visitor) else sheet):
        raise Http404
    raise_if_throttled("questionnaire-file", address_of(request), limit=FILES_AN_HOUR, per_seconds=3600)
    return as_file(asked, group_of(request))


def as_file(asked: Questionnaire, group: int) -> StreamingHttpResponse:
    name = f"questionnaire-{asked.consultation.slug}.csv"
    return StreamingHttpResponse(
        results_as_csv(asked, group=group),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def group_of(request: HttpRequest) -> int:
    told = request.GET.get("group", "")
    return typed_number(told, digits=5, otherwise=0)


def _asked(request: HttpRequest, slug: str) -> tuple[Questionnaire, Visitor]:
    found = get_object_or_404(Questionnaire.objects.announced(pilot=pilot_of(request, slug)), consultation__slug=slug)
    return found, visitor_of(request, found.consultation)


def _page(asked: Questionnaire, visitor: Visitor, sheet: Sheet | None) -> dict[str, Any]:
    """What all these pages say: of which consultation, and whether this visitor may answer now."""
    consultation = asked.consultation
    is_too_low, others = visitor.identity < asked.lowest_identity, is_anothers(sheet, visitor)
    return {
        "consultation": consultation,
        "questionnaire": asked,
        "sheet": sheet,
        "is_open": consultation.state == "open",
        "is_too_low": is_too_low,
        "is_anothers": others,
        "may_answer": consultation.state == "open" and not is_too_low and not others,
        "is_account": visitor.user is not None,
        **only_of(asked.lowest_identity),
        "is_team": False,
    }


def _next_unanswered(shown: list[Part], sheet: Sheet | None) -> int | None:
    """The number of the part to go on with: the first that has an answer missing, or else the last."""
    if not shown:
        return None
    answers = answers_of(sheet)
    return next(
        (part.section.n for part in shown if not any(each.n in answers for each in part.questions)), shown[-1].section.n
    )


def _misses(part: Part, sheet: Sheet) -> list[Question]:
    answers = answers_of(sheet)
    return [each for each in part.questions if each.is_required and not is_complete(each, answers.get(each.n))]


def _give_number(request: HttpRequest, response: HttpResponse, asked: Questionnaire, visitor: Visitor) -> None:
    """Only where somebody without an account can answer now."""
    if visitor.user is None and asked.lowest_identity == Identity.ANONYMOUS and asked.consultation.state == "open":
        give_number(request, response, asked.consultation, path=asked.get_absolute_url())


def _spare(request: HttpRequest, asked: Questionnaire, visitor: Visitor, sheet: Sheet | None) -> None:
    """Raises Throttled."""
    who = f"{asked.pk}:{visitor.user.pk if visitor.user else visitor.browser}"
    raise_if_throttled("fill-questionnaire", who, limit=SAVES_AN_HOUR, per_seconds=3600)
    if visitor.user is None and sheet is None:
        raise_if_throttled(
            "new-sheet", f"{asked.pk}:{address_of(request)}", limit=NEW_BROWSERS_AN_HOUR, per_seconds=3600
        )
