"""The states of a petition: data and pure functions, no I/O.

A state is never stored: it follows from what was done and from the clock, as that of a consultation does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PetitionState(TextChoices):
    DRAFT = "draft", _("Being written")
    CHECKED = "checked", _("Being checked")
    REFUSED = "refused", _("Not published")
    OPEN = "open", _("Open for signatures")
    REACHED = "reached", _("Has to be answered")
    ANSWERED = "answered", _("Answered")
    JOINED = "joined", _("Joined into another")
    CLOSED = "closed", _("Closed, not enough signatures")


class PetitionFacts(Protocol):
    """What `state_at` reads of a petition."""

    submitted_at: datetime | None
    refused_at: datetime | None
    joined_at: datetime | None
    published_at: datetime | None
    closes_at: datetime | None
    reached_at: datetime | None
    answered_at: datetime | None


def state_at(petition: PetitionFacts, now: datetime) -> PetitionState:
    """What is told at this moment. The window is half open: published_at <= now < closes_at."""
    if petition.submitted_at is None:
        return PetitionState.DRAFT
    if petition.refused_at is not None:
        return PetitionState.REFUSED
    if petition.joined_at is not None:
        return PetitionState.JOINED
    if petition.published_at is None or petition.closes_at is None:
        return PetitionState.CHECKED
    if petition.answered_at is not None:
        return PetitionState.ANSWERED
    if petition.reached_at is not None:
        return PetitionState.REACHED
    return PetitionState.OPEN if now < petition.closes_at else PetitionState.CLOSED
