"""`/consultations/elsewhere/`: what was asked on other portals; `/consultations/law-portal.csv`: ours in the portal's columns."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from consultations.portal.exporting import as_portal_table
from consultations.portal.models import Survey
from directory.digits import typed_number
from records.throttling import address_of, raise_if_throttled

A_PAGE = 40
EXPORTS_AN_HOUR = 120


@gzip_page
@never_cache
@require_GET
def elsewhere(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    page = max(typed_number(request.GET.get("page", ""), digits=4, otherwise=1), 1)
    begin = (page - 1) * A_PAGE
    found = list(Survey.objects.select_related("law")[begin : begin + A_PAGE + 1])
    context = {"surveys": found[:A_PAGE], "page": page, "has_more": len(found) > A_PAGE}
    return render(request, "portal/elsewhere.html", context)


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    raise_if_throttled("law-portal-table", address_of(request), limit=EXPORTS_AN_HOUR, per_seconds=3600)
    disposition = {"Content-Disposition": 'attachment; filename="law-portal.csv"'}
    return StreamingHttpResponse(as_portal_table(), content_type="text/csv; charset=utf-8", headers=disposition)
