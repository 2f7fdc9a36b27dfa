"""Questionnaire: the questions of one consultation, in parts."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, told_to
from consultations.participation.models import MAY_ANSWER, Identity, ShowsResults
from directory.models import User
from directory.models.names import in_current_language

QUESTION_MAX_LETTERS = 500
HINT_MAX_LETTERS = 1000
OPTION_MAX_LETTERS = 200
TITLE_MAX_LETTERS = 200
ANSWER_MAX_LETTERS = 5000
"""Of an answer in words, whatever the policy team would allow."""


class Kind(models.TextChoices):
    GROUP = "group", _("I answer as: one group of people")
    SINGLE = "single", _("One choice")
    MANY = "many", _("Several choices")
    SCALE = "scale", _("A scale from 1 to 5")
    RANKING = "ranking", _("An order")
    MATRIX = "matrix", _("Several lines on one scale from 1 to 5")
    OPEN = "open", _("Own words")


CHOICES = frozenset({Kind.GROUP, Kind.SINGLE, Kind.MANY})
"""By whose answers other questions can be shown."""
WITH_OPTIONS = CHOICES | {Kind.RANKING, Kind.MATRIX}
ON_A_SCALE = frozenset({Kind.SCALE, Kind.MATRIX})


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def announced(self, *, pilot: int | None = None) -> QuestionnaireQuerySet:
        """What everybody may see: the only door of public pages. One without a question asks nothing.

        pilot: a trial that this reader sees besides.
        """
        told = self.filter(told_to(pilot, of="consultation__"), question_count__gt=0)
        return told.select_related("consultation__agency")

    def handled_by(self, user: User) -> QuestionnaireQuerySet:
        return self.filter(consultation__in=Consultation.objects.edited_by(user)).select_related("consultation__agency")


class Questionnaire(models.Model):
    """That a consultation asks questions, and whom."""

    consultation = models.OneToOneField(Consultation, models.PROTECT, primary_key=True)
    lowest_identity = models.PositiveSmallIntegerField(
        _("who may answer"), choices=MAY_ANSWER, default=Identity.ANONYMOUS
    )
    shows_results = models.CharField(
        _("numbers are shown"), max_length=16, choices=ShowsResults.choices, default=ShowsResults.AFTER_ANSWERING
    )
    question_count = models.PositiveIntegerField(default=0, editable=False)
    """How many numbers of questions are given away."""
    section_count = models.PositiveIntegerField(default=0, editable=False)
    sent = models.PositiveBigIntegerField(default=0, editable=False)
    """How many sheets are counted now."""
    given_up = models.PositiveBigIntegerField(default=0, editable=False)
    """How many were begun and wiped after the closing, since they were not sent."""

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [
            models.CheckConstraint(
                name="nobody_has_to_answer_questions_on_paper", condition=~Q(lowest_identity=Identity.ENTERED)
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}"

    def get_absolute_url(self) -> str:
        return reverse("questionnaire", args=[self.consultation.slug])

    def is_a_way(self) -> bool:
        """Whether people can take part by it."""
        return self.questions.filter(closed_at=None).exists()

    def problems(self) -> list[ValidationError]:
        """What keeps its consultation from being announced."""
        if self.is_a_way():
            return []
        return [ValidationError(_now("The questionnaire has no question yet."), code="questions_missing")]

    def outline(self) -> list[Any]:
        """Its parts with what is asked, for whoever reads all of it: `outlining.Outlined`."""
        from consultations.questionnaires.outlining import outline_of  # it knows models, not the other way round

        return outline_of(self)

    def copy_to(self, consultation: Consultation, *, by: User) -> None:
        """Ask the same in a consultation that is begun as a copy of this one's."""
        from consultations.questionnaires.copying import copy_questionnaire  # acts know models, not the other way round

        copy_questionnaire(self, consultation)


