"""What notices say instead of the program's own words, as this process knows it: no notice asks the database for it."""

from __future__ import annotations

from dataclasses import dataclass

from notifications.models import NoticeText
from records.caching import kept_by_key, kept_for

KEPT_S = 5


@dataclass(frozen=True)
class Words:
    """With placeholders such as {reference}; a text message has no subject."""

    subject: str
    body: str


Key = tuple[str, str, str]
"""Event, language, channel."""


@kept_for(seconds=KEPT_S)
def who_has_words() -> frozenset[int | None]:
    """The agencies that worded something, and None where somebody did for all."""
    return frozenset(NoticeText.objects.order_by().values_list("agency", flat=True).distinct())


@kept_by_key(seconds=KEPT_S)
def _words_of(agency_id: int | None) -> dict[Key, Words]:
    rows = NoticeText.objects.filter(agency=agency_id)
    return {(row.event, row.language, row.channel): Words(row.subject, row.body) for row in rows}


def own_words(event: str, language: str, channel: str, agency_id: int | None) -> list[Words]:
    """What the agency, then the installation, says instead; nothing where both leave it to the program."""
    owners = who_has_words()
    if not owners:
        return []
    asked = [owner for owner in dict.fromkeys((agency_id, None)) if owner in owners]
    found = [_words_of(owner).get((event, language, channel)) for owner in asked]
    return [words for words in found if words]


def any_agency_has_words() -> bool:
    return bool(who_has_words() - {None})


def forget_own_words() -> None:
    """Drop what this process keeps of them, after a change."""
    who_has_words.forget()
    _words_of.forget()
