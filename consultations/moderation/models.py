"""Moderation: the public rules, what waits to be looked at, what was taken down, and the appeals against it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from consultations.moderation.coordinated_tables import (
    TEXT_ID_MAX_LETTERS,
    CopiesDown,
    Copy,
    CopyGroup,
    CopyToTakeDown,
    Flag,
    FlaggedVoice,
)
from consultations.moderation.without_sheets import SHEETS, Without, compare_sheets
from consultations.participation.counting import Count, Counted, count_statements
from consultations.participation.grouping import FLOOR
from consultations.questionnaires.models import Question
from directory.models.names import in_current_language

__all__ = [
    "Appeal",
    "CopiesDown",
    "Copy",
    "CopyGroup",
    "CopyToTakeDown",
    "Flag",
    "FlaggedVoice",
    "Moderating",
    "ModerationAct",
    "Queued",
    "Report",
    "Rule",
    "TakenDown",
]


class Rule(models.Model):
    """One of the public rules by which an opinion is taken down. code: as `participation.models.Refusal` has it."""

    code = models.CharField(_("code"), max_length=16, unique=True)
    place = models.PositiveSmallIntegerField(_("place in the list"))
    name_th = models.CharField(_("rule in Thai"), max_length=200)
    name_en = models.CharField(_("rule in English"), max_length=200)
    means_th = models.TextField(_("what it means, in Thai"))
    means_en = models.TextField(_("what it means, in English"))
    is_of_form = models.BooleanField(_("for proposed statements only"), default=False)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("rule of moderation")
        verbose_name_plural = _("rules of moderation")
        ordering = ["place"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_current_language(self.name_th, self.name_en)

    @property
    def means(self) -> str:
        return in_current_language(self.means_th, self.means_en)


class Moderating(models.Model):
    """How moderation of a consultation stands; its row is the lock of every act of the team."""

    consultation = models.OneToOneField(Consultation, models.PROTECT, primary_key=True)
    act_count = models.PositiveIntegerField(default=0)
    down = models.PositiveIntegerField(default=0)
    """How many texts are taken down now; every act counts them."""
    scanned: Any = models.JSONField(default=dict)
    """Up to which moment the texts of each source were looked at, by its key."""
    copies: Any = models.JSONField(default=list)
    """What everybody is told of the same words from many: [{"texts", "people", "since"}], the most first."""
    version = models.CharField(max_length=200, blank=True)
    """Of the texts when copies were sought."""
    found_at = models.DateTimeField(null=True)
    took_s = models.FloatField(default=0)
    without: Any = models.JSONField(default=dict)
    """What voices flagged as coordinated say: {n of the statement: {level of identity: [agree, disagree, pass]}}, and
    under `without_sheets.SHEETS` what their sheets say."""
    without_of = models.CharField(max_length=60, blank=True)
    """Of which flags and answers `without` was counted."""

    class Meta:
        verbose_name = _("state of moderation")
        verbose_name_plural = _("states of moderation")

    def __str__(self) -> str:
        return f"{self.consultation_id}"

    @property
    def told_copies(self) -> list[dict[str, Any]]:
        """The same with `since` as a date, for the page."""
        return [{**each, "since": date.fromisoformat(each["since"])} for each in self.copies]

    @property
    def active_flags(self) -> list[Flag]:
        """For everybody, in the order in which they were set."""
        return list(Flag.objects.filter(consultation=self.pk, taken_back_at=None).order_by("pk"))

    @property
    def compared(self) -> list[tuple[Counted, Count, Count]]:
        """Statements that flagged voices answered: what all say, accounts and anonymous together, and what the others say.

        Not where either side is fewer than FLOOR, whom a subtraction would tell of.
        """
        told = []
        for each in count_statements(self.pk):
            flagged = sum((Count(*counts) for counts in self.without.get(str(each.n), {}).values()), Count())
            every = sum(each.by_identity.values(), Count())
            others = every.without(flagged)
            if flagged.votes >= FLOOR and (others.votes >= FLOOR or not others.votes):
                told.append((each, every, others))
        return told

    @property
    def compared_sheets(self) -> list[tuple[Question, list[Without]]]:
        """The same of the questionnaire."""
        return compare_sheets(self.pk, self.without.get(SHEETS, {}))


class Queued(models.Model):
    """A text that a person has to look at. marks: what was found in it, and why: {kind: what}; it stays shown meanwhile."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=TEXT_ID_MAX_LETTERS)
    marks: Any = models.JSONField(default=dict)
    digest = models.CharField(max_length=32, blank=True)
    """Of the words that were looked at, so that other words come back."""
    same_as = models.ForeignKey(CopiesDown, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    """It says what was taken down before in a set of copies."""
    reports = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("text to look at")
        verbose_name_plural = _("texts to look at")
        constraints = [models.UniqueConstraint(name="a_text_waits_once", fields=["consultation", "text"])]
        indexes = [
            models.Index(
                name="texts_to_look_at",
                fields=["consultation", "-reports", "since"],
                condition=Q(looked_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}:{self.text}"


class TakenDown(models.Model):
    """That a text is out of sight by a rule. The words stay with their source; everybody reads rule and day."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="taken_down", db_index=False)
    text = models.CharField(max_length=TEXT_ID_MAX_LETTERS)
    n = models.PositiveIntegerField()
    """Of the act that took it down; of a set of copies each has a number of its own after that of the act."""
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    """In words, for the author."""
    copies = models.ForeignKey(CopiesDown, models.PROTECT, null=True, blank=True, related_name="taken")
    """Of the set it was taken down with, if it was."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    put_back_at = models.DateTimeField(null=True, blank=True)
    put_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    why_put_back = models.TextField(blank=True)

    class Meta:
        verbose_name = _("opinion taken down")
        verbose_name_plural = _("opinions taken down")
        constraints = [
            models.UniqueConstraint(
                name="a_text_is_taken_down_once",
                fields=["consultation", "text"],
                condition=Q(put_back_at__isnull=True),
            ),
            models.UniqueConstraint(name="a_taking_down_has_a_number", fields=["consultation", "n"]),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}:{self.text}"

    @property
    def is_down(self) -> bool:
        return self.put_back_at is None


class Appeal(models.Model):
    """The author's objection, decided by somebody else than who took the text down: the database sees to it."""

    taken_down = models.OneToOneField(TakenDown, models.PROTECT, related_name="appeal")
    words = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    against = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    """Who took it down."""
    raised = models.PositiveSmallIntegerField(default=0)
    """How often it was told to those above that it is late."""
    raised_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = _("appeal against moderation")
        verbose_name_plural = _("appeals against moderation")
        constraints = [
            models.CheckConstraint(
                name="an_appeal_is_decided_by_another_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("against")),
            ),
            models.CheckConstraint(
                name="a_decided_appeal_says_who_and_why",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, is_upheld__isnull=True)
                | (Q(decided_at__isnull=False, decided_by__isnull=False, is_upheld__isnull=False) & ~Q(answer="")),
            ),
        ]
        indexes = [models.Index(name="appeals_undecided", fields=["due_at"], condition=Q(decided_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.taken_down_id}"


class Report(models.Model):
    """That somebody asks the moderators to look at a text; one for a person or browser. It hides nothing."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=TEXT_ID_MAX_LETTERS)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    browser = models.CharField(max_length=64, null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("report of an opinion")
        verbose_name_plural = _("reports of opinions")
        constraints = [
            models.UniqueConstraint(
                name="a_person_reports_a_text_once",
                fields=["consultation", "text", "user"],
                condition=Q(user__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_browser_reports_a_text_once",
                fields=["consultation", "text", "browser"],
                condition=Q(browser__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}:{self.text}"


class ModerationAct(models.Model):
    """One line of the history of a consultation's moderation. Append-only."""

    class Kind(models.TextChoices):
        TAKEN_DOWN = "taken_down", _("Taken down")
        PUT_BACK = "put_back", _("Put back")
        SET_DOWN = "set_down", _("A set of copies taken down")
        SET_BACK = "set_back", _("A set of copies put back")
        KEPT = "kept", _("Looked at, stays")
        APPEALED = "appealed", _("Appeal made")
        RAISED = "raised", _("Late appeal told to those above")
        UPHELD = "upheld", _("Appeal upheld, put back")
        DISMISSED = "dismissed", _("Appeal dismissed, stays down")
        FLAGGED = "flagged", _("Flagged as coordinated")
        UNFLAGGED = "unflagged", _("Flag taken back")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=TEXT_ID_MAX_LETTERS, blank=True)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """None: the author, who may have no account, or the clock."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("history of moderation")
        verbose_name_plural = _("histories of moderation")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="a_moderation_number_is_used_once", fields=["consultation", "n"]),
            models.CheckConstraint(
                name="a_taking_down_names_a_rule",
                condition=~Q(kind__in=["taken_down", "set_down"]) | Q(rule__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="a_history_of_moderation_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}:{self.n} {self.kind}"
