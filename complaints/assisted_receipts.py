"""The receipts that a helper has not handed over yet: each at an address of its own, in that helper's browser alone.

Several lie open at once: the next one calls while a printer is busy with the last. What is done on the page of one is
done to that one. Number and code are kept by the browser, signed, never by the house; an address tells neither: it would
stand in logs beside the helper, and of an anonymous complaint nothing says who helped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from complaints.models import Complaint
from directory.models import User

COOKIE = "assisted_receipt_"
SHOWN_FOR = timedelta(minutes=10)
"""For a printer that was out of paper; then, or once it was handed over, nobody sees the code again."""
MOST_OPEN = 8
"""In one browser, the newest. Each is some 200 letters in the header of every request to these pages."""


@dataclass(frozen=True)
class Kept:
    """is_new: the form that led here filed it; else it was sent once more, and the receipt alone is shown again."""

    key: str
    reference: str
    code: str
    shown_at: datetime
    is_new: bool

    @property
    def until(self) -> datetime:
        return self.shown_at + SHOWN_FOR

    def filed_at(self, complaint: Complaint) -> datetime:
        """To the minute; the row of an anonymous complaint knows the hour only."""
        return self.shown_at if complaint.is_anonymous else complaint.submitted_at


def key_of(reference: str) -> str:
    """What stands for this receipt in its address: the same when the same form is sent again, and told by nothing else."""
    return salted_hmac("complaints.assisted_receipts", reference, algorithm="sha256").hexdigest()[:20]


def keep(request: HttpRequest, answer: HttpResponse, helper: User, reference: str, code: str, *, is_new: bool) -> None:
    """Let this browser show this receipt to this very helper for ten minutes; the oldest beyond the most ends."""
    key = key_of(reference)
    told = [helper.pk, reference, code, timezone.now().timestamp(), is_new]
    answer.set_cookie(
        COOKIE + key,
        signing.dumps(told, salt=COOKIE + key),
        max_age=SHOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
        path=reverse("assist"),
    )
    others = [kept for kept in _in_browser(request, helper) if kept.key != key]
    for kept in others[: max(0, len(others) + 1 - MOST_OPEN)]:
        forget(answer, kept.key)


def forget(answer: HttpResponse, key: str) -> None:
    """This browser shows it no more."""
    answer.delete_cookie(COOKIE + key, path=reverse("assist"), samesite="Lax")


def kept_receipt(request: HttpRequest, helper: User, key: str) -> tuple[Complaint, Kept] | None:
    """The receipt of this address, if this helper filed it here and did not hand it over."""
    kept = _read(request, helper, key)
    found = (
        Complaint.objects.select_related("case", "assisted__agency").filter(reference=kept.reference) if kept else ()
    )
    complaint = next(iter(found), None)
    return (complaint, kept) if complaint and kept and not complaint.assisted.is_handed_over else None


def open_receipts(request: HttpRequest, helper: User) -> list[Kept]:
    """Those that this helper has not handed over, the oldest first; one statement."""
    kept = _in_browser(request, helper)
    if not kept:
        return []
    waiting = Complaint.objects.filter(reference__in=[each.reference for each in kept], assisted__is_handed_over=False)
    references = set(waiting.values_list("reference", flat=True))
    return [each for each in kept if each.reference in references]


def _in_browser(request: HttpRequest, helper: User) -> list[Kept]:
    keys = [name.removeprefix(COOKIE) for name in request.COOKIES if name.startswith(COOKIE)]
    found = [kept for key in keys if (kept := _read(request, helper, key))]
    return sorted(found, key=lambda kept: kept.shown_at)


def _read(request: HttpRequest, helper: User, key: str) -> Kept | None:
    try:
        helper_id, reference, code, at, is_new = signing.loads(
            request.COOKIES.get(COOKIE + key, ""), salt=COOKIE + key, max_age=SHOWN_FOR
        )
    except signing.BadSignature:
        return None
    return Kept(key, reference, code, datetime.fromtimestamp(at, UTC), is_new) if helper_id == helper.pk else None
