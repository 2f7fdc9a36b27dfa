"""Docket: the rounds, documents and laws of one subject; and until when a law in force has to be evaluated."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, agencies_of
from directory.models import Agency, User
from directory.models.names import in_current_language

TITLE_MAX_LETTERS = 300


class DocketQuerySet(models.QuerySet["Docket"]):
    def public(self) -> DocketQuerySet:
        """What everybody may read: those in which a round is announced. The only door of public pages."""
        announced = Consultation.objects.announced().filter(round__docket=OuterRef("pk"))
        return self.filter(Exists(announced))

    def handled_by(self, user: User) -> DocketQuerySet:
        return self.filter(agency__in=agencies_of(user))


class Docket(models.Model):
    """One subject of one agency, from its first idea to the law in force."""

    slug = models.SlugField(max_length=16, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    title_th = models.CharField(_("title in Thai"), max_length=TITLE_MAX_LETTERS)
    title_en = models.CharField(_("title in English"), max_length=TITLE_MAX_LETTERS, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = DocketQuerySet.as_manager()

    class Meta:
        verbose_name = _("docket")
        verbose_name_plural = _("dockets")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("docket", args=[self.slug])

    @property
    def title(self) -> str:
        return in_current_language(self.title_th, self.title_en)


class Round(models.Model):
    """That a consultation belongs to a docket; to one at most."""

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="rounds")
    consultation = models.OneToOneField(Consultation, models.PROTECT, related_name="round")
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("round of a docket")
        verbose_name_plural = _("rounds of dockets")

    def __str__(self) -> str:
        return f"{self.docket_id}: {self.consultation_id}"

    def carry_on(self, consultation: Consultation, *, by: User) -> None:
        """Another round of the subject, of the same agency; one of another agency is only a copy of the words."""
        from consultations.dockets.joining import add_round  # acts know models, not the other way round

        if consultation.agency_id == self.docket.agency_id:
            add_round(self.docket, consultation, by=by)


class EvaluationSource(models.TextChoices):
    FIVE_YEARS = "five_years", _("Five years after it came into force")
    COMPLAINT = "complaint", _("A reasoned complaint")
    COMMISSION = "commission", _("A suggestion of the Law Reform Commission")


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def handled_by(self, user: User) -> EvaluationQuerySet:
        return self.filter(agency__in=agencies_of(user))

    def waiting(self) -> EvaluationQuerySet:
        return self.filter(done_at=None)

    def late(self, on: date) -> EvaluationQuerySet:
        return self.waiting().filter(due_on__lt=on)

    def to_remind(self, until: date) -> EvaluationQuerySet:
        """Due by that day, and nobody has been told yet."""
        return self.waiting().filter(reminded_at=None, due_on__lte=until)


class Evaluation(models.Model):
    """That an agency has to evaluate a law in force by a day, and why (law-drafting Act 2562)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    law = models.CharField(_("title of the law"), max_length=TITLE_MAX_LETTERS)
    consultation = models.ForeignKey(Consultation, models.PROTECT, null=True, blank=True, related_name="+")
    """In which the law or its text stands on the platform, where it does."""
    entry = models.ForeignKey("statutes.Law", models.PROTECT, null=True, blank=True, related_name="evaluations")
    """Of the register, where the day is counted by itself (dockets.counting)."""
    source = models.CharField(_("why"), max_length=12, choices=EvaluationSource.choices)
    source_words = models.CharField(_("where it stands"), max_length=300)
    """Law and section, number and day of the letter: so that anybody can look it up."""
    due_on = models.DateField(_("due"))
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """Nobody: it was counted."""
    noted_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Consultation, models.PROTECT, null=True, blank=True, related_name="evaluations_done")
    """The consultation that evaluated it."""
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation of a law that is due")
        verbose_name_plural = _("evaluations of laws that are due")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(name="an_evaluation_is_noted_once", fields=["agency", "law", "source", "due_on"]),
            models.UniqueConstraint(
                name="one_counted_evaluation_of_a_law_waits", fields=["entry"], condition=Q(done_at=None)
            ),
            models.CheckConstraint(
                name="a_done_evaluation_says_by_what",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="evaluation_to_remind", fields=["due_on"], condition=Q(done_at=None, reminded_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.law}: {self.due_on}"
