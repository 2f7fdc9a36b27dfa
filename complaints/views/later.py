"""What a device kept while it had no network, and sends when it has one (frontend/src/outbox): pictures one by one, then
the form. The form's token goes with all of it, so that however often a line breaks there is one case (promise R5).

The time of filing is ours, never the device's: its clock may be wrong by a year.
"""

from __future__ import annotations

import time

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from complaints.api import FILINGS_AN_HOUR
from complaints.device import drafts_of, grant
from complaints.forms import WhereForm
from complaints.models import Complaint
from complaints.uploads import token_from
from complaints.views.sending import file_once, sent_form, take_sent_files
from directory.models import User
from records.idempotency import KeyReused
from records.throttling import address_of, raise_if_throttled


@never_cache
@require_http_methods(["GET", "POST"])
def later(request: HttpRequest) -> JsonResponse:
    """GET: what a sending needs; the token against forged forms, whose entries may go, and what time it is. POST: a picture, or the form."""
    if request.method == "GET":
        user = request.user
        account = drafts_of(user) if isinstance(user, User) else ""
        return JsonResponse({"csrf": get_token(request), "account": account, "now": int(time.time() * 1000)})
    if request.FILES:
        return _take(request)
    return _file(request)


def _take(request: HttpRequest) -> JsonResponse:
    token = str(token_from(request.POST.get("form_token", "")))
    problems = take_sent_files(request, token, once=True)
    if problems:
        return _refused(400, str(problems[0].code), " ".join(problems[0].messages))
    return JsonResponse({}, status=200)


def _file(request: HttpRequest) -> JsonResponse:
    form = sent_form(request)
    if not form.is_valid():
        return _refused(400, "invalid", _first_error(form))
    raise_if_throttled("file", address_of(request), limit=FILINGS_AN_HOUR, per_seconds=3600)
    try:
        reference, code = file_once(request, form.cleaned_data)
    except KeyReused:
        return _refused(422, "key_reused", _("This form was sent once already, with other words or another place."))
    # The topic may keep it closer than was chosen. It may have gone with nobody at the device: then only the code opens it.
    told_closely = Complaint.objects.select_related("case").get(reference=reference).is_told_closely
    told = {"reference": reference, "receipt_code": code, "in_confidence": told_closely}
    answer = JsonResponse(told, status=201)
    if not told_closely:
        grant(request, answer, reference)
    return answer


def _first_error(form: WhereForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _refused(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
