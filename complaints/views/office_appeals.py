"""Deciding an appeal against another agency's answer."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.appealing import grant_appeal, uphold_answer
from complaints.models import Appeal, Assignment
from complaints.views.office_sending import said_of_answer, send_act
from directory.models import User


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        if told["decision"] == Appeal.Became.UPHELD:
            return uphold_answer(assignment, reasons=told["text"], by=officer)
        return grant_appeal(assignment, instructions=told["text"], by=officer)

    def done(assignment: Assignment) -> str:
        return said_of_answer(assignment, _("The appeal is decided. Everybody concerned has been told."))

    return send_act(request, reference, "appeal", act, done)
