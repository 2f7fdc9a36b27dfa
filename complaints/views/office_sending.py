"""How the form of an officer's act is read, done and answered (the acts themselves: office_acts.py, office_closing.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from complaints.act_form import ActForm
from complaints.closing_forms import CloseForm
from complaints.colleagues import may_open
from complaints.forms import FilesInput
from complaints.models import Assignment, Case, CaseEvent
from complaints.office_forms import FORMS, AnswerForm
from complaints.telling import is_by_a_person, is_by_office, officer_behind, sentence
from complaints.timeline import lock
from complaints.uploads import remove_file, waiting_uploads
from complaints.views.office import assignment_of, officer_of, show_case
from complaints.views.office_reason import takes_reason
from directory.models import User
from directory.statements import Prepared
from directory.thai_dates import show_time
from records.models import Upload
from records.picture_origin import Expected
from records.uploads import store_upload

_waits_for_approval = Prepared("SELECT 1 FROM complaints_assignment WHERE id = %s AND approve_by IS NOT NULL")
Act = Callable[[Assignment, dict[str, Any], User], object]
FIELD_OF = {
    "another_agency_missing": "agency",
    "agency_proposed_is_this_one": "agency",
    "agency_takes_no_complaints": "agency",
    "agency_gets_letters": "agency",
    "agency_gave_it_away": "what_is_new",
    "agency_has_it_already": "agency",
    "extension_out_of_range": "until",
    "reason_unknown": "reason",
    "translation_not_thai": "translation",
    "after_photo_missing": "pictures",
    "look_at_pictures": "pictures",
    "picture_used_before": "why_again",
    "helpers_still_work": "despite_helpers",
}
"""Where a refusal of an act is shown; above the form where it is about no field of it."""
BEGINS = frozenset({"begin", "again", "helper"})
"""Buttons that put words into a form and send nothing."""


def said_of_answer(assignment: Assignment, gone_out: str | Promise) -> str:
    """What is said once an answer was given: that it went out, or that it waits first for a second person."""
    if not _waits_for_approval.rows([assignment.pk]):
        return str(gone_out)
    return _("The answer waits for a colleague to approve it. The complainant has heard nothing of it yet.")


def add_refusal(form: ActForm, error: ValidationError) -> None:
    field = FIELD_OF.get(error.code or "")
    form.add_error(field if field in form.fields else None, error)


def files_of(told: dict[str, Any]) -> list[Upload]:
    return waiting_uploads(str(told["form_token"] or ""))[: settings.UPLOADS_A_COMPLAINT]


def send_act(
    request: HttpRequest,
    reference: str,
    name: str,
    act: Act,
    done: str | Callable[[Assignment], str],
    *,
    expected: Callable[[Case], Expected | None] | None = None,
) -> HttpResponse:
    """Read the form, do the act, say so. Whatever is refused comes back with the words that were typed.

    done: what is said then; a function where that follows from the case as the officer saw it.
    expected: what the time and place of its pictures are held against.

    That page stands under the act's own address: asked for once more (another language, a bookmark) it is the case.
    """
    if request.method == "GET":
        return redirect("office_case", reference=reference)
    assignment, officer = assignment_of(request, reference), officer_of(request)
    data = request.POST.copy()
    form = FORMS[name](data, request.FILES, prefix=name, case=assignment.case, assignment=assignment)
    form.full_clean()
    for problem in take_pictures(form, expected(assignment.case) if expected else None):
        form.add_error("pictures", problem)
    if takes_reason(request, assignment, by=officer):
        return show_case(request, assignment, bound={name: once_more(name, form)})
    if "drop" in request.POST and "form_token" in form.fields:
        remove_file(request.POST["drop"], str(form["form_token"].value() or ""))
        return show_case(request, assignment, bound={name: once_more(name, form)})
    if not BEGINS.isdisjoint(request.POST):
        return _begin_with_template(request, assignment, name, form)
    if "plain" in request.POST:
        return show_case(request, assignment, bound={name: once_more(name, form)}, hinted=name)
    complete = form.is_valid()
    try:
        # The one place where a view catches: a redirect would throw away a page of typed words without script.
        if complete:
            with held_for_the_first(assignment, officer, form.cleaned_data.get("seen")):
                act(assignment, form.cleaned_data, officer)
            messages.success(request, done(assignment) if callable(done) else done)
            if not may_open(officer, assignment):
                return redirect(f"{reverse('office')}?sent={name}-{reference}")
            return redirect(f"{reverse('office_case', args=[reference])}?sent={name}")
    except ValidationError as error:
        add_refusal(form, error)
    assignment = assignment_of(request, reference)
    data[form.add_prefix("seen")] = str(assignment.case.event_count)  # the answer shows the news: now it is seen
    return show_case(request, assignment, status=409 if complete else 400, bound={name: form})


def _begin_with_template(request: HttpRequest, assignment: Assignment, name: str, form: ActForm) -> HttpResponse:
    """The page once more, with a template, an earlier answer or that of who helped under what was typed; nothing is sent or checked."""
    begun, officer = "", officer_of(request)
    if isinstance(form, AnswerForm):
        if reference := request.POST.get("again"):
            begun = form.begun_again(reference, by=officer)
        elif (code := request.POST.get("helper")) and isinstance(form, CloseForm):
            begun = form.begun_with_help(code)
        else:
            begun = form.begun_with(request.POST.get("template", ""), by=officer)
    return show_case(request, assignment, bound={name: once_more(name, form, text=begun)})


def once_more(name: str, form: ActForm, **instead: str) -> ActForm:
    """A form with what was typed so far, as if it had never been sent. Files wait under its token."""
    kept = {each: form[each].value() for each, field in form.fields.items() if not isinstance(field.widget, FilesInput)}
    return FORMS[name](prefix=name, initial=kept | instead, case=form.case, assignment=form.assignment)


@contextmanager
def held_for_the_first(assignment: Assignment, officer: User, seen: int | None) -> Iterator[None]:
    """The case, for one act in one transaction; held before the look, since two officers may press at the same moment.

    Raises ValidationError as `refuse_if_somebody_was_faster`.
    """
    with transaction.atomic():
        lock(assignment.case)
        refuse_if_somebody_was_faster(assignment, officer, seen)
        yield


def refuse_if_somebody_was_faster(assignment: Assignment, officer: User, seen: int | None) -> None:
    """Raises ValidationError (case_moved_on) when others did something that the officer had not seen when they wrote."""
    if seen is None:
        return
    unseen = assignment.case.events.filter(n__gt=seen).exclude(by=officer).select_related("by", "agency")
    unseen = unseen.exclude(~Q(agency=assignment.agency_id), seen_by=CaseEvent.Seen.INTERNAL)
    newest = next((event for event in reversed(unseen) if is_by_a_person(event)), None)
    if newest is None:
        return
    raise ValidationError(
        _(
            "%(name)s was faster and this case has changed: “%(what)s” (%(time)s)."
            " What you asked for was not done: look below, then send again."
        ),
        code="case_moved_on",
        params={
            "name": _who_was_faster(newest),
            "what": sentence(newest.kind, newest.agency, newest.facts),
            "time": show_time(newest.at),
        },
    )


def _who_was_faster(event: CaseEvent) -> str:
    """As far as an office may know: who filed and who audits are named to none."""
    if officer := officer_behind(event):
        return officer.get_short_name()
    if event.kind == CaseEvent.Kind.AUDIT_REOPENED:
        return _("An auditor")
    return str(event.agency) if is_by_office(event.kind, event.agency) else _("The complainant")


def take_pictures(form: ActForm, expected: Expected | None, *, once: bool = False) -> list[ValidationError]:
    """Store the pictures that came with the form, so that they are not lost when something else is refused.

    once: as in `store_upload`.
    """
    token = str(form.cleaned_data.get("form_token") or "")
    problems = []
    for file in form.cleaned_data.get("pictures", [])[: settings.UPLOADS_A_COMPLAINT] if token else []:
        try:
            store_upload(file, token=token, expected=expected, once=once)
        except ValidationError as error:
            problems.append(error)
    return problems
