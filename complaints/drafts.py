"""Unfinished complaints of people with an account. Nobody else sees them, officers included."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser

from complaints.models import Draft
from complaints.topic_forms import PREFIX
from directory.models import User

_KEPT = {
    "text", "province", "district", "subdistrict", "place_text", "latitude", "longitude", "visibility",
    "contact_name", "phone", "email", "news_channel",
}  # fmt: skip
DRAFTS_A_PERSON = 20


def save_draft(user: User, fields: Mapping[str, Any]) -> Draft:
    """Keep the fields of a form under its token; saving again replaces. The oldest go beyond 20 a person."""
    key = _key(str(fields.get("form_token", ""))) or uuid.uuid4()
    if Draft.objects.filter(key=key).exclude(user=user).exists():  # a form that two people began in one browser
        key = uuid.uuid4()
    kept = {name: str(value)[:20_000] for name, value in fields.items() if _is_kept(name) and value}
    draft, _made = Draft.objects.update_or_create(user=user, key=key, defaults={"fields": kept})
    old = Draft.objects.filter(user=user).values("pk")[DRAFTS_A_PERSON:]
    Draft.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return draft


def load_draft(user: User | AnonymousUser, key: str) -> dict[str, Any] | None:
    """The fields of one's own draft with its form token, or None."""
    number = _key(key)
    if number is None or not isinstance(user, User):
        return None
    draft = Draft.objects.filter(user=user, key=number).first()
    return {**draft.fields, "form_token": draft.key} if draft else None


def forget_draft(user: User | AnonymousUser, key: str) -> None:
    number = _key(key)
    if number is not None and isinstance(user, User):
        Draft.objects.filter(user=user, key=number).delete()


def _is_kept(name: str) -> bool:
    return name in _KEPT or name.startswith(PREFIX)


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
