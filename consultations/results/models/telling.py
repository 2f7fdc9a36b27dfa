"""Telling: one piece of news to many people, queued by the worker, and how many it reached."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from consultations.results.models.duties import Duty
from consultations.results.models.reports import ReportVersion


class Telling(models.Model):
    """mails, texts: how many were queued; each is a row of the outbox under `key`, which says when it was sent."""

    class Kind(models.TextChoices):
        ANSWERED = "answered", _("A theme was answered")
        REPORTED = "reported", _("Results published")
        RESPONDED = "responded", _("All themes were answered")

    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="tellings")
    duty = models.OneToOneField(Duty, models.PROTECT, null=True, related_name="telling")
    version = models.OneToOneField(ReportVersion, models.PROTECT, null=True, related_name="telling")
    asked_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(default=0)
    """Accounts that took part in it, reached or not."""
    mails = models.PositiveIntegerField(default=0)
    texts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("news of a consultation")
        verbose_name_plural = _("news of consultations")
        indexes = [models.Index(name="news_to_tell", fields=["id"], condition=Q(told_at=None))]
        constraints = [
            models.CheckConstraint(
                name="news_are_of_a_duty_or_of_a_report_or_of_all",
                condition=Q(kind="answered", duty__isnull=False, version=None)
                | Q(kind="reported", duty=None, version__isnull=False)
                | Q(kind="responded", duty=None, version=None),
            )
        ]

    def __str__(self) -> str:
        return self.key
