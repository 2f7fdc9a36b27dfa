"""Hearing: a meeting held for a consultation, in a hall, online or both; and what was done about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, agencies_of
from directory.models import User
from directory.models.names import in_current_language

if TYPE_CHECKING:
    from icalendar import Event

TITLE_MAX_LETTERS = 200
WORDS_MAX_LETTERS = 1000
REASON_MAX_LETTERS = 500
LINK_SHOWN_BEFORE = timedelta(hours=1)
"""How long before its beginning the link of an online hearing is shown to who is registered."""
QUESTIONS_BEFORE = timedelta(days=1)
"""How long before its beginning questions are taken."""


class Phase(models.TextChoices):
    """Where a hearing stands; never stored, it follows from the clock and from what was done."""

    COMING = "coming", _("Is to come")
    RUNNING = "running", _("Going on now")
    OVER = "over", _("Is over")
    CANCELLED = "cancelled", _("Cancelled")


class HearingQuerySet(models.QuerySet["Hearing"]):
    def announced(self) -> HearingQuerySet:
        """What everybody may see: the only door of public pages. A cancelled one stays, with its reason."""
        found = self.filter(consultation__announced_at__isnull=False)
        return found.select_related("consultation__agency")

    def handled_by(self, user: User) -> HearingQuerySet:
        return self.filter(consultation__agency__in=agencies_of(user)).select_related("consultation__agency")


class Hearing(models.Model):
    """One meeting. place: "" where it is only online; link: "" where it is only in a hall."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="hearings")
    n = models.PositiveIntegerField()
    title_th = models.CharField(_("title in Thai"), max_length=TITLE_MAX_LETTERS)
    title_en = models.CharField(_("title in English"), max_length=TITLE_MAX_LETTERS, blank=True)
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=TITLE_MAX_LETTERS, blank=True)
    address = models.CharField(_("address"), max_length=WORDS_MAX_LETTERS, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    seats = models.PositiveIntegerField(_("seats"), default=0)
    """In the hall; 0 where there is none."""
    access = models.CharField(_("how to get in"), max_length=WORDS_MAX_LETTERS, blank=True)
    """Ramps, lifts, sign language, parking: what somebody has to know who comes."""
    link = models.URLField(_("address of the online meeting"), blank=True, validators=[URLValidator(schemes=["https"])])
    """Shown to who is registered only, from `LINK_SHOWN_BEFORE` on."""
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    why_cancelled = models.TextField(blank=True, editable=False)
    event_count = models.PositiveIntegerField(default=0, editable=False)
    changes = models.PositiveIntegerField(default=0, editable=False)
    """How often its questions and their counts have changed, by which open pages know that there is news."""
    wiped_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Since when nothing is kept of who was registered but numbers."""

    objects = HearingQuerySet.as_manager()

    class Meta:
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        ordering = ["begins_at", "id"]
        constraints = [
            models.UniqueConstraint(name="a_hearing_number_is_used_once_a_consultation", fields=["consultation", "n"]),
            models.CheckConstraint(name="a_hearing_ends_after_it_begins", condition=Q(ends_at__gt=F("begins_at"))),
            models.CheckConstraint(
                name="a_hearing_is_in_a_hall_with_seats_or_online",
                condition=Q(place="", seats=0) & ~Q(link="") | ~Q(place="") & Q(seats__gte=1),
            ),
            models.CheckConstraint(
                name="a_cancelled_hearing_says_why", condition=Q(cancelled_at__isnull=True) | ~Q(why_cancelled="")
            ),
            models.CheckConstraint(
                name="a_pin_has_both_figures",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]
        indexes = [models.Index(name="hearings_to_wipe", fields=["ends_at"], condition=Q(wiped_at=None))]
        triggers = [
            pgtrigger.Trigger(
                name="a_hall_keeps_the_seats_that_are_taken",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("seats"),
                func="""
                    IF EXISTS (SELECT FROM hearings_registration WHERE hearing_id = OLD.id AND seat > NEW.seats) THEN
                        RAISE EXCEPTION 'a hall has no fewer seats than are taken';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("hearing", args=[self.consultation.slug, self.n])

    @property
    def title(self) -> str:
        return in_current_language(self.title_th, self.title_en)

    @property
    def lets_people_in(self) -> bool:
        """From when questions are taken, and afterwards: who came may be noted later."""
        return not self.is_cancelled and timezone.now() >= self.begins_at - QUESTIONS_BEFORE

    @property
    def phase(self) -> Phase:
        now = timezone.now()
        if self.is_cancelled:
            return Phase.CANCELLED
        if now < self.begins_at:
            return Phase.COMING
        return Phase.RUNNING if now < self.ends_at else Phase.OVER

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None or self.consultation.withdrawn_at is not None

    @property
    def takes_registrations(self) -> bool:
        """Until its end: somebody may come late."""
        return self.consultation.announced_at is not None and self.phase in {Phase.COMING, Phase.RUNNING}

    @property
    def takes_questions(self) -> bool:
        """For pages; the statements that keep a question ask the database's clock (`asking.OPEN_NOW`)."""
        is_near = timezone.now() >= self.begins_at - QUESTIONS_BEFORE
        return self.takes_registrations and is_near

    @property
    def shows_link(self) -> bool:
        """To who is registered."""
        is_near = timezone.now() >= self.begins_at - LINK_SHOWN_BEFORE
        return bool(self.link) and is_near and self.phase in {Phase.COMING, Phase.RUNNING}

    def calendar_event(self) -> Event:
        """For the calendar of its consultation, which does not import this app."""
        from consultations.hearings.calendars import event_of

        return event_of(self)

    @property
    def questions_from(self) -> datetime:
        return self.begins_at - QUESTIONS_BEFORE


class HearingEvent(models.Model):
    """One line of a hearing's history: one act. Append-only."""

    class Kind(models.TextChoices):
        ADDED = "added", _("Announced")
        CHANGED = "changed", _("Words changed")
        MOVED = "moved", _("Time or place changed")
        CANCELLED = "cancelled", _("Cancelled")
        MINUTES = "minutes", _("Minutes published")
        MINUTES_CHANGED = "minutes_changed", _("Minutes published once more")

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="events")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """None: the system did it."""
    note = models.TextField(blank=True)
    """For everybody to read."""
    facts: Any = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("history of a hearing")
        verbose_name_plural = _("histories of hearings")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="an_event_number_is_used_once_a_hearing", fields=["hearing", "n"]),
            models.CheckConstraint(
                name="a_moved_hearing_says_why", condition=~Q(kind__in=["moved", "cancelled"]) | ~Q(note="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="a_hearings_history_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.hearing_id}:{self.n} {self.kind}"
