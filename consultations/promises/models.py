"""Promise: a change that an agency promises after a consultation, by a day; its milestones, its steps, and who was told of them."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, agencies_of
from consultations.promises.workflow import ENDED, LATE, OPEN, PromiseState, StepKind
from consultations.results.models import Duty, DutyOutcome, DutyQuerySet
from consultations.statutes.models import Law
from directory.models import Agency, User
from directory.models.names import in_current_language
from records.models import Upload

UNIT_MAX_LETTERS = 200


class PromiseQuerySet(models.QuerySet["Promise"]):
    def handled_by(self, user: User) -> PromiseQuerySet:
        """Those of an agency whose policy team or head this person is today."""
        return self.filter(agency__in=agencies_of(user))

    def open(self) -> PromiseQuerySet:
        return self.filter(state__in=OPEN)

    def ended(self) -> PromiseQuerySet:
        return self.filter(state__in=ENDED)

    def late(self, on: date | None = None) -> PromiseQuerySet:
        return self.open().filter(now_due_on__lt=on or timezone.localdate())

    def due_until(self, day: date) -> PromiseQuerySet:
        return self.open().filter(now_due_on__lte=day)

    def shown_as(self, state: str) -> PromiseQuerySet:
        """state: as everybody reads it. One that is late is not shown as promised or in progress."""
        if state == LATE:
            return self.late()
        found = self.filter(state=state)
        return found.filter(now_due_on__gte=timezone.localdate()) if state in OPEN else found


class Promise(models.Model):
    """duty: the answer that it follows from; None: what the report says would change. Everybody reads it at once."""

    slug = models.SlugField(max_length=16, unique=True, editable=False)
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="promises")
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="promises")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    unit = models.CharField(max_length=UNIT_MAX_LETTERS)
    text_th = models.TextField()
    text_en = models.TextField(blank=True)
    due_on = models.DateField()
    """The day as it was promised first: it stays, and whether it was kept in time is counted by it."""
    now_due_on = models.DateField()
    """The same, or the day to which it was moved last (`PromiseStep`)."""
    state = models.CharField(max_length=12, choices=PromiseState.choices, default=PromiseState.PROMISED)
    ended_on = models.DateField(null=True)
    step_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reminded_of = models.DateField(null=True)
    """The day of which its owner was reminded: another day is reminded of again."""
    level = models.PositiveSmallIntegerField(default=0)
    """How many steps it went up since it is late."""
    next_step_at = models.DateTimeField(null=True)
    """When it goes up next, if it is still open."""

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["now_due_on", "id"]
        constraints = [
            models.CheckConstraint(name="a_promise_has_words_and_a_unit", condition=~Q(text_th="") & ~Q(unit="")),
            models.CheckConstraint(
                name="a_promise_is_open_with_a_timer_or_ended_on_a_day",
                condition=Q(state__in=OPEN, ended_on=None, next_step_at__isnull=False)
                | Q(state__in=ENDED, ended_on__isnull=False, next_step_at=None),
            ),
        ]
        indexes = [
            models.Index(name="promise_that_is_open", fields=["now_due_on", "id"], condition=Q(ended_on=None)),
            models.Index(name="promise_that_ended", fields=["-ended_on", "-id"], condition=Q(ended_on__isnull=False)),
            models.Index(name="promise_that_waits", fields=["next_step_at"], condition=Q(ended_on=None)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="words_and_day_of_a_promise_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "slug",
                    "consultation",
                    "duty",
                    "agency",
                    "unit",
                    "text_th",
                    "text_en",
                    "due_on",
                    "made_at",
                    "made_by",
                ),
                func="RAISE EXCEPTION 'words and day of a promise stay';",
            ),
            pgtrigger.Protect(name="no_promise_is_lost", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.text_th[:60]}"

    def get_absolute_url(self) -> str:
        return reverse("promise", args=[self.slug])

    @property
    def text(self) -> str:
        return in_current_language(self.text_th, self.text_en)

    @property
    def subject(self) -> str:
        """What its followers follow."""
        return f"promise:{self.slug}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.now_due_on < timezone.localdate()

    @property
    def was_moved(self) -> bool:
        return self.now_due_on != self.due_on

    @property
    def is_in_time(self) -> bool:
        """Of one that is kept: by the day that was promised first."""
        return self.ended_on is not None and self.ended_on <= self.due_on

    @property
    def shown_state(self) -> str:
        return LATE if self.is_late else self.state

    @property
    def state_words(self) -> str:
        if self.is_late:
            return gettext("Late: not kept yet")
        if self.state == PromiseState.KEPT and not self.is_in_time:
            return gettext("Kept, later than promised")
        return str(self.get_state_display())


class Milestone(models.Model):
    """A part of a promise with a day of its own; its words and its day stay."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="milestones")
    n = models.PositiveSmallIntegerField()
    text_th = models.CharField(max_length=300)
    due_on = models.DateField()
    reached_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("milestone of a promise")
        verbose_name_plural = _("milestones of promises")
        ordering = ["n"]
        constraints = [models.UniqueConstraint(name="a_milestone_number_is_used_once", fields=["promise", "n"])]
        triggers = [
            pgtrigger.Trigger(
                name="a_milestone_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("promise", "n", "text_th", "due_on"),
                func="RAISE EXCEPTION 'a milestone stays';",
            ),
            pgtrigger.Protect(name="no_milestone_is_lost", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id}:{self.n}"

    @property
    def is_late(self) -> bool:
        return self.reached_on is None and self.due_on < timezone.localdate()


class PromiseStep(models.Model):
    """One line of a promise's history, which everybody reads: one act. Append-only."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="steps")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    note = models.TextField(blank=True)
    was_due_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    """Of a day that is moved: from which, and to which."""
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, related_name="+")
    link = models.URLField(max_length=500, blank=True)
    law = models.ForeignKey(Law, models.PROTECT, null=True, related_name="+")
    """Evidence: a page, or a law in force of the platform."""
    file = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    """Evidence as a PDF or a picture, cleaned as every file; alone or beside one of the two."""
    told = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    """Of lateness: whose head was told."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """None: the clock did it."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("step of a promise")
        verbose_name_plural = _("steps of promises")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="a_step_number_is_used_once_a_promise", fields=["promise", "n"]),
            models.CheckConstraint(
                name="a_promise_is_kept_with_evidence",
                condition=~Q(kind__in=[StepKind.KEPT, StepKind.PARTLY])
                | ~Q(link="")
                | Q(law__isnull=False)
                | Q(file__isnull=False),
            ),
            models.CheckConstraint(
                name="who_moves_or_withdraws_a_promise_says_why",
                condition=~Q(kind__in=[StepKind.MOVED, StepKind.WITHDRAWN, StepKind.PARTLY]) | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="a_moved_day_has_both_days",
                condition=Q(kind=StepKind.MOVED, was_due_on__isnull=False, due_on__isnull=False)
                | (~Q(kind=StepKind.MOVED) & Q(was_due_on=None, due_on=None)),
            ),
        ]
        triggers = [pgtrigger.Protect(name="steps_are_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.promise_id}:{self.n} {self.kind}"


class PromiseNews(models.Model):
    """The steps of one promise that people are told of in one message: at most one a promise and a day."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="news")
    on = models.DateField()
    """Not before this day."""
    upto = models.PositiveIntegerField(default=0)
    """The last step that it told of."""
    asked_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(default=0)
    """Accounts that took part in it, reached or not."""
    mails = models.PositiveIntegerField(default=0)
    texts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("news of a promise")
        verbose_name_plural = _("news of promises")
        constraints = [models.UniqueConstraint(name="a_promise_is_news_once_a_day", fields=["promise", "on"])]
        indexes = [models.Index(name="promise_news_to_tell", fields=["on", "id"], condition=Q(told_at=None))]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"{self.promise.subject}:{self.on.isoformat()}"


class PromiseWait(models.Model):
    """An answer that something changes, after which nothing is promised yet: how often that went up, and when it does next."""

    duty = models.OneToOneField(Duty, models.PROTECT, primary_key=True, related_name="promise_wait")
    level = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("answer that waits for its promise")
        verbose_name_plural = _("answers that wait for their promise")

    def __str__(self) -> str:
        return f"{self.duty_id}"


def answers_without_promise() -> DutyQuerySet:
    """Answers that something changes, of which nobody has said yet what, by whom and by when."""
    promised = Promise.objects.filter(duty=OuterRef("pk"))
    answered: DutyQuerySet = Duty.objects.filter(
        outcome__in=[DutyOutcome.CHANGED, DutyOutcome.PARTLY], consultation__pilot_of=None
    )
    return answered.filter(~Exists(promised))


IN_TIME = Q(state=PromiseState.KEPT, ended_on__lte=F("due_on"))
"""Kept by the day that was promised first, not by one to which it was moved."""
