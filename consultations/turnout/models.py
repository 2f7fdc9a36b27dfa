"""Turnout: who took part in a consultation that has closed, counted once, with nothing in it about few people."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from directory.models import Area


class Turnout(models.Model):
    """Of one consultation. None where it did not ask that way.

    Somebody who answers statements and a questionnaire and comments is counted in each: nobody is followed from one to the other.
    """

    consultation = models.OneToOneField(Consultation, models.CASCADE, primary_key=True, related_name="turnout")
    voters_confirmed = models.PositiveBigIntegerField(null=True)
    voters_anonymous = models.PositiveBigIntegerField(null=True)
    """Who said something to a statement or proposed one."""
    sheets_confirmed = models.PositiveBigIntegerField(null=True)
    sheets_anonymous = models.PositiveBigIntegerField(null=True)
    """Questionnaires that were sent."""
    sheets_begun = models.PositiveBigIntegerField(null=True)
    """Sent, and begun without sending; what was taken back leaves nothing."""
    comments_confirmed = models.PositiveBigIntegerField(null=True)
    comments_anonymous = models.PositiveBigIntegerField(null=True)
    """Who commented on a text of law, or thinks as a comment does."""
    median_s = models.PositiveIntegerField(null=True)
    """From the first answer kept to the sending; None where fewer than the floor sent one."""
    provinces: Any = models.JSONField(default=dict)
    """People by code of the province, of those who told it, without what is about few."""
    groups: Any = models.JSONField(default=list)
    """Words in Thai, words in English and people of each group as which sheets were sent, without what is about few."""
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("who took part")
        verbose_name_plural = _("who took part")
        constraints = [
            models.CheckConstraint(
                name="a_sheet_that_was_sent_was_begun",
                condition=Q(sheets_begun__isnull=True)
                | Q(sheets_begun__gte=models.F("sheets_confirmed") + models.F("sheets_anonymous")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}"

    @property
    def people(self) -> int:
        """Voices of all ways together."""
        return self.confirmed + self.anonymous

    @property
    def confirmed(self) -> int:
        return (self.voters_confirmed or 0) + (self.sheets_confirmed or 0) + (self.comments_confirmed or 0)

    @property
    def anonymous(self) -> int:
        return (self.voters_anonymous or 0) + (self.sheets_anonymous or 0) + (self.comments_anonymous or 0)

    @property
    def sheets(self) -> int | None:
        return None if self.sheets_begun is None else (self.sheets_confirmed or 0) + (self.sheets_anonymous or 0)


class LocalTurnout(models.Model):
    """Who took part of one province or district, as the results show it: nothing about few people."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="local_turnouts")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    voters = models.PositiveBigIntegerField(default=0)
    """Who said something to a statement; 0 as well where it would tell of few."""
    sheets = models.PositiveBigIntegerField(default=0)
    """Questionnaires that were sent; 0 as well where it would tell of few."""
    told_at = models.DateTimeField(null=True)
    """When the local bodies of the place were told."""
    mails = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("who took part of a place")
        verbose_name_plural = _("who took part of a place")
        ordering = ["-consultation__closes_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="a_place_is_counted_once_a_consultation", fields=["consultation", "area"]),
            models.CheckConstraint(name="a_place_is_counted_for_somebody", condition=Q(voters__gt=0) | Q(sheets__gt=0)),
        ]
        indexes = [models.Index(name="places_to_be_told", fields=["id"], condition=Q(told_at=None))]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.area_id}"

    @property
    def people(self) -> int:
        """Voices of both ways together."""
        return self.voters + self.sheets
