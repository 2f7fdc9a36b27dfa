"""The receipt of what this browser has just filed: number and code, and ways to keep them and to hide them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints.danger import emergency_numbers, speaks_of_harm_at_home
from complaints.device import KeptReceipt, kept_receipt
from complaints.help_now import help_now
from complaints.hints import is_sensitive
from complaints.next_steps import next_step
from complaints.sharing import shown_to_speaker
from complaints.together import together_with
from complaints.tracking import filed_as
from complaints.views.news import news_context
from complaints.workflow import IN_CONFIDENCE
from directory.installation import in_our_name


@never_cache
@require_GET
def receipt(request: HttpRequest) -> HttpResponse:
    """The number and the code of what this browser has just filed; later only the tracking page is left."""
    kept = kept_receipt(request)
    complaint = filed_as(kept.reference) if kept else None
    if kept is None or complaint is None:
        messages.info(request, _("No receipt is shown here now. A case opens with its number and its receipt code."))
        return redirect("track")
    told_closely = complaint.is_told_closely
    context = {
        "reference": complaint.reference,
        "code": kept.code,
        "shown_until": kept.shown_until,
        "complaint": complaint,
        "case": complaint.case,
        "next": next_step(complaint.case, complaint, is_mine=True),
        "together": together_with(complaint.case, complaint),
        "numbers": emergency_numbers(complaint.text),
        "help_now": help_now(complaint.case, complaint),
        "is_anonymous": complaint.is_anonymous,
        "in_confidence": complaint.visibility in IN_CONFIDENCE,
        "told_closely": told_closely,
        "at_home": speaks_of_harm_at_home(complaint.text),
        "is_sensitive": told_closely or is_sensitive(complaint.text),
        "to_oneself": "" if told_closely or is_sensitive(complaint.text) else _to_oneself(request, kept),
        **shown_to_speaker(complaint.case, complaint),
        **news_context(complaint, back="receipt"),
    }
    return render(request, "complaints/receipt.html", context)


def _to_oneself(request: HttpRequest, kept: KeptReceipt) -> str:
    """Number and code as a message that somebody sends to themselves. Of what is sensitive none is offered."""
    words = _(
        "Siang Pracha, case number %(reference)s, receipt code %(code)s. Keep it to yourself: who has both opens your case."
    )
    told = in_our_name(str(words)) % {"reference": kept.reference, "code": kept.code}
    return f"{told} {request.build_absolute_uri(reverse('track'))}"
