"""Conversation: the statements of one consultation, who takes part, and what they say to them."""

from __future__ import annotations

import re
from typing import Any

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, told_to
from directory.models import Area, User
from directory.models.names import in_current_language

STATEMENT_MAX_LETTERS = 200


class Identity(models.IntegerChoices):
    """How well the house knows that two participants are two people; a higher one is known better.

    ENTERED stands outside of that order: the policy team entered it from paper or a meeting, whoever the people were.
    """

    ANONYMOUS = 0, _("Anonymous, one for each browser")
    CONFIRMED = 1, _("Account with a confirmed e-mail or phone")
    VERIFIED = 2, _("Account whose holder showed an identity document at a counter")
    ENTERED = 9, _("Entered by staff, from paper or a meeting")


MAY_ANSWER = (
    (Identity.ANONYMOUS.value, Identity.ANONYMOUS.label),
    (Identity.CONFIRMED.value, Identity.CONFIRMED.label),
    (Identity.VERIFIED.value, Identity.VERIFIED.label),
)
"""What the policy team can ask of people who answer here."""
ACCOUNTS = (Identity.CONFIRMED.value, Identity.VERIFIED.value)
"""Levels of people with an account: wherever numbers stand by level they are one, and how many are verified is told besides."""


def counted_as(level: int) -> int:
    """The level under which numbers of this one are told: all accounts under one."""
    return Identity.CONFIRMED.value if level in ACCOUNTS else level


class Answer(models.IntegerChoices):
    """As Pol.is exports it."""

    AGREE = 1, _("Agree")
    DISAGREE = -1, _("Disagree")
    PASS = 0, _("Pass")


class ShowsResults(models.TextChoices):
    AFTER_ANSWERING = "after_answering", _("to everybody who has answered, while it runs")
    AFTER_CLOSING = "after_closing", _("only after it has closed")


class Refusal(models.TextChoices):
    """Codes of the public rules by which a statement is refused or taken down; their words are rows (`moderation.Rule`)."""

    THREAT = "threat", _("It threatens people or calls for violence")
    INSULT = "insult", _("It insults a person, or stirs up hatred against people")
    OBSCENITY = "obscenity", _("It is obscene")
    PERSONAL_DATA = "personal_data", _("It names a person or holds a telephone number, an address or the like")
    ADVERTISING = "advertising", _("It advertises something")
    OFF_TOPIC = "off_topic", _("It is about something else than this consultation")
    SAID_ALREADY = "said_already", _("Another statement says the same")
    SEVERAL = "several", _("It says several things at once, so that an answer would not be clear")
    NO_STATEMENT = "no_statement", _("It is a question, or nobody could agree or disagree with it")


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def announced(self, *, pilot: int | None = None) -> ConversationQuerySet:
        """What everybody may see: the only door of public pages. pilot: a trial that this reader sees besides."""
        return self.filter(told_to(pilot, of="consultation__")).select_related("consultation__agency")

    def handled_by(self, user: User) -> ConversationQuerySet:
        return self.filter(consultation__in=Consultation.objects.edited_by(user)).select_related("consultation__agency")


