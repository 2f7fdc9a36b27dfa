"""The page of one case at an agency's office. The list of them: office_inbox.py; what officers do there: office_acts.py."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.middleware import get_user
from django.forms import Select
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from complaints.absence import away_today, with_names
from complaints.access import CASEWORK_ROLES, Viewer
from complaints.act_form import ActForm, WithFilesForm
from complaints.appealing import may_judge
from complaints.appeals import newest_appeal
from complaints.approval_page import ACTS_OF_FORM, begun_with, draft_for, waiting_answer
from complaints.approval_rules import needs_approval
from complaints.case_reading import read_case, read_complaints, read_files, read_parts
from complaints.closing_down import closing_down, goes_then
from complaints.correcting import open_wish
from complaints.duplicates import candidates_at_an_office, may_have_others
from complaints.earlier import earlier_answers
from complaints.extending import days_to_choose, why_no_more
from complaints.join_forms import OtherCaseForm
from complaints.joint_work import have_helped
from complaints.letter_lists import letters_of
from complaints.lines import Line, timeline
from complaints.mentions import read_mentions
from complaints.models import Approval, Assignment, Case, CaseEvent, Complaint
from complaints.office_forms import FORMS, LookForm
from complaints.open_acts import open_acts
from complaints.parts_of_cases import came_from, parts_elsewhere
from complaints.passed_on import passed_on_case
from complaints.pausing import date_if_answered_now
from complaints.personal_data import pieces
from complaints.picture_notes import notes_on, shown_with
from complaints.plain_words import hints_for
from complaints.presence import say_here
from complaints.queue_rows import said_as
from complaints.referrals import answer_to_report, referrals_of
from complaints.text_languages import TextLanguage
from complaints.transferring import may_transfer, objection_of
from complaints.translating import (
    may_ask_program,
    name_of_reader,
    offer_translations,
    show_translations,
    translations_into_thai,
)
from complaints.translators import is_connected
from complaints.uploads import waiting_uploads
from complaints.views.office_reason import ask_reason, has_looked, keep_reason, needs_reason, stay_open, words_in
from complaints.workflow import RUNNING
from directory.models import Leave, User

_WISHED = CaseEvent.Kind.CORRECTION_ASKED


def officer_of(request: HttpRequest) -> User:
    """The signed-in officer; for everybody else the office is not found."""
    user = get_user(request)  # the person, not the lazy object around them: a page asks it for something 100 times
    if not isinstance(user, User) or not Viewer(user).agencies(CASEWORK_ROLES):
        raise Http404
    return user


class NotWithYourAgency(Http404):
    """A case that is not, or no longer, with an agency of whoever asks, or that is not there (`not_yours`)."""


def not_yours(request: HttpRequest) -> HttpResponse:
    """The staff's page for a case that is not theirs, with what they typed. Says the same of every number (S2)."""
    page = {"is_unsent": request.method == "POST", "typed": words_in(request)}
    answer = render(request, "complaints/office_not_yours.html", page, status=404)
    add_never_cache_headers(answer)
    return answer


