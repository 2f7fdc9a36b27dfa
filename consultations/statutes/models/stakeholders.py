"""Whom a law concerns by name, and what they were told of its consultations. Only the responsible agency's team reads it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, agencies_of
from consultations.statutes.models.laws import Law
from directory.languages import LONGEST_CODE
from directory.models import User


class StakeholderQuerySet(models.QuerySet["Stakeholder"]):
    def handled_by(self, user: User) -> StakeholderQuerySet:
        return self.filter(law__agency__in=agencies_of(user))

    def standing(self) -> StakeholderQuerySet:
        return self.filter(erased_at__isnull=True)


class Stakeholder(models.Model):
    """A person or a body whom a law concerns. Erased, only the row stays, so that counts of the past stay true."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        BODY = "body", _("Body")

    law = models.ForeignKey(Law, models.PROTECT, related_name="stakeholders")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    why = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    """How the agency came to the address, and by which consent or law it keeps it."""
    language = models.CharField(max_length=LONGEST_CODE, choices=settings.LANGUAGES, default="th")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        verbose_name = _("stakeholder of a law")
        verbose_name_plural = _("stakeholders of laws")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="a_stakeholder_number_is_used_once_a_law", fields=["law", "n"]),
            models.UniqueConstraint(
                name="an_address_stands_once_in_a_register",
                fields=["law", "email"],
                condition=Q(erased_at__isnull=True) & ~Q(email=""),
            ),
            models.CheckConstraint(
                name="a_stakeholder_has_a_name_and_an_address",
                condition=Q(erased_at__isnull=False) | (~Q(name="") & (~Q(email="") | ~Q(address=""))),
            ),
            models.CheckConstraint(
                name="an_erased_stakeholder_is_nobody",
                condition=Q(erased_at__isnull=True) | Q(name="", email="", address="", why="", basis=""),
            ),
        ]
        indexes = [models.Index(name="stakeholder_by_address", fields=["email"], condition=~Q(email=""))]

    def __str__(self) -> str:
        return f"{self.law_id}:{self.n}"


class StakeholderNotice(models.Model):
    """That one stakeholder was told of one consultation on one occasion. sent_at: when the mail or the letter went out."""

    class Occasion(models.TextChoices):
        OPENING = "opening", _("Opened")
        CLOSING = "closing", _("Closes in three days")
        RESULT = "result", _("Result published")

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="notices")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=8, choices=Occasion.choices)
    is_by_post = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """Who posted it; None of mails, which the outbox sends."""

    class Meta:
        verbose_name = _("notice to a stakeholder")
        verbose_name_plural = _("notices to stakeholders")
        constraints = [
            models.UniqueConstraint(
                name="a_stakeholder_is_told_once_an_occasion", fields=["stakeholder", "consultation", "occasion"]
            ),
        ]
        indexes = [
            models.Index(name="stakeholder_notice_waiting", fields=["id"], condition=Q(sent_at__isnull=True)),
            models.Index(name="stakeholder_notice_of", fields=["consultation", "occasion"]),
        ]

    def __str__(self) -> str:
        return f"{self.stakeholder_id} {self.occasion} {self.consultation_id}"

    @property
    def event_key(self) -> str:
        """Of its mail in the outbox."""
        return f"stakeholder:{self.pk}"


class StakeholderTelling(models.Model):
    """That the team let the stakeholders of a consultation be told of its result. done_at: when all of them were."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=8, choices=StakeholderNotice.Occasion.choices)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("telling of stakeholders")
        verbose_name_plural = _("tellings of stakeholders")
        constraints = [
            models.UniqueConstraint(name="an_occasion_is_told_once", fields=["consultation", "occasion"]),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.occasion}"
