"""The tracking page: everybody sees the public fields by reference, the complainant the rest. What they do: tracking_acts.py."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.access import GRANT_COOKIE, Viewer, viewer_of, write_grants
from complaints.appeals import appeal_page
from complaints.co_signing import has_co_signed
from complaints.correcting import open_wish
from complaints.danger import emergency_numbers, speaks_of_harm_at_home
from complaints.device import forget_case, grant, grants_of
from complaints.endings import ending_of_complaint
from complaints.help_now import help_now
from complaints.joint_work import answers_that_stand
from complaints.kind_asking import asking
from complaints.letter_lists import letters_to
from complaints.lines import timeline
from complaints.look_ups import complaint_opened_by, look_up
from complaints.models import CaseFile, Complaint
from complaints.news import news_of
from complaints.next_steps import days_left, next_step
from complaints.parts_of_cases import conversation_of
from complaints.progress import in_own_words, steps_of
from complaints.references import InvalidReference, normalise
from complaints.releasing import proposed_text
from complaints.sharing import shown_to_co_signer, shown_to_speaker
from complaints.split_tables import is_put_back
from complaints.survey import answer_to
from complaints.together import together_with
from complaints.tracking import Tracked, case_by_reference, kept_by_code
from complaints.tracking_forms import (
    AddForm,
    AnswerForm,
    AppealForm,
    DisputeForm,
    SeparateForm,
    TrackForm,
    WithdrawForm,
)
from complaints.translating import may_ask_program, offer_to_reader
from complaints.workflow import IN_CONFIDENCE, OPENNESS, CaseState, Visibility
from directory.models import User
from records.access import looks_at
from records.models import Upload
from records.throttling import Throttled, address_of

FORMS: dict[str, type[forms.Form]] = {
    "answer": AnswerForm,
    "dispute": DisputeForm,
    "appeal": AppealForm,
    "withdraw": WithdrawForm,
    "add": AddForm,
    "separate": SeparateForm,
}
LOOKS_SHOWN = 10
PICTURES_BEFORE = 2
"""Shown beside those after the work; all of them stand with the words."""


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for the reference; with the receipt code the private parts open too."""
    if request.method == "GET" and "reference" not in request.GET:
        return render(request, "complaints/track.html", {"form": TrackForm(), "open_here": _open_here(request)})
    form = TrackForm(request.POST if request.method == "POST" else request.GET)
    page = {"form": form, **_brought(request.POST)}
    if not form.is_valid():
        return render(request, "complaints/track.html", page, status=400)
    try:
        reference = normalise(form.cleaned_data["reference"])
    except InvalidReference as error:
        form.add_error("reference", error)
        return render(request, "complaints/track.html", page, status=400)
    # Never by GET: an address stands in histories and logs.
    code = form.cleaned_data["code"] if request.method == "POST" else ""
    if not code:
        return redirect("track_case", reference=reference)
    return _open_with_code(request, form, reference, code)


def _open_here(request: HttpRequest) -> list[Complaint]:
    """What this browser opened by code and has not forgotten. What is told closely is not even hinted at."""
    opened = Complaint.objects.filter(reference__in=grants_of(request)).select_related("case__topic__parent")
    return [complaint for complaint in opened.order_by("-id") if not complaint.is_told_closely]


def _open_with_code(request: HttpRequest, form: TrackForm, reference: str, code: str) -> HttpResponse:
    brought = _brought(request.POST)
    try:
        opened = complaint_opened_by(reference, code, address=address_of(request))
    except ValidationError as error:
        form.add_error("code", error)
        page = {"form": form, **brought}
        if not isinstance(error, Throttled):
            return render(request, "complaints/track.html", page, status=400)
        locked = render(request, "complaints/track.html", page, status=429)
        locked.headers["Retry-After"] = str(error.retry_after_s)
        return locked
    if brought["act"]:
        answer = _open_with_words(request, opened, brought["act"], brought["typed"])
    else:
        answer = redirect("track_news" if form.cleaned_data["to_news"] else "track_case", reference=reference)
    grant(request, answer, kept_by_code(opened).reference)
    return answer


def ask_for_code(request: HttpRequest, reference: str, *, to_news: bool = True, status: int = 200) -> HttpResponse:
    """For who comes by the link of a mail. Asks nothing of the database: it tells of no number whether it is there.

    to_news: the code leads on to how news comes, not to the case.
    """
    try:
        form = TrackForm(initial={"reference": normalise(reference), "needs_code": True, "to_news": to_news})
    except InvalidReference:
        raise Http404 from None
    return render(request, "complaints/track.html", {"form": form, "is_closed": not to_news}, status=status)


