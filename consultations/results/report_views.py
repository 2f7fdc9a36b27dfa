"""`/consultations/…/results/`: the result report as it was published, as a page, on paper and as data."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from consultations.models import Consultation
from consultations.participation.results import letter_of_group
from consultations.piloting import pilot_of
from consultations.results.bundling import stale
from consultations.results.figures import counts_of
from consultations.results.models import PdfState, ReportVersion
from consultations.results.report_words import law_of, outcome_of, questions_of, rows_of, words

FORMAT = "siang-pracha/result-report/1"


@gzip_page
@never_cache
@require_GET
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest version, or where one asks for it an earlier one."""
    consultation, version = _published(request, slug)
    versions = ReportVersion.objects.filter(report=consultation.pk).order_by("-number").defer("told")
    context = {
        **page_of(version),
        "consultation": consultation,
        "version": version,
        "versions": list(versions),
        "has_bundle": version.bundle_state == PdfState.READY and not stale().filter(pk=version.pk).exists(),
    }
    return render(request, "results/report.html", context)


@require_GET
def pdf(request: HttpRequest, slug: str) -> FileResponse:
    _consultation, version = _published(request, slug)
    if version.pdf_state != PdfState.READY:
        raise Http404
    name = f"results-{slug}-{version.number}.pdf"
    content = default_storage.open(version.pdf_stored_as)
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf")


@require_GET
def bundle(request: HttpRequest, slug: str) -> FileResponse:
    """All public data as one ZIP, streamed from where the worker laid it; not while something is being taken out of it."""
    _consultation, version = _published(request, slug)
    if version.bundle_state != PdfState.READY or stale().filter(pk=version.pk).exists():
        raise Http404
    name = f"consultation-{slug}-{version.number}.zip"
    content = default_storage.open(version.bundle_stored_as)
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")


@require_GET
def csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    from records.spreadsheets import csv_of

    _consultation, version = _published(request, slug)
    name = f"results-{slug}-{version.number}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(csv_of(rows_of(version)), content_type="text/csv; charset=utf-8", headers=disposition)


@require_GET
def json(request: HttpRequest, slug: str) -> JsonResponse:
    """All of a version, as `figures` describes it."""
    _consultation, version = _published(request, slug)
    return JsonResponse(as_data(version), json_dumps_params={"ensure_ascii": False})


def as_data(version: ReportVersion) -> dict[str, Any]:
    told = {name: value for name, value in version.told.items() if name != "edits"}
    head = {
        "format": FORMAT,
        "version": version.number,
        "published_at": version.published_at.isoformat(),
        "reason": version.reason,
    }
    return {**head, **told}


def page_of(version: ReportVersion) -> dict[str, Any]:
    """What the page of a version, and the preview of a draft, show."""
    told = version.told
    return {
        "told": told,
        "summary": words(told["summary"]),
        "duties": [
            {
                "called": words(each["called"]),
                "agency": words(each["agency"]),
                "voices": each["voices"],
                "is_answered": bool(each["outcome"]),
                "outcome": outcome_of(each),
                "reason": words(each["reason"]),
            }
            for each in told["duties"]
        ],
        "groups": [each | {"letter": letter_of_group("ABCDE".index(each["letter"]))} for each in told["groups"]],
        "questions": questions_of(told),
        "law": law_of(told),
        "statements": [(words(each), counts_of(each)) for each in told["statements"]],
    }


def _published(request: HttpRequest, slug: str) -> tuple[Consultation, ReportVersion]:
    told = Consultation.objects.announced(pilot=pilot_of(request, slug))
    consultation = get_object_or_404(told.select_related("agency"), slug=slug)
    versions = ReportVersion.objects.filter(report=consultation.pk)
    asked = request.GET.get("version", "")
    if asked:
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
        return consultation, get_object_or_404(versions, number=number)
    newest = versions.order_by("-number").first()
    if newest is None:
        raise Http404
    return consultation, newest
