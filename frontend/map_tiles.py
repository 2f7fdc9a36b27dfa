"""The base map: one `.pmtiles` file of the operator's own, handed out in parts. nginx does it better; the demo has none."""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

MOST_AT_ONCE = 4 * 1024 * 1024
DAY_S = 24 * 3600
_PART = re.compile(r"bytes=([0-9]{1,18})-([0-9]{1,18})")


@require_GET
def map_tiles(request: HttpRequest) -> HttpResponse:
    """A part of the file that PMTILES_FILE names, up to 4 MiB; the whole of it is never sent (416)."""
    path = Path(settings.PMTILES_FILE)
    if not settings.PMTILES_FILE or not path.is_file():
        raise Http404
    wanted = _PART.fullmatch(request.headers.get("Range", ""))
    size = path.stat().st_size
    first, last = (int(wanted[1]), int(wanted[2])) if wanted else (size, 0)
    last = min(last, size - 1, first + MOST_AT_ONCE - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        part = os.pread(file.fileno(), last - first + 1, first)
    answer = HttpResponse(part, status=206, content_type="application/vnd.pmtiles")
    answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer.headers["Cache-Control"] = f"public, max-age={DAY_S}"
    return answer
