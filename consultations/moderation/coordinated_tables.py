"""Copies: the same words from several people, and what takes all of one set down; and flags: which voices staff hold for coordinated."""

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
    same_as = models.ForeignKey("moderation.CopiesDown", models.PROTECT, null=True, blank=True, related_name="+")
    """They say what was taken down before. It is told to the team and hides nothing."""

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
    digest = models.CharField(max_length=32, blank=True)
    """Of its words when they were found, so that other words are known as such."""

    class Meta:
        verbose_name = _("copy of a text")
        verbose_name_plural = _("copies of a text")

    def __str__(self) -> str:
        return self.text


class CopiesDown(models.Model):
    """That one set of copies is taken down in one act. Large ones are worked off by the worker, part by part, and so put back."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", db_index=False)
    n = models.PositiveIntegerField()
    """Of the act: its number in addresses."""
    key = models.CharField(max_length=32)
    """As its `CopyGroup` had it."""
    until = models.DateTimeField()
    """When the last of them was written: what came later is none of them."""
    rule = models.ForeignKey("moderation.Rule", models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    texts = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    down = models.PositiveIntegerField(default=0)
    """How many were taken down up to now; `left` were gone, changed or down already."""
    left = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    put_back_at = models.DateTimeField(null=True, blank=True)
    put_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    why_put_back = models.TextField(blank=True)
    back = models.PositiveIntegerField(default=0)
    back_done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("set of copies taken down")
        verbose_name_plural = _("sets of copies taken down")
        constraints = [
            models.UniqueConstraint(name="a_set_of_copies_has_the_number_of_its_act", fields=["consultation", "n"]),
            models.UniqueConstraint(
                name="copies_are_taken_down_once_at_a_time",
                fields=["consultation", "key"],
                condition=Q(done_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_set_of_copies_put_back_says_who_and_why",
                condition=Q(put_back_at__isnull=True, put_back_by__isnull=True)
                | (Q(put_back_at__isnull=False, put_back_by__isnull=False) & ~Q(why_put_back="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.n}"

    @property
    def seen(self) -> int:
        """Of how many it is known what became of them."""
        return self.down + self.left


class CopyToTakeDown(models.Model):
    """A text of a large set that waits for the worker; the row goes with its taking down."""

    copies = models.ForeignKey(CopiesDown, models.CASCADE, related_name="waiting")
    text = models.CharField(max_length=TEXT_ID_MAX_LETTERS)
    digest = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("copy to take down")
        verbose_name_plural = _("copies to take down")

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
