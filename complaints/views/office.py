"""An agency's office: the inbox and the page of one case, with the acts of the officer who works on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.middleware import get_user
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints import looks, queue
from complaints.access import CASEWORK_ROLES, Viewer
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    decline_assignment,
    propose_closing,
    reply_to_complainant,
)
from complaints.models import Assignment, CaseEvent
from complaints.office_forms import ActForm, AskForm, CloseForm, DeclineForm, LookForm, ReplyForm
from complaints.personal_data import pieces
from complaints.telling import timeline
from complaints.uploads import waiting_uploads
from complaints.workflow import IN_HAND, STEPS, AssignmentState, Outcome, Visibility
from directory.models import User
from records.uploads import store_upload

FORMS: dict[str, type[ActForm]] = {"ask": AskForm, "reply": ReplyForm, "decline": DeclineForm, "close": CloseForm}
FIELD_OF = {"another_agency_missing": "agency", "agency_proposed_is_this_one": "agency"}
"""Where a refusal of an act is shown; above the form where it is about no field of it."""
Act = Callable[[Assignment, dict[str, Any], User], object]


def officer_of(request: HttpRequest) -> User:
    """The signed-in officer; for everybody else the office is not found."""
    user = get_user(request)  # the person, not the lazy object around them: a page asks it for something 100 times
    if not isinstance(user, User) or not Viewer(user).agencies(CASEWORK_ROLES):
        raise Http404
    return user


# -- the inbox ---------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    views = queue.views_of(officer)
    view = request.GET.get("view", "all")
    view = view if view in views else "all"
    typed = request.GET.get("q", "").strip()[:200]
    cursor = request.GET.get("after", "")[:200]
    counted = queue.counts(officer)
    page = queue.page(officer, view, typed=typed, cursor=cursor)
    language, now = get_language() or "", timezone.now()
    minute = int(now.timestamp() // 60)
    context = {
        "rows": SafeString("".join(_draw(row, language, minute) for row in page.rows)),
        "next_cursor": page.next_cursor,
        "view": view,
        "tabs": SafeString("".join(_tab(name, counted.get(name), name == view, language) for name in views)),
        "typed": typed,
        "cursor": cursor,
        "agencies": sorted({m.agency.name for m in officer.active_roles if m.role in CASEWORK_ROLES}),
        "now": now,
    }
    return render(request, "complaints/_queue.html" if request.GET.get("part") else "complaints/office.html", context)


@lru_cache(maxsize=4000)
def _tab(view: str, waiting: int | None, is_here: bool, language: str) -> SafeString:
    """The way to one view, with how many wait there: the same words for every office."""
    told = {"name": view, "label": queue.VIEW_NAMES[view], "count": waiting, "is_here": is_here}
    return render_to_string("complaints/_queue_tab.html", told)


@lru_cache(maxsize=1000)
def _draw(row: queue.Row, language: str, minute: int) -> SafeString:
    """A row of the inbox, kept while nothing in it changes and its clock shows the same minute.

    An open inbox asks for itself again at every change of one of its cases; all the other rows are as they were.
    """
    return render_to_string("complaints/_queue_row.html", {"row": row})


# -- one case ----------------------------------------------------------------------------------------------------


def assignment_of(request: HttpRequest, reference: str) -> Assignment:
    """The part of this case that this officer's agency has, or 404."""
    officer = officer_of(request)
    assignment = (
        Assignment.objects.handled_by(officer)
        .filter(case__reference=reference)
        .select_related("case__topic__parent", "case__area__parent__parent", "agency", "officer", "unit")
        .order_by("-id")
        .first()
    )
    if assignment is None:
        raise Http404
    return assignment


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def office_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole case for the officer. A confidential one, and who complained, ask for a reason first (promise S14)."""
    assignment = assignment_of(request, reference)
    form = LookForm(request.POST or None, prefix="look")
    if form.is_valid():
        _keep_look(request, assignment, form.cleaned_data["reason"])
        return redirect("office_case", reference=reference)
    return _show(request, assignment, look_form=form, status=400 if form.is_bound else 200)


def _show(
    request: HttpRequest,
    assignment: Assignment,
    *,
    status: int = 200,
    look_form: LookForm | None = None,
    bound: dict[str, ActForm] | None = None,
) -> HttpResponse:
    look_form = look_form or LookForm(prefix="look")
    if assignment.case.visibility == Visibility.CONFIDENTIAL and not _has_looked(request, assignment):
        if request.GET.get("part"):
            raise Http404  # the page says that it is no longer live; loading it again asks for the reason
        context = {"assignment": assignment, "case": assignment.case, "look_form": look_form}
        return render(request, "complaints/reason_to_look.html", context, status=status)
    template = "complaints/_office_case.html" if request.GET.get("part") else "complaints/office_case.html"
    context = {**_case_page(request, assignment, bound or {}), "look_form": look_form}
    return render(request, template, context, status=status)


def _has_looked(request: HttpRequest, assignment: Assignment) -> bool:
    return looks.has_looked(request, assignment.case, looks.office(assignment.agency_id))


def _keep_look(request: HttpRequest, assignment: Assignment, reason: str) -> None:
    is_confidential = assignment.case.visibility == Visibility.CONFIDENTIAL
    looks.keep_look(
        request,
        assignment.case,
        looks.office(assignment.agency_id),
        by=officer_of(request),
        agency=assignment.agency,
        reason=reason,
        fields=["complainant", "text", "timeline"] if is_confidential else ["complainant"],
    )


def _case_page(request: HttpRequest, assignment: Assignment, bound: dict[str, ActForm]) -> dict[str, Any]:
    case = assignment.case
    complaints = list(case.complaints.select_related("complainant").prefetch_related("files__upload").order_by("id"))
    may = _may(assignment)
    forms = {f"{name}_form": bound.get(name) or _blank_form(name, assignment) for name in FORMS if may[name]}
    close_form = forms.get("close_form")
    return {
        "assignment": assignment,
        "case": case,
        "complaints": [(complaint, pieces(complaint.text)) for complaint in complaints],
        "has_personal_data": any(finding for c in complaints for _piece, finding in pieces(c.text)),
        "has_contact": any(hasattr(c, "complainant") and not c.is_anonymous for c in complaints),
        "contact_is_open": _has_looked(request, assignment),
        "lines": timeline(case, up_to=CaseEvent.Seen.AGENCY),
        "said_as": queue.said_as(assignment.state, case.reopened_count),
        "parts": list(case.assignments.select_related("agency", "officer", "proposed_agency")),
        "may": may,
        "bound": list(bound.values()),
        # The case went on meanwhile and the form is gone: at least its words are shown, to be copied.
        "words_left": [form["text"].value() for name, form in bound.items() if not may[name]],
        "waiting_files": waiting_uploads(str(close_form["form_token"].value()))
        if "close" in bound and close_form
        else [],
        "sent": request.GET.get("sent", ""),
        **forms,
    }


def _may(assignment: Assignment) -> dict[str, bool]:
    """Which acts are open now; the acts themselves check once more, on the locked case."""
    case, state = assignment.case, AssignmentState(assignment.state)
    nobody_asked = case.asked_at is None and case.resolution_proposed_at is None
    in_hand = state in IN_HAND and not case.is_ended
    return {
        "accept": state == AssignmentState.PROPOSED and not case.is_ended,
        "decline": AssignmentState.DECLINED in STEPS[state] and not case.is_ended and nobody_asked,
        "ask": in_hand and nobody_asked,
        "reply": in_hand,
        "close": in_hand and nobody_asked,
    }


def _blank_form(name: str, assignment: Assignment) -> ActForm:
    initial = {"seen": assignment.case.event_count, "form_token": uuid.uuid4()}
    return FORMS[name](prefix=name, initial=initial, area=assignment.case.area)


# -- acts --------------------------------------------------------------------------------------------------------


@login_required
@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    accept_assignment(assignment_of(request, reference), by=officer_of(request))
    messages.success(request, _("The case is now yours."))
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
def close(request: HttpRequest, reference: str) -> HttpResponse:
    def act(assignment: Assignment, told: dict[str, Any], officer: User) -> object:
        token = str(told["form_token"] or "")
        return propose_closing(
            assignment,
            answer=told["text"],
            outcome=Outcome(told["outcome"]),
            by=officer,
            uploads=waiting_uploads(token)[: settings.UPLOADS_A_COMPLAINT],
        )

    return _act(request, reference, "close", act, _("The complainant is asked to confirm."))


def _act(request: HttpRequest, reference: str, name: str, act: Act, done: str) -> HttpResponse:
    """Read the form, do the act, say so. Whatever is refused comes back with the words that were typed.

    That page stands under the act's own address: asked for once more (another language, a bookmark) it is the case.
    """
    if request.method == "GET":
        return redirect("office_case", reference=reference)
    assignment, officer = assignment_of(request, reference), officer_of(request)
    data = request.POST.copy()
    form = FORMS[name](data, request.FILES, prefix=name, area=assignment.case.area)
    form.full_clean()
    for problem in _take_files(form):
        form.add_error("pictures", problem)
    complete = form.is_valid()
    try:
        # The one place where a view catches: a redirect would throw away a page of typed words without script.
        if complete:
            _refuse_if_somebody_was_faster(assignment, officer, form.cleaned_data["seen"])
            act(assignment, form.cleaned_data, officer)
            messages.success(request, done)
            gone = name == "decline"
            return redirect("office") if gone else redirect(f"{reverse('office_case', args=[reference])}?sent={name}")
    except ValidationError as error:
        form.add_error(FIELD_OF.get(error.code or ""), error)
    assignment = assignment_of(request, reference)
    data[form.add_prefix("seen")] = str(assignment.case.event_count)  # the answer shows the news: now it is seen
    return _show(request, assignment, status=409 if complete else 400, bound={name: form})


def _refuse_if_somebody_was_faster(assignment: Assignment, officer: User, seen: int | None) -> None:
    """Raises ValidationError (case_moved_on) when the case has lines that the officer had not seen when they wrote."""
    if seen is None:
        return
    newest = assignment.case.events.filter(n__gt=seen).exclude(by=officer).select_related("by", "agency").last()
    if newest is None:
        return
    name = _("The complainant")
    if newest.agency_id:
        name = newest.by.get_short_name() if newest.by else str(newest.agency)
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
