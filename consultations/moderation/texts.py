"""An opinion as moderation reads it, whatever kind it is, and what all sources need to find some."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Text:
    """An opinion as its author wrote it. who: `p`, `h`, `c` or `q` and the number of its participant, sheet,
    commenter or asker, one for a voice.
    """

    id: str
    words: str
    who: str
    at: datetime
    is_shown: bool = True


def text_gone() -> ValidationError:
    return ValidationError(_("This opinion is no longer there: its author has taken it back."), code="text_gone")


def numbers(ids: Collection[str]) -> list[int]:
    return [int(id[1:]) for id in ids]


def between(field: str, after: datetime | None, until: datetime | None) -> list[Q]:
    wanted = [Q(**{f"{field}__gt": after})] if after else []
    return [*wanted, Q(**{f"{field}__lte": until})] if until else wanted
