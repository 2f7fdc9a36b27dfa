"""Statements begun as a copy of another consultation's: the policy team's own, never those that people proposed."""

from __future__ import annotations

from django.utils import timezone

from consultations.models import Consultation
from consultations.participation.models import Conversation, Statement
from directory.models import User


def copy_conversation(earlier: Conversation, to: Consultation, *, by: User) -> Conversation:
    """Ask the same in a new consultation, of the same people, with no answer to it. Within the act that begins it."""
    seeds = list(Statement.objects.shown().filter(conversation=earlier, author=None).order_by("n"))
    copy = Conversation.objects.create(
        consultation=to,
        lowest_identity=earlier.lowest_identity,
        shows_results=earlier.shows_results,
        takes_proposals=earlier.takes_proposals,
        statement_count=len(seeds),
    )
    now = timezone.now()
    decided = {"written_at": now, "published_at": now, "decided_at": now, "decided_by": by}
    Statement.objects.bulk_create(
        Statement(conversation=copy, n=n, text=seed.text, text_en=seed.text_en, **decided)
        for n, seed in enumerate(seeds, start=1)
    )
    return copy
