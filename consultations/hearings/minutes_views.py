"""`…/hearings/<n>/minutes/`: the minutes of a hearing, for everybody, and where the team writes them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consultations.hearings.forms import MinutesForm, PublishForm
from consultations.hearings.manage_views import held
from consultations.hearings.minutes import draw_up, keep_minutes, newest_of, not_reached, publish_minutes
from consultations.hearings.models import Hearing, Minutes, MinutesVersion, Phase
from consultations.hearings.views import asked
from directory.digits import typed_number
from records.views import serve_upload


@never_cache
@require_GET
def minutes(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """The newest version, or the one that is asked for; the others stay."""
    hearing = asked(slug, n)
    versions = list(MinutesVersion.objects.filter(hearing=hearing))
    number = typed_number(request.GET.get("version", ""), digits=5, otherwise=None)
    wanted = [each for each in versions if number is None or each.number == number]
    if not wanted:
        raise Http404
    context = {
        "consultation": hearing.consultation,
        "hearing": hearing,
        "version": wanted[-1],
        "told": wanted[-1].told,
        "versions": versions,
        "newest": versions[-1],
    }
    return render(request, "hearings/minutes.html", context)


@require_GET
def pdf(request: HttpRequest, slug: str, n: int, number: int) -> HttpResponseBase:
    version = get_object_or_404(MinutesVersion.objects.select_related("pdf"), hearing=asked(slug, n), number=number)
    if version.pdf is None:
        raise Http404
    return serve_upload(request, version.pdf.public_id, lambda _upload: True)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def manage(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """Write them, and see them as everybody would read them."""
    user, hearing = held(request, slug, n)
    questions = not_reached(hearing)
    form = MinutesForm(request.POST or None, request.FILES or None, questions=questions, minutes=_draft(hearing))
    if request.method == "POST" and form.is_valid():
        try:
            keep_minutes(hearing, form.written(), seen=form.cleaned_data["seen"] or 0, by=user)
        except ValidationError as error:
            form.add_error(_FIELDS.get(error.code or ""), error)
        else:
            messages.success(request, _("The draft is kept. Nobody else reads it until you publish it."))
            return redirect("manage_minutes", slug, n)
    return _page(request, hearing, form=form, status=400 if form.errors else 200)


@login_required
@require_POST
def publish(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, hearing = held(request, slug, n)
    form = PublishForm(request.POST, auto_id="publish_%s")
    if form.is_valid():
        told = form.cleaned_data
        try:
            publish_minutes(hearing, reason=told["reason"], seen=told["seen"] or 0, by=user)
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("The minutes are published."))
            return redirect("manage_minutes", slug, n)
    return _page(request, hearing, publishing=form, status=400)


def _draft(hearing: Hearing) -> Minutes | None:
    return Minutes.objects.select_related("hearing", "pdf").filter(hearing=hearing).first()


def _page(
    request: HttpRequest,
    hearing: Hearing,
    *,
    form: MinutesForm | None = None,
    publishing: PublishForm | None = None,
    status: int = 200,
) -> HttpResponse:
    draft, newest = _draft(hearing), newest_of(hearing)
    context: dict[str, Any] = {
        "consultation": hearing.consultation,
        "hearing": hearing,
        "form": form or MinutesForm(questions=not_reached(hearing), minutes=draft),
        "publishing": publishing or PublishForm(initial={"seen": draft.edits if draft else 0}, auto_id="publish_%s"),
        "draft": draft,
        "newest": newest,
        "told": draw_up(draft) if draft else None,
        "is_published": bool(draft and newest and newest.told["edits"] == draft.edits),
        "is_over": hearing.phase == Phase.OVER,
    }
    return render(request, "hearings/manage_minutes.html", context, status=status)


_FIELDS = {
    "pdf_is_none": "pdf",
    "too_large": "pdf",
    "locked_pdf": "pdf",
    "unreadable_file": "pdf",
    "empty_file": "pdf",
    "cannot_store": "pdf",
}
