"""What an officer does with a case, each act behind a form of its page (views/office.py draws it)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from complaints.converting import convert_case
from complaints.delays import explain_delay, reason_with
from complaints.extending import extend_assignment
from complaints.following import mailing_of_release
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    decline_assignment,
    reply_to_complainant,
)
from complaints.internal_notes import write_note
from complaints.models import Assignment
from complaints.office_forms import FORMS
from complaints.releasing import hidden_in, may_be_public, release_case, take_back_release, words_for_everybody
from complaints.removing import remove_document
from complaints.supporting import ask_for_help, finish_part, refuse_to_help
from complaints.transferring import transfer_assignment
from complaints.translating import correct_language
from complaints.views.office import assignment_of, officer_of, show_case
from complaints.views.office_reason import REASON, takes_reason
from complaints.views.office_sending import files_of, once_more, said_of_answer, send_act
from complaints.views.translating import keep_or_ask, original_of
from complaints.workflow import AssignmentState, CaseKind, ExtensionReason
from directory.models import User


@login_required
@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    part = accept_assignment(assignment_of(request, reference), by=officer_of(request))
    leads = part.part == Assignment.Part.LEAD
    messages.success(request, _("The case is now yours.") if leads else _("This part of the case is now yours."))
    return redirect("office_case", reference=reference)


@login_required
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return decline_assignment(assignment, reason=told["text"], proposed_agency=told["agency"], by=officer)

    return send_act(request, reference, "decline", act, _("The case went back to the triage desk with your proposal."))


@login_required
@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        words = {"reason": told["text"], "what_is_new": told["what_is_new"]}
        return transfer_assignment(assignment, agency=told["agency"], **words, by=officer)

    return send_act(
        request, reference, "decline", act, _("The case is with the other agency, and the complainant knows.")
    )


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return ask_complainant(assignment, question=told["text"], by=officer, uploads=files_of(told))

    def done(assignment: Assignment) -> str:
        assignment.refresh_from_db(fields=["state"])
        if assignment.state == AssignmentState.WAITING:
            return _("The question is sent. Your clock stands still until there is an answer.")
        return _("The question is sent. Your clock runs on.")

    return send_act(request, reference, "ask", act, done)


@login_required
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        # Somebody joined since the page was opened: who wrote could not choose, so the others are not meant.
        to_joined = told.get("to") == "all"
        words = {"text": told["text"], "uploads": files_of(told)}
        return reply_to_complainant(assignment, **words, to_joined=to_joined, by=officer)

    return send_act(request, reference, "reply", act, _("Your news is with the complainant."))


@login_required
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        reason = ExtensionReason(told["reason"])
        return extend_assignment(assignment, until=told["until"], reason=reason, text=told["text"], by=officer)

    return send_act(request, reference, "extend", act, _("The new date stands, and the complainant has been told."))


@login_required
@require_http_methods(["GET", "POST"])
def delay(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        reason, is_told = reason_with(told["reason"]), bool(told.get("is_told"))
        return explain_delay(assignment, reason, text=told["text"], is_told=is_told, by=officer)

    return send_act(request, reference, "delay", act, _("The reason is kept with the case."))


@login_required
@require_http_methods(["GET", "POST"])
def ask_help(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return ask_for_help(assignment, told["agency"], request=told["text"], by=officer)

    return send_act(request, reference, "help", act, _("The other agency is asked. You stay responsible for the case."))


@login_required
@require_http_methods(["GET", "POST"])
def refuse_help(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return refuse_to_help(assignment, reason=told["text"], by=officer)

    return send_act(request, reference, "refuse", act, _("The responsible agency reads that you cannot help."))


@login_required
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return finish_part(assignment, answer=told["text"], by=officer, uploads=files_of(told))

    def done(assignment: Assignment) -> str:
        return said_of_answer(assignment, _("Your part is done. The responsible agency closes the case."))

    return send_act(request, reference, "finish", act, done)


@login_required
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        names = [
            user.get_short_name()
            for user in write_note(
                assignment,
                text=told["text"],
                for_all=told.get("for_all", False),
                by=officer,
                uploads=files_of(told),
            )
        ]
        if names:
            messages.info(request, _("A mail goes to %(names)s.") % {"names": ", ".join(names)})
        return names

    return send_act(request, reference, "note", act, _("The note stands in the timeline."))


@login_required
@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        kind = CaseKind(told["kind"])
        return convert_case(assignment.case, kind, by=officer, assignment=assignment, reason=told["text"])

    return send_act(request, reference, "convert", act, _("The kind is changed, and the complainant has been told."))


@login_required
@require_POST
def correct_text_language(request: HttpRequest, reference: str) -> HttpResponse:
    assignment, officer = assignment_of(request, reference), officer_of(request)
    complaint = get_object_or_404(assignment.case.complaints, reference=request.POST.get("complaint", ""))
    correct_language(complaint, request.POST.get("language", ""), by=officer, assignment=assignment)
    messages.success(request, _("The language of the text is corrected."))
    return redirect("office_case", reference=reference)


@login_required
@require_http_methods(["GET", "POST"])
def translate(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep a translation that the officer wrote, or ask the program for one; of a complaint or of a line's words."""
    if request.method == "GET":
        return redirect("office_case", reference=reference)
    assignment, officer = assignment_of(request, reference), officer_of(request)
    if takes_reason(request, assignment, by=officer):
        return show_case(request, assignment, typed=request.POST.get("text", ""))
    original = original_of(assignment.case, request.POST)
    try:
        done = keep_or_ask(assignment.case, original, request.POST, by=officer, assignment=assignment)
    except ValidationError as error:
        # A redirect would throw away what was typed.
        for sentence in error.messages:
            messages.error(request, sentence)
        return show_case(request, assignment, status=409, typed=request.POST.get("text", ""))
    messages.success(request, done)
    return redirect("office_case", reference=reference)