@never_cache
@require_GET
def track_case(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        tracked = look_up(request, reference)
    except Http404:
        if "part" in request.GET:
            raise
        return ask_for_code(request, reference, to_news=False, status=404)
    if tracked.complaint.reference != reference:  # typed with Thai digits or small letters
        return redirect("track_case", reference=tracked.complaint.reference)
    template = "complaints/_tracked.html" if request.GET.get("part") else "complaints/track_case.html"
    context = page_of(tracked, viewer_of(request))
    context |= {"shows": request.GET.get("show", ""), "sent": request.GET.get("sent", "")}
    return render(request, template, context)


def page_of(tracked: Tracked, viewer: Viewer, act: str = "", refused: forms.Form | None = None) -> dict[str, Any]:
    """What the tracking page shows: everything here is already limited to this viewer.

    refused: the form of this act that was sent and not taken.
    """
    case, mine = tracked.case, tracked.is_complainant
    told_closely = mine and tracked.complaint.is_told_closely
    signed = not mine and has_co_signed(case, viewer.user)
    lines = timeline(case, up_to=tracked.level)
    lines = offer_to_reader(tracked.complaint, lines) if mine else lines
    newest = {line.kind: line for line in reversed(lines)}
    together = together_with(case, tracked.complaint) if mine else None
    goes_on = mine and not (together.case if together else case).is_ended
    appeal = appeal_page(case) if mine else None
    may = {
        "answer": mine and case.state == CaseState.AWAITING_COMPLAINANT,
        "dispute": mine and case.state == CaseState.RESOLUTION_PROPOSED,
        "appeal": appeal is not None and appeal.may_appeal,
        "withdraw": goes_on,
        "add": goes_on,
        "separate": together is not None and together.may_leave,
    }
    files = list(tracked.complaint.files.select_related("upload")) if mine else []
    proposal = newest.get("resolution_proposed") if case.resolution_proposed_at else None
    survey = ending_of_complaint(tracked.complaint) if mine else None
    page = {
        "case": case,
        "reference": tracked.complaint.reference,
        "complaint": tracked.complaint,
        "is_complainant": mine,
        "reader": "you" if mine else "public",
        "heading": str(_("Your case")) if told_closely else case.heading,
        "place": _place_for(tracked, signed),
        "landmark": case.place_text if mine else case.landmark_in_public,
        "steps": steps_of(case, is_mine=mine),
        "next": next_step(case, tracked.complaint, is_mine=mine),
        "together": together,
        "conversation": conversation_of(tracked.complaint) if mine else [],
        "put_back_into": _put_back_into(tracked),
        "appeal": appeal,
        "appeal_left": days_left(appeal.until, since=appeal.since, closes_then=True) if appeal and appeal.until else "",
        "seen": case.event_count + (together.case.event_count if together else 0),
        "lines": [in_own_words(line) for line in lines] if mine else lines,
        "letters": letters_to(tracked.complaint, lines) if mine else [],
        "may_ask_program": may_ask_program(case),
        "has_unread": any(line.translate_into for line in lines),
        "lead": case.lead(),
        "assignments": [a for a in case.assignments.all() if a.is_live],
        "text": _words_for(tracked, signed),
        **(shown_to_speaker(case, tracked.complaint) if mine else {}),
        **(shown_to_co_signer(case) if signed else {}),
        "answers": tracked.complaint.answered if mine else [],
        "files": files,
        "visibility": Visibility(tracked.complaint.visibility) if mine else None,
        "shown_to": _shown_to(tracked),
        "is_closer": OPENNESS[_shown_to(tracked)] > OPENNESS[Visibility(tracked.complaint.visibility)],
        "news": news_of(tracked.complaint) if mine and case.state != CaseState.WITHDRAWN else None,
        "numbers": emergency_numbers(tracked.complaint.text) if mine and not case.is_ended else [],
        "help_now": help_now(case, tracked.complaint if mine else None),
        "question": newest.get("asked") if mine and case.asked_at else None,
        "proposal": proposal,
        "helped": answers_that_stand(lines, case.assignments.all()) if proposal else [],
        "survey": survey,
        "has_rated": survey is not None and answer_to(survey) is not None,
        "before": _pictures(files)[:PICTURES_BEFORE],
        "after": _pictures(proposal.files) if proposal and mine else [],
        **{f"may_{name}": allowed for name, allowed in may.items()},
        **{f"{name}_form": _blank_form(name) for name, allowed in may.items() if allowed},
        **({f"{act}_form": refused, "refused": refused} if refused else {}),
        # The case went on meanwhile and the form is gone: at least its words are shown, to be copied.
        "words_left": refused["text"].value() if refused and not may[act] else "",
        "wish": open_wish(case) if mine and not case.is_ended else None,
        "is_open_here": tracked.by_code,
        "in_confidence": tracked.complaint.visibility in IN_CONFIDENCE,
        "told_closely": told_closely,  # nothing that is read across a room tells what it is about
        "at_home": told_closely and speaks_of_harm_at_home(tracked.complaint.text),
        "looks": looks_at(f"case:{case.reference}")[:LOOKS_SHOWN] if mine else [],  # asked for only when shown
    }
    if "appeal_form" in page and appeal is not None and appeal.of_rejection:
        field = page["appeal_form"].fields["text"]
        field.label, field.help_text = _("Why it should be accepted"), _("You and whoever decides read this")
    if "dispute_form" in page:
        page["dispute_form"].fields["text"].label = asking(case.kind, case.outcome).field
    return page


def _pictures(files: Iterable[CaseFile]) -> list[Upload]:
    """What can be shown of these files beside others."""
    uploads = [file.upload for file in files]
    return [upload for upload in uploads if upload.kind == Upload.Kind.IMAGE and upload.removed_at is None]


def _shown_to(tracked: Tracked) -> Visibility:
    """Who may see it: what the person chose, or closer where topic or kind ask for it."""
    return max(Visibility(tracked.complaint.visibility), Visibility(tracked.case.visibility), key=OPENNESS.__getitem__)


def _place_for(tracked: Tracked, signed: bool) -> str:
    """A place leads to a person's door: strangers see it only where the case is open to everybody, and no landmark
    before an officer has read it."""
    case, language = tracked.case, get_language()
    if tracked.is_complainant:
        return case.place(language)
    return case.place_in_public(language) if signed or case.visibility == Visibility.PUBLIC else ""


def _put_back_into(tracked: Tracked) -> str:
    """The number of the case of which this one was a part and is one again, for its author alone: both are theirs."""
    complaint = tracked.complaint
    if not tracked.is_complainant or complaint.part_of_id is None or not is_put_back(tracked.case):
        return ""
    return kept_by_code(complaint).reference


def _words_for(tracked: Tracked, signed: bool) -> str:
    """All of them for who wrote them, without personal data for who co-signed them, the released ones for everybody."""
    if tracked.is_complainant:
        return tracked.complaint.text
    if signed:
        return proposed_text(tracked.case)
    return tracked.case.public_text if tracked.case.released_at else ""


def _blank_form(name: str) -> forms.Form:
    return FORMS[name](auto_id=f"{name}-%s", initial={"form_token": uuid.uuid4()})


class NotOpenHere(Http404):
    """A case that this browser does not act on: it is another's, or not there, or no longer open here (`ask_again`)."""


def complainants(request: HttpRequest, reference: str) -> Tracked:
    """Only the complainant acts here. Raises NotOpenHere for everybody else, and Throttled."""
    try:
        tracked = look_up(request, reference)
    except Http404:
        raise NotOpenHere from None
    if not tracked.is_complainant:
        raise NotOpenHere
    return tracked


def ask_again(request: HttpRequest) -> HttpResponse:
    """The page that asks for the receipt code once more, with what was typed. Says the same of every number (S2)."""
    match = request.resolver_match
    act = (match.url_name or "").removeprefix("track_") if match else ""
    sent = request.POST.copy()
    sent["act"] = act
    initial = {"reference": match.kwargs.get("reference", "") if match else "", "needs_code": True}
    page = {"form": TrackForm(initial=initial), **_brought(sent), "has_files": bool(request.FILES)}
    page |= {"is_closed": request.method == "GET", "is_unsent": request.method == "POST", "next": request.path}
    answer = render(request, "complaints/track.html", page, status=404)
    add_never_cache_headers(answer)
    return answer


def _brought(sent: QueryDict) -> dict[str, Any]:
    """What came along from an act that was not done: its name, where the case's page has a form for it, and its words."""
    act, typed = sent.get("act", ""), sent.get("text", "")
    return {"act": act if act in FORMS and typed.strip() else "", "typed": typed, "is_unsent": "act" in sent}


def _open_with_words(request: HttpRequest, complaint: Complaint, act: str, typed: str) -> HttpResponse:
    """The case that was just opened, with what had been typed before in its form again; nothing is sent."""
    granted = write_grants(grants_of(request) | {kept_by_code(complaint).reference})
    now = SimpleNamespace(user=request.user, COOKIES={**request.COOKIES, GRANT_COOKIE: granted})
    tracked = case_by_reference(complaint.reference, now)
    assert tracked is not None  # noqa: S101 - its code has just opened it
    form = FORMS[act]({"text": typed, "form_token": str(uuid.uuid4())}, auto_id=f"{act}-%s")
    messages.warning(request, _("Not sent yet. What you typed is in its place again: look it through, then send."))
    return render(request, "complaints/track_case.html", page_of(tracked, viewer_of(now), act, form))


def person_of(request: HttpRequest, complaint: Complaint) -> User | None:
    """Whom the timeline remembers. Who filed anonymously may be signed in all the same: that is nobody's business (S6)."""
    return request.user if isinstance(request.user, User) and not complaint.is_anonymous else None


@require_POST
def forget(request: HttpRequest, reference: str) -> HttpResponse:
    """Close a case on this device. Asks nothing of the database, so the answer tells of no number whether it exists."""
    try:
        reference = normalise(reference)
    except InvalidReference:
        raise Http404 from None
    leaves_quickly = "remove" in request.POST  # asked by frontend/src/modules/leave.ts, of a page that is gone
    answer = HttpResponse(status=204) if leaves_quickly else redirect("track")
    forget_case(request, answer, reference)
    if leaves_quickly:
        return answer  # a word on it would wait for whoever opens us next
    messages.success(request, _("This device has forgotten the case. Its number and receipt code open it again."))
    if request.user.is_authenticated:
        messages.info(request, _("You are still signed in. Sign out too when others use this device."))
    return answer
