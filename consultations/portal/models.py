"""Survey: a consultation that was held on another portal, as that portal tells of it; and the files that told."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.statutes.models import Law
from consultations.workflow import ConsultationKind
from directory.models import Agency

SURVEY_ID_MAX_LETTERS = 20
TITLE_MAX_LETTERS = 1000
PUBLISHED = "P"
"""Of the portal's codes the only one that is documented: the result is published."""


class Survey(models.Model):
    """One consultation of another portal. Nobody takes part in it here. Numbers: None where the portal does not tell them."""

    survey_id = models.CharField(max_length=SURVEY_ID_MAX_LETTERS, unique=True)
    title = models.CharField(max_length=TITLE_MAX_LETTERS)
    kind = models.CharField(max_length=20, choices=ConsultationKind.choices)
    agency_name = models.CharField(max_length=300)
    """As the portal writes it."""
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    """The one of this name here; None where there is none."""
    portal_agency = models.CharField(max_length=20, blank=True)
    portal_ministry = models.CharField(max_length=20, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    duration_days = models.PositiveIntegerField(null=True, blank=True)
    is_closed = models.BooleanField(null=True, blank=True)
    close_year = models.PositiveSmallIntegerField(null=True, blank=True)
    answers = models.PositiveBigIntegerField(null=True, blank=True)
    views = models.PositiveBigIntegerField(null=True, blank=True)
    questions = models.PositiveIntegerField(null=True, blank=True)
    invited = models.PositiveIntegerField(null=True, blank=True)
    affects_public = models.CharField(max_length=20, blank=True)
    conclusion = models.CharField(max_length=20, blank=True)
    law_groups = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=500, validators=[URLValidator(schemes=["https"])])
    law = models.ForeignKey(Law, models.PROTECT, null=True, blank=True, related_name="surveys")
    """Which law of the register it was about."""
    is_law_chosen = models.BooleanField(default=False)
    """A person said so, or said that it is none: no import finds another one."""
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consultation held elsewhere")
        verbose_name_plural = _("consultations held elsewhere")
        ordering = ["-ends_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_survey_closes_no_earlier_than_it_opens", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="a_survey_has_a_safe_page", condition=Q(url__startswith="https://")),
        ]
        indexes = [models.Index(name="survey_by_closing", fields=["-ends_on", "-id"])]

    def __str__(self) -> str:
        return f"{self.survey_id}"

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def is_published(self) -> bool:
        return self.conclusion == PUBLISHED

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()


class SurveyFile(models.Model):
    """What was read of a file, to be looked at before it is kept; nothing of it stands anywhere until then.

    told: {"rows": [columns of Survey], …}, as `importing.look_at_file` keeps it; {} once it is kept.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    told: Any = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    kept_at = models.DateTimeField(null=True, blank=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("file of consultations held elsewhere")
        verbose_name_plural = _("files of consultations held elsewhere")
        indexes = [models.Index(name="survey_file_not_kept", fields=["at"], condition=Q(kept_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.public_id}"
