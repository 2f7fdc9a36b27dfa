"""The receipt of what this browser has just filed: number and code, shown once, and ways to keep them."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from complaints.danger import emergency_numbers
from complaints.device import RECEIPT_COOKIE
from complaints.models import Complainant, Complaint
from complaints.next_steps import next_step
from complaints.receipts import count_mail, is_mailable, mail_receipt
from complaints.views.sending import RECEIPT_AGE_S
from complaints.workflow import IN_CONFIDENCE
from records.throttling import Throttled, address_of


class MailForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_(
            "The mail tells whoever reads it that you filed, with the case number, not the code. The address is used for"
            " this one mail and not kept with the case."
        ),
        max_length=254,
        error_messages={
            "required": _("Type the e-mail address first."),
            "invalid": _("Check the e-mail address. It looks like name@example.com"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


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
    return _show(request, opened, MailForm()) if opened else redirect("track")


@never_cache
@require_http_methods(["GET", "POST"])
def send_to_me(request: HttpRequest) -> HttpResponse:
    """Mail the number to an address given here. Refused, the receipt comes back with what was typed."""
    opened = _receipt_of(request)
    if opened is None:
        return redirect("track")
    if request.method == "GET":
        return redirect("receipt")
    if not is_mailable(opened.complaint):
        raise Http404
    form, status = MailForm(request.POST), 400
    try:
        if form.is_valid():
            email = form.cleaned_data["email"]
            count_mail(opened.complaint, email, address=address_of(request))
            with transaction.atomic():
                mail_receipt(opened.complaint, email, language="en" if get_language() == "en" else "th")
            messages.success(
                request, _("The number is on its way to your mailbox. The code is not in it: keep it too.")
            )
            return redirect("receipt")
    except ValidationError as error:
        form.add_error("email", error)
        status = 429 if isinstance(error, Throttled) else 409
    return _show(request, opened, form, status=status)


def _show(request: HttpRequest, opened: OpenReceipt, form: MailForm, *, status: int = 200) -> HttpResponse:
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
        "has_email": Complainant.objects.filter(complaint=complaint).exclude(email="").exists(),
        "may_mail": is_mailable(complaint),
        "mail_form": form,
    }
    return render(request, "complaints/receipt.html", context, status=status)