class Conversation(models.Model):
    """That a consultation takes answers to statements, and from whom."""

    consultation = models.OneToOneField(Consultation, models.PROTECT, primary_key=True)
    lowest_identity = models.PositiveSmallIntegerField(
        _("who may answer"), choices=MAY_ANSWER, default=Identity.ANONYMOUS
    )
    shows_results = models.CharField(
        _("numbers and groups are shown"),
        max_length=16,
        choices=ShowsResults.choices,
        default=ShowsResults.AFTER_ANSWERING,
    )
    takes_proposals = models.BooleanField(_("people may propose statements"), default=True)
    statement_count = models.PositiveIntegerField(default=0, editable=False)
    """How many numbers are given away, published or not."""
    votes = models.PositiveBigIntegerField(default=0, editable=False)
    """How many answers are counted now."""
    changes = models.PositiveBigIntegerField(default=0, editable=False)
    """How many times an answer was given, changed or taken back; it only grows."""

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.CheckConstraint(
                name="nobody_has_to_answer_statements_on_paper", condition=~Q(lowest_identity=Identity.ENTERED)
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}"

    def get_absolute_url(self) -> str:
        return reverse("statements", args=[self.consultation.slug])

    def is_a_way(self) -> bool:
        """Whether people can take part by it."""
        return self.takes_proposals or Statement.objects.shown().filter(conversation=self).exists()

    def problems(self) -> list[ValidationError]:
        """What keeps its consultation from being announced: nothing."""
        return []

    def copy_to(self, consultation: Consultation, *, by: User) -> None:
        """Ask the same in a consultation that is begun as a copy of this one's."""
        from consultations.participation.copying import copy_conversation  # acts know models, not the other way round

        copy_conversation(self, consultation, by=by)


