"""What no view answered: unknown addresses, broken requests, breakdowns. Below /api/ in the API's shape, else a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from complaints.views.office import NotWithYourAgency, not_yours
from complaints.views.tracking import NotOpenHere, ask_again
from config.api import answer, answer_error
from frontend import views

API = "/api/"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if _is_api(request):
        return answer(404, "not_found", _("There is nothing at this address. /api/v1/schema/ lists what there is."))
    if "part" in request.GET or "X-Part" in request.headers:
        return views.not_found(request, exception)
    if isinstance(exception, NotOpenHere):
        return ask_again(request)
    if isinstance(exception, NotWithYourAgency):
        return not_yours(request)
    return views.not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if _is_api(request):
        known = answer_error(exception, {}) if exception else None
        return known or answer(400, "bad_request", _("The request cannot be read. Send JSON in UTF-8."))
    return views.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if not _is_api(request):
        return views.server_error(request)
    breakdown = views.note_breakdown(request)
    if breakdown.database_is_gone:
        sentence = _("The service is not available right now. Send the same request again in half a minute.")
        return answer(503, "unavailable", sentence, incident=breakdown.incident)
    sentence = _("Something broke on our side. Tell us the incident when you ask about it.")
    return answer(500, "server_error", sentence, incident=breakdown.incident)


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API)
