"""Reporting a case as done, with pictures that are looked at before they go out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from complaints.handling import propose_closing
from complaints.kind_asking import ANSWERING
from complaints.models import Assignment
from complaints.picture_notes import check_looked_at, expected_of
from complaints.praising import acknowledge_praise
from complaints.views.office_sending import files_of, said_of_answer, send_act
from complaints.workflow import CLOSED_BY_ITS_ANSWER, Outcome
from directory.models import User


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        files = files_of(told)
        answer: dict[str, Any] = {
            "answer": told["text"],
            "outcome": Outcome(told["outcome"]),
            "by": officer,
            "uploads": files,
            "is_shown": bool(told.get("is_shown")),
        }
        despite = bool(told.get("despite_helpers"))
        if assignment.case.kind in CLOSED_BY_ITS_ANSWER:
            return acknowledge_praise(assignment, **answer)
        if answer["outcome"] == Outcome.SOLVED:
            check_looked_at(assignment.case, files, told.get("looked_at", ""), officer=officer)
        why = {name: told.get(name, "") for name in ("no_photo", "why_again")}
        return propose_closing(assignment, **answer, **why, despite_helpers=despite)

    def done(assignment: Assignment) -> str:
        return said_of_answer(assignment, ANSWERING[assignment.case.kind].done)

    return send_act(request, reference, "close", act, done, expected=expected_of)
