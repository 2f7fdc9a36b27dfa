"""The five questions after the end of a case: by the link of a mail, or from its page."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from complaints.endings import Ending, ending_of_complaint
from complaints.survey import answer_survey, answer_to
from complaints.survey_forms import SurveyForm
from complaints.survey_links import ending_behind
from complaints.survey_tables import QUESTIONS
from complaints.views.tracking import complainants
from directory.languages import page_language
from records.throttling import Throttled, address_of, raise_if_throttled

ANSWERS_AN_HOUR = 30
"""From one address: far more than anybody has cases that ended."""
OVER = 410


@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    ending = ending_behind(token)
    if ending is None:
        return render(request, "complaints/survey_over.html", status=OVER)
    # The mail was written in the language of the complaint; who has chosen one here reads that.
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with nullcontext() if chosen else override(ending.complaint.language):
        answer = _survey(request, ending, address=reverse("survey_by_link", args=[token]), way_back="")
    if not chosen:
        answer.headers["Content-Language"] = page_language(ending.complaint.language).tag
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def from_case(request: HttpRequest, reference: str) -> HttpResponse:
    """For the complainant, whose page stands behind an account or the receipt code."""
    tracked = complainants(request, reference)
    ending = ending_of_complaint(tracked.complaint)
    if ending is None:
        raise Http404
    page = reverse("track_case", args=[tracked.complaint.reference])
    return _survey(request, ending, address=reverse("track_survey", args=[reference]), way_back=page)


def _survey(request: HttpRequest, ending: Ending, *, address: str, way_back: str) -> HttpResponse:
    before = answer_to(ending)
    form = SurveyForm(request.POST or None, initial=_as_shown(before) if before else None, auto_id="survey-%s")
    status = 200
    if request.method == "POST":
        status = 400
        try:
            raise_if_throttled("survey", address_of(request), limit=ANSWERS_AN_HOUR, per_seconds=3600)
            if form.is_valid():
                told = form.cleaned_data
                answer_survey(ending, ratings={name: told[name] for name in QUESTIONS}, remark=told["remark"])
                messages.success(request, _("Thank you. Your answers count, and you can change them here for a while."))
                return redirect(way_back or address)
        except ValidationError as error:
            form.add_error(None, error)
            status = 429 if isinstance(error, Throttled) else 409
    context = {
        "form": form,
        "ending": ending,
        "reference": ending.complaint.reference,
        "has_answered": before is not None,
        "address": address,
        "way_back": way_back,
        "in_confidence": ending.complaint.is_told_closely,
    }
    return render(request, "complaints/survey.html", context, status=status)


def _as_shown(answer: Any) -> dict[str, Any]:
    return {name: str(getattr(answer, name)) for name in QUESTIONS} | {"remark": answer.remark}
