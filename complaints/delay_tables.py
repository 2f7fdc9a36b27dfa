"""Why a case is late, as its officer says it: the reasons to choose from, and what was said of which date."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.assignment_tables import Assignment
from complaints.escalation_tables import LateClock
from complaints.never_asked import refuse_asking_for_papers
from complaints.topic_tables import CODE
from directory.models import Agency
from directory.models.names import in_current_language


class DelayReason(models.Model):
    """A reason to choose, in the office's words and in those that the complainant reads where the officer allows it."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    name_th = models.CharField(_("for the office, in Thai"), max_length=120)
    name_en = models.CharField(_("for the office, in English"), max_length=120)
    told_th = models.CharField(_("to the complainant, in Thai"), max_length=200)
    told_en = models.CharField(_("to the complainant, in English"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=10)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("reason for being late")
        verbose_name_plural = _("reasons for being late")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError: asks_for_papers."""
        refuse_asking_for_papers(self.name_th, self.name_en, self.told_th, self.told_en)

    @property
    def name(self) -> str:
        return in_current_language(self.name_th, self.name_en)


class Delay(models.Model):
    """What an officer said of a date that passed; counted for those who lead. The words stand in the timeline."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="delays")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    clock = models.CharField(max_length=8, choices=LateClock.choices)
    was_due = models.DateTimeField()
    reason = models.ForeignKey(DelayReason, models.PROTECT, related_name="+")
    is_told = models.BooleanField(default=False)
    """Whether the complainant reads it."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("explained delay")
        verbose_name_plural = _("explained delays")
        constraints = [
            models.UniqueConstraint(name="a_date_that_passed_has_one_reason", fields=["assignment", "clock", "was_due"])
        ]
        indexes = [models.Index(name="delay_of_an_agency", fields=["agency", "at"], include=["reason"])]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.reason_id}"
