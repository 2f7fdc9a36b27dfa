"""Copies: the same words from several people; and flags: which voices staff hold for coordinated."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from consultations.participation.models import Participant
from consultations.questionnaires.models import Sheet

TEXT_ID_MAX_LETTERS = 40


class CopyGroup(models.Model):
    """The same words, or nearly, from several people. key: of the words, so that it is known again."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    key = models.CharField(max_length=32)
    example = models.CharField(max_length=TEXT_ID_MAX_LETTERS)
    texts = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("copies of a text")
        verbose_name_plural = _("copies of texts")
        constraints = [models.UniqueConstraint(name="copies_are_known_by_a_key", fields=["consultation", "key"])]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.texts}"


class Copy(models.Model):
    """One text of such a group. who: as `texts.Text` has it."""

    group = models.ForeignKey(CopyGroup, models.CASCADE, related_name="members")
    text = models.CharField(max_length=TEXT_ID_MAX_LETTERS)
    who = models.CharField(max_length=24)

    class Meta:
        verbose_name = _("copy of a text")
        verbose_name_plural = _("copies of a text")

    def __str__(self) -> str:
        return self.text


class Flag(models.Model):
    """That staff hold voices for coordinated, and why. Nothing is left out by it: results are told with and without them."""

    class Kind(models.TextChoices):
        COPIES = "copies", _("the same words")
        OPINION_GROUP = "group", _("an opinion group")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    what = models.CharField(max_length=40)
    """The key of the copies, or the number of the opinion group as it was then."""
    people = models.PositiveIntegerField()
    """How many voices: as they were when it was flagged."""
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    why_taken_back = models.TextField(blank=True)

    class Meta:
        verbose_name = _("flag of coordinated voices")
        verbose_name_plural = _("flags of coordinated voices")
        constraints = [
            models.UniqueConstraint(
                name="voices_are_flagged_once",
                fields=["consultation", "kind", "what"],
                condition=Q(taken_back_at__isnull=True),
            ),
            models.CheckConstraint(name="a_flag_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.kind} {self.what}"


class FlaggedVoice(models.Model):
    """Who was flagged: a participant of the statements, or a sheet of the questionnaire."""

    flag = models.ForeignKey(Flag, models.PROTECT, related_name="voices")
    participant = models.ForeignKey(Participant, models.CASCADE, null=True, related_name="+")
    sheet = models.ForeignKey(Sheet, models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = _("flagged voice")
        verbose_name_plural = _("flagged voices")
        constraints = [
            models.CheckConstraint(
                name="a_flagged_voice_is_a_participant_or_a_sheet",
                condition=Q(participant__isnull=False) ^ Q(sheet__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.flag_id}"
