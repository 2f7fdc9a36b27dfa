"""Petition: what somebody asks an agency for, from its draft to the answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.public_cases import within
from consultations.models import agencies_of
from consultations.moderation.models import Rule
from consultations.petitions.models.rules import PetitionLevel
from consultations.petitions.workflow import PetitionState, state_at
from directory.models import Agency, Area, Topic, User

TITLE_MAX_LETTERS = 150
ASKS_MAX_LETTERS = 2000
WHY_MAX_LETTERS = 4000
MOST_POINTS = 10
"""What an agency can answer one by one."""


class PetitionQuerySet(models.QuerySet["Petition"]):
    def public(self) -> PetitionQuerySet:
        """What everybody may read: the only door of public pages. What was taken down is not found."""
        return self.filter(published_at__isnull=False, refused_at=None)

    def written_by(self, user: User) -> PetitionQuerySet:
        return self.filter(author=user)

    def handled_by(self, user: User) -> PetitionQuerySet:
        """Those sent to an agency whose policy team or head this person is today; drafts are their writers' own."""
        return self.filter(submitted_at__isnull=False, agency__in=agencies_of(user))

    def in_state(self, state: PetitionState, now: datetime) -> PetitionQuerySet:
        """Public ones that are in this state at `now`, as `workflow.state_at` has it."""
        not_reached = self.public().filter(reached_at=None, joined_at=None)
        states = {
            PetitionState.OPEN: not_reached.filter(closes_at__gt=now),
            PetitionState.CLOSED: not_reached.filter(closes_at__lte=now),
            PetitionState.JOINED: self.public().filter(joined_at__isnull=False),
            PetitionState.REACHED: self.public().filter(reached_at__isnull=False, answered_at=None),
            PetitionState.ANSWERED: self.public().filter(answered_at__isnull=False),
        }
        return states.get(state, self.none())

    def signable(self, now: datetime) -> PetitionQuerySet:
        return self.public().filter(closes_at__gt=now, closed_at=None, answered_at=None)

    def reported(self, now: datetime) -> PetitionQuerySet:
        """Open ones with reports that nobody has looked at yet."""
        return self.in_state(PetitionState.OPEN, now).filter(reports__isnull=False, reports__done_at=None).distinct()

    def about(self, area: int) -> PetitionQuerySet:
        """Those of this place or a part of it."""
        return self.filter(within(area))


