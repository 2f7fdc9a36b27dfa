"""Unfinished complaints of people with an account. Nobody else sees them, officers included."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from complaints.models import Draft
from complaints.topic_forms import PREFIX
from directory.models import User

_KEPT = {
    "text", "province", "district", "subdistrict", "place_text", "latitude", "longitude", "visibility",
    "contact_name", "phone", "email", "news_channel",
}  # fmt: skip
DRAFTS_A_PERSON = 20
SEEN = "draft_seen"
"""The hidden field with `mark_of` the draft that a form began with."""


class Saved(NamedTuple):
    draft: Draft
    is_beside: bool
    """It stands beside the one it began as, because another device has changed that meanwhile."""


@transaction.atomic
def save_draft(user: User, fields: Mapping[str, Any]) -> Saved:
    """Keep the fields of a form under its token; saving again replaces what this device has seen, and nothing else.

    What another device wrote into the same draft since stays, and these words are kept as a draft of their own.
    The oldest go beyond 20 a person.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two devices at the same moment: one of them comes second
    key = _key(str(fields.get("form_token", ""))) or uuid.uuid4()
    kept = {name: str(value)[:20_000] for name, value in fields.items() if _is_kept(name) and value}
    there = Draft.objects.filter(key=key).first()
    is_beside = there is not None and there.user_id == user.pk and _was_changed(there, kept, fields)
    if there is not None and (there.user_id != user.pk or is_beside):  # or a form that two people began in one browser
        key = uuid.uuid4()
    draft, _made = Draft.objects.update_or_create(user=user, key=key, defaults={"fields": kept})
    old = Draft.objects.filter(user=user).values("pk")[DRAFTS_A_PERSON:]
    Draft.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return Saved(draft, is_beside)


def _was_changed(there: Draft, kept: Mapping[str, str], fields: Mapping[str, Any]) -> bool:
    """Does the draft hold words that the sender of this form has not seen?"""
    return there.fields != kept and str(fields.get(SEEN, "")) != mark_of(there)


def mark_of(draft: Draft) -> str:
    """By what a form says which words of a draft it began with."""
    words = json.dumps(draft.fields, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def load_draft(user: User | AnonymousUser, key: str) -> dict[str, Any] | None:
    """The fields of one's own draft with its form token, or None."""
    number = _key(key)
    if number is None or not isinstance(user, User):
        return None
    draft = Draft.objects.filter(user=user, key=number).first()
    return {**draft.fields, "form_token": draft.key, SEEN: mark_of(draft)} if draft else None


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
