"""The office for whoever works outside with a phone: cases near a place, and reporting one as done in a few touches.

No position comes here: the page asks the browser for it when a button is pressed, and orders its own cards.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from complaints.approval_page import begun_with, draft_for
from complaints.approval_rules import needs_approval
from complaints.closing_forms import CloseForm
from complaints.field_work import MOST_SHOWN, field_cases, may_report
from complaints.handling import propose_closing
from complaints.models import Assignment
from complaints.picture_notes import check_looked_at, expected_of, notes_on, shown_with
from complaints.reply_templates import GAP
from complaints.uploads import remove_file, token_from, waiting_uploads
from complaints.views.office import assignment_of, officer_of
from complaints.views.office_reason import ask_reason, needs_reason, takes_reason
from complaints.views.office_sending import (
    add_refusal,
    files_of,
    held_for_the_first,
    once_more,
    take_pictures,
)
from complaints.workflow import AssignmentState, Outcome
from directory.models import Area, User
from directory.place_search import find_places
from records.idempotency import KeyRunning, claim

SCOPE = "field"
"""Under which a form's token is kept once its answer has gone out."""


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def field(request: HttpRequest) -> HttpResponse:
    """The cases of this officer and their unit. A place to order them by comes by POST: no address and no log names it."""
    officer = officer_of(request)
    typed = request.POST.get("place", "").strip()[:100]
    found = find_places(typed).places[:1] if typed else []
    around: Area | None = found[0] if found else None
    context = {
        "cases": field_cases(officer, around),
        "around": around,
        "typed": typed,
        "is_unknown": bool(typed) and around is None,
        "most": MOST_SHOWN,
        **_reported(officer, request.GET.get("sent", "")),
    }
    return render(request, "complaints/office_field.html", context, status=400 if context["is_unknown"] else 200)


def _reported(officer: User, reference: str) -> dict[str, str]:
    """The number as `sent`, where it is one of this officer's that is reported as done, and as `waits` where that waits
    for approval; "" for whatever else stands in an address."""
    mine = Assignment.objects.handled_by(officer).filter(case__reference=reference)
    found = mine.values_list("state", "approve_by").last() if reference else None
    state, approve_by = found or ("", None)
    return {
        "sent": reference if state == AssignmentState.ANSWERED else "",
        "waits": reference if approve_by is not None else "",
    }


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def field_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Report one case as done: a picture, a text to begin with, one button. The same form sent once more is sent once."""
    assignment, officer = assignment_of(request, reference), officer_of(request)
    if request.method == "POST":
        return _report(request, assignment, officer)
    if needs_reason(request, assignment):
        return redirect("office_case", reference=reference)  # which asks for the reason first
    if not may_report(assignment):
        messages.info(request, _("This case cannot be reported as done from here. This is its page."))
        return redirect("office_case", reference=reference)
    return _show(request, assignment, officer, _begun(assignment, officer))


def _begun(assignment: Assignment, officer: User) -> CloseForm:
    """The form with the outcome of most work outside, and the first text that leaves nothing to be filled in; or with what
    came back from approval."""
    draft = draft_for("close", assignment)
    if draft is not None:
        begun = {"seen": assignment.case.event_count, **begun_with(draft)}
        return CloseForm(prefix="close", initial=begun, case=assignment.case, assignment=assignment)
    initial: dict[str, Any] = {"seen": assignment.case.event_count, "form_token": token_from("")}
    form = CloseForm(prefix="close", initial=initial, case=assignment.case, assignment=assignment)
    if any(value == Outcome.SOLVED for value, _label in form.fields["outcome"].choices):  # type: ignore[attr-defined]
        initial["outcome"] = Outcome.SOLVED
    texts = (form.begun_with(str(row.pk), by=officer) for row in form.templates)
    initial["text"] = next((text for text in texts if not GAP.search(text)), "")
    return CloseForm(prefix="close", initial=initial, case=assignment.case, assignment=assignment)


def _report(request: HttpRequest, assignment: Assignment, officer: User) -> HttpResponse:
    reference = assignment.case.reference
    token = str(token_from(request.POST.get("close-form_token", "")))
    try:
        if _is_done(officer, token, reference):
            return _said(reference)
    except KeyRunning:  # its answer is on the way: send_again.ts asks once more
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    form = CloseForm(request.POST, request.FILES, prefix="close", case=assignment.case, assignment=assignment)
    form.full_clean()
    for problem in take_pictures(form, expected_of(assignment.case), once=True):
        form.add_error("pictures", problem)
    brings_words = takes_reason(request, assignment, by=officer)
    if needs_reason(request, assignment):
        return ask_reason(request, assignment)
    if brings_words:
        return _show(request, assignment, officer, _once_more(form))
    if "drop" in request.POST:
        remove_file(request.POST["drop"], token)
        return _show(request, assignment, officer, _once_more(form))
    if "begin" in request.POST:
        begun = form.begun_with(request.POST.get("template", ""), by=officer)
        return _show(request, assignment, officer, _once_more(form, text=begun))
    complete = form.is_valid()
    try:
        if complete:
            _propose(assignment, form.cleaned_data, officer, token)
            return _said(reference)
    except ValidationError as error:
        add_refusal(form, error)
    return _show(request, assignment_of(request, reference), officer, form, status=409 if complete else 400)


def _once_more(form: CloseForm, **instead: str) -> CloseForm:
    kept = once_more("close", form, **instead)
    assert isinstance(kept, CloseForm)  # noqa: S101 - for the type checker
    return kept


def _propose(assignment: Assignment, told: dict[str, Any], officer: User, token: str) -> None:
    files, outcome = files_of(told), Outcome(told["outcome"])
    with transaction.atomic():  # refused, the token is free again
        claimed = claim(SCOPE, f"{officer.pk}:{token}", assignment.case.reference)
        if claimed.state == "done":
            return
        with held_for_the_first(assignment, officer, told.get("seen")):
            if outcome == Outcome.SOLVED:
                check_looked_at(assignment.case, files, told.get("looked_at", ""), officer=officer)
            propose_closing(
                assignment,
                answer=told["text"],
                outcome=outcome,
                by=officer,
                uploads=files,
                is_shown=bool(told.get("is_shown")),
                no_photo=told.get("no_photo", ""),
                why_again=told.get("why_again", ""),
                despite_helpers=bool(told.get("despite_helpers")),
            )
        claimed.finish(assignment.case.reference)


def _is_done(officer: User, token: str, reference: str) -> bool:
    """Whether this very form was answered already and the answer got lost on its way."""
    with transaction.atomic():
        is_done = claim(SCOPE, f"{officer.pk}:{token}", reference).state == "done"
        transaction.set_rollback(not is_done)
    return is_done


def _said(reference: str) -> HttpResponse:
    """To the list, which says it by its address: a message would be read by the script that sent the form, not by a person."""
    return redirect(f"{reverse('office_field')}?sent={reference}")


def _show(
    request: HttpRequest, assignment: Assignment, officer: User, form: CloseForm, *, status: int = 200
) -> HttpResponse:
    case = assignment.case
    waiting = waiting_uploads(str(form["form_token"].value() or ""))
    page = {
        "assignment": assignment,
        "case": case,
        "complaint": case.complaints.order_by("id").first(),
        "close_form": form,
        "is_bound": form.is_bound,
        "waits_for_approval": needs_approval(case, assignment.agency_id),
        **shown_with(waiting, notes_on(case, waiting, officer=officer)),
    }
    return render(request, "complaints/office_field_case.html", page, status=status)
