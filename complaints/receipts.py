"""The receipt by mail, to an address given there and then: the case number and where to follow it, never the code."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Complaint
from complaints.workflow import IN_CONFIDENCE
from notifications.outbox import enqueue
from records.throttling import raise_if_throttled

MAILS_AN_HOUR, MAILS_OF_A_CASE, MAILS_TO_A_BOX = 20, 3, 5
"""From one address of the network, of one case, and into one mailbox a day: nobody fills a stranger's mailbox with us."""


def is_mailable(complaint: Complaint) -> bool:
    """Not in confidence: a mailbox would tell who filed, and we would have kept its address (promise S6)."""
    return complaint.visibility not in IN_CONFIDENCE and complaint.case.visibility not in IN_CONFIDENCE


def count_mail(complaint: Complaint, email: str, *, address: str) -> None:
    """Raises Throttled. Before the transaction, as every throttle."""
    raise_if_throttled("receipt_mail", address, limit=MAILS_AN_HOUR, per_seconds=3600)
    raise_if_throttled("receipt_mail", f"case:{complaint.reference}", limit=MAILS_OF_A_CASE, per_seconds=3600)
    raise_if_throttled("receipt_mail", f"to:{email.lower()}", limit=MAILS_TO_A_BOX, per_seconds=24 * 3600)


def mail_receipt(complaint: Complaint, email: str, *, language: str) -> None:
    """Queue the mail, once for this complaint and address. Nothing that anybody typed is in it, and no receipt code.

    The address is for this one mail: it does not become the complaint's contact. Raises ValidationError: in_confidence.
    """
    if not is_mailable(complaint):
        raise ValidationError(gettext_lazy("This receipt is not sent by mail."), code="in_confidence")
    url = settings.SITE_URL + reverse("track_case", args=[complaint.reference])
    body = [
        _("We have received your case."),
        "",
        _("Case number: %(reference)s") % {"reference": complaint.reference},
        _("See every step: %(url)s") % {"url": url},
        "",
        _("The receipt code is not in this mail. Keep it apart: it opens the answers and lets you reply."),
        _("Whoever reads this mail sees with the number only what everybody with the number sees."),
        "",
        _("Siang Pracha. We never ask for your password or receipt code by mail."),
    ]
    subject = _("Your case number %(reference)s") % {"reference": complaint.reference}
    enqueue(f"receipt:{complaint.reference}", "email", email, subject, "\n".join(body), language=language)
