"""Sheet: what one participant answers to a questionnaire, and how it is counted."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.participation.models import Identity
from consultations.questionnaires.models.asked import Question, Questionnaire
from directory.models import Area

STORED_MAX_LETTERS = 40_000
"""Of one answer as JSON, where a letter may be written as six."""


class Sheet(models.Model):
    """What one participant answers: begun, kept, sent. An account has one, and so has a browser: the database sees to it."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="sheets")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """None for a browser, and for an account that was erased."""
    browser = models.CharField(max_length=64, null=True, blank=True)
    """Keyed hash of a random number that this browser keeps for this questionnaire alone."""
    identity = models.PositiveSmallIntegerField(choices=Identity.choices)
    stakeholders = models.PositiveSmallIntegerField(default=0)
    """As which group it was sent: an option of the question of kind GROUP; 0 where none was told."""
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    """Province or district, where the person chose to tell it."""
    draft: Any = models.JSONField(default=dict, blank=True)
    """What was filled in, by the number of the question; wiped after the closing."""
    is_changed = models.BooleanField(default=True)
    """Whether the draft holds more than what was sent."""
    is_put_away = models.BooleanField(default=False)
    """Not shown in this browser any more, because several people use it."""
    number = models.CharField(max_length=12, unique=True, null=True, blank=True)
    """Of the receipt, from the first sending on."""
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    """By the database's clock, which also decides whether it came in time. None: it is not counted."""

    class Meta:
        verbose_name = _("sheet of answers")
        verbose_name_plural = _("sheets of answers")
        constraints = [
            models.UniqueConstraint(
                name="a_person_has_one_sheet_of_a_questionnaire",
                fields=["questionnaire", "user"],
                condition=Q(user__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_browser_has_one_sheet_of_a_questionnaire",
                fields=["questionnaire", "browser"],
                condition=Q(browser__isnull=False),
            ),
            models.CheckConstraint(
                name="an_anonymous_sheet_is_of_a_browser",
                condition=~Q(identity=Identity.ANONYMOUS) | Q(user__isnull=True, browser__isnull=False),
            ),
            models.CheckConstraint(
                name="an_entered_sheet_is_nobodys_here",
                condition=~Q(identity=Identity.ENTERED) | Q(user__isnull=True, browser__isnull=True),
            ),
            models.CheckConstraint(
                name="a_sent_sheet_has_a_number", condition=Q(sent_at__isnull=True) | Q(number__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                name="sheet_with_draft", fields=["questionnaire"], condition=Q(sent_at__isnull=True) | ~Q(draft={})
            ),
            models.Index(
                name="sheet_sent_last", fields=["questionnaire", "sent_at"], condition=Q(sent_at__isnull=False)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sheets_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("sent_at", "identity", "stakeholders", "area_id")
                | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        IF ((OLD.sent_at AT TIME ZONE 'Asia/Bangkok')::date, OLD.identity, OLD.stakeholders, OLD.area_id) IS NOT DISTINCT FROM
                            ((NEW.sent_at AT TIME ZONE 'Asia/Bangkok')::date, NEW.identity, NEW.stakeholders, NEW.area_id) THEN
                            RETURN NULL;
                        END IF;
                    END IF;
                    IF TG_OP <> 'INSERT' THEN
                        IF OLD.sent_at IS NOT NULL THEN
                            INSERT INTO questionnaires_change (questionnaire_id, identity, stakeholders, step, area, day)
                            VALUES (OLD.questionnaire_id, OLD.identity, OLD.stakeholders, -1,
                                OLD.area_id, (OLD.sent_at AT TIME ZONE 'Asia/Bangkok')::date);
                        END IF;
                    END IF;
                    IF TG_OP <> 'DELETE' THEN
                        IF NEW.sent_at IS NOT NULL THEN
                            INSERT INTO questionnaires_change (questionnaire_id, identity, stakeholders, step, area, day)
                            VALUES (NEW.questionnaire_id, NEW.identity, NEW.stakeholders, 1,
                                NEW.area_id, (NEW.sent_at AT TIME ZONE 'Asia/Bangkok')::date);
                        END IF;
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.number or f"{self.questionnaire_id}:{self.pk}"


class Answer(models.Model):
    """What a sheet that was sent says to one question. Written by `filling` alone; value: see `consultations.questionnaires.answers`."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", db_index=False)
    identity = models.PositiveSmallIntegerField(choices=Identity.choices)
    """Of the sheet, as are its stakeholders: it is counted under them."""
    stakeholders = models.PositiveSmallIntegerField(default=0)
    area = models.IntegerField(null=True, blank=True)
    """Code of the sheet's, as the day on which it was sent last; it is counted under both, too."""
    day = models.DateField(null=True, blank=True)
    value: Any = models.JSONField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    """Own words that a rule took out of sight; they stay so when the author writes others."""

    class Meta:
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        constraints = [
            models.UniqueConstraint(name="a_sheet_answers_a_question_once", fields=["sheet", "question"]),
            models.CheckConstraint(
                name="an_answer_has_bounds",
                condition=LessThanOrEqual(Length(Cast(F("value"), models.TextField())), STORED_MAX_LETTERS),
            ),
        ]
        indexes = [
            models.Index(name="answers_of_a_question", fields=["question", "id"]),
            models.Index(name="hidden_answers", fields=["question"], condition=Q(hidden_at__isnull=False)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="answers_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        IF (OLD.value, OLD.identity, OLD.stakeholders, OLD.area, OLD.day)
                            IS NOT DISTINCT FROM (NEW.value, NEW.identity, NEW.stakeholders, NEW.area, NEW.day) THEN
                            RETURN NULL;
                        END IF;
                    END IF;
                    IF TG_OP <> 'INSERT' THEN
                        INSERT INTO questionnaires_change (question_id, identity, stakeholders, value, step, area, day)
                        VALUES (OLD.question_id, OLD.identity, OLD.stakeholders,
                            CASE WHEN jsonb_typeof(OLD.value) <> 'string' THEN OLD.value END, -1, OLD.area, OLD.day);
                    END IF;
                    IF TG_OP <> 'DELETE' THEN
                        INSERT INTO questionnaires_change (question_id, identity, stakeholders, value, step, area, day)
                        VALUES (NEW.question_id, NEW.identity, NEW.stakeholders,
                            CASE WHEN jsonb_typeof(NEW.value) <> 'string' THEN NEW.value END, 1, NEW.area, NEW.day);
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}:{self.question_id}"

    @property
    def text_id(self) -> str:
        """As moderation and themes call its words."""
        return f"a{self.pk}"


class Change(models.Model):
    """One step of a count, written by triggers and added up by `counting.add_up`: nobody who sends waits for another."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    """Of a sheet; None of an answer."""
    question = models.ForeignKey(
        Question, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    identity = models.PositiveSmallIntegerField()
    stakeholders = models.PositiveSmallIntegerField()
    value: Any = models.JSONField(null=True)
    """What was answered; None of words, which are not counted one by one."""
    step = models.SmallIntegerField()
    area = models.IntegerField(null=True)
    """Code of a province or district, where one was told."""
    day = models.DateField(null=True)
    """By Bangkok's clock."""

    class Meta:
        verbose_name = _("step of a count of sheets")
        verbose_name_plural = _("steps of counts of sheets")

    def __str__(self) -> str:
        return f"{self.pk}"


class Tally(models.Model):
    """How many said one thing, of one level of identity and one group; without a question, how many sheets were sent.

    item and value: as `answers.cells_of` gives them; both 0 for how many answered at all.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="tallies")
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="tallies")
    identity = models.PositiveSmallIntegerField(choices=Identity.choices)
    stakeholders = models.PositiveSmallIntegerField()
    item = models.PositiveIntegerField(default=0)
    value = models.PositiveSmallIntegerField(default=0)
    people = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("count of sheets")
        verbose_name_plural = _("counts of sheets")
        constraints = [
            models.UniqueConstraint(
                name="a_thing_said_has_one_count",
                fields=["questionnaire", "question", "identity", "stakeholders", "item", "value"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id}:{self.question_id} {self.item}={self.value}"


class PartTally(models.Model):
    """The same of one province, of one district, or of one day: either area or day. Pages read it through floors (`parts`)."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="+", db_index=False)
    identity = models.PositiveSmallIntegerField(choices=Identity.choices)
    area = models.IntegerField(null=True)
    day = models.DateField(null=True)
    item = models.PositiveIntegerField(default=0)
    value = models.PositiveSmallIntegerField(default=0)
    people = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("count of sheets of a part of the people")
        verbose_name_plural = _("counts of sheets of parts of the people")
        constraints = [
            models.UniqueConstraint(
                name="a_part_of_the_people_says_a_thing_once",
                fields=["questionnaire", "question", "area", "day", "identity", "item", "value"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="a_part_of_the_sheets_is_of_an_area_or_a_day",
                condition=Q(area__isnull=True) ^ Q(day__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id}:{self.question_id} {self.area or self.day}"
