"""Duty: a theme of so many people that a named agency has to say what changes because of it."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, agencies_of
from consultations.themes.models import Theme
from consultations.workflow import ConsultationKind
from directory.models import Agency, User
from directory.models.names import in_current_language


class DutyRule(models.Model):
    """From how many people on a theme has to be answered, and by when; a row for each kind of consultation."""

    kind = models.CharField(_("kind of consultation"), max_length=20, choices=ConsultationKind.choices, unique=True)
    size = models.PositiveIntegerField(
        _("people from whom on a theme has to be answered"), validators=[MinValueValidator(1)]
    )
    answer_days = models.PositiveSmallIntegerField(_("working days to answer"), validators=[MinValueValidator(1)])
    extension_days = models.PositiveSmallIntegerField(
        _("working days more, once, with a reason"), validators=[MinValueValidator(1)]
    )
    step_days = models.PositiveSmallIntegerField(
        _("working days late until it goes one agency up"), validators=[MinValueValidator(1)]
    )
    source = models.CharField(_("source"), max_length=300)
    is_confirmed = models.BooleanField(_("source confirmed"), default=False)

    class Meta:
        verbose_name = _("rule for answering themes")
        verbose_name_plural = _("rules for answering themes")
        constraints = [
            models.CheckConstraint(
                name="a_rule_for_answering_counts_from_one",
                condition=Q(size__gte=1, answer_days__gte=1, extension_days__gte=1, step_days__gte=1),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.size}"


class DutyOutcome(models.TextChoices):
    CHANGED = "changed", _("It is changed")
    PARTLY = "partly", _("It is partly changed")
    NOT_CHANGED = "not_changed", _("It stays as it was")


class DutyQuerySet(models.QuerySet["Duty"]):
    def public(self) -> DutyQuerySet:
        """What everybody may read: of consultations that are announced."""
        return self.filter(consultation__announced_at__isnull=False)

    def handled_by(self, user: User) -> DutyQuerySet:
        """Those that this person may answer: of an agency whose policy team or head they are today."""
        return self.filter(agency__in=agencies_of(user))

    def open(self) -> DutyQuerySet:
        return self.filter(answered_at=None)

    def overdue(self, at: datetime) -> DutyQuerySet:
        return self.open().filter(due_at__lt=at)


class Duty(models.Model):
    """n: its number in the consultation. voices, answers, texts: of the theme when it was made; a person is one voice."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="duties")
    n = models.PositiveIntegerField()
    theme = models.OneToOneField(Theme, models.PROTECT, related_name="duty")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    size = models.PositiveIntegerField(null=True)
    """Of the rule by which it was made; None: the policy team made it by hand."""
    voices = models.PositiveIntegerField()
    answers = models.PositiveIntegerField()
    texts = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    why_extended = models.TextField(blank=True)
    extended_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    """How many steps it went up since it is late."""
    next_step_at = models.DateTimeField(null=True)
    """When it goes up next, if it is still not answered."""
    outcome = models.CharField(max_length=12, choices=DutyOutcome.choices, blank=True)
    reason_th = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme to be answered")
        verbose_name_plural = _("themes to be answered")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="a_duty_number_is_used_once", fields=["consultation", "n"]),
            models.CheckConstraint(
                name="a_duty_waits_with_a_timer_or_is_answered_in_words",
                condition=Q(answered_at=None, answered_by=None, outcome="", reason_th="", next_step_at__isnull=False)
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False, next_step_at=None)
                    & ~Q(outcome="")
                    & ~Q(reason_th="")
                ),
            ),
            models.CheckConstraint(
                name="an_extended_duty_says_why", condition=Q(extended_at=None) | ~Q(why_extended="")
            ),
        ]
        indexes = [
            models.Index(name="duty_that_waits", fields=["next_step_at"], condition=Q(answered_at=None)),
            models.Index(name="duty_answered", fields=["answered_at", "id"], condition=Q(answered_at__isnull=False)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="an_answer_to_a_theme_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.answered_at IS NOT NULL
                        AND (OLD.outcome, OLD.reason_th, OLD.reason_en, OLD.answered_at, OLD.agency_id)
                            IS DISTINCT FROM (NEW.outcome, NEW.reason_th, NEW.reason_en, NEW.answered_at, NEW.agency_id)
                    THEN
                        RAISE EXCEPTION 'an answer to a theme stays';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="no_duty_is_lost", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.n}"

    def get_absolute_url(self) -> str:
        return reverse("duty", args=[self.consultation.slug, self.n])

    @property
    def called(self) -> str:
        """For everybody: words of people are told only once a person has made a name of them."""
        return self.theme.name or _now("Theme %(n)s") % {"n": self.n}

    @property
    def reason(self) -> str:
        return in_current_language(self.reason_th, self.reason_en)

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def is_late(self) -> bool:
        return not self.is_answered and self.due_at < timezone.now()


class DutyVoice(models.Model):
    """A text that was in the theme when it came to be a duty: who wrote it is told, wherever it is sorted to later."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("opinion that has to be answered")
        verbose_name_plural = _("opinions that have to be answered")
        constraints = [models.UniqueConstraint(name="a_text_is_in_a_duty_once", fields=["duty", "text"])]

    def __str__(self) -> str:
        return f"{self.duty_id}:{self.text}"


class DutyWatch(models.Model):
    """As which finding the themes of a closed consultation were last looked at (`making.make_duties`)."""

    consultation = models.OneToOneField(Consultation, models.PROTECT, primary_key=True, related_name="duty_watch")
    found_at = models.DateTimeField(null=True)
    act_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("look at themes for those to be answered")
        verbose_name_plural = _("looks at themes for those to be answered")

    def __str__(self) -> str:
        return f"{self.consultation_id}"
