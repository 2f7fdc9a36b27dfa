"""Between two steps of filing: what was sent is kept sealed, and the next page has an address of its own.

The answer to a form would be lost to the browser's way back: it shows an error of its own there, and offers to send the
form once more. So each step is answered with the address of the next one (POST, redirect, GET). After the sending all
of them say that it was sent.
"""

from __future__ import annotations

import time
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from complaints.device import STEPS_COOKIE
from complaints.hints import is_sensitive
from complaints.workflow import IN_CONFIDENCE, CaseKind
from records.kept_forms import keep_form, new_key, open_form, replace_forms
from records.throttling import address_of, raise_if_throttled

STEPS_AN_HOUR = 2000
"""Steps kept for one address: a dozen for each filing it may send."""
IN_CONFIDENCE_S = 30 * 60
"""How long a step told in confidence opens again; as long as the receipt."""
PROBLEM = "file_problem"
"""The field in which what was wrong with files goes along."""


def keep_step(request: HttpRequest, fields: QueryDict, problems: list[ValidationError]) -> HttpResponse:
    """Lead to the page that these fields ask for. problems: of files that came along, and are not kept."""
    raise_if_throttled("step", address_of(request), limit=STEPS_AN_HOUR, per_seconds=3600)
    fields.setlist(PROBLEM, [" ".join(problem.messages) for problem in problems])
    key = request.COOKIES.get(STEPS_COOKIE) or new_key()
    kept = {"fields": fields.urlencode(), "at": time.time()}
    name = keep_form(kept, key=key, token=str(fields["form_token"]))
    answer = redirect(f"{reverse('new_complaint')}?at={name}")
    # Without an age of its own: the browser drops it when it is closed.
    answer.set_cookie(
        STEPS_COOKIE, key, httponly=True, samesite="Lax", secure=request.is_secure(), path=reverse("new_complaint")
    )
    return answer


def open_step(request: HttpRequest) -> dict[str, Any] | None:
    """What this browser kept under the address it asks for, its fields put in place; `sent` names the case once it is one."""
    name, key = request.GET.get("at"), request.COOKIES.get(STEPS_COOKIE)
    kept = open_form(name, key=key) if name and key else None
    if kept is None or "sent" in kept:
        return kept
    fields = QueryDict(kept["fields"])
    if _is_in_confidence(fields) and not _still_opens(request, kept["at"]):
        return None
    request.POST = cast(Any, fields)
    return kept


def say_it_was_sent(request: HttpRequest, token: str, reference: str) -> None:
    """Every step that led here says from now on that it was sent, and no longer what."""
    if key := request.COOKIES.get(STEPS_COOKIE):
        replace_forms(token, {"sent": reference}, key=key)


def file_problems(request: HttpRequest) -> list[ValidationError]:
    """What was wrong with the files that came with this step."""
    return [ValidationError(problem) for problem in request.POST.getlist(PROBLEM)]


def _is_in_confidence(fields: QueryDict) -> bool:
    """Would the next person at this device endanger who wrote this?"""
    in_confidence = fields.get("visibility") in IN_CONFIDENCE or fields.get("kind") == CaseKind.TIP_OFF
    return "asked" in fields or in_confidence or is_sensitive(fields.get("text", ""))


def _still_opens(request: HttpRequest, kept_at: float) -> bool:
    """Not from the browser's list of pages seen, nor from a window of its own; browsers that do not tell are trusted."""
    comes_from = request.headers.get("Sec-Fetch-Site", "same-origin")
    return comes_from == "same-origin" and time.time() - kept_at < IN_CONFIDENCE_S
