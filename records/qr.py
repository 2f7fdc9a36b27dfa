"""An address as a QR code."""

from __future__ import annotations

from io import BytesIO

import segno
from django.utils.safestring import SafeString


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
