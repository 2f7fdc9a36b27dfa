"""`/consultations/manage/`: the policy team prepares, announces, extends and withdraws."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.plain_words import hints_for
from consultations.announcing import (
    extend_consultation,
    withdraw_consultation,
)
from consultations.drafting import Draft, DraftMovedOn, change_draft, copy_of, draft_consultation, draft_of
from consultations.explaining import About, better_with, template_of
from consultations.forms import BeginForm, DraftForm, ExtendForm, WithdrawForm, as_typed
from consultations.lengths import lengths_of
from consultations.models import Consultation, agencies_of
from consultations.problems import problems
from consultations.signing import sent_back_of
from consultations.views import page_of
from directory.models import Agency, User

SHOWN = 100
COPIED = 20
"""Earlier ones that are offered to be copied; every other one has a link on its own page."""


@login_required
@never_cache
@require_GET
def manage(request: HttpRequest) -> HttpResponse:
    """All of one's agencies, those that still need work first."""
    user = policy_maker(request)
    own = Consultation.objects.edited_by(user).select_related("agency").prefetch_related("areas__parent__parent")
    newest = list(own.order_by("-id")[:SHOWN])
    ranked = sorted(newest, key=lambda each: (each.sign_off_asked_at is None, _ORDER.index(each.state)))
    return render(request, "consultations/manage.html", {"consultations": ranked, "may_begin": bool(agencies_of(user))})


_ORDER = ["draft", "open", "closed", "scheduled", "reported", "responded", "withdrawn"]


@login_required
@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Of which kind, and from an example or from an earlier one."""
    user = _beginner(request)
    form = BeginForm(request.GET) if request.GET else BeginForm()
    if form.is_bound and form.is_valid():
        return redirect(f"{reverse('new_consultation')}?{request.GET.urlencode()}")
    earlier = Consultation.objects.handled_by(user).filter(pilot_of=None).order_by("-id")[:COPIED]
    status = 400 if form.is_bound else 200
    return render(request, "consultations/begin.html", {"form": form, "earlier": earlier}, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    user = _beginner(request)
    agencies, earlier = list(Agency.objects.filter(pk__in=agencies_of(user))), _earlier(request)
    if request.method == "GET":
        return _editor(
            request,
            DraftForm(initial=_beginning(request, earlier) | {"form_token": uuid.uuid4()}, agencies=agencies),
            earlier=earlier,
        )
    form = DraftForm(request.POST, agencies=agencies)
    if _looks_for_a_place(request):
        return _editor(request, form.once_more(), earlier=earlier)
    if not form.is_valid():
        return _editor(request, form, earlier=earlier, status=400)
    try:
        token = str(form.cleaned_data["form_token"] or "")
        consultation = draft_consultation(
            form.draft(),
            agency=form.chosen_agency(),
            by=user,
            token=token,
            earlier=earlier,
            is_next_round=_is_next_round(request),
        )
    except DraftMovedOn as moved:
        return _moved_on(request, form, moved)
    messages.success(request, _("Kept as a draft. Only your agency sees it."))
    return redirect("manage_consultation", slug=consultation.slug)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft's editor; of an announced one, what may still be done with it."""
    consultation = held_to_edit(request, slug)
    if consultation.is_pilot:
        return redirect("pilot", slug=slug)  # kept by consultations.pilots
    if request.method == "POST":
        return _save(request, consultation)
    if consultation.announced_at is not None:
        return _announced(request, consultation)
    stored = as_typed(draft_of(consultation)) | {"seen": consultation.event_count, "agency": consultation.agency_id}
    return _editor(request, DraftForm(initial=stored, agencies=[consultation.agency]), consultation)


def _beginner(request: HttpRequest) -> User:
    """Whoever edits drafts of others alone begins none."""
    user = policy_maker(request)
    if not agencies_of(user):
        raise Http404
    return user


def _earlier(request: HttpRequest) -> Consultation | None:
    """Of which a new draft is a copy: one that its writer may read, named in the address."""
    slug = request.GET.get("from")
    if not slug:
        return None
    readable = Consultation.objects.handled_by(policy_maker(request)) | Consultation.objects.announced()
    return get_object_or_404(readable.filter(pilot_of=None).distinct(), slug=slug)


def _is_next_round(request: HttpRequest) -> bool:
    return request.GET.get("round") == "next"


def _beginning(request: HttpRequest, earlier: Consultation | None) -> dict[str, Any]:
    """What a new draft begins with: the words of an earlier one, or an example of its kind."""
    if earlier is not None:
        return as_typed(copy_of(earlier))
    form = BeginForm(request.GET)
    if not form.is_valid():
        return {}
    kind, is_example = form.cleaned_data["kind"], form.cleaned_data["example"]
    return as_typed(Draft(kind=kind, title_th="", explanations=tuple(template_of(kind) if is_example else ())))


