"""What complainants say of how their case went, and the scores that everybody may see."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.complaint_tables import Complaint
from complaints.timeline_tables import CaseEvent
from directory.models import Agency, Topic

QUESTIONS = ("ease", "speed", "informed", "manner", "result")
"""In this order everywhere; each is answered from 1, the worst, to 5."""


def _zeros() -> list[int]:
    return [0] * len(QUESTIONS)


class SurveyAnswer(models.Model):
    """Five answers of one complainant about one ending; no line of the timeline, because officers of the case read that."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="survey_answers")
    event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="+")
    """The line with which the case ended; of a joined complaint that of the case in which it went on."""
    ease = models.PositiveSmallIntegerField()
    speed = models.PositiveSmallIntegerField()
    informed = models.PositiveSmallIntegerField()
    manner = models.PositiveSmallIntegerField()
    result = models.PositiveSmallIntegerField()
    remark = models.TextField(blank=True)
    """With personal data hidden before it is stored."""
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    """The main topic."""
    is_counted = models.BooleanField()
    """In the public scores; never of a case held in confidence."""
    answered_at = models.DateTimeField()
    """The hour of the last change."""

    class Meta:
        verbose_name = _("answers on satisfaction")
        verbose_name_plural = _("answers on satisfaction")
        constraints = [
            models.UniqueConstraint(name="a_complaint_is_rated_once_an_ending", fields=["complaint", "event"]),
            models.CheckConstraint(
                name="ratings_are_one_to_five", condition=Q(**{f"{name}__range": (1, 5) for name in QUESTIONS})
            ),
        ]
        indexes = [
            models.Index(
                name="remarks_on_an_agency",
                fields=["agency", "-answered_at"],
                condition=Q(is_counted=True) & ~Q(remark=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.ratings}"

    @property
    def ratings(self) -> list[int]:
        return [getattr(self, name) for name in QUESTIONS]


class SurveyScore(models.Model):
    """The sums of one agency's or one main topic's ratings. Everybody sees those that were shown last (complaints.survey)."""

    agency = models.OneToOneField(Agency, models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.OneToOneField(Topic, models.CASCADE, null=True, blank=True, related_name="+")
    answers = models.PositiveIntegerField(default=0)
    sums = ArrayField(models.PositiveIntegerField(), default=_zeros)
    shown_answers = models.PositiveIntegerField(default=0)
    shown_sums = ArrayField(models.PositiveIntegerField(), default=_zeros)

    class Meta:
        verbose_name = _("satisfaction score")
        verbose_name_plural = _("satisfaction scores")
        constraints = [
            models.CheckConstraint(
                name="a_score_is_of_an_agency_or_of_a_topic",
                condition=Q(agency__isnull=True, topic__isnull=False) | Q(agency__isnull=False, topic__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                name="shown_scores_of_agencies",
                fields=["-shown_answers", "id"],
                condition=Q(agency__isnull=False, shown_answers__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency or self.topic}: {self.answers}"

    @property
    def means(self) -> list[float]:
        """As shown, one for each question."""
        return [total / self.shown_answers for total in self.shown_sums] if self.shown_answers else []
