"""Referring a case by letter: write it, send it or take it back, and note what comes of it. One page, a form an act."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.act_form import ActForm
from complaints.forms import FilesInput
from complaints.models import Assignment, Referral
from complaints.referral_forms import FORMS
from complaints.referrals import agencies_by_letter, has_letterhead, is_known, is_told_in_confidence, may_refer
from complaints.referring import (
    answer_referral,
    drop_referral,
    end_referral,
    receive_referral,
    refer_by_letter,
    send_referral,
)
from complaints.uploads import waiting_uploads
from complaints.views.office import assignment_of, officer_of
from complaints.views.office_reason import ask_reason, has_looked, needs_reason, takes_reason
from complaints.views.office_sending import files_of, held_for_the_first, take_pictures
from directory.models import User

Told = dict[str, Any]
FIELD_OF = {
    "another_agency_missing": "agency",
    "agency_works_here": "agency",
    "no_address_for_letters": "agency",
    "agency_was_asked_before": "what_is_new",
    "identity_needs_a_reason": "identity_why",
    "identity_in_confidence": "identity",
    "identity_unknown": "identity",
    "agency_has_no_email": "how",
    "note_missing": "text",
}


def _refer(part: Assignment, _referral: Referral | None, told: Told, officer: User) -> object:
    return refer_by_letter(
        part,
        told["agency"],
        asks=told["text"],
        identity=Referral.Identity(told["identity"]),
        identity_why=told["identity_why"],
        what_is_new=told["what_is_new"],
        by=officer,
    )


def _send(_part: Assignment, referral: Referral | None, told: Told, officer: User) -> object:
    how = Referral.How(told["how"])
    return send_referral(_needed(referral), how=how, register_number=told["number"], by=officer)


def _drop(_part: Assignment, referral: Referral | None, _told: Told, officer: User) -> object:
    return drop_referral(_needed(referral), by=officer)


def _received(_part: Assignment, referral: Referral | None, told: Told, officer: User) -> object:
    return receive_referral(_needed(referral), register_number=told["number"], by=officer)


def _answered(_part: Assignment, referral: Referral | None, told: Told, officer: User) -> object:
    return answer_referral(
        _needed(referral),
        answer=told["text"],
        uploads=files_of(told),
        files_are_told=told["files_are_told"],
        by=officer,
    )


def _end(_part: Assignment, referral: Referral | None, told: Told, officer: User) -> object:
    return end_referral(_needed(referral), reason=told["text"], by=officer)


ACTS: dict[str, tuple[Callable[[Assignment, Referral | None, Told, User], object], str | Promise]] = {
    "refer": (_refer, _("The letter is being made and signed. Look at it, then send it.")),
    "send": (_send, _("The letter is out. Who filed reads where their case is, and when an answer is due.")),
    "drop": (_drop, _("The letter is taken back. Its number stays given.")),
    "received": (_received, _("Noted: they have the letter.")),
    "answered": (_answered, _("The answer stands in the case. Now report it as done, or go on working.")),
    "end": (_end, _("The case is in your hands again.")),
}


@never_cache
@login_required
@require_GET
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter that is under way, or the form for one. Only for the responsible agency: for others it is not found."""
    part = _part(request, reference)
    if needs_reason(request, part):
        return redirect("office_case", reference=reference)  # which asks for the reason first
    return _show(request, part)


@never_cache
@login_required
@require_POST
def act(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    part, officer = _part(request, reference), officer_of(request)
    if name not in ACTS:
        raise Http404
    do, done = ACTS[name]
    form_class = FORMS.get(name, ActForm)
    form = form_class(request.POST, request.FILES, prefix=name, case=part.case, assignment=part)
    if name == "drop":
        form.fields = {"seen": form.fields["seen"]}
    form.full_clean()
    if name == "answered":
        for problem in take_pictures(form, None):
            form.add_error("pictures", problem)
    brings_words = takes_reason(request, part, by=officer)
    if needs_reason(request, part):
        return ask_reason(request, part)
    if brings_words:
        return _show(request, part, bound={name: _once_more(name, form)})
    complete = form.is_valid()
    try:
        # As in send_act: a redirect would throw away what was typed.
        if complete:
            with held_for_the_first(part, officer, form.cleaned_data.get("seen")):
                do(part, _chosen(request, part), form.cleaned_data, officer)
            messages.success(request, str(done))
            back = "office_case" if name in {"answered", "end"} else "office_referral"
            return redirect(back, reference=reference)
    except ValidationError as error:
        field = FIELD_OF.get(error.code or "", "")
        form.add_error(field if field in form.fields else None, error)
    return _show(request, _part(request, reference), bound={name: form}, status=409 if complete else 400)


def _show(
    request: HttpRequest, part: Assignment, *, bound: dict[str, ActForm] | None = None, status: int = 200
) -> HttpResponse:
    referrals = list(
        part.referrals.select_related("agency__letter_address").prefetch_related("letters").order_by("-id")
    )
    newest = referrals[0] if referrals else None
    under_way = newest if newest and newest.is_under_way and not part.case.is_ended else None
    names = _open_acts(part, under_way)
    forms = {name: (bound or {}).get(name) or _blank(name, part) for name in names}
    answered = forms.get("answered")
    context = {
        "assignment": part,
        "case": part.case,
        "referral": under_way,
        "letters": sorted(under_way.letters.all(), key=lambda letter: letter.pk) if under_way else [],
        "earlier": [each for each in referrals if each != under_way],
        "forms": forms,
        "bound": [form for form in (bound or {}).values() if form.is_bound],
        "may_write": "refer" in forms,
        "has_letterhead": has_letterhead(part.agency_id),
        "has_agencies": bool(agencies_by_letter()) if "refer" in forms else True,
        "in_confidence": is_told_in_confidence(part.case),
        "may_name": not is_told_in_confidence(part.case) and is_known(part.case),
        "contact_is_open": has_looked(request, part),
        "waiting_files": waiting_uploads(str(answered["form_token"].value() or "")) if answered else [],
    }
    return render(request, "complaints/office_referral.html", context, status=status)


def _open_acts(part: Assignment, referral: Referral | None) -> list[str]:
    if referral is None:
        return ["refer"] if may_refer(part) else []
    if referral.state == Referral.State.WRITTEN:
        return ["send"]
    return [*(["received"] if referral.state == Referral.State.SENT else []), "answered", "end"]


def _blank(name: str, part: Assignment) -> ActForm:
    initial = {"seen": part.case.event_count, "form_token": uuid.uuid4()}
    return FORMS[name](prefix=name, initial=initial, case=part.case, assignment=part)


def _once_more(name: str, form: ActForm) -> ActForm:
    kept = {each: form[each].value() for each, field in form.fields.items() if not isinstance(field.widget, FilesInput)}
    return type(form)(prefix=name, initial=kept, case=form.case, assignment=form.assignment)


def _part(request: HttpRequest, reference: str) -> Assignment:
    part = assignment_of(request, reference)
    if part.part != Assignment.Part.LEAD:
        raise Http404
    return part


def _chosen(request: HttpRequest, part: Assignment) -> Referral | None:
    """The referral that the form was about: never a newer one that came meanwhile."""
    try:
        wanted = uuid.UUID(request.POST.get("referral", ""))
    except ValueError:
        return None
    return part.referrals.filter(public_id=wanted).first()


def _needed(referral: Referral | None) -> Referral:
    if referral is None:
        raise Http404
    return referral
