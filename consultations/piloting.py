"""Who sees a trial run: the people who hold it, an agency that has to answer a theme of it, and whoever came by a
private link to it. For everybody else it is not there.

`announced()` never holds a trial. A page on which people take part asks `pilot_seen_by` first and lets that one in beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from consultations.models import PILOT_SLUG, Consultation, agencies_of
from directory.models import User

COOKIE = "tester-"
"""And the slug: holds the token of the link by which a browser came in; the link is looked up at each page."""


def is_pilot_slug(slug: object) -> bool:
    return isinstance(slug, str) and slug.startswith(PILOT_SLUG)


def hash_of_link(token: str) -> str:
    """As the token of a private link is kept."""
    return salted_hmac("consultations.previews", token, algorithm="sha256").hexdigest()


def pilot_of(request: HttpRequest, slug: str) -> int | None:
    """The key of the trial at this address, where whoever asks may see it; None costs nothing for any other consultation."""
    return pilot_seen_by(request.user, request.COOKIES, slug)


def pilot_seen_by(user: Any, cookies: Mapping[str, str], slug: str) -> int | None:
    if not is_pilot_slug(slug):
        return None
    found = Consultation.objects.filter(slug=slug, pilot_of__isnull=False)
    if isinstance(user, User) and (agencies := agencies_of(user)):
        # Duties are kept by consultations.results: an agency that has to answer a theme of it was let in by the team.
        theirs = found.filter(Q(agency__in=agencies) | Q(duties__agency__in=agencies))
        if (pk := theirs.values_list("pk", flat=True).first()) is not None:
            return pk
    if not (token := cookies.get(COOKIE + slug)):
        return None
    # Kept by consultations.previews, which this app does not import.
    by_link = found.filter(
        preview_links__token_hash=hash_of_link(token),
        preview_links__revoked_at=None,
        preview_links__ends_on__gte=timezone.localdate(),
    )
    return by_link.values_list("pk", flat=True).first()
