"""Answers that wait for a second person: looking at one as it will stand, approving it, sending it back, taking it back."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints import approval_list, looks
from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES, Viewer, agencies_led_by
from complaints.approval_page import earlier_try, outcome_of
from complaints.approvers import may_approve
from complaints.approving import approve_answer, send_back_answer, take_back_answer
from complaints.lines import timeline
from complaints.models import Approval, Assignment, CaseEvent
from complaints.note_field import NoteField
from complaints.office_forms import LookForm
from complaints.personal_data import pieces
from complaints.picture_notes import notes_on, shown_with
from complaints.plain_words import hints_for
from complaints.views.office import assignment_of, officer_of
from complaints.views.office_reason import REASON, carried, say_not_sent
from complaints.views.office_sending import held_for_the_first
from complaints.workflow import Visibility
from directory import known
from directory.models import Agency, Role, User


class DecideForm(forms.Form):
    """With which line of the timeline as the newest the page was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SendBackForm(DecideForm):
    text = NoteField(
        label=gettext_lazy("What has to be changed"),
        help_text=gettext_lazy("Your colleague reads it; the complainant does not."),
        rows=3,
    )


@never_cache
@login_required
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """All that wait for this person, those of agencies below that have nobody left among them; the most pressing first."""
    user = request.user
    without_casework = _named_without_casework(user) if isinstance(user, User) else []
    officer = user if without_casework and isinstance(user, User) else officer_of(request)
    listed = approval_list.page(officer, request.GET.get("after", ""))
    page = {**listed._asdict(), "leads": bool(agencies_led_by(officer)), "now": timezone.now()}
    page |= {"without_casework": without_casework, "works": bool(Viewer(officer).agencies(CASEWORK_ROLES))}
    return render(request, "complaints/office_approvals.html", page)


