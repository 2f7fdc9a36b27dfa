"""What is behind a subject such as `promise:69-k3m9qx`, for the pages of following (setting FOLLOWED_ELSEWHERE)."""

from __future__ import annotations

from collections.abc import Iterable

from complaints.following import Followed
from consultations.promises.models import Promise

NAME_LETTERS = 80


def promises_followed(slugs: Iterable[str]) -> dict[str, Followed]:
    """By slug, those that there are: one question to the database for all."""
    found = Promise.objects.filter(slug__in=list(slugs))
    return {each.slug: Followed(each.subject, _short(each.text), each.get_absolute_url()) for each in found}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= NAME_LETTERS else f"{line[: NAME_LETTERS - 1]}…"
