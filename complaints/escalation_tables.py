"""The ladder of a case that is late: its steps, as rows, and which of them each part of a case has taken."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.assignment_tables import Assignment
from directory.models import Agency, Role


class LateClock(models.TextChoices):
    """Which promise was not kept."""

    ACCEPT = "accept", _("Accepting the case")
    UPDATE = "update", _("Telling the complainant something new")
    RESOLVE = "resolve", _("Reporting the work as done")
    APPROVE = "approve", _("Approving an answer")


class EscalationRule(models.Model):
    """One step of the ladder: after how many working days it is told to whom."""

    class Told(models.TextChoices):
        SUPERVISOR = Role.SUPERVISOR, _("Supervisor")
        AGENCY_HEAD = Role.AGENCY_HEAD, _("Head of agency")

    clock = models.CharField(_("what is late"), max_length=8, choices=LateClock.choices)
    level = models.PositiveSmallIntegerField(_("level"), help_text=_("1 is the first step; each level is taken once."))
    working_days = models.PositiveSmallIntegerField(_("working days late"))
    agencies_up = models.PositiveSmallIntegerField(
        _("agencies up"), default=0, help_text=_("0: the agency itself. 1: the agency it is part of, and so on.")
    )
    role = models.CharField(_("who is told"), max_length=16, choices=Told.choices)
    source = models.CharField(_("source"), max_length=300)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("step of the escalation ladder")
        verbose_name_plural = _("steps of the escalation ladder")
        ordering = ["clock", "level"]
        constraints = [
            models.UniqueConstraint(name="a_clock_has_a_level_once", fields=["clock", "level"]),
            models.CheckConstraint(name="levels_are_counted_from_one", condition=Q(level__gte=1)),
            models.CheckConstraint(name="nothing_goes_up_before_it_is_late", condition=Q(working_days__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.get_clock_display()}: {self.level}"


class Escalation(models.Model):
    """A step that a part of a case has taken up the ladder, and the agency whose leaders were told."""

    class Why(models.TextChoices):
        ACCEPT = "accept", _("Accepting the case")
        UPDATE = "update", _("Telling the complainant something new")
        RESOLVE = "resolve", _("Reporting the work as done")
        DISPUTE = "dispute", _("The complainant says that it is not done")
        APPEAL = "appeal", _("An appeal was granted")
        AUDIT = "audit", _("An auditor found the closing false")
        APPROVE = "approve", _("Approving an answer")

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="escalations")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    """None where nobody is left whom one could tell; the step is taken all the same."""
    why = models.CharField(max_length=8, choices=Why.choices)
    level = models.PositiveSmallIntegerField()
    was_due = models.DateTimeField()
    """The date that passed; of a dispute, when it came."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [
            # Twice at once, or killed in between: the same step for the same date is one row.
            models.UniqueConstraint(
                name="a_step_up_is_taken_once_for_a_date", fields=["assignment", "why", "level", "was_due"]
            )
        ]
        indexes = [models.Index(name="escalation_to_an_agency", fields=["agency", "-id"])]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.why} {self.level}"