def _named_without_casework(user: User) -> list[Agency]:
    """The agencies whose answers they may approve once they work on cases there too: until then none waits for them."""
    works = set(Viewer(user).agencies(CASEWORK_ROLES))
    return [m.agency for m in user.active_roles if m.role == Role.APPROVER and m.agency_id not in works]


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The answer as it will stand. POST approves it, or says why a confidential case is opened."""
    officer, asked = officer_of(request), _find(request, public_id)
    if asked.became or not may_approve(asked, officer):
        return _over(request, asked, officer)
    if (door := _closed_door(request, asked, officer)) is not None:
        return _ask_for_reason(request, asked, officer, door)
    if request.method == "GET" or REASON in request.POST:
        return _show(request, asked, officer)
    form = DecideForm(request.POST)
    try:
        seen = form.cleaned_data["seen"] if form.is_valid() else None
        with held_for_the_first(asked.assignment, officer, seen):
            approve_answer(asked, by=officer)
    except ValidationError as error:
        return _refused(request, public_id, form, error)
    messages.success(request, _("The answer is approved, and has gone out."))
    return redirect(_list_of(asked, officer))


@login_required
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    if request.method == "GET":
        return redirect("office_approval", public_id=public_id)
    officer, asked = officer_of(request), _find(request, public_id)
    if asked.became or not may_approve(asked, officer):
        return _over(request, asked, officer)
    if (door := _closed_door(request, asked, officer)) is not None:
        return _ask_for_reason(request, asked, officer, door)
    if REASON in request.POST:
        return _bring_back(request, asked, officer)
    form = SendBackForm(request.POST, prefix="back")
    if not form.is_valid():
        return _show(request, asked, officer, back_form=form, status=400)
    try:
        with held_for_the_first(asked.assignment, officer, form.cleaned_data["seen"]):
            send_back_answer(asked, reason=form.cleaned_data["text"], by=officer)
    except ValidationError as error:
        return _refused(request, public_id, form, error, name="back_form")
    messages.success(request, _("The answer is back with %(name)s.") % {"name": asked.written_by.full_name})
    return redirect(_list_of(asked, officer))


@login_required
@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """By whoever works on the case; of the very answer that stood on their page."""
    part = assignment_of(request, reference)
    try:
        public_id = uuid.UUID(request.POST.get("answer", ""))
    except ValueError:
        raise Http404 from None
    asked = part.approvals.filter(public_id=public_id).first()
    if asked is None:
        raise Http404
    take_back_answer(asked, by=officer_of(request))
    messages.success(request, _("The answer is yours again. Nothing went out."))
    return redirect("office_case", reference=reference)


# -- the page ----------------------------------------------------------------------------------------------------


def _find(request: HttpRequest, public_id: uuid.UUID) -> Approval:
    """The answer, where this officer works on its case or can decide on it; 404 for everybody else."""
    officer = officer_of(request)
    found = Approval.objects.select_related("assignment__case", "written_by", "ended_by").filter(public_id=public_id)
    asked = found.first()
    if asked is None:
        raise Http404
    part = asked.assignment
    case, agency = part.case, known.agencies.get(part.agency_id)
    assert agency is not None  # noqa: S101 - a part cannot be without one
    part.agency, case.topic, case.area = agency, known.topics.get(case.topic_id), known.areas.get(case.area_id)
    works_on_it = Assignment.objects.handled_by(officer).filter(pk=part.pk).exists()
    if not works_on_it and (asked.became or not may_approve(asked, officer)):
        raise Http404
    return asked


def _show(
    request: HttpRequest,
    asked: Approval,
    officer: User,
    *,
    form: forms.Form | None = None,
    back_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    part, case = asked.assignment, asked.assignment.case
    is_own = _door_agency(asked, officer).pk == part.agency_id
    level = CaseEvent.Seen.INTERNAL if is_own else CaseEvent.Seen.AGENCY
    lines = timeline(case, up_to=level, own_agency=part.agency_id)
    files = list(asked.uploads.order_by("id"))
    complaints = list(case.complaints.prefetch_related("files__upload").order_by("id"))
    initial = {"seen": case.event_count}
    page: dict[str, Any] = {
        "asked": asked,
        "assignment": part,
        "case": case,
        "is_own": is_own,
        "complaints": [(complaint, pieces(complaint.words_here)) for complaint in complaints],
        "outcome": outcome_of(asked),
        "hints": hints_for(asked.text),
        "earlier": earlier_try(asked, files),
        "since": [line for line in lines if line.n > asked.event_number],
        "before": [line for line in lines if line.n < asked.event_number],
        "form": form or DecideForm(initial=initial),
        "back_form": back_form or SendBackForm(prefix="back", initial=initial),
        **shown_with(files, notes_on(case, files, officer=officer)),
    }
    return render(request, "complaints/office_approval.html", page, status=status)


def _refused(
    request: HttpRequest, public_id: uuid.UUID, form: forms.Form, error: ValidationError, *, name: str = "form"
) -> HttpResponse:
    """The page once more with what was refused; the answer that stands there then is the one of now."""
    officer, asked = officer_of(request), _find(request, public_id)
    if asked.became:
        return _over(request, asked, officer)
    form.add_error(None, error)
    data = form.data.copy()  # type: ignore[attr-defined]
    data[form.add_prefix("seen")] = str(asked.assignment.case.event_count)  # the page shows the news: now it is seen
    form.data = data
    return _show(request, asked, officer, **{name: form}, status=409)  # type: ignore[arg-type]


def _over(request: HttpRequest, asked: Approval, officer: User) -> HttpResponse:
    """It waits no longer, or not for this person: what became of it, and where it goes on."""
    newer = asked.assignment.approvals.open().exclude(pk=asked.pk).first() if asked.became else None
    page = {
        "asked": asked,
        "case": asked.assignment.case,
        "newer": newer if newer and may_approve(newer, officer) else None,
        "is_mine": asked.written_by_id == officer.pk,
    }
    return render(
        request, "complaints/office_approval_over.html", page, status=409 if request.method == "POST" else 200
    )


def _list_of(asked: Approval, officer: User) -> str:
    """Where the next one waits: in the inbox, or in the list with those of agencies below."""
    is_own = asked.assignment.agency_id in Viewer(officer).agencies(CASEWORK_ROLES)
    return f"{reverse('office')}?view=to_approve" if is_own else reverse("office_approvals")


# -- what was told in confidence ---------------------------------------------------------------------------------


def _door_agency(asked: Approval, officer: User) -> Agency:
    """The agency for which this person looks at it: its own, else the one that they lead above it."""
    held = {m.agency_id: m.agency for m in officer.active_roles}
    if (own := held.get(asked.assignment.agency_id)) is not None:
        return own
    leading = Viewer(officer).agencies(CONFIDENTIAL_ROLES)
    line = [agency.pk for agency in asked.assignment.agency.ancestors()]
    above = [pk for pk in line if pk in leading] or leading
    return held[above[0]]


def _closed_door(request: HttpRequest, asked: Approval, officer: User) -> Agency | None:
    """The agency for which a reason has to be given first, where the case is confidential (promise S14)."""
    agency, case = _door_agency(asked, officer), asked.assignment.case
    if case.visibility != Visibility.CONFIDENTIAL or looks.has_looked(request, case, looks.office(agency.pk)):
        return None
    return agency


def _ask_for_reason(request: HttpRequest, asked: Approval, officer: User, agency: Agency) -> HttpResponse:
    """The page that asks, or once it was told why: the answer, with what had been typed to send it back."""
    case = asked.assignment.case
    form = LookForm(request.POST if REASON in request.POST else None, prefix="look")
    brought = carried(request)
    if form.is_valid():
        reason, fields = form.cleaned_data["reason"], ["text", "timeline"]
        looks.keep_look(request, case, looks.office(agency.pk), by=officer, agency=agency, reason=reason, fields=fields)
        if brought["carried"]:
            return _bring_back(request, asked, officer)
        return redirect("office_approval", public_id=asked.public_id)
    page = {"case": case, "look_form": form, "address": request.path, **brought}
    return render(request, "complaints/reason_to_look.html", page, status=400 if form.is_bound else 200)


def _bring_back(request: HttpRequest, asked: Approval, officer: User) -> HttpResponse:
    """The answer, with the words that came through the page that asked for a reason; nothing of it is done."""
    if not request.POST.get("back-text"):
        return redirect("office_approval", public_id=asked.public_id)
    say_not_sent(request)
    kept = {"text": request.POST["back-text"], "seen": request.POST.get("back-seen", "")}
    return _show(request, asked, officer, back_form=SendBackForm(prefix="back", initial=kept))
