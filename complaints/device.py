"""What a browser keeps of a person, and how it forgets: on a shared device the next one must find nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from complaints.access import GRANT_COOKIE, read_grants, write_grants
from directory.models import User

RECEIPT_COOKIE = "receipt"
"""The receipt that was just shown, for its own page only."""
RECEIPT_SHOWN_FOR = timedelta(minutes=30)
"""Long enough to find pen and paper; the page can be loaded again so long."""
STEPS_COOKIE = "steps"
"""The key to the steps of filing that this browser went through (records.kept_forms), for their own pages only."""
FORGET_COOKIE = "forget_drafts"
"""Whose drafts go: an account's or a case's. Read and dropped by frontend/src/modules/kept_drafts.ts on the next page."""
FORGET_AGE_S = 24 * 3600
DEVICE_COOKIE = "device"
"""A random number by which a browser without an account is counted once; set when it first wants to be counted."""
DEVICE_AGE_S = 365 * 24 * 3600


@dataclass(frozen=True)
class KeptReceipt:
    reference: str
    code: str
    shown_until: datetime


def keep_receipt(request: HttpRequest, response: HttpResponse, reference: str, code: str) -> None:
    """Let this browser see number and code of what it has just filed, for half an hour."""
    until = timezone.now() + RECEIPT_SHOWN_FOR
    response.set_cookie(
        RECEIPT_COOKIE,
        signing.dumps([reference, code, until.timestamp()], salt=RECEIPT_COOKIE),
        max_age=RECEIPT_SHOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
        path=reverse("receipt"),
    )


def kept_receipt(request: HttpRequest) -> KeptReceipt | None:
    """What this browser has just filed; None once half an hour has passed, or it was hidden."""
    try:
        reference, code, until = signing.loads(
            request.COOKIES.get(RECEIPT_COOKIE, ""), salt=RECEIPT_COOKIE, max_age=RECEIPT_SHOWN_FOR
        )
    except signing.BadSignature:
        return None
    return KeptReceipt(reference, code, datetime.fromtimestamp(until, UTC))


def grants_of(request: HttpRequest) -> frozenset[str]:
    """References of the complaints whose private parts are open in this browser."""
    return read_grants(request.COOKIES.get(GRANT_COOKIE, ""))


def grant(request: HttpRequest, response: HttpResponse, reference: str) -> None:
    """Open the private parts of this complaint in this browser."""
    _keep(request, response, grants_of(request) | {reference})


def forget_case(request: HttpRequest, response: HttpResponse, reference: str) -> None:
    """Close it in this browser again: the private parts, the receipt, and what was typed about it."""
    _keep(request, response, grants_of(request) - {reference})
    _forget_filing(response)
    _forget_drafts(request, response, reference)


def forget_person(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let go of everything that this browser kept of somebody who signs out."""
    _keep(request, response, ())
    _forget_filing(response)
    _forget_drafts(request, response, drafts_of(user))


def device_of(request: HttpRequest) -> str:
    """This browser's own random number, or "" where it has none (or one that we did not give it)."""
    try:
        return str(signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_COOKIE, max_age=DEVICE_AGE_S))
    except signing.BadSignature:
        return ""


def keep_device(request: HttpRequest, response: HttpResponse, device: str) -> None:
    kept = signing.dumps(device, salt=DEVICE_COOKIE)
    response.set_cookie(
        DEVICE_COOKIE, kept, max_age=DEVICE_AGE_S, httponly=True, samesite="Lax", secure=request.is_secure()
    )


def drafts_of(user: User) -> str:
    """The word under which a browser keeps an account's drafts apart; it says nothing about the person."""
    return salted_hmac("complaints.device", str(user.pk), algorithm="sha256").hexdigest()[:16]


def _keep(request: HttpRequest, response: HttpResponse, references: Iterable[str]) -> None:
    if not references:
        response.delete_cookie(GRANT_COOKIE, samesite="Lax")
        return
    # Without an age of its own: the browser drops it when it is closed.
    kept = write_grants(references)
    response.set_cookie(GRANT_COOKIE, kept, httponly=True, samesite="Lax", secure=request.is_secure())


def _forget_filing(response: HttpResponse) -> None:
    response.delete_cookie(RECEIPT_COOKIE, path=reverse("receipt"), samesite="Lax")
    response.delete_cookie(STEPS_COOKIE, path=reverse("new_complaint"), samesite="Lax")


def _forget_drafts(request: HttpRequest, response: HttpResponse, name: str) -> None:
    response.set_cookie(FORGET_COOKIE, name, max_age=FORGET_AGE_S, samesite="Lax", secure=request.is_secure())
