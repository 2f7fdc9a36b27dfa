"""Who is named by @ in a note finds it on the start page until the case was opened, or they say that they read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from complaints.models import Assignment, CaseEvent, Mention
from directory.models import User

SHOWN = 5
MOST_COUNTED = 99
"""Beyond it the start page says “99+”."""


@dataclass(frozen=True)
class Named:
    """A note that names the reader. note: "" of a confidential case: its words are read behind a reason only."""

    reference: str
    line: int
    by: str
    note: str
    at: datetime
    is_confidential: bool


@dataclass(frozen=True)
class Mentions:
    """The newest, and how many there are, counted up to one more than MOST_COUNTED."""

    newest: Sequence[Named]
    n: int


def keep_mentions(event: CaseEvent, assignment: Assignment, named: Iterable[User]) -> None:
    """Within the act that wrote the note."""
    Mention.objects.bulk_create(Mention(event=event, assignment=assignment, user=user) for user in named)


def mentions_of(user: User) -> Mentions:
    """What waits for this person; two statements, whatever there is."""
    waiting = Mention.objects.waiting_for(user)
    rows = list(waiting.select_related("event__by", "event__case", "assignment")[:SHOWN])
    n = waiting.values("pk")[: MOST_COUNTED + 1].count() if len(rows) == SHOWN else len(rows)
    return Mentions([_named(each) for each in rows], n)


def _named(mention: Mention) -> Named:
    event, is_confidential = mention.event, mention.assignment.case_is_confidential
    by = event.by.get_short_name() if event.by else ""
    note = "" if is_confidential else event.note
    return Named(event.case.reference, event.n, by, note, event.at, is_confidential)


def read_mentions(assignment: Assignment, user: User) -> int:
    """They have read what names them in this part of a case. Returns how many notes that were."""
    unread = Mention.objects.filter(user=user, read_at__isnull=True, assignment=assignment)
    return unread.update(read_at=timezone.now())
