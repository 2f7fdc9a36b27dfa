"""Who signs in, by Django's and allauth's own rules; the person behind a session is read by a statement written once."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from directory.models import User
from directory.statements import Lookup

_person = Lookup(User, "id = %s")


class _ReadOnce:
    def get_user(self, user_id: int) -> User | None:
        found: User | None = next(iter(_person(user_id)), None)
        may_enter: Any = self.user_can_authenticate  # type: ignore[attr-defined]
        return found if found and may_enter(found) else None


class Passwords(_ReadOnce, ModelBackend):
    """By e-mail and password: the administration pages, and whom the demo lets in."""


class Accounts(_ReadOnce, AuthenticationBackend):
    """By e-mail or phone, as allauth does it."""
