"""Registration: that somebody comes to a hearing. What is known of them stands here alone, and is wiped after a time."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.hearings.models.hearings import Hearing

NAME_MAX_LETTERS = 120
NEEDS_MAX_LETTERS = 200


class Way(models.TextChoices):
    """How somebody takes part."""

    HALL = "hall", _("In the hall")
    ONLINE = "online", _("Online")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def standing(self) -> RegistrationQuerySet:
        return self.filter(withdrawn_at=None)

    def waiting(self) -> RegistrationQuerySet:
        """Who waits for a seat, in the order in which they get one."""
        return self.standing().filter(way=Way.HALL, seat=None).order_by("registered_at", "id")

    def coming(self) -> RegistrationQuerySet:
        """Who has a seat or takes part online."""
        return self.standing().filter(Q(way=Way.ONLINE) | Q(seat__isnull=False))


class Registration(models.Model):
    """One person's. Neither a name nor an address is needed; withdrawn or wiped it holds a number alone."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="registrations")
    number = models.CharField(max_length=12, unique=True)
    """Said at the door."""
    way = models.CharField(_("how you take part"), max_length=6, choices=Way.choices)
    seat = models.PositiveIntegerField(null=True, blank=True)
    """One of the hall's, each given once, not where somebody sits; None online, and for who waits for one."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=NAME_MAX_LETTERS, blank=True)
    body = models.CharField(_("in the name of"), max_length=NAME_MAX_LETTERS, blank=True)
    email = models.EmailField(blank=True)
    """Of who has no account. Nothing but the question whether it is theirs goes to it until they have said so."""
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=12, default="th")
    needs_sign_language = models.BooleanField(_("sign language"), default=False)
    needs_wheelchair = models.BooleanField(_("room for a wheelchair"), default=False)
    needs_interpreter = models.BooleanField(_("an interpreter"), default=False)
    needs = models.CharField(_("what else"), max_length=NEEDS_MAX_LETTERS, blank=True)
    registered_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)
    came_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """Who let them in."""

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration for a hearing")
        verbose_name_plural = _("registrations for hearings")
        ordering = ["registered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_seat_is_given_once", fields=["hearing", "seat"], condition=Q(seat__isnull=False)
            ),
            models.UniqueConstraint(
                name="a_person_is_registered_once", fields=["hearing", "user"], condition=Q(user__isnull=False)
            ),
            models.CheckConstraint(
                name="only_who_comes_to_the_hall_has_a_seat",
                condition=Q(seat__isnull=True) | Q(way="hall", withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_withdrawn_registration_holds_nothing",
                condition=Q(withdrawn_at__isnull=True)
                | Q(user__isnull=True, name="", body="", email="", needs="")
                & Q(needs_sign_language=False, needs_wheelchair=False, needs_interpreter=False),
            ),
        ]
        indexes = [models.Index(name="registrations_in_order", fields=["hearing", "registered_at", "id"])]
        triggers = [
            pgtrigger.Trigger(
                name="a_seat_is_one_of_the_halls",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("seat"),
                condition=pgtrigger.Q(new__seat__isnull=False),
                func="""
                    IF NEW.seat < 1 OR NEW.seat > (SELECT seats FROM hearings_hearing WHERE id = NEW.hearing_id) THEN
                        RAISE EXCEPTION 'the hall has no such seat';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_waiting(self) -> bool:
        return self.withdrawn_at is None and self.way == Way.HALL and self.seat is None

    @property
    def wants(self) -> list[str]:
        """What the house has to bring along for them, in words."""
        told = [
            (self.needs_sign_language, _("sign language")),
            (self.needs_wheelchair, _("room for a wheelchair")),
            (self.needs_interpreter, _("an interpreter")),
        ]
        return [*(str(word) for is_needed, word in told if is_needed), *([self.needs] if self.needs else [])]
