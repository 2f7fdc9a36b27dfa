"""Referrals by letter: a case goes to an agency that does not work here, and the one that wrote keeps watching it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.assignment_tables import Assignment
from complaints.case_tables import Case
from complaints.workflow import ENDS
from directory.models import Agency

_OUT = ("sent", "received")
UNDER_WAY = ("written", *_OUT)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def under_way(self) -> ReferralQuerySet:
        return self.filter(state__in=UNDER_WAY)

    def out(self) -> ReferralQuerySet:
        """Those that the other agencies have and owe an answer to."""
        return self.filter(state__in=_OUT)

    def unanswered(self, at: datetime) -> ReferralQuerySet:
        """A worker's queue: sent, and the day for an answer has passed, in a case that goes on."""
        late = self.out().filter(answer_by__lt=at)
        return late.exclude(case__state__in=ENDS).order_by("answer_by", "id")


class Referral(models.Model):
    """One letter by which a case was referred, and what came of it (complaints.referring)."""

    class State(models.TextChoices):
        WRITTEN = "written", _("Written, not sent yet")
        SENT = "sent", _("Sent to them")
        RECEIVED = "received", _("They have it")
        ANSWERED = "answered", _("Answered")
        TAKEN_BACK = "taken_back", _("Taken back before it was sent")
        ENDED = "ended", _("Ended without an answer")

    class Identity(models.TextChoices):
        """Whether name and contact of who filed go along."""

        NONE = "none", _("No: neither name nor contact goes along")
        AGREED = "agreed", _("Yes: who filed agreed to it")
        LAW = "law", _("Yes: the law demands it")

    class How(models.TextChoices):
        EMAIL = "email", _("By e-mail from here: a link to the signed PDF")
        SARABAN = "saraban", _("Through e-Saraban")
        POST = "post", _("By post")
        HAND = "hand", _("By hand")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    part = models.ForeignKey(Assignment, models.PROTECT, related_name="referrals")
    """Of the agency that wrote: it keeps the case and watches for the answer."""
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    """To whom."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.WRITTEN)
    asks = models.TextField()
    """What is asked of that agency: the words of the letter."""
    identity = models.CharField(max_length=8, choices=Identity.choices, default=Identity.NONE)
    identity_why = models.CharField(max_length=300, blank=True)
    """How they agreed, or which law."""
    answer_days = models.PositiveSmallIntegerField()
    """Working days for the answer, as the letter says it."""
    written_at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=8, choices=How.choices, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    register_number = models.CharField(max_length=80, blank=True)
    """Under which the letter stands at the other agency, or in e-Saraban."""
    answer_by = models.DateTimeField(null=True, blank=True)
    part_due_at = models.DateTimeField(null=True, blank=True)
    """When the own work was due before it was sent: that clock goes on when the case comes back."""
    reminders = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral by letter")
        verbose_name_plural = _("referrals by letter")
        constraints = [
            models.UniqueConstraint(
                name="a_part_is_referred_once_at_a_time", fields=["part"], condition=Q(state__in=UNDER_WAY)
            ),
            models.CheckConstraint(
                name="a_referral_that_was_sent_says_how_and_when",
                condition=~Q(state__in=["sent", "received", "answered"])
                | (~Q(how="") & Q(sent_at__isnull=False, answer_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="who_is_named_in_a_referral_is_so_for_a_reason", condition=Q(identity="none") | ~Q(identity_why="")
            ),
            models.CheckConstraint(name="a_referral_asks_for_something", condition=~Q(asks="")),
        ]
        indexes = [
            models.Index(
                name="referrals_unanswered", fields=["answer_by", "id"], condition=Q(state__in=["sent", "received"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.agency_id} ({self.state})"

    @property
    def is_out(self) -> bool:
        """Whether the other agency has it and owes an answer."""
        return self.state in _OUT

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY
