"""Appeals: a complainant does not accept an agency's answer, and the agency above it decides; or that the triage desk did
not accept the case, and who leads a central desk decides."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.assignment_tables import Assignment
from complaints.case_tables import Case
from directory.models import Agency


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> AppealQuerySet:
        return self.filter(became="")


class Appeal(models.Model):
    """One appeal in a case. Its clock is that of its part: an assignment of the agency that decides it."""

    class Became(models.TextChoices):
        UPHELD = "upheld", _("The answer stands")
        GRANTED = "granted", _("The answer is sent back")
        TAKEN_BACK = "taken_back", _("Taken back")

    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals")
    part = models.OneToOneField(Assignment, models.PROTECT, related_name="appeal")
    against = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    """Whose answer it is about; None where it is about a rejection by the triage desk."""
    filed_at = models.DateTimeField(default=timezone.now)
    closed_before_at = models.DateTimeField(null=True, blank=True)
    """When the case had been closed; None where the answer still waited to be confirmed."""
    rejected_before_at = models.DateTimeField(null=True, blank=True)
    """When the triage desk had not accepted the case; None where an answer is appealed against."""
    became = models.CharField(max_length=12, choices=Became.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                name="an_answer_is_appealed_once",
                fields=["case"],
                condition=~Q(became="taken_back") & Q(rejected_before_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="a_rejection_is_appealed_once",
                fields=["case"],
                condition=~Q(became="taken_back") & Q(rejected_before_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_appeal_is_against_an_answer_or_a_rejection",
                condition=Q(against__isnull=False, rejected_before_at__isnull=True)
                | Q(against__isnull=True, rejected_before_at__isnull=False, closed_before_at__isnull=True),
            ),
            models.CheckConstraint(
                name="an_appeal_that_ended_says_when_and_how",
                condition=Q(became="", ended_at__isnull=True) | (~Q(became="") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_appeal_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("filed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.became or 'open'}"

    @property
    def is_of_rejection(self) -> bool:
        """Whether it is about the triage desk not accepting the case."""
        return self.rejected_before_at is not None