@login_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, reference: str) -> HttpResponse:
    if "look" in request.POST and REASON not in request.POST:
        return _look_first(request, reference)

    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        names = ("text", "translation", "place", "answer")
        if sum(hidden_in(told.get(name, ""), by_office=name == "answer") for name in names):
            messages.warning(request, _("Personal data was still in the text. We have hidden it: look once more."))
        chosen = told.get("pictures", ())
        answer = told.get("answer", "")
        return release_case(
            assignment.case,
            text=told["text"],
            translation=told.get("translation", ""),
            place=told["place"],
            answer=answer,
            pictures=chosen,
            is_read=told.get("is_read", False),
            is_looked_through=told.get("is_looked_through", False),
            by=officer,
            assignment=assignment,
        )

    return send_act(request, reference, "release", act, _("Everybody can read it now."))


@login_required
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return take_back_release(assignment.case, reason=told["text"], by=officer, assignment=assignment)

    return send_act(request, reference, "take_back", act, _("It is no longer shown to everybody."))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return remove_document(assignment.case, told["file"], text=told["text"], by=officer, assignment=assignment)

    return send_act(
        request, reference, "remove", act, _("The file is removed for good, and the complainant knows why.")
    )


def _look_first(request: HttpRequest, reference: str) -> HttpResponse:
    """The page once more, with what everybody would read of what was typed, and to how many a mail goes; nothing is done."""
    assignment = assignment_of(request, reference)
    if assignment.part != Assignment.Part.LEAD or not may_be_public(assignment.case):
        raise Http404
    sent = FORMS["release"](request.POST, prefix="release", case=assignment.case, assignment=assignment)
    shown = [name for name in ("text", "translation", "place", "answer") if name in sent.fields]
    preview = {
        "words": words_for_everybody(assignment.case, **{name: str(sent[name].value() or "") for name in shown}),
        "mailing": None if assignment.case.released_at else mailing_of_release(assignment.case),
    }
    return show_case(request, assignment, bound={"release": once_more("release", sent)}, preview=preview)