class Participant(models.Model):
    """Somebody who takes part in one consultation: an account, or a browser of which nothing is known.

    An account has one voice here, and so has a browser: the database sees to it.
    """

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """None for a browser, and for an account that was erased."""
    browser = models.CharField(max_length=64, null=True, blank=True)
    """Keyed hash of a random number that this browser keeps for this consultation alone."""
    identity = models.PositiveSmallIntegerField(choices=Identity.choices)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    """Province or district, where the person chose to tell it."""
    opinion_group = models.PositiveSmallIntegerField(null=True, blank=True)
    """In the newest groups; None where too few answers were given."""
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                name="a_person_has_one_voice_in_a_conversation",
                fields=["conversation", "user"],
                condition=Q(user__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_browser_has_one_voice_in_a_conversation",
                fields=["conversation", "browser"],
                condition=Q(browser__isnull=False),
            ),
            models.CheckConstraint(
                name="an_anonymous_participant_is_a_browser",
                condition=~Q(identity=Identity.ANONYMOUS) | Q(user__isnull=True, browser__isnull=False),
            ),
            models.CheckConstraint(
                name="an_entered_participant_is_nobody_here",
                condition=~Q(identity=Identity.ENTERED) | Q(user__isnull=True, browser__isnull=True),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="participants_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("identity", "area_id", "joined_at") | pgtrigger.Delete,
                func="""
                    IF TG_OP <> 'INSERT' THEN
                        INSERT INTO participation_change
                            (conversation_id, identity, agreed, disagreed, passed, people, area, day)
                        VALUES (OLD.conversation_id, OLD.identity, 0, 0, 0, -1,
                            OLD.area_id, (OLD.joined_at AT TIME ZONE 'Asia/Bangkok')::date);
                    END IF;
                    IF TG_OP <> 'DELETE' THEN
                        INSERT INTO participation_change
                            (conversation_id, identity, agreed, disagreed, passed, people, area, day)
                        VALUES (NEW.conversation_id, NEW.identity, 0, 0, 0, 1,
                            NEW.area_id, (NEW.joined_at AT TIME ZONE 'Asia/Bangkok')::date);
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}:{self.pk}"


class StatementQuerySet(models.QuerySet["Statement"]):
    def shown(self) -> StatementQuerySet:
        """Those that people answer now."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)

    def ever_shown(self) -> StatementQuerySet:
        return self.filter(published_at__isnull=False)

    def no_longer_asked(self) -> StatementQuerySet:
        """Withdrawn with a reason, still to be read: not those that a rule took down."""
        return self.filter(withdrawn_at__isnull=False, removal="")

    def waiting(self) -> StatementQuerySet:
        """Proposed, and neither published nor refused yet."""
        return self.filter(published_at__isnull=True, refusal="")


class Statement(models.Model):
    """One sentence to agree or disagree with. n: its number in the conversation, in its address and in exports."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="statements")
    n = models.PositiveIntegerField()
    text = models.CharField(_("statement"), max_length=STATEMENT_MAX_LETTERS)
    """In Thai, or as its author wrote it."""
    text_en = models.CharField(_("the same in English"), max_length=STATEMENT_MAX_LETTERS, blank=True)
    author = models.ForeignKey(Participant, models.PROTECT, null=True, blank=True, related_name="statements")
    """Who proposed it; None where the policy team wrote it."""
    written_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=16, choices=Refusal.choices, blank=True)
    refusal_note = models.TextField(blank=True)
    """For its author to read."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """Who wrote it for the policy team, or published or refused it."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    why_withdrawn = models.TextField(blank=True)
    removal = models.CharField(max_length=16, choices=Refusal.choices, blank=True)
    """By which rule it was taken down after it was published: nobody reads its words any more. "" where it is only asked no longer."""

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="a_statement_number_is_used_once", fields=["conversation", "n"]),
            models.CheckConstraint(
                name="a_statement_is_not_published_and_refused", condition=Q(published_at__isnull=True) | Q(refusal="")
            ),
            models.CheckConstraint(
                name="a_withdrawn_statement_was_published_and_says_why",
                condition=Q(withdrawn_at__isnull=True) | (Q(published_at__isnull=False) & ~Q(why_withdrawn="")),
            ),
            models.CheckConstraint(
                name="a_statement_that_was_taken_down_is_withdrawn",
                condition=Q(removal="") | Q(withdrawn_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="statement_waiting", fields=["conversation", "n"], condition=Q(published_at=None, refusal="")
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_statement_with_answers_keeps_its_words",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("text", "text_en"),
                func="""
                    IF EXISTS (SELECT FROM participation_vote WHERE statement_id = OLD.id) THEN
                        RAISE EXCEPTION 'a statement with answers keeps its words';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        return in_current_language(self.text, self.text_en)

    @property
    def text_id(self) -> str:
        """As moderation and themes call it."""
        return f"s{self.n}"

    @property
    def is_waiting(self) -> bool:
        return self.published_at is None and not self.refusal


class Vote(models.Model):
    """What a participant says to a statement, as it is now. Written by `voting.cast_vote` alone."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="votes", db_index=False)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="votes")
    identity = models.PositiveSmallIntegerField(choices=Identity.choices)
    """Of the participant: it is counted under this level."""
    area = models.IntegerField(null=True, blank=True)
    """Code of the participant's, under which it is counted too."""
    value = models.SmallIntegerField(choices=Answer.choices)
    cast_at = models.DateTimeField()
    """By the database's clock, which also decides whether it came in time."""

    class Meta:
        verbose_name = _("answer to a statement")
        verbose_name_plural = _("answers to statements")
        constraints = [
            models.UniqueConstraint(name="a_participant_answers_a_statement_once", fields=["participant", "statement"]),
            models.CheckConstraint(name="an_answer_is_agree_pass_or_disagree", condition=Q(value__in=[-1, 0, 1])),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="votes_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        IF (OLD.value, OLD.identity, OLD.area, (OLD.cast_at AT TIME ZONE 'Asia/Bangkok')::date)
                            IS NOT DISTINCT FROM (NEW.value, NEW.identity, NEW.area, (NEW.cast_at AT TIME ZONE 'Asia/Bangkok')::date) THEN
                            RETURN NULL;
                        END IF;
                    END IF;
                    IF TG_OP <> 'INSERT' THEN
                        INSERT INTO participation_change
                            (statement_id, identity, agreed, disagreed, passed, people, area, day)
                        VALUES (OLD.statement_id, OLD.identity,
                            -(OLD.value = 1)::int, -(OLD.value = -1)::int, -(OLD.value = 0)::int, 0,
                            OLD.area, (OLD.cast_at AT TIME ZONE 'Asia/Bangkok')::date);
                    END IF;
                    IF TG_OP <> 'DELETE' THEN
                        INSERT INTO participation_change
                            (statement_id, identity, agreed, disagreed, passed, people, area, day)
                        VALUES (NEW.statement_id, NEW.identity,
                            (NEW.value = 1)::int, (NEW.value = -1)::int, (NEW.value = 0)::int, 0,
                            NEW.area, (NEW.cast_at AT TIME ZONE 'Asia/Bangkok')::date);
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}:{self.statement_id} {self.value}"


class Change(models.Model):
    """One step of a count, written by triggers and added up by `counting.count_changes`: no voter waits for another."""

    conversation = models.ForeignKey(
        Conversation, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    """Of a participant; None of an answer."""
    statement = models.ForeignKey(
        Statement, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    identity = models.PositiveSmallIntegerField()
    agreed = models.SmallIntegerField()
    disagreed = models.SmallIntegerField()
    passed = models.SmallIntegerField()
    people = models.SmallIntegerField()
    area = models.IntegerField(null=True)
    """Code of a province or district, where one was told."""
    day = models.DateField(null=True)
    """By Bangkok's clock."""

    class Meta:
        verbose_name = _("step of a count")
        verbose_name_plural = _("steps of counts")

    def __str__(self) -> str:
        return f"{self.pk}"


class Tally(models.Model):
    """How many said what to a statement, at one level of identity; without a statement, how many people took part."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="tallies")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, related_name="tallies")
    identity = models.PositiveSmallIntegerField(choices=Identity.choices)
    agreed = models.BigIntegerField(default=0)
    disagreed = models.BigIntegerField(default=0)
    passed = models.BigIntegerField(default=0)
    people = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("count of answers")
        verbose_name_plural = _("counts of answers")
        constraints = [
            models.UniqueConstraint(
                name="a_statement_has_one_count_a_level",
                fields=["conversation", "statement", "identity"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}:{self.statement_id} {self.identity}"


class PartTally(models.Model):
    """The same of one province, of one district, or of one day: either area or day. Pages read it through `parts`, which hides few people."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="+", db_index=False)
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, related_name="+", db_index=False)
    identity = models.PositiveSmallIntegerField(choices=Identity.choices)
    area = models.IntegerField(null=True)
    day = models.DateField(null=True)
    agreed = models.BigIntegerField(default=0)
    disagreed = models.BigIntegerField(default=0)
    passed = models.BigIntegerField(default=0)
    people = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("count of answers of a part of the people")
        verbose_name_plural = _("counts of answers of parts of the people")
        constraints = [
            models.UniqueConstraint(
                name="a_part_of_the_people_has_one_count",
                fields=["conversation", "statement", "area", "day", "identity"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="a_part_of_the_people_is_of_an_area_or_a_day",
                condition=Q(area__isnull=True) ^ Q(day__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}:{self.statement_id} {self.area or self.day}"


class OpinionGroups(models.Model):
    """Who thinks alike, as a worker found it (`grouping.find_groups`)."""

    conversation = models.OneToOneField(Conversation, models.PROTECT, primary_key=True, related_name="opinion_groups")
    told: Any = models.JSONField(default=dict)
    """Dots, groups, what each stands for and what all agree on; `grouping.told_of` says in which shape."""
    changes = models.PositiveBigIntegerField(default=0)
    """Conversation.changes when it was found."""
    found_at = models.DateTimeField(null=True)
    took_s = models.FloatField(default=0)
    smoothed: Any = models.JSONField(default=dict)
    """ml.opinions.Smoothed, so that the number of groups does not flicker."""

    class Meta:
        verbose_name = _("opinion groups")
        verbose_name_plural = _("opinion groups")

    def __str__(self) -> str:
        return f"{self.conversation_id}"


def plain_statement(text: str) -> str:
    """In one line: a statement has no paragraphs."""
    return re.sub(r"\s+", " ", text).strip()
