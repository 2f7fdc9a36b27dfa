"""Joining: that one side proposes that a petition joins another, and what the other side says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.petitions.models.petitions import Petition

WHY_JOINED_MAX_LETTERS = 500


class JoiningQuerySet(models.QuerySet["Joining"]):
    def pending(self, now: datetime) -> JoiningQuerySet:
        """Those that wait for the other side: nobody has ended them, and both petitions still run."""
        ends = self.filter(ended_at=None).select_related("petition__agency", "into__agency")
        runs: dict[str, Any] = {"petition__reached_at": None, "into__agency": F("petition__agency")}
        for name in ("petition", "into"):
            runs |= {
                f"{name}__published_at__isnull": False,
                f"{name}__refused_at": None,
                f"{name}__closed_at": None,
                f"{name}__answered_at": None,
                f"{name}__closes_at__gt": now,
            }
        return ends.filter(**runs)


class Joining(models.Model):
    """One proposal. Both the author and the agency have to want it: the one proposes, the other answers."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Not agreed")
        UNDONE = "undone", _("Taken back")
        LAPSED = "lapsed", _("One of the two ended")

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="joinings")
    into = models.ForeignKey(Petition, models.PROTECT, related_name="+")
    why = models.TextField()
    """Everybody reads it once they are joined."""
    by_author = models.BooleanField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """Who of the agency; None: the author."""
    proposed_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = JoiningQuerySet.as_manager()

    class Meta:
        verbose_name = _("joining of petitions")
        verbose_name_plural = _("joinings of petitions")
        constraints = [
            models.UniqueConstraint(
                name="a_petition_has_one_proposal_to_join", fields=["petition"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="a_petition_joins_another", condition=~Q(petition=F("into"))),
            models.CheckConstraint(
                name="an_ended_proposal_says_how",
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="a_proposal_to_join_is_of_one_side",
                condition=Q(by_author=True, proposed_by=None) | Q(by_author=False, proposed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}:{self.into_id}"
