"""Models made here from what people settled: their files, who let them decide, what they would have said, and alarms."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ModelVersion(models.Model):
    """A topic model in the registry folder: `topics-<version>.skops` beside its card."""

    version = models.CharField(_("version"), max_length=60, unique=True)
    sha256 = models.CharField(_("checksum of the file"), max_length=64)
    """The card beside the file names one too; whoever can write there could change both, but not this."""
    base = models.CharField(_("stands on the model"), max_length=60)
    fingerprint = models.CharField(_("fingerprint of the lessons"), max_length=64)
    lessons = models.PositiveIntegerField(_("cases learned from"))
    report: Any = models.JSONField(_("report"), default=dict)
    """{later, right_before, right_after, belief, set_aside: [routing.teachers.OneSided as a mapping]}"""
    made_at = models.DateTimeField(_("model made"), default=timezone.now)

    class Meta:
        verbose_name = _("topic model")
        verbose_name_plural = _("topic models")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.version


class ModelChange(models.Model):
    """One act about which model decides, or is asked beside the one that does. Append-only; the newest counts."""

    class What(models.TextChoices):
        SHADOW = "shadow", _("Asked beside, decides nothing")
        SHADOW_ENDED = "shadow_ended", _("No longer asked beside")
        PROMOTED = "promoted", _("Decides from now on")
        ROLLED_BACK = "rolled_back", _("Decides again, in place of a newer one")

    what = models.CharField(_("what"), max_length=16, choices=What.choices)
    version = models.ForeignKey(
        ModelVersion, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name=_("topic model")
    )
    """None: the model that ships with the program."""
    after_decision = models.BigIntegerField(default=0)
    """The newest decision there was; a model asked beside is asked about later ones only."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    """None: by a command on the server."""
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("change of the topic model")
        verbose_name_plural = _("changes of the topic model")
        ordering = ["-id"]
        triggers = [pgtrigger.Protect(name="changes_are_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.what} {self.version or ''}".strip()


class ShadowOpinion(models.Model):
    """What a model asked beside would have proposed first. Codes, empty where it proposed nothing."""

    decision = models.ForeignKey("routing.RoutingDecision", models.CASCADE, related_name="+")
    version = models.ForeignKey(ModelVersion, models.CASCADE, related_name="+")
    topic = models.CharField(max_length=60, blank=True)
    agency = models.CharField(max_length=60, blank=True)
    probability = models.FloatField(default=0.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_model_is_asked_once_a_decision", fields=["version", "decision"]),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.topic}"


class RoutingAlarm(models.Model):
    """Something about the routing that people must look at, from when it was noticed until it was over."""

    class Kind(models.TextChoices):
        MODEL_REFUSED = "model_refused", _("The topic model cannot be used")
        CHALLENGER_REFUSED = "challenger_refused", _("The model asked beside cannot be used")
        ONE_SIDED = "one_sided", _("Somebody's corrections nearly all go one way")
        WORDS = "words", _("People write in other words than the model knows")
        TOPICS = "topics", _("The mix of topics has changed")
        CONFIDENCE = "confidence", _("The model is less sure than before")
        CORRECTIONS = "corrections", _("People correct more than before")
        PRECISION = "precision", _("What goes out by itself is right less often than was wanted")

    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    subject = models.CharField(_("about"), max_length=150, blank=True)
    facts: Any = models.JSONField(_("facts"), default=dict)
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="one_alarm_of_a_kind_about_one_thing",
                fields=["kind", "subject"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}".strip()


class DriftReport(models.Model):
    """The figures of one day, by which the routing is watched (routing.drift)."""

    day = models.DateField(_("day"), unique=True, default=timezone.localdate)
    figures: Any = models.JSONField(_("figures"), default=dict)

    class Meta:
        verbose_name = _("drift report")
        verbose_name_plural = _("drift reports")
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)