class Shown(models.Model):
    """What may be asked of some people only."""

    shown_if = models.ForeignKey("questionnaires.Question", models.PROTECT, null=True, blank=True, related_name="+")
    """A choice of an earlier part; None: it is shown whatever was answered."""
    shown_if_options: Any = models.JSONField(default=list, blank=True)
    """Numbers of its options, one of which has to be chosen."""
    for_groups: Any = models.JSONField(default=list, blank=True)
    """Numbers of the options of the question of kind GROUP; none: for everybody."""

    class Meta:
        abstract = True


class Section(Shown):
    """A part of a questionnaire, on a page of its own. n: its number in addresses; place: its order."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="sections")
    n = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    title_th = models.CharField(_("title of the part in Thai"), max_length=TITLE_MAX_LETTERS)
    title_en = models.CharField(_("the same in English"), max_length=TITLE_MAX_LETTERS, blank=True)

    class Meta:
        verbose_name = _("part of a questionnaire")
        verbose_name_plural = _("parts of questionnaires")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(name="a_part_number_is_used_once", fields=["questionnaire", "n"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_current_language(self.title_th, self.title_en)


class Question(Shown):
    """One question. n: its number in the questionnaire, which it keeps; place: its order in its part."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="questions")
    section = models.ForeignKey(Section, models.PROTECT, related_name="questions")
    n = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text_th = models.CharField(_("question in Thai"), max_length=QUESTION_MAX_LETTERS)
    text_en = models.CharField(_("the same in English"), max_length=QUESTION_MAX_LETTERS, blank=True)
    hint_th = models.CharField(_("hint in Thai"), max_length=HINT_MAX_LETTERS, blank=True)
    hint_en = models.CharField(_("the same in English"), max_length=HINT_MAX_LETTERS, blank=True)
    options: Any = models.JSONField(default=list, blank=True)
    """[{"n": 1, "th": …, "en": …}]: choices, things to put in order, or lines of a matrix. A number is never used again."""
    most = models.PositiveIntegerField(null=True, blank=True)
    """Of MANY how many may be chosen, None for all; of OPEN how many letters may be written."""
    low_th = models.CharField(_("1 means, in Thai"), max_length=OPTION_MAX_LETTERS, blank=True)
    low_en = models.CharField(_("the same in English"), max_length=OPTION_MAX_LETTERS, blank=True)
    high_th = models.CharField(_("5 means, in Thai"), max_length=OPTION_MAX_LETTERS, blank=True)
    high_en = models.CharField(_("the same in English"), max_length=OPTION_MAX_LETTERS, blank=True)
    is_required = models.BooleanField(_("has to be answered"), default=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    """The version with the words before, which is closed."""
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    why_closed = models.TextField(blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["section__place", "place", "n"]
        constraints = [
            models.UniqueConstraint(name="a_question_number_is_used_once", fields=["questionnaire", "n"]),
            models.UniqueConstraint(
                name="a_questionnaire_asks_once_as_whom",
                fields=["questionnaire"],
                condition=Q(kind=Kind.GROUP, closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_closed_question_says_why", condition=Q(closed_at__isnull=True) | ~Q(why_closed="")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_question_with_answers_keeps_its_words",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "questionnaire",
                    "n",
                    "kind",
                    "text_th",
                    "text_en",
                    "hint_th",
                    "hint_en",
                    "options",
                    "most",
                    "low_th",
                    "low_en",
                    "high_th",
                    "high_en",
                ),  # fmt: skip
                func="""
                    IF EXISTS (SELECT FROM questionnaires_answer WHERE question_id = OLD.id) THEN
                        RAISE EXCEPTION 'a question with answers keeps its words, its kind and its options';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return in_current_language(self.text_th, self.text_en)

    @property
    def hint(self) -> str:
        return in_current_language(self.hint_th, self.hint_en)

    @property
    def low(self) -> str:
        return in_current_language(self.low_th, self.low_en)

    @property
    def high(self) -> str:
        return in_current_language(self.high_th, self.high_en)

    @property
    def choices(self) -> dict[int, str]:
        """The words of its options, by their numbers, in the reader's language."""
        return {each["n"]: in_current_language(each["th"], each["en"]) for each in self.options}

    @property
    def most_letters(self) -> int:
        return min(self.most or ANSWER_MAX_LETTERS, ANSWER_MAX_LETTERS)
