"""Case files asked for as one PDF: made by the worker, kept for a day."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.assignment_tables import Assignment
from complaints.case_tables import Case
from complaints.complaint_tables import Complaint
from directory.languages import LONGEST_CODE


class CaseFilePdf(models.Model):
    """One case as one PDF, as one person may see it: an officer through a part of it, or who filed it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not made yet")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="+")
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    has_contact = models.BooleanField(default=False)
    """Whether the officer had opened name and addresses when it was asked for."""
    language = models.CharField(max_length=LONGEST_CODE, default="th")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    stored_as = models.CharField(max_length=120, blank=True)
    size_bytes = models.PositiveIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("case file")
        verbose_name_plural = _("case files")
        indexes = [
            models.Index(name="case_file_to_make", fields=["id"], condition=Q(state="waiting")),
            models.Index(name="case_file_by_age", fields=["asked_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_case_file_is_for_an_officer_or_for_who_filed",
                condition=Q(assignment__isnull=False, complaint__isnull=True, asked_by__isnull=False)
                | Q(assignment__isnull=True, complaint__isnull=False),
            ),
            models.CheckConstraint(
                name="a_ready_case_file_lies_somewhere", condition=~Q(state="ready") | ~Q(stored_as="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