def assignment_of(request: HttpRequest, reference: str, *, works: bool = True) -> Assignment:
    """The part of this case that this officer's agency has. Raises NotWithYourAgency; Http404 where nobody here is an officer.

    works: what they send is work on the case.
    """
    try:
        officer = officer_of(request)
    except Http404:
        if request.method == "POST":  # who wrote for longer than their role lasted
            raise NotWithYourAgency from None
        raise
    theirs = Assignment.objects.handled_by(officer).filter(case__reference=reference).order_by("-id")
    found = theirs.values_list("pk", "case_id").first()
    if found is None:
        raise NotWithYourAgency
    # Joined to the statement, these rows took PostgreSQL ten times longer to plan than to read.
    pk, case_id = found
    case = read_case(case_id)
    part = next(part for part in read_parts(case) if part.pk == pk)
    if works and request.method == "POST":
        stay_open(request, part)
    return part


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def office_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole case for the officer. A confidential one, and who complained, ask for a reason first (promise S14)."""
    try:
        assignment = assignment_of(request, reference)
    except NotWithYourAgency:
        if passed_on := _passed_on_page(request, reference):
            return passed_on
        raise
    form = LookForm(request.POST or None, prefix="look")
    if form.is_valid():
        keep_reason(request, assignment, form.cleaned_data["reason"], by=officer_of(request))
        return redirect("office_case", reference=reference)
    return show_case(request, assignment, look_form=form, status=400 if form.is_bound else 200)


def _passed_on_page(request: HttpRequest, reference: str) -> HttpResponse | None:
    """At the address of a case that this officer's agency gave away: 404 like all that is not theirs. None where it never
    was theirs to see."""
    is_page = request.method == "GET" and "part" not in request.GET
    found = passed_on_case(officer_of(request), reference) if is_page else None
    if found is None:
        return None
    return render(request, "complaints/office_passed_on_case.html", {"found": found}, status=404)


def show_case(
    request: HttpRequest,
    assignment: Assignment,
    *,
    status: int = 200,
    look_form: LookForm | None = None,
    bound: dict[str, ActForm] | None = None,
    typed: str = "",
    preview: dict[str, Any] | None = None,
    hinted: str = "",
) -> HttpResponse:
    """The page of the case. typed: words of a form that was refused and is not drawn again, to be copied.

    preview: what everybody would read of a release, and who would be told. hinted: the form of which it is said how
    its words read.
    """
    if needs_reason(request, assignment):
        if request.GET.get("part"):
            raise Http404  # the page says that it is no longer live; loading it again asks for the reason
        return ask_reason(request, assignment, look_form=look_form, status=status)
    context: dict[str, Any] = {
        **_case_page(request, assignment, bound or {}),
        "look_form": look_form or LookForm(prefix="look"),
    }
    if request.GET.get("part"):
        template = "complaints/_office_case.html"
    else:
        template = "complaints/office_case.html"
        officer = officer_of(request)
        context["here"] = say_here(assignment, officer)
        if any(line.kind == CaseEvent.Kind.INTERNAL_NOTE for line in context["lines"]):
            read_mentions(assignment, officer)
    context["preview"] = preview
    context["shows"] = request.GET.get("show", "")
    context["passes_on"] = request.method == "GET" and "pass-on" in request.GET  # from the list, by its key r
    if hinted and bound:
        context |= {"hinted": hinted, "hints": hints_for(str(bound[hinted]["text"].value() or ""))}
    context["words_left"] = [*context["words_left"], typed]
    return render(request, template, context, status=status)


def _case_page(request: HttpRequest, assignment: Assignment, bound: dict[str, ActForm]) -> dict[str, Any]:
    case = assignment.case
    files = read_files(case)
    complaints = read_complaints(case, files)
    texts = [pieces(complaint.words_here) for complaint in complaints]
    parts = list(case.assignments.all())
    seen = timeline(case, up_to=CaseEvent.Seen.INTERNAL, own_agency=assignment.agency_id, files=files)
    lines = offer_translations(complaints, seen)
    show_translations(complaints, lines)
    supports = assignment.part == Assignment.Part.SUPPORTING
    reviews = assignment.part == Assignment.Part.REVIEW
    appeal = newest_appeal(case) if case.appealed_at or reviews or case.reopened_count or case.closed_at else None
    officer = officer_of(request)
    shown_files = [file for file in files if file.event_id is None] + [file for line in seen for file in line.files]
    may = open_acts(assignment, officer, shown_files)
    if may["appeal"] and appeal and not may_judge(case, appeal, officer):
        may |= dict.fromkeys(("appeal", "ask", "extend"), False)
    drafts = _drafts(assignment, lines, may)
    forms = {
        f"{name}_form": bound.get(name) or _blank_form(name, assignment, drafts.get(name))
        for name in FORMS
        if may[name]
    }
    referrals = referrals_of(assignment, lines)
    if referrals and "close_form" in forms and "close" not in bound and not drafts.get("close"):
        forms["close_form"].initial["text"] = answer_to_report(assignment)
    answer_form = forms.get("close_form") or forms.get("finish_form")
    for name in FORMS:
        form = forms.get(f"{name}_form")
        # Nothing waits under the token of a new form.
        if isinstance(form, WithFilesForm) and (name in bound or drafts.get(name)):
            form.waiting = waiting_uploads(str(form["form_token"].value() or ""))
    waiting = answer_form.waiting if isinstance(answer_form, WithFilesForm) else []
    notes = notes_on(case, waiting, officer=officer) if "close_form" in forms else []
    if may["extend"]:
        _offer_days(forms["extend_form"], assignment)
    return {
        "assignment": assignment,
        "case": case,
        "complaints": list(zip(complaints, texts, strict=True)),
        "all_languages": TextLanguage.choices,
        "in_thai": translations_into_thai(complaints[0]) if complaints else [],
        "has_personal_data": any(finding for text in texts for _piece, finding in text),
        "has_contact": any(hasattr(c, "complainant") and not c.is_anonymous for c in complaints)
        or case.co_signer_count > 0,
        "co_signers": case.co_signings.select_related("user") if case.co_signer_count else [],  # asked for if shown
        "contact_is_open": has_looked(request, assignment),
        "lines": lines,
        "letters": letters_of(case, lines),
        "referral": referrals[0] if referrals else None,
        "reads": name_of_reader(complaints[0]) if complaints else "",
        "may_ask_program": may_ask_program(case),
        "is_connected": is_connected(),
        # The words of the case's states are about the whole: of a part that is done they would say too much.
        "said_as": ""
        if supports and assignment.answered_at and not case.is_ended
        else said_as(
            assignment.state,
            case.reopened_count,
            case.kind,
            case.appealed_at is not None,
            case.state if case.is_ended else "",
        ),
        "parts": parts,
        "away": _away(assignment),
        "closes": closing_down(assignment.agency, officer),
        "goes_then": goes_then(assignment),
        "supports": supports,
        "reviews": reviews,
        "appeal": appeal,
        "is_running": assignment.state in RUNNING and not case.is_ended,
        "lead": next((part for part in reversed(parts) if part.part == Assignment.Part.LEAD and part.is_live), None),
        "may": may,
        "waiting_answer": waiting_answer(assignment, officer),
        "came_back": next((draft for draft in drafts.values() if draft), None),
        "helped": have_helped(parts) if may["close"] else [],
        "earlier": earlier_answers(assignment, officer) if may["close"] else [],
        "objects": objection_of(assignment.agency_id, parts, officer).value if may["settled"] else "",
        "goes_by_the_desk": may["decline"] and not may_transfer(case, parts),
        "wish": open_wish(case)
        if not (supports or reviews or case.is_ended) and any(line.kind == _WISHED for line in lines)
        else None,
        **_of_the_same(assignment, officer),
        **_of_its_parts(case, complaints, officer),
        "date_if_answered": date_if_answered_now(case, assignment),
        "why_no_extension": why_no_more(assignment, officer),
        "extensions_left": settings.EXTENSIONS_A_PART - assignment.extensions,
        "bound": [form for form in bound.values() if form.is_bound],
        # The case went on meanwhile and the form is gone: at least its words are shown, to be copied.
        "words_left": [form["text"].value() for name, form in bound.items() if not may[name]],
        "waiting_files": waiting,
        **shown_with(waiting, notes),
        "sent": request.GET.get("sent", ""),
        "waits_for_approval": any(may[name] for name in ACTS_OF_FORM) and needs_approval(case, assignment.agency_id),
        # Whose form came back with a template in it: nothing was sent, and no older draft may take its place.
        "begun": next((name for name, form in bound.items() if not form.is_bound), ""),
        **forms,
    }


def _drafts(assignment: Assignment, lines: Sequence[Line], may: dict[str, bool]) -> dict[str, Approval | None]:
    """By the form: the answer that came back from approval. Asked for only where the timeline tells of one."""
    if not any(line.kind == CaseEvent.Kind.APPROVAL_ASKED for line in lines):
        return {}
    return {name: draft_for(name, assignment) for name in ACTS_OF_FORM if may[name]}


def _away(assignment: Assignment) -> Leave | None:
    """The leave of whom it is with, where they are away today."""
    leave = away_today(assignment.agency_id).get(assignment.officer_id) if assignment.officer_id else None
    return with_names([leave])[0] if leave else None


def _of_the_same(assignment: Assignment, officer: User) -> dict[str, Any]:
    """Cases that were joined here, the one this was joined into, and those that may tell of the same."""
    case = assignment.case
    joined = list(case.told_elsewhere.order_by("joined_into", "pk")) if case.joined_people else []
    told: dict[int, list[Complaint]] = {each.pk: [] for each in joined}
    for complaint in Complaint.objects.filter(case__in=told).prefetch_related("files__upload").order_by("id"):
        told[complaint.case_id].append(complaint)
    added: dict[int, list[CaseEvent]] = {each.pk: [] for each in joined}
    later = CaseEvent.objects.filter(case__in=added, kind=CaseEvent.Kind.ADDED).prefetch_related("files__upload")
    for event in later.order_by("case_id", "n"):
        added[event.case_id].append(event)
    may_join = assignment.part == Assignment.Part.LEAD and case.asked_at is None and case.resolution_proposed_at is None
    return {
        "joined": [(each, told[each.pk], added[each.pk]) for each in joined],
        "goes_on_in": case.joined_into if case.joined_into_id else None,
        "goes_on_here": Assignment.objects.handled_by(officer).filter(case=case.joined_into_id).exists()
        if case.joined_into_id
        else False,
        "candidates": candidates_at_an_office(case, officer) if may_join else [],
        "other_form": OtherCaseForm(case=case, officer=officer) if may_join and may_have_others(case) else None,
    }


def _of_its_parts(case: Case, complaints: list[Complaint], officer: User) -> dict[str, Any]:
    """The parts that were made of the case, or the case of which it is a part."""
    newest = complaints[-1] if complaints else None
    return {
        "elsewhere": parts_elsewhere(case, officer) if any(each.parted for each in complaints) else [],
        **(came_from(case, officer) if newest and newest.part_of_id else {}),
    }


def _blank_form(name: str, assignment: Assignment, draft: Approval | None) -> ActForm:
    initial = {"seen": assignment.case.event_count, "form_token": uuid.uuid4(), **(begun_with(draft) if draft else {})}
    return FORMS[name](prefix=name, initial=initial, case=assignment.case, assignment=assignment)


def _offer_days(form: ActForm, assignment: Assignment) -> None:
    days = [
        (timezone.localdate(moment).isoformat(), render_to_string("complaints/_day.html", {"at": moment, "n": n}))
        for n, moment in enumerate(days_to_choose(assignment), start=1)
    ]
    form.fields["until"].widget = Select(choices=[("", _("Choose a day")), *days])
