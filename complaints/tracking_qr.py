"""The address of a case as a QR code, for a receipt on paper: with its number alone, never with the code that opens it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.safestring import SafeString

from directory.installation import site_url
from records.qr import qr_of


def tracking_address(reference: str) -> str:
    return f"{site_url()}{reverse('track_case', args=[reference])}"


def tracking_qr(reference: str) -> SafeString:
    return qr_of(tracking_address(reference))
