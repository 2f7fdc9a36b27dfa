"""Theme: what many people say in their own words in one consultation, and what the policy team made of it."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation

NAME_MAX_LETTERS = 120


class Theming(models.Model):
    """How far a worker got with the free texts of a consultation (`finding.find_themes_of_one`); its row is the lock of every act."""

    consultation = models.OneToOneField(Consultation, models.PROTECT, primary_key=True)
    answers = models.PositiveIntegerField(default=0)
    others = models.PositiveIntegerField(default=0)
    """In no theme, `empty` ones included."""
    empty = models.PositiveIntegerField(default=0)
    copies: Any = models.JSONField(default=list)
    """[{"example": the id of a text, "answers": how often it came}], the most frequent first."""
    next_number = models.PositiveIntegerField(default=1)
    act_count = models.PositiveIntegerField(default=0)
    version = models.CharField(max_length=200, blank=True)
    """Of the texts when it was found, as `sources.version_of` tells it."""
    acts_seen = models.PositiveIntegerField(default=0)
    found_at = models.DateTimeField(null=True)
    took_s = models.FloatField(default=0)
    parted_at = models.DateTimeField(null=True)
    """When `Theme.parts` were counted: once, after the closing."""

    class Meta:
        verbose_name = _("finding of themes")
        verbose_name_plural = _("findings of themes")

    def __str__(self) -> str:
        return f"{self.consultation_id}"


class ThemeAct(models.Model):
    """One line of the history of a consultation's themes: one act of the policy team. Append-only."""

    class Kind(models.TextChoices):
        NAMED = "named", _("Confirmed under a name")
        MERGED = "merged", _("Merged into another")
        SPLIT = "split", _("Split")
        MOVED = "moved", _("Opinions moved")
        UNDONE = "undone", _("Undone")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.PositiveIntegerField()
    """Of the theme, which may be gone."""
    facts: Any = models.JSONField(default=dict)
    """What was before, so that it can be undone."""
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("history of themes")
        verbose_name_plural = _("histories of themes")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="an_act_number_is_used_once_a_consultation", fields=["consultation", "n"]),
            models.CheckConstraint(
                name="only_an_undoing_undoes",
                condition=Q(kind="undone", undoes__isnull=False) | (~Q(kind="undone") & Q(undoes__isnull=True)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="a_history_of_themes_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}:{self.n} {self.kind}"


class Theme(models.Model):
    """number: never used for another one in this consultation. name: what the policy team calls it; "" until one confirms it.

    answers, texts, cohesion, words, typical (ids of texts) and copies are as ml.themes.Theme has them.
    """

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="themes")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=NAME_MAX_LETTERS, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    """Shown as a part of this one. It goes on being found by itself, so that it can be taken out again."""
    is_kept = models.BooleanField(default=False)
    """Somebody has to answer it: it stays, even where nothing is left in it."""
    words: Any = models.JSONField(default=list)
    typical: Any = models.JSONField(default=list)
    answers = models.PositiveIntegerField(default=0)
    texts = models.PositiveIntegerField(default=0)
    cohesion = models.FloatField(default=0)
    copies: Any = models.JSONField(default=list)
    parts: Any = models.JSONField(default=dict)
    """Who is in it, with what was merged into it, as `parting.count_parts` counted them after the closing."""

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [
            models.UniqueConstraint(name="a_theme_number_is_used_once", fields=["consultation", "number"]),
            models.CheckConstraint(
                name="a_theme_is_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.called

    def get_absolute_url(self) -> str:
        return reverse("manage_theme", args=[self.consultation.slug, self.number])

    @property
    def called(self) -> str:
        return self.name or ", ".join(self.words[:4])


class Membership(models.Model):
    """Where one free text belongs. text: its id, as its source has it. theme: None for the others."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=40)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, related_name="members")
    pinned_by = models.ForeignKey(ThemeAct, models.PROTECT, null=True, related_name="+")
    """The act by which a person put it there, or confirmed the theme in which it was: it stays."""

    class Meta:
        verbose_name = _("opinion in a theme")
        verbose_name_plural = _("opinions in themes")
        constraints = [models.UniqueConstraint(name="a_text_is_in_one_theme", fields=["consultation", "text"])]

    def __str__(self) -> str:
        return f"{self.consultation_id}:{self.text}"
