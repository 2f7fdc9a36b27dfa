"""What is behind a subject such as `law:69-k3m9qx`, for the pages of following (setting FOLLOWED_ELSEWHERE)."""

from __future__ import annotations

from collections.abc import Iterable

from complaints.following import Followed
from consultations.statutes.models import Law


def laws_followed(slugs: Iterable[str]) -> dict[str, Followed]:
    """By slug, those that there are: one question to the database for all."""
    laws = Law.objects.filter(slug__in=list(slugs))
    return {law.slug: Followed(law.subject, law.short_title or law.title, law.get_absolute_url()) for law in laws}
