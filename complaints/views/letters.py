"""Letters to who they go to, and the page behind the code on each: anybody may ask whether a letter was issued."""

from __future__ import annotations

import hashlib
import uuid

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from complaints.access import viewer_of
from complaints.models import Letter
from records.throttling import address_of, raise_if_throttled
from records.views import serve_pdf

LOOKS_AN_HOUR = 120
"""At letters from one address: a counter that checks what people bring stays below it, guessing does not get far."""


class CompareForm(forms.Form):
    file = forms.FileField(
        label=_("PDF of the letter"),
        help_text=_("It is compared and not kept"),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Number, day, agency and fingerprint of a letter that was issued; nothing of what it says, or to whom.

    A file that is sent is held against the fingerprint and not kept.
    """
    raise_if_throttled("letter", address_of(request), limit=LOOKS_AN_HOUR, per_seconds=3600)
    found = get_object_or_404(Letter.objects.issued().select_related("agency", "referral"), public_id=public_id)
    page = {"letter": found, "form": CompareForm(), "result": ""}
    if request.method == "POST":
        sent = request.FILES.get("file")
        if sent is None:
            page["result"] = "none"
        else:
            digest = hashlib.sha256()
            for piece in sent.chunks():
                digest.update(piece)
            page["result"] = "same" if digest.hexdigest() == found.sha256 else "other"
    return render(request, "complaints/letter.html", page)


@never_cache
@require_GET
def download(request: HttpRequest, reference: str, public_id: uuid.UUID) -> HttpResponseBase:
    """The PDF for the one it went to, by account or by receipt code."""
    mine = Letter.objects.issued().sent_to(viewer_of(request))
    return letter_answer(get_object_or_404(mine, public_id=public_id, complaint__reference=reference))


def letter_answer(found: Letter) -> HttpResponseBase:
    """The PDF, saved and not shown; 404 once it is gone."""
    if found.is_gone:
        raise Http404
    # The name tells neither the agency nor the matter: it lies in a folder that others may see.
    return serve_pdf(found.stored_as, f"letter-{found.year}-{found.n}.pdf")