class Petition(models.Model):
    """Words stay as they were sent. `due_at`, `level` and `next_step_at` are of what the agency owes now: one thing at a time.

    asks: one point a line, each of which is answered. area: None for the whole country.
    """

    slug = models.SlugField(max_length=16, unique=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="petitions")
    """None once the account was erased."""
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=TITLE_MAX_LETTERS)
    asks = models.TextField(_("what is asked"), blank=True)
    why = models.TextField(_("why"), blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """Who published or refused it last."""
    refused_at = models.DateTimeField(null=True)
    refusal = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+")
    why_refused = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    rule_level = models.CharField(max_length=12, choices=PetitionLevel.choices, blank=True)
    threshold = models.PositiveIntegerField(null=True)
    closes_at = models.DateTimeField(null=True)
    extended_at = models.DateTimeField(null=True)
    """When its author made it longer, which is possible once."""
    reached_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    """When the last signature was counted; nobody can sign or withdraw from `closes_at` on."""
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    joined_at = models.DateTimeField(null=True)
    """When its author and its agency let it join another; nobody signs it from then on."""
    signature_count = models.PositiveIntegerField(default=0)
    """Added up by `counting.add_up` alone."""
    due_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    """How many steps it went up since what is due is late."""
    next_step_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    """What the agency says to the whole of it, above the points."""
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    event_count = models.PositiveIntegerField(default=0)
    words = SearchVectorField(null=True)
    """Of title, points and reasons; written by a worker (indexing)."""
    cut_by = models.PositiveIntegerField(default=0, editable=False)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        constraints = [
            models.CheckConstraint(
                name="a_sent_petition_says_what_it_asks_of_whom",
                condition=Q(submitted_at=None) | (Q(agency__isnull=False) & ~Q(asks="") & ~Q(why="")),
            ),
            models.CheckConstraint(
                name="a_published_petition_has_a_window",
                condition=Q(published_at=None)
                | Q(submitted_at__isnull=False, closes_at__gt=models.F("published_at"), threshold__gte=1),
            ),
            models.CheckConstraint(
                name="a_refused_petition_names_a_rule",
                condition=Q(refused_at=None, refusal=None) | Q(refused_at__isnull=False, refusal__isnull=False),
            ),
            models.CheckConstraint(
                name="an_answered_petition_was_reached_and_says_who",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, reached_at__isnull=False, next_step_at=None),
            ),
            models.CheckConstraint(
                name="a_joined_petition_is_closed_and_names_the_other",
                condition=Q(joined_at=None, joined_into=None)
                | Q(joined_at__isnull=False, joined_into__isnull=False, closed_at__isnull=False, reached_at=None),
            ),
            models.CheckConstraint(
                name="a_petition_that_waits_for_its_agency_has_a_timer",
                condition=Q(next_step_at__isnull=False, due_at__isnull=False)
                | (
                    Q(next_step_at=None)
                    & (Q(submitted_at=None) | Q(published_at__isnull=False) | Q(refused_at__isnull=False))
                    & (Q(reached_at=None) | Q(answered_at__isnull=False) | Q(refused_at__isnull=False))
                ),
            ),
        ]
        indexes = [
            models.Index(name="petition_that_waits", fields=["next_step_at"], condition=Q(next_step_at__isnull=False)),
            models.Index(
                name="petition_to_close", fields=["closes_at"], condition=Q(published_at__isnull=False, closed_at=None)
            ),
            models.Index(name="petition_answered", fields=["-answered_at"], condition=Q(answered_at__isnull=False)),
            models.Index(name="petition_cut_by", fields=["cut_by"], condition=Q(published_at__isnull=False)),
            GinIndex(name="petition_words", fields=["words"]),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_sent_petition_keeps_its_words",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("title", "asks", "why", "area"),
                func="""
                    IF OLD.submitted_at IS NOT NULL THEN
                        RAISE EXCEPTION 'a petition that was sent keeps its words';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="an_answer_to_a_petition_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("answer", "answered_at", "agency"),
                func="""
                    IF OLD.answered_at IS NOT NULL THEN
                        RAISE EXCEPTION 'an answer to a petition stays';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("petition", args=[self.slug])

    @property
    def state(self) -> PetitionState:
        return state_at(self, timezone.now())

    @property
    def points(self) -> list[str]:
        """What is asked, one each."""
        return [line.strip(" -•\t\r") for line in self.asks.splitlines() if line.strip(" -•\t\r")]

    @property
    def is_signable(self) -> bool:
        """As far as this clock knows; the database's decides."""
        return (
            self.state in {PetitionState.OPEN, PetitionState.REACHED}
            and self.closed_at is None
            and self.closes_at is not None
            and timezone.now() < self.closes_at
        )

    @property
    def days_left(self) -> int:
        """Whole days until it closes, 0 on the last one and after it."""
        return max(((self.closes_at or timezone.now()) - timezone.now()).days, 0)

    @property
    def missing(self) -> int:
        """Signatures until it has to be answered."""
        return max((self.threshold or 0) - self.signature_count, 0)

    @property
    def percent(self) -> int:
        return min(100 * self.signature_count // (self.threshold or 1), 100)

    @property
    def other(self) -> Petition | None:
        """The one that it joined, where that can still be read."""
        return self.joined_into if self.joined_into and self.joined_into.refused_at is None else None

    @property
    def is_late(self) -> bool:
        return self.next_step_at is not None and self.due_at is not None and self.due_at < timezone.now()

    @property
    def was_taken_down(self) -> bool:
        """After it was published."""
        return self.refused_at is not None and self.published_at is not None


class PetitionEvent(models.Model):
    """One line of a petition's history: one act. Append-only. A signature is none: a thousand would bury the rest."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("Sent to be checked")
        PUBLISHED = "published", _("Published, open for signatures")
        REFUSED = "refused", _("Not published")
        TAKEN_DOWN = "taken_down", _("Taken down")
        APPEALED = "appealed", _("Appeal made")
        UPHELD = "upheld", _("Appeal upheld")
        DISMISSED = "dismissed", _("Appeal dismissed")
        HANDED = "handed", _("Given to another agency")
        KEPT = "kept", _("Reported, looked at, stays")
        EXTENDED = "extended", _("Open for longer")
        JOIN_ASKED = "join_asked", _("Joining another proposed")
        JOIN_REFUSED = "join_refused", _("Joining another refused")
        JOIN_UNDONE = "join_undone", _("Proposal to join taken back")
        JOINED = "joined", _("Joined into another")
        TOOK_IN = "took_in", _("Another petition joined it")
        REACHED = "reached", _("Enough signatures: it has to be answered")
        LATE = "late", _("Late, told to those above")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed for signatures")

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="events")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    note = models.TextField(blank=True)
    facts: Any = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """None: the author, or the clock."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("history of a petition")
        verbose_name_plural = _("histories of petitions")
        ordering = ["n"]
        constraints = [models.UniqueConstraint(name="a_line_of_a_petition_is_used_once", fields=["petition", "n"])]
        triggers = [
            pgtrigger.Protect(
                name="a_history_of_a_petition_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}:{self.n} {self.kind}"
