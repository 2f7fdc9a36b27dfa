"""`/consultations/petitions/mine/`: what one wrote and signed; writing, sending, appealing, and ways on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consultations.participation.taking_part import has_confirmed_contact
from consultations.petitions.appealing import make_appeal
from consultations.petitions.forms import AppealForm, ExtendForm, JoinForm, SendForm, WriteForm, as_typed
from consultations.petitions.joining import may_join, others_to_join, pending_of
from consultations.petitions.lengthening import extend_petition, may_extend
from consultations.petitions.models import Petition, PetitionAppeal, Signature
from consultations.petitions.rules import rule_for
from consultations.petitions.searching import similar_to
from consultations.petitions.turning import complaint_draft_of
from consultations.petitions.views import to_read
from consultations.petitions.workflow import PetitionState
from consultations.petitions.writing import data_of, drop_draft, keep_draft, problems, submit_petition, write_again
from directory.models import User
from records.throttling import raise_if_throttled

SHOWN = 100
LOOKS_A_MINUTE = 120


@login_required
@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    signed = Signature.objects.filter(user=user, petition__refused_at=None).select_related("petition__agency")
    context = {
        "written": Petition.objects.written_by(user).select_related("agency").order_by("-changed_at")[:SHOWN],
        "signed": signed.order_by("-signed_at")[:SHOWN],
    }
    return render(request, "petitions/mine.html", context)


@gzip_page
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _write(request, None)


@gzip_page
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_own(request, slug)
    if found.submitted_at is not None:
        return redirect("own_petition", slug)
    return _write(request, found)


@login_required
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """What stands beside the words while somebody writes: open petitions like them."""
    raise_if_throttled("petitions_similar", str(_person(request).pk), limit=LOOKS_A_MINUTE, per_seconds=60)
    text = f"{request.POST.get('title', '')} {request.POST.get('asks', '')}"
    return render(request, "petitions/_similar.html", {"similar": similar_to(text[:400], now=timezone.now())})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """As everybody will read it, what is like it, and what a person should look at; the button sends it."""
    found = find_own(request, slug)
    if found.submitted_at is not None:
        return redirect("own_petition", slug)
    if problems(found):
        return redirect("edit_petition", slug)
    form = SendForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            submit_petition(found, is_looked_at=form.cleaned_data["is_looked_at"], by=_person(request))
        except ValidationError as error:
            form.add_error("is_looked_at" if error.code == "personal_data" else None, error)
            status = 409
        else:
            messages.success(request, _("Sent. You get a mail when it is decided."))
            return redirect("own_petition", slug)
    context = {
        "petition": found,
        "form": form,
        "data": data_of(found),
        "rule": rule_for(found.area),
        "similar": similar_to(f"{found.title} {found.asks}"[:400], now=timezone.now(), but=found),
    }
    return render(request, "petitions/check.html", context, status=status)


@login_required
@never_cache
@require_GET
def own(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_own(request, slug)
    return redirect("edit_petition", slug) if found.submitted_at is None else own_page(request, found)


@login_required
@require_POST
def appeal(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = find_own(request, slug), AppealForm(request.POST)
    if not form.is_valid():
        return own_page(request, found, form=form, status=400)
    make_appeal(found, words=form.cleaned_data["words"], by=_person(request))
    messages.success(request, _("Your appeal is made. Somebody else decides it."))
    return redirect("own_petition", slug)


@login_required
@require_POST
def extend(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = find_own(request, slug), ExtendForm(request.POST, auto_id="longer_%s")
    if not form.is_valid():
        return own_page(request, found, longer=form, status=400)
    try:
        extend_petition(found, reason=form.cleaned_data["reason"], by=_person(request))
    except ValidationError as error:  # it has just ended, or reached its number
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("It is open for longer. Everybody reads why."))
    return redirect("own_petition", slug)


@login_required
@require_POST
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    drop_draft(find_own(request, slug), by=_person(request))
    messages.success(request, _("The draft is deleted."))
    return redirect("my_petitions")


@login_required
@require_POST
def again(request: HttpRequest, slug: str) -> HttpResponse:
    draft = write_again(find_own(request, slug), by=_person(request))
    return redirect("edit_petition", draft.slug)


@login_required
@require_POST
def complain(request: HttpRequest, slug: str) -> HttpResponse:
    """Go on as one person: the form of a complaint with these words in it."""
    draft = complaint_draft_of(find_own(request, slug), by=_person(request))
    return redirect(f"{reverse('new_complaint')}?draft={draft.key}")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    return request.user


def find_own(request: HttpRequest, slug: str) -> Petition:
    return get_object_or_404(to_read(Petition.objects.written_by(_person(request))), slug=slug)


def _write(request: HttpRequest, found: Petition | None) -> HttpResponse:
    user = _person(request)
    if not has_confirmed_contact(user):
        return render(request, "petitions/not_confirmed.html", status=403 if request.method == "POST" else 200)
    if request.method == "GET":
        return _writing(request, WriteForm(as_typed(found)) if found else WriteForm(), found)
    form = WriteForm(request.POST)
    if not form.is_valid():
        return _writing(request, form, found, status=400)
    try:
        kept = keep_draft(form.words(), by=user, petition=found)
    except ValidationError as error:
        form.add_error(None, error)
        return _writing(request, form, found, status=409)
    if request.POST.get("then") == "keep":
        messages.success(request, _("Kept as a draft. Only you see it."))
        return redirect("edit_petition", kept.slug)
    if missing := problems(kept):
        for each in missing:
            form.add_error(_FIELD_OF.get(each.code), each)  # type: ignore[arg-type]
        return _writing(request, form, kept, status=400)
    return redirect("check_petition", kept.slug)


_FIELD_OF = {
    "asks_missing": "asks",
    "too_many_points": "asks",
    "why_missing": "why",
    "agency_missing": "agency",
    "nobody_answers_there": "agency",
}


def _writing(request: HttpRequest, form: WriteForm, found: Petition | None, status: int = 200) -> HttpResponse:
    text = f"{form['title'].value() or ''} {form['asks'].value() or ''}"
    similar = similar_to(text[:400], now=timezone.now(), but=found)
    return render(request, "petitions/write.html", {"form": form, "petition": found, "similar": similar}, status=status)


def own_page(
    request: HttpRequest,
    found: Petition,
    *,
    form: AppealForm | None = None,
    longer: ExtendForm | None = None,
    join: JoinForm | None = None,
    status: int = 200,
) -> HttpResponse:
    made = PetitionAppeal.objects.filter(petition=found).first()
    context: dict[str, Any] = {
        "petition": found,
        "appeal": made,
        "form": form or AppealForm(),
        "may_appeal": found.refused_at is not None and made is None,
        "longer": longer or ExtendForm(auto_id="longer_%s"),
        "may_extend": may_extend(found),
        "extra_days": rule_for(found.area).extra_days,
        "is_over": found.state in {PetitionState.CLOSED, PetitionState.REFUSED, PetitionState.JOINED},
        "proposal": pending_of(found),
        "may_join": may_join(found),
        "join": join or JoinForm(others=others_to_join(found) if may_join(found) else [], auto_id="join_%s"),
    }
    return render(request, "petitions/own.html", context, status=status)