def _save(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Keep what was typed, and lead to what would be announced where that was asked."""
    user, form = policy_maker(request), DraftForm(request.POST.copy(), agencies=[consultation.agency])
    if _looks_for_a_place(request):
        return _editor(request, form.once_more(), consultation)
    if not form.is_valid():
        return _editor(request, form, consultation, status=400)
    try:
        consultation = change_draft(consultation, form.draft(), seen=form.cleaned_data["seen"], by=user)
        if request.POST.get("then") == "announce":
            if found := problems(consultation):
                raise ValidationError(found)
            return redirect("announce_consultation", slug=consultation.slug)
        if consultation.announced_at is None:
            messages.success(request, _("Kept as a draft. Only your agency sees it."))
    except DraftMovedOn as moved:
        return _moved_on(request, form, moved)
    except ValidationError as error:
        for each in error.error_list:
            form.add_error(_FIELD_OF.get(each.code or ""), each)
        form.has_seen(consultation)
        return _editor(request, form, consultation, status=409)
    return redirect("manage_consultation", slug=consultation.slug)


def _looks_for_a_place(request: HttpRequest) -> bool:
    return request.POST.get("then") == "find"


def _moved_on(request: HttpRequest, form: DraftForm, moved: DraftMovedOn) -> HttpResponse:
    """What is stored now beside what was typed, and both ways on. Sent once more, the form has seen what is stored."""
    consultation = moved.consultation
    beside: dict[str, Any] = {"differences": form.beside(draft_of(consultation)), "newest": consultation.events.last()}
    form.add_error(None, moved)
    form.has_seen(consultation)
    if consultation.announced_at is not None:
        return _announced(request, consultation, draft=form, status=409, **beside)
    return _editor(request, form, consultation, status=409, **beside)


_FIELD_OF = {
    "title_missing": "title_th",
    "changes_missing": "changes_th",
    "way_missing": "page",
    "places_missing": "look_for",
    "opening_missing": "opens_on",
    "opens_in_the_past": "opens_on",
    "closing_missing": "closes_on",
    "closes_in_the_past": "closes_on",
    "open_too_long": "closes_on",
    "open_too_short": "why_short",
    "notice_too_short": "why_short",
    "proposal_missing": "proposal",
    **{f"{about}_missing": f"{about}_th" for about in About},
    **{f"{about}_unfilled": f"{about}_th" for about in About},
    "closing_not_later": "closes_on",
    "note_missing": "reason",
    "note_too_long": "reason",
}
"""The field at which a refusal of the act stands."""


@login_required
@require_POST
def extend(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = held(request, slug)
    form = ExtendForm(request.POST, consultation=consultation)
    if not form.is_valid() or (closes_at := form.closes_at()) is None:
        return _announced(request, consultation, extend=form, status=400)
    try:
        extend_consultation(
            consultation, closes_at=closes_at, reason=form.cleaned_data["reason"], by=policy_maker(request)
        )
    except ValidationError as error:
        form.add_error(_FIELD_OF.get(error.code or ""), error)
        return _announced(request, held(request, slug), extend=form, status=409)
    messages.success(request, _("The closing is moved. Everybody reads why."))
    return redirect("manage_consultation", slug=slug)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = held(request, slug)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _announced(request, consultation, withdraw=form, status=400)
    try:
        withdraw_consultation(consultation, reason=form.cleaned_data["reason"], by=policy_maker(request))
    except ValidationError as error:
        form.add_error(_FIELD_OF.get(error.code or ""), error)
        return _announced(request, held(request, slug), withdraw=form, status=409)
    messages.success(request, _("Withdrawn. Its page stays and says why."))
    return redirect("manage_consultation", slug=slug)


def policy_maker(request: HttpRequest) -> User:
    """The person, who holds consultations for some agency today or edits a draft of one; 404 for everybody else."""
    user = request.user
    if not isinstance(user, User) or not (agencies_of(user) or Consultation.objects.edited_by(user).exists()):
        raise Http404
    return user


def held_to_edit(request: HttpRequest, slug: str) -> Consultation:
    """One whose words the person may change; 404 for everybody else."""
    own = Consultation.objects.edited_by(policy_maker(request)).select_related("agency", "topic__parent")
    return get_object_or_404(own, slug=slug)


def held(request: HttpRequest, slug: str) -> Consultation:
    """One that the person's agency decides about; 404 for everybody else."""
    own = Consultation.objects.handled_by(policy_maker(request)).select_related("agency", "topic__parent")
    return get_object_or_404(own, slug=slug)


def _editor(
    request: HttpRequest,
    form: DraftForm,
    consultation: Consultation | None = None,
    *,
    status: int = 200,
    **beside: Any,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "consultation": consultation, **beside}
    context["is_next_round"] = _is_next_round(request)
    if consultation is not None:
        context |= {
            "problems": problems(consultation),
            "better_with": [about.label for about in better_with(consultation.kind, consultation.explained())],
            "sent_back": sent_back_of(consultation),
            "hints": hints_for("\n".join([consultation.changes_th, *(each.th for each in consultation.explained())])),
            "usual": lengths_of(consultation.kind),
            "may_decide": consultation.agency_id in agencies_of(policy_maker(request)),
        }
    return render(request, "consultations/edit.html", context, status=status)


def _announced(
    request: HttpRequest,
    consultation: Consultation,
    *,
    draft: DraftForm | None = None,
    extend: ExtendForm | None = None,
    withdraw: WithdrawForm | None = None,
    status: int = 200,
    **beside: Any,
) -> HttpResponse:
    context = {
        **page_of(consultation),
        "draft": draft,
        "extend": extend or ExtendForm(auto_id="extend_%s", consultation=consultation),
        "withdraw": withdraw or WithdrawForm(auto_id="withdraw_%s"),
        "is_running": consultation.state in {"scheduled", "open"},
        **beside,
    }
    return render(request, "consultations/announced.html", context, status=status)
