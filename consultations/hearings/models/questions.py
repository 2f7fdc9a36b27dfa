"""Question: what somebody asks at a hearing, and who else wants it answered."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from consultations.hearings.models.hearings import Hearing
from consultations.participation.models import MAY_ANSWER, Identity, Refusal

QUESTION_MAX_LETTERS = 280


class Stage(models.TextChoices):
    """How far a question has come in the hall."""

    ASKED = "asked", _("Waits")
    NOW = "now", _("Is being answered")
    ANSWERED = "answered", _("Answered")


class Asker(models.Model):
    """Somebody who asks at one hearing or supports a question: an account, or a browser of which nothing is known."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="askers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """None for a browser, and for an account that was erased."""
    browser = models.CharField(max_length=64, null=True, blank=True)
    """Keyed hash of a random number that this browser keeps for the hearings of this consultation alone."""
    identity = models.PositiveSmallIntegerField(choices=MAY_ANSWER)

    class Meta:
        verbose_name = _("who asks at a hearing")
        verbose_name_plural = _("who ask at hearings")
        constraints = [
            models.UniqueConstraint(
                name="a_person_asks_with_one_voice", fields=["hearing", "user"], condition=Q(user__isnull=False)
            ),
            models.UniqueConstraint(
                name="a_browser_asks_with_one_voice", fields=["hearing", "browser"], condition=Q(browser__isnull=False)
            ),
            models.CheckConstraint(
                name="an_anonymous_asker_is_a_browser",
                condition=~Q(identity=Identity.ANONYMOUS) | Q(user__isnull=True, browser__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hearing_id}:{self.pk}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def to_read(self) -> QuestionQuerySet:
        """What everybody reads."""
        return self.filter(hidden_at=None, withdrawn_at=None)

    def by_support(self) -> QuestionQuerySet:
        """What is being answered first, then what most want answered, the older of two with as many; answered ones last."""
        stage = models.Case(models.When(stage=Stage.NOW, then=0), models.When(stage=Stage.ASKED, then=1), default=2)
        return self.annotate(turn=stage, supporters=F("confirmed_supports") + F("anonymous_supports")).order_by(
            "turn", "-supporters", "id"
        )


class Question(models.Model):
    """One question. Its words never change, and go when it is taken back; the counts are added up by `counting_questions.add_up`."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="questions")
    author = models.ForeignKey(Asker, models.PROTECT, related_name="questions")
    text = models.CharField(max_length=QUESTION_MAX_LETTERS)
    asked_at = models.DateTimeField()
    """By the database's clock, which also decides whether it came in time."""
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.ASKED)
    staged_at = models.DateTimeField(null=True, blank=True)
    staged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=40, blank=True)
    """Code of the rule by which it was taken down; why and by whom moderation knows."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """Taken back by whoever asked; its words are wiped."""
    confirmed_supports = models.PositiveIntegerField(default=0, editable=False)
    anonymous_supports = models.PositiveIntegerField(default=0, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question at a hearing")
        verbose_name_plural = _("questions at hearings")
        constraints = [
            models.CheckConstraint(
                name="a_question_has_bounds",
                condition=Q(withdrawn_at__isnull=False, text="")  # type: ignore[arg-type]
                | (
                    Q(withdrawn_at__isnull=True)
                    & ~Q(text="")
                    & LessThanOrEqual(Length(F("text")), QUESTION_MAX_LETTERS)
                ),
            ),
            models.CheckConstraint(
                name="a_question_is_taken_back_before_its_turn",
                condition=Q(withdrawn_at__isnull=True) | Q(stage="asked"),
            ),
            models.CheckConstraint(
                name="a_hidden_question_says_why", condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason="")
            ),
            models.UniqueConstraint(
                name="one_question_is_answered_at_a_time", fields=["hearing"], condition=Q(stage="now", hidden_at=None)
            ),
            models.UniqueConstraint(
                name="somebody_asks_a_question_once", fields=["author", "text"], condition=Q(withdrawn_at__isnull=True)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="changes_of_questions_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("stage", "hidden_at", "withdrawn_at"),
                func="""
                    INSERT INTO hearings_questionstep (hearing_id, confirmed, anonymous) VALUES (NEW.hearing_id, 0, 0);
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.hearing_id}:{self.pk}"

    @property
    def text_id(self) -> str:
        """As moderation calls it."""
        return f"q{self.pk}"

    @property
    def supports(self) -> int:
        return self.confirmed_supports + self.anonymous_supports

    @property
    def hidden_by(self) -> str:
        """The rule by which it is hidden, in words."""
        is_rule = self.hidden_reason in Refusal.values
        return str(Refusal(self.hidden_reason).label) if is_rule else self.hidden_reason


class QuestionSupport(models.Model):
    """That somebody wants it answered too. Taken back, it is gone."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="support")
    asker = models.ForeignKey(Asker, models.PROTECT, related_name="supports", db_index=False)
    identity = models.PositiveSmallIntegerField(choices=MAY_ANSWER)
    """Of the asker: it is counted under this level."""

    class Meta:
        verbose_name = _("support of a question")
        verbose_name_plural = _("supports of questions")
        constraints = [models.UniqueConstraint(name="somebody_supports_a_question_once", fields=["asker", "question"])]
        triggers = [
            pgtrigger.Trigger(
                name="supports_of_questions_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Delete,
                declare=[("changed", "hearings_questionsupport"), ("step", "integer")],
                func="""
                    IF TG_OP = 'INSERT' THEN changed := NEW; step := 1; ELSE changed := OLD; step := -1; END IF;
                    INSERT INTO hearings_questionstep (question_id, confirmed, anonymous)
                    VALUES (changed.question_id, step * (changed.identity >= 1)::int, step * (changed.identity < 1)::int);
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}:{self.asker_id}"


class QuestionStep(models.Model):
    """One step of a count, written by triggers and added up by a chore: nobody who votes waits for another."""

    hearing = models.ForeignKey(
        Hearing, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    question = models.ForeignKey(
        Question, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    confirmed = models.SmallIntegerField()
    anonymous = models.SmallIntegerField()

    class Meta:
        verbose_name = _("step of a count of support")
        verbose_name_plural = _("steps of counts of support")

    def __str__(self) -> str:
        return f"{self.question_id}: {self.confirmed} {self.anonymous}"
