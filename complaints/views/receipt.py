"""The receipt of what this browser has just filed: number and code, shown once, and ways to keep them."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints.danger import emergency_numbers
from complaints.device import RECEIPT_COOKIE
from complaints.models import Complaint
from complaints.next_steps import next_step
from complaints.sharing import shown_to_speaker
from complaints.views.news import news_context
from complaints.views.sending import RECEIPT_AGE_S
from complaints.workflow import IN_CONFIDENCE


@dataclass(frozen=True)
class OpenReceipt:
    complaint: Complaint
    code: str


def _receipt_of(request: HttpRequest) -> OpenReceipt | None:
    try:
        reference, code = signing.loads(
            request.COOKIES.get(RECEIPT_COOKIE, ""), salt=RECEIPT_COOKIE, max_age=RECEIPT_AGE_S
        )
    except signing.BadSignature:
        return None
    complaint = Complaint.objects.select_related("case").filter(reference=reference).first()
    return OpenReceipt(complaint, code) if complaint else None


@never_cache
@require_GET
def receipt(request: HttpRequest) -> HttpResponse:
    """The number and the code of what this browser has just filed; later only the tracking page is left."""
    opened = _receipt_of(request)
    if opened is None:
        return redirect("track")
    complaint = opened.complaint
    context = {
        "reference": complaint.reference,
        "code": opened.code,
        "complaint": complaint,
        "case": complaint.case,
        "next": next_step(complaint.case, complaint, is_mine=True),
        "numbers": emergency_numbers(complaint.text),
        "is_anonymous": complaint.is_anonymous,
        "in_confidence": complaint.visibility in IN_CONFIDENCE,
        **shown_to_speaker(complaint.case, complaint),
        **news_context(complaint, back="receipt"),
    }
    return render(request, "complaints/receipt.html", context)
