"""Report: what came of a consultation, as the policy team edits it, and as it was published."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation


class Report(models.Model):
    """The draft of a result report: only what people write and choose; numbers are drawn up anew until it is published."""

    consultation = models.OneToOneField(Consultation, models.PROTECT, primary_key=True, related_name="report")
    summary_th = models.TextField(blank=True)
    """What people said, in the policy team's words."""
    summary_en = models.TextField(blank=True)
    parts: Any = models.JSONField(default=list)
    """[{"heading", "text"}]: what changed because of input, a subject each."""
    quotes: Any = models.JSONField(default=dict)
    """Number of a theme → ids of the texts that are quoted; the typical ones of a theme that is not in it."""
    section_whys: Any = models.JSONField(default=dict)
    """Key of a section of the draft law (`sections.key_of`) → why it changed or stayed, in the policy team's words."""
    edits = models.PositiveIntegerField(default=0)
    """How often it was kept: who saves tells which they have read."""
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("result report")
        verbose_name_plural = _("result reports")

    def __str__(self) -> str:
        return f"{self.consultation_id}"


class PdfState(models.TextChoices):
    WAITING = "waiting", _("Not made yet")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")


class ReportVersion(models.Model):
    """A report as it was published: words and numbers stay. told: as `consultations.results.figures` draws it up."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField()
    reason = models.TextField(blank=True)
    """Why there is another one after the first."""
    told: Any = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pdf_state = models.CharField(max_length=8, choices=PdfState.choices, default=PdfState.WAITING)
    pdf_stored_as = models.CharField(max_length=120, blank=True)
    bundle_state = models.CharField(max_length=8, choices=PdfState.choices, default=PdfState.WAITING)
    """Of the ZIP with all public data (`bundling`)."""
    bundle_stored_as = models.CharField(max_length=120, blank=True)
    bundled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("published result report")
        verbose_name_plural = _("published result reports")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="a_report_has_a_number_once", fields=["report", "number"]),
            models.CheckConstraint(
                name="another_version_of_a_report_says_why", condition=Q(number=1) | (Q(number__gt=1) & ~Q(reason=""))
            ),
            models.CheckConstraint(
                name="a_ready_report_lies_somewhere", condition=~Q(pdf_state="ready") | ~Q(pdf_stored_as="")
            ),
            models.CheckConstraint(
                name="a_ready_bundle_lies_somewhere",
                condition=~Q(bundle_state="ready") | (~Q(bundle_stored_as="") & Q(bundled_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="report_to_draw", fields=["id"], condition=Q(pdf_state="waiting"))]
        triggers = [
            pgtrigger.Trigger(
                name="a_published_report_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("report", "number", "reason", "told", "published_at"),
                func="RAISE EXCEPTION 'a published report stays';",
            ),
            pgtrigger.Protect(name="no_published_report_is_lost", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}:{self.number}"
