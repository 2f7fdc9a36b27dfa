"""What an officer does with a case, each act behind a form of its page (views/office.py draws it)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from complaints.act_form import ActForm
from complaints.colleagues import may_open
from complaints.converting import convert_case
from complaints.extending import extend_assignment
from complaints.following import mailing_of_release
from complaints.forms import FilesInput
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    decline_assignment,
    propose_closing,
    reply_to_complainant,
)
from complaints.internal_notes import write_note
from complaints.kind_words import ANSWERING
from complaints.models import Assignment, CaseEvent
from complaints.office_forms import FORMS, AnswerForm
from complaints.praising import acknowledge_praise
from complaints.releasing import hidden_in, may_be_public, release_case, take_back_release, words_for_everybody
from complaints.removing import remove_document
from complaints.supporting import ask_for_help, finish_part, refuse_to_help
from complaints.telling import is_by_a_person, officer_behind
from complaints.translating import correct_language
from complaints.uploads import waiting_uploads
from complaints.views.office import assignment_of, officer_of, show_case
from complaints.views.translating import keep_or_ask, original_of
from complaints.workflow import CLOSED_BY_ITS_ANSWER, CaseKind, ExtensionReason, Outcome
from directory.models import User
from records.models import Upload
from records.uploads import store_upload

Act = Callable[[Assignment, dict[str, Any], User], object]
FIELD_OF = {
    "another_agency_missing": "agency",
    "agency_proposed_is_this_one": "agency",
    "agency_has_it_already": "agency",
    "extension_out_of_range": "until",
    "translation_not_thai": "translation",
    "after_photo_missing": "pictures",
}
"""Where a refusal of an act is shown; above the form where it is about no field of it."""


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

    return _act(request, reference, "decline", act, _("The case went back to the triage desk with your proposal."))


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return ask_complainant(assignment, question=told["text"], by=officer)

    return _act(
        request, reference, "ask", act, _("The question is sent. Your clock stands still until there is an answer.")
    )


@login_required
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return reply_to_complainant(assignment, text=told["text"], by=officer)

    return _act(request, reference, "reply", act, _("Your news is with the complainant."))


@login_required
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        reason = ExtensionReason(told["reason"])
        return extend_assignment(assignment, until=told["until"], reason=reason, text=told["text"], by=officer)

    return _act(request, reference, "extend", act, _("The new date stands, and the complainant has been told."))


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        end: Callable[..., object] = propose_closing
        more = {"no_photo": told.get("no_photo", "")}
        if assignment.case.kind in CLOSED_BY_ITS_ANSWER:
            end, more = acknowledge_praise, {}
        return end(
            assignment,
            answer=told["text"],
            outcome=Outcome(told["outcome"]),
            by=officer,
            uploads=_files(told),
            is_shown=bool(told.get("is_shown")),
            **more,
        )

    def done(assignment: Assignment) -> str:
        return str(ANSWERING[assignment.case.kind].done)

    return _act(request, reference, "close", act, done)


@login_required
@require_http_methods(["GET", "POST"])
def ask_help(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return ask_for_help(assignment, told["agency"], request=told["text"], by=officer)

    return _act(request, reference, "help", act, _("The other agency is asked. You stay responsible for the case."))


@login_required
@require_http_methods(["GET", "POST"])
def refuse_help(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return refuse_to_help(assignment, reason=told["text"], by=officer)

    return _act(request, reference, "refuse", act, _("The responsible agency reads that you cannot help."))


@login_required
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return finish_part(assignment, answer=told["text"], by=officer, uploads=_files(told))

    return _act(request, reference, "finish", act, _("Your part is done. The responsible agency closes the case."))


@login_required
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        names = [
            user.get_short_name()
            for user in write_note(assignment, text=told["text"], for_all=told.get("for_all", False), by=officer)
        ]
        if names:
            messages.info(request, _("A mail goes to %(names)s.") % {"names": ", ".join(names)})
        return names

    return _act(request, reference, "note", act, _("The note stands in the timeline."))


@login_required
@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        kind = CaseKind(told["kind"])
        return convert_case(assignment.case, kind, by=officer, assignment=assignment, reason=told["text"])

    return _act(request, reference, "convert", act, _("The kind is changed, and the complainant has been told."))


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
    if "look" in request.POST:
        return _look_first(request, reference)

    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        if sum(hidden_in(told.get(name, "")) for name in ("text", "translation", "place", "answer")):
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
        )

    return _act(request, reference, "release", act, _("Everybody can read it now."))


@login_required
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return take_back_release(assignment.case, reason=told["text"], by=officer)

    return _act(request, reference, "take_back", act, _("It is no longer shown to everybody."))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        return remove_document(assignment.case, told["file"], text=told["text"], by=officer, assignment=assignment)

    return _act(request, reference, "remove", act, _("The file is removed for good, and the complainant knows why."))


def _files(told: dict[str, Any]) -> list[Upload]:
    return waiting_uploads(str(told["form_token"] or ""))[: settings.UPLOADS_A_COMPLAINT]


def _act(
    request: HttpRequest, reference: str, name: str, act: Act, done: str | Callable[[Assignment], str]
) -> HttpResponse:
    """Read the form, do the act, say so. Whatever is refused comes back with the words that were typed.

    done: what is said then; a function where that follows from the case as the officer saw it.

    That page stands under the act's own address: asked for once more (another language, a bookmark) it is the case.
    """
    if request.method == "GET":
        return redirect("office_case", reference=reference)
    assignment, officer = assignment_of(request, reference), officer_of(request)
    data = request.POST.copy()
    form = FORMS[name](data, request.FILES, prefix=name, case=assignment.case, assignment=assignment)
    form.full_clean()
    for problem in _take_files(form):
        form.add_error("pictures", problem)
    if "begin" in request.POST:
        return _begin_with_template(request, assignment, name, form)
    complete = form.is_valid()
    try:
        # The one place where a view catches: a redirect would throw away a page of typed words without script.
        if complete:
            _refuse_if_somebody_was_faster(assignment, officer, form.cleaned_data.get("seen"))
            act(assignment, form.cleaned_data, officer)
            messages.success(request, done(assignment) if callable(done) else done)
            if not may_open(officer, assignment):
                return redirect("office")
            return redirect(f"{reverse('office_case', args=[reference])}?sent={name}")
    except ValidationError as error:
        form.add_error(FIELD_OF.get(error.code or ""), error)
    assignment = assignment_of(request, reference)
    data[form.add_prefix("seen")] = str(assignment.case.event_count)  # the answer shows the news: now it is seen
    return show_case(request, assignment, status=409 if complete else 400, bound={name: form})


def _look_first(request: HttpRequest, reference: str) -> HttpResponse:
    """The page once more, with what everybody would read of what was typed, and to how many a mail goes; nothing is done."""
    assignment = assignment_of(request, reference)
    if not may_be_public(assignment.case):
        raise Http404
    sent = FORMS["release"](request.POST, prefix="release", case=assignment.case)
    shown = [name for name in ("text", "translation", "place", "answer") if name in sent.fields]
    preview = {
        "words": words_for_everybody(assignment.case, **{name: str(sent[name].value() or "") for name in shown}),
        "mailing": None if assignment.case.released_at else mailing_of_release(assignment.case),
    }
    return show_case(request, assignment, bound={"release": _once_more("release", sent)}, preview=preview)


def _begin_with_template(request: HttpRequest, assignment: Assignment, name: str, form: ActForm) -> HttpResponse:
    """The page once more, with the text of a template under what was typed; nothing is sent and nothing is checked."""
    begun = form.begun_with(request.POST.get("template", "")) if isinstance(form, AnswerForm) else ""
    return show_case(request, assignment, bound={name: _once_more(name, form, text=begun)})


def _once_more(name: str, form: ActForm, **instead: str) -> ActForm:
    """A form with what was typed so far, as if it had never been sent. Files wait under its token."""
    kept = {each: form[each].value() for each, field in form.fields.items() if not isinstance(field.widget, FilesInput)}
    return FORMS[name](prefix=name, initial=kept | instead, case=form.case)


def _refuse_if_somebody_was_faster(assignment: Assignment, officer: User, seen: int | None) -> None:
    """Raises ValidationError (case_moved_on) when others did something that the officer had not seen when they wrote."""
    if seen is None:
        return
    unseen = assignment.case.events.filter(n__gt=seen).exclude(by=officer).select_related("by", "agency")
    unseen = unseen.exclude(~Q(agency=assignment.agency_id), seen_by=CaseEvent.Seen.INTERNAL)
    newest = next((event for event in reversed(unseen) if is_by_a_person(event)), None)
    if newest is None:
        return
    officer_before = officer_behind(newest)
    name = officer_before.get_short_name() if officer_before else str(newest.agency or _("The complainant"))
    raise ValidationError(
        _(
            "%(name)s was faster and this case has changed. What you asked for was not done: look below, then send again."
        ),
        code="case_moved_on",
        params={"name": name},
    )


def _take_files(form: ActForm) -> list[ValidationError]:
    """Store the pictures that came with the form, so that they are not lost when something else is refused."""
    token = str(form.cleaned_data.get("form_token") or "")
    problems = []
    for file in form.cleaned_data.get("pictures", [])[: settings.UPLOADS_A_COMPLAINT] if token else []:
        try:
            store_upload(file, token=token)
        except ValidationError as error:
            problems.append(error)
    return problems
