"""The address of a case as a QR code, for a receipt on paper: with its number alone, never with the code that opens it."""

from __future__ import annotations

from io import BytesIO

import segno
from django.urls import reverse
from django.utils.safestring import SafeString

from directory.installation import site_url


def tracking_address(reference: str) -> str:
    return f"{site_url()}{reverse('track_case', args=[reference])}"


def tracking_qr(reference: str) -> SafeString:
    return qr_of(tracking_address(reference))


def qr_of(address: str) -> SafeString:
    """An <svg> without a size of its own, with the quiet zone of four modules that scanners want (ISO/IEC 18004).

    Level M: a seventh of it may be unreadable, as on worn thermal paper. It has no text; its page says beside it what it leads to.
    """
    drawn = BytesIO()
    code = segno.make_qr(address, error="m")
    code.save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, svgclass="qr", lineclass=None, nl=False
    )
    return SafeString(drawn.getvalue().decode())
