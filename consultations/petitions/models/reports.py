"""PetitionReport: that somebody asks the agency to look at an open petition by one of the public rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.moderation.models import Rule
from consultations.petitions.models.petitions import Petition

REPORT_MAX_LETTERS = 500


class PetitionReport(models.Model):
    """One for a person or browser, for good. It hides nothing; who it was is told to nobody."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="reports")
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """None: a browser without an account, or an account that was erased."""
    browser = models.CharField(max_length=64, null=True)
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    """When the agency had looked at it."""

    class Meta:
        verbose_name = _("report of a petition")
        verbose_name_plural = _("reports of petitions")
        constraints = [
            models.UniqueConstraint(name="a_person_reports_a_petition_once", fields=["petition", "user"]),
            models.UniqueConstraint(name="a_browser_reports_a_petition_once", fields=["petition", "browser"]),
        ]
        indexes = [
            models.Index(name="petition_reports_to_look_at", fields=["petition"], condition=Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}:{self.pk}"
