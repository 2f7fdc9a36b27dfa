"""By what a browser is known again where one takes part: a random number of its own, given with the page that asks.

Statements and questionnaires lie at different addresses, each with a cookie of its own: nothing tells that it was the same browser.
"""

from __future__ import annotations

import secrets
from typing import Any, Protocol

from django.core import signing
from django.http import HttpRequest, HttpResponse

from consultations.participation.taking_part import Visitor, has_confirmed_contact, hash_of_browser
from directory.models import User

COOKIE = "voice-"
KEPT_S = 400 * 24 * 3600
"""As long as browsers keep a cookie at most."""


class HasSlug(Protocol):
    """What one takes part in: a consultation or a petition."""

    slug: Any


def visitor_of(request: HttpRequest, consultation: HasSlug) -> Visitor:
    slug = consultation.slug
    number = number_of(request, slug)
    user = request.user if isinstance(request.user, User) and has_confirmed_contact(request.user) else None
    return Visitor(user, hash_of_browser(slug, number) if number else "")


def number_of(request: HttpRequest, slug: str) -> str:
    """This browser's number in one consultation, or "" where it has none that we gave it."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE + slug, ""), salt=COOKIE + slug))
    except signing.BadSignature:
        return ""


def give_number(request: HttpRequest, response: HttpResponse, consultation: HasSlug, *, path: str) -> None:
    """With the page that asks, not with the first answer: of two quick presses both bring the same number.

    path: below which the browser shows it.
    """
    slug = consultation.slug
    if number_of(request, slug):
        return
    response.set_cookie(
        COOKIE + slug,
        signing.dumps(secrets.token_urlsafe(16), salt=COOKIE + slug),
        max_age=KEPT_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
        path=path,
    )
