"""What opens a registration without an account: a private address, made anew whenever it is sent."""

from __future__ import annotations

import base64

from django.utils.crypto import constant_time_compare, salted_hmac

from consultations.hearings.models import Registration

_NUMBER = len("7K3M-9QXT")


def key_of(registration: Registration, what: str = "") -> str:
    """What opens a registration: made from it, so that no table holds it. what: another key, such as of its e-mail address."""
    told = f"{registration.pk}:{registration.number}:{what}"
    made = salted_hmac("consultations.hearings", told, algorithm="sha256").digest()[:16]
    return f"{registration.number}-{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def registration_of(key: str) -> Registration | None:
    found = _numbered(key)
    return found if found is not None and constant_time_compare(key_of(found), key) else None


def registration_of_address(key: str) -> Registration | None:
    """By the key that went to the address somebody typed, which opens nothing else: it may be a stranger's."""
    found = _numbered(key)
    has_address = found is not None and found.email != ""
    return found if found and has_address and constant_time_compare(key_of(found, found.email), key) else None


def _numbered(key: str) -> Registration | None:
    own = Registration.objects.select_related("hearing__consultation__agency", "user")
    return own.filter(number=key[:_NUMBER]).first()
