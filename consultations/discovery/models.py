"""What was told of the days of consultations, and which complaints began as an opinion or lead to a consultation."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Case
from consultations.models import Consultation


class FollowerTelling(models.Model):
    """Those who follow a consultation, or what it is about, were told of this day of it."""

    class Occasion(models.TextChoices):
        OPENING = "opening", _("Opening")
        CLOSING = "closing", _("Before the closing")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=8, choices=Occasion.choices)
    of = models.DateTimeField()
    """The opening or the closing it told of: a closing that moves is told of again."""
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("telling of followers")
        verbose_name_plural = _("tellings of followers")
        constraints = [
            models.UniqueConstraint(name="followers_are_told_of_a_day_once", fields=["consultation", "occasion", "of"])
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.occasion}"


class CaseLink(models.Model):
    """A complaint and a consultation about the same: offered to whoever filed it, and linked by them alone."""

    class Way(models.TextChoices):
        FROM_OPINION = "opinion", _("Began as an opinion in this consultation")
        TO_CONSULTATION = "offered", _("Its author went on to this consultation")

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="case_links")
    way = models.CharField(max_length=8, choices=Way.choices)
    about = models.CharField(max_length=300)
    """The URI of what it began with, such as of a comment or of the consultation; "" never."""
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("complaint about a consultation")
        verbose_name_plural = _("complaints about consultations")
        constraints = [
            models.UniqueConstraint(name="a_case_is_linked_to_a_consultation_once", fields=["case", "consultation"])
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.consultation_id}"
