"""What a petition comes to: the answer point by point, the author's appeal against a refusal, and who was told."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.petitions.models.petitions import Petition


class PointOutcome(models.TextChoices):
    DONE = "done", _("It is done")
    PARTLY = "partly", _("It is partly done")
    NOT_DONE = "not_done", _("It is not done")


class AnswerPoint(models.Model):
    """What an agency answers to one point. asked: the point as it was asked."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="answer_points")
    n = models.PositiveSmallIntegerField()
    asked = models.TextField()
    outcome = models.CharField(max_length=8, choices=PointOutcome.choices)
    text = models.TextField()

    class Meta:
        verbose_name = _("answer to a point of a petition")
        verbose_name_plural = _("answers to points of petitions")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="a_point_is_answered_once", fields=["petition", "n"]),
            models.CheckConstraint(name="an_answered_point_says_why", condition=~Q(text="")),
        ]
        triggers = [pgtrigger.Protect(name="an_answered_point_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.petition_id}:{self.n}"


class PetitionAppeal(models.Model):
    """The author's objection to a refusal, decided by somebody else than who refused: the database sees to it."""

    petition = models.OneToOneField(Petition, models.PROTECT, related_name="appeal")
    words = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    against = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = _("appeal of a petition")
        verbose_name_plural = _("appeals of petitions")
        constraints = [
            models.CheckConstraint(
                name="an_appeal_of_a_petition_is_decided_by_another_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("against")),
            ),
            models.CheckConstraint(
                name="a_decided_appeal_of_a_petition_says_who_and_why",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, is_upheld__isnull=True)
                | (Q(decided_at__isnull=False, decided_by__isnull=False, is_upheld__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}"


class PetitionNews(models.Model):
    """One piece of news to all who signed, queued by the worker. mails, texts: how many; each is a row of the outbox."""

    class Kind(models.TextChoices):
        REACHED = "reached", _("Enough signatures")
        ANSWERED = "answered", _("Answered")
        JOINED = "joined", _("Joined into another")
        CLOSED = "closed", _("Closed, not enough signatures")

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="news")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(default=0)
    mails = models.PositiveIntegerField(default=0)
    texts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("news of a petition")
        verbose_name_plural = _("news of petitions")
        constraints = [models.UniqueConstraint(name="news_of_a_petition_are_told_once", fields=["petition", "kind"])]
        indexes = [models.Index(name="petition_news_to_tell", fields=["id"], condition=Q(told_at=None))]

    def __str__(self) -> str:
        return f"petition:{self.petition_id}:{self.kind}"
