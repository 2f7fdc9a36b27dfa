"""The kinds of consultations and their states: data and pure functions, no I/O.

Source: the design of the house, section 4. A consultation's state is never stored: it follows from what was done (announced,
withdrawn, reported, answered) and from the clock, so that no job has to run for a window to open or to close.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ConsultationKind(TextChoices):
    PRINCIPLES = "principles", _("Principles of a law")
    DRAFT_LAW = "draft_law", _("Draft law")
    LAW_IN_FORCE = "law_in_force", _("Law in force, its results")
    SUBORDINATE_RULE = "subordinate_rule", _("Subordinate rule")
    POLICY = "policy", _("Policy")
    PROJECT = "project", _("Project")
    BUDGET = "budget", _("Budget")


class ConsultationState(TextChoices):
    DRAFT = "draft", _("Being prepared")
    SCHEDULED = "scheduled", _("Announced, not open yet")
    OPEN = "open", _("Open for opinions")
    CLOSED = "closed", _("Closed, being summed up")
    REPORTED = "reported", _("Results published")
    RESPONDED = "responded", _("Results published, all answered")
    WITHDRAWN = "withdrawn", _("Withdrawn (see the reason)")


CLOSED_STATES = frozenset({ConsultationState.CLOSED, ConsultationState.REPORTED, ConsultationState.RESPONDED})
"""It ran to its end: nobody can say anything any more, and everybody reads what came of it."""
OVER = CLOSED_STATES | {ConsultationState.WITHDRAWN}


class ConsultationFacts(Protocol):
    """What `state_at` reads of a consultation."""

    announced_at: datetime | None
    pilot_of_id: int | None
    withdrawn_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    reported_at: datetime | None
    responded_at: datetime | None


def state_at(consultation: ConsultationFacts, now: datetime) -> ConsultationState:
    """What everybody is told at this moment. The window is half open: opens_at <= now < closes_at.

    Of a trial it is what its testers are told: nobody announces one, and it runs all the same.
    """
    if consultation.withdrawn_at is not None:
        return ConsultationState.WITHDRAWN
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    if consultation.announced_at is None and consultation.pilot_of_id is None:
        return ConsultationState.DRAFT
    if opens_at is None or closes_at is None:
        return ConsultationState.DRAFT
    if now < opens_at:
        return ConsultationState.SCHEDULED
    if now < closes_at:
        return ConsultationState.OPEN
    if consultation.reported_at is None:
        return ConsultationState.CLOSED
    return ConsultationState.REPORTED if consultation.responded_at is None else ConsultationState.RESPONDED
