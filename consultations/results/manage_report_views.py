"""`/consultations/manage/…/report/`: the policy team edits the result report, sees it as everybody will, and publishes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.personal_data import mask
from consultations.models import Consultation
from consultations.results.figures import draw_up, quotes_of, themes_of
from consultations.results.manage_views import held_announced
from consultations.results.models import Report, ReportVersion
from consultations.results.report_forms import PublishForm, ReportForm
from consultations.results.report_views import page_of
from consultations.results.report_words import law_of
from consultations.results.reporting import keep_report, newest_of, publish_report, report_of
from consultations.results.sections import changed_sections
from consultations.themes.models import Theme
from consultations.themes.sources import said_in

Offered = dict[Theme, dict[str, str]]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    user, consultation = held_announced(request, slug)
    report = report_of(consultation)
    offered = _offered(report)
    asked = {
        "parts": [part["heading"] for part in report.parts],
        "offered": offered,
        "sections": law_of({"law": changed_sections(consultation, report.section_whys)}).get("sections", []),
    }
    if request.method == "GET":
        return _editor(request, consultation, ReportForm(initial=_as_typed(report), **asked))
    form = ReportForm(request.POST, **asked)
    if not form.is_valid():
        return _editor(request, consultation, form, status=400)
    try:
        keep_report(consultation, **form.kept(), by=user)
    except ValidationError as error:
        form.add_error(None, error)
        return _editor(request, consultation, form, status=409)
    messages.success(request, _("Kept as a draft. Only your agency sees it."))
    return redirect("preview_report" if request.POST.get("then") == "preview" else "edit_report", slug)


@login_required
@never_cache
@require_GET
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft as everybody would read it now."""
    _user, consultation = held_announced(request, slug)
    return _preview(request, consultation)


@login_required
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    user, consultation = held_announced(request, slug)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _preview(request, consultation, form, status=400)
    try:
        publish_report(consultation, **form.cleaned_data, by=user)
    except ValidationError as error:
        code = getattr(error, "code", "")
        form.add_error("reason" if code.startswith("note") else None, error)
        return _preview(request, consultation, form, status=409)
    messages.success(request, _("Published. Everybody reads it now."))
    return redirect("report", slug)


def _offered(report: Report) -> Offered:
    """The typical texts of each theme and those that are chosen, masked."""
    whole = themes_of(report.consultation)
    wanted = {
        theme: list(dict.fromkeys([*quotes_of(report, theme), *(id for part in parts for id in part.typical)]))
        for theme, parts in whole
    }
    said = said_in(report.consultation, sorted({id for ids in wanted.values() for id in ids}))
    return {theme: {id: mask(said[id]) for id in ids if id in said} for theme, ids in wanted.items()}


def _as_typed(report: Report) -> dict[str, Any]:
    typed: dict[str, Any] = {"summary_th": report.summary_th, "summary_en": report.summary_en, "seen": report.edits}
    typed |= {f"why-{key}": why for key, why in report.section_whys.items()}
    typed |= {f"part{place}": part["text"] for place, part in enumerate(report.parts)}
    themes = (theme for theme, _parts in themes_of(report.consultation))
    return typed | {f"quotes{theme.number}": quotes_of(report, theme) for theme in themes}


def _editor(request: HttpRequest, consultation: Consultation, form: ReportForm, status: int = 200) -> HttpResponse:
    context = {"consultation": consultation, "form": form, "newest": newest_of(consultation)}
    return render(request, "results/edit_report.html", context, status=status)


def _preview(
    request: HttpRequest, consultation: Consultation, form: PublishForm | None = None, status: int = 200
) -> HttpResponse:
    report, newest = report_of(consultation), newest_of(consultation)
    number = newest.number + 1 if newest else 1
    version = ReportVersion(number=number, told=draw_up(report), published_at=timezone.now())
    context = {
        **page_of(version),
        "consultation": consultation,
        "version": version,
        "is_preview": True,
        "newest": newest,
        "form": form or PublishForm(initial={"seen": report.edits}),
    }
    return render(request, "results/preview_report.html", context, status=status)
