"""Minutes: what was said and decided at a hearing; what is published stays, a change is another version with its reason."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.hearings.models.hearings import Hearing
from records.models import Upload

MINUTES_MAX_LETTERS = 20_000
ANSWER_MAX_LETTERS = 4_000


class Minutes(models.Model):
    """As the team writes them; nobody else reads this."""

    hearing = models.OneToOneField(Hearing, models.PROTECT, primary_key=True)
    said = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    """One a line."""
    guests = models.PositiveIntegerField(default=0)
    """Who came to the hall without having registered."""
    online = models.PositiveIntegerField(default=0)
    """Who took part online: nobody is let in there."""
    answers: Any = models.JSONField(default=dict)
    """Id of a question that was not reached → what the agency answers to it."""
    pdf = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    edits = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(default=timezone.now)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("minutes of a hearing")
        verbose_name_plural = _("minutes of hearings")

    def __str__(self) -> str:
        return f"{self.hearing_id}"


class MinutesVersion(models.Model):
    """Minutes as they were published, with their counts. Never changed."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="minutes_versions")
    number = models.PositiveIntegerField()
    reason = models.TextField(blank=True)
    """Why there is another one."""
    told: Any = models.JSONField()
    """As `minutes.draw_up` has it."""
    pdf = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("published minutes")
        verbose_name_plural = _("published minutes")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="a_version_of_minutes_is_used_once", fields=["hearing", "number"]),
            models.CheckConstraint(name="changed_minutes_say_why", condition=Q(number=1) | ~Q(reason="")),
        ]
        triggers = [pgtrigger.Protect(name="published_minutes_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.hearing_id}:{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("hearing_minutes", args=[self.hearing.consultation.slug, self.hearing.n])
