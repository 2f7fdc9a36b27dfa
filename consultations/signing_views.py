"""`/consultations/manage/<slug>/announce/` and what is pressed there: signing off, sending back, noting paper, announcing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consultations.announcing import announce_consultation, announcement_of
from consultations.forms import PaperForm, SendBackForm
from consultations.manage_views import held, policy_maker
from consultations.models import Consultation
from consultations.problems import problems
from consultations.signing import ask_sign_off, heads_of, is_head, note_paper, send_back, sign_off
from consultations.views import page_of
from consultations.whole import whole_of
from directory.digits import typed_number


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    """What exactly everybody will read and who is sent a mail; only then, with the same words, it is announced."""
    consultation = held(request, slug)
    if request.method == "POST":
        announce_consultation(consultation, by=policy_maker(request), seen=_seen(request))
        messages.success(request, _("Announced. Everybody reads it now, and who follows it is told."))
        return redirect("manage_consultation", slug=slug)
    if not consultation.is_draft or problems(consultation):
        return redirect("manage_consultation", slug=slug)
    return _preview(request, consultation)


@login_required
@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    ask_sign_off(held(request, slug), seen=_seen(request), by=policy_maker(request))
    messages.success(request, _("Laid before the head of your agency. You get a mail when it is signed or sent back."))
    return redirect("announce_consultation", slug=slug)


@login_required
@require_POST
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    sign_off(held(request, slug), seen=_seen(request), by=policy_maker(request))
    messages.success(request, _("Signed off. The policy team can announce it now."))
    return redirect("announce_consultation", slug=slug)


@login_required
@require_POST
def refuse(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, form = held(request, slug), SendBackForm(request.POST, auto_id="back_%s")
    if not form.is_valid():
        return _preview(request, consultation, back=form, status=400)
    try:
        send_back(consultation, reason=form.cleaned_data["reason"], by=policy_maker(request))
    except ValidationError as error:
        form.add_error(None, error)
        return _preview(request, held(request, slug), back=form, status=409)
    messages.success(request, _("Sent back. Whoever asked reads your reason."))
    return redirect("manage_consultation", slug=slug)


@login_required
@require_POST
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, form = held(request, slug), PaperForm(request.POST, auto_id="paper_%s")
    if not form.is_valid():
        return _preview(request, consultation, paper=form, status=400)
    told, by = form.cleaned_data, policy_maker(request)
    try:
        note_paper(consultation, number=told["number"], signed_on=told["signed_on"], seen=_seen(request), by=by)
    except ValidationError as error:
        field = {"number_missing": "number", "signed_in_the_future": "signed_on"}
        form.add_error(field.get(getattr(error, "code", "")), error)
        return _preview(request, held(request, slug), paper=form, status=409)
    messages.success(request, _("The signed memorandum is noted. You can announce it now."))
    return redirect("announce_consultation", slug=slug)


def _preview(
    request: HttpRequest,
    consultation: Consultation,
    *,
    back: SendBackForm | None = None,
    paper: PaperForm | None = None,
    status: int = 200,
) -> HttpResponse:
    announcement, user = announcement_of(consultation), policy_maker(request)
    context = {
        **page_of(announcement.consultation),
        **whole_of(announcement.consultation),
        "is_preview": True,
        "mailing": announcement.mailing,
        "is_head": is_head(user, consultation),
        "heads": heads_of(consultation),
        "back": back or SendBackForm(auto_id="back_%s"),
        "paper": paper or PaperForm(auto_id="paper_%s"),
    }
    return render(request, "consultations/announce.html", context, status=status)


def _seen(request: HttpRequest) -> int:
    """The number of the newest line of the draft's history that was on the page; 0 for nonsense."""
    seen = request.POST.get("seen", "")
    return typed_number(seen, digits=9, otherwise=0)
