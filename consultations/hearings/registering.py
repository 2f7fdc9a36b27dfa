"""Registering for a hearing, withdrawing, and letting people in. A seat is given once, in the order of asking."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from consultations.hearings.history import check_not_cancelled, lock, lock_own
from consultations.hearings.keys import key_of
from consultations.hearings.models import NAME_MAX_LETTERS, NEEDS_MAX_LETTERS, Hearing, Registration, Way
from consultations.hearings.telling import ask_whose_address, forget_mails, tell_registered, tell_seat
from consultations.receipts import receipt_number
from directory.models import User
from records.idempotency import claim

EMPTY: dict[str, Any] = {
    "user": None,
    "name": "",
    "body": "",
    "email": "",
    "email_confirmed_at": None,
    "needs_sign_language": False,
    "needs_wheelchair": False,
    "needs_interpreter": False,
    "needs": "",
}
"""What a registration holds of nobody."""


@dataclass(frozen=True)
class Told:
    """What somebody says of themselves; nothing of it is needed but the way."""

    way: str
    name: str = ""
    body: str = ""
    email: str = ""
    needs_sign_language: bool = False
    needs_wheelchair: bool = False
    needs_interpreter: bool = False
    needs: str = ""


@transaction.atomic
def register(hearing: Hearing, told: Told, *, user: User | None = None, token: str = "") -> Registration:
    """Keep a place, or the next one on the waiting list. Of one account, and of one form sent twice, the first stays.

    Raises ValidationError: hearing_is_cancelled, hearing_is_over, way_not_offered, words_too_long, address_wrong.
    """
    told = tidied(told, has_account=user is not None)
    hearing = lock(hearing)
    claimed = claim("hearing registration", token, str(hearing.pk)) if token else None
    if claimed is not None and claimed.state == "done":
        return Registration.objects.get(number=claimed.answer_reference)
    if user is not None and (known := Registration.objects.filter(hearing=hearing, user=user).first()):
        return known
    check_not_cancelled(hearing)
    if not hearing.takes_registrations:
        raise ValidationError(_("This hearing is over."), code="hearing_is_over")
    if not (hearing.place if told.way == Way.HALL else hearing.link):
        raise ValidationError(_("Choose one of the ways that this hearing offers."), code="way_not_offered")
    registration = Registration.objects.create(
        hearing=hearing,
        number=receipt_number(),
        user=user,
        seat=_next_seat(hearing) if told.way == Way.HALL else None,
        language=user.language if user else (get_language() or "th"),
        **{field.name: getattr(told, field.name) for field in fields(told)},
    )
    if claimed is not None:
        claimed.finish(registration.number)
    if registration.email:
        ask_whose_address(registration)
    tell_registered(registration)
    return registration


@transaction.atomic
def confirm_address(registration: Registration, mail_key: str) -> Registration:
    """Whoever opens the link of the mail says that the address is theirs. Again is no mistake.

    Raises ValidationError: link_is_dead.
    """
    registration = _locked(registration)
    expected = key_of(registration, registration.email)
    if not registration.email or not constant_time_compare(expected, mail_key):
        raise ValidationError(_("This link leads nowhere any more."), code="link_is_dead")
    if registration.email_confirmed_at is None:
        registration.email_confirmed_at = timezone.now()
        registration.save(update_fields=["email_confirmed_at"])
    return registration


@transaction.atomic
def withdraw_registration(registration: Registration) -> Registration:
    """Not to come after all: what was known of the person is gone, and the next who waits gets the seat. Again is no mistake.

    Raises ValidationError: hearing_is_over.
    """
    hearing = lock(registration.hearing)
    registration = _locked(registration)
    if registration.withdrawn_at is not None:
        return registration
    if hearing.ends_at <= timezone.now():
        raise ValidationError(_("This hearing is over."), code="hearing_is_over")
    take_back(registration)
    move_up(hearing)
    return registration


def take_back(registration: Registration) -> None:
    """Of a locked hearing. Mails about it go too, also those that wait to be sent."""
    registration.withdrawn_at, registration.seat = timezone.now(), None
    registration.came_at = registration.came_by = None
    for name, value in EMPTY.items():
        setattr(registration, name, value)
    registration.save()
    forget_mails(registration.hearing_id, registration.pk)


def move_up(hearing: Hearing) -> int:
    """Give free seats of a locked hearing to those who wait, in their order, and tell them. Returns how many."""
    if not hearing.takes_registrations:
        return 0
    moved = 0
    for registration in Registration.objects.filter(hearing=hearing).waiting().select_related("user"):
        if (seat := _free_seat(hearing)) is None:
            break
        registration.hearing, registration.seat = hearing, seat
        registration.save(update_fields=["seat"])
        tell_seat(registration)
        moved += 1
    return moved


@transaction.atomic
def check_in(registration: Registration, *, came: bool, by: User) -> Registration:
    """Let somebody in at the door, or take that back; again is no mistake. Who waits for a seat is let in without one.

    Raises ValidationError: not_your_agency, registration_is_withdrawn, hearing_is_cancelled, too_early.
    """
    hearing = lock_own(registration.hearing, by)
    registration = _locked(registration)
    if registration.withdrawn_at is not None:
        raise ValidationError(_("This registration was withdrawn."), code="registration_is_withdrawn")
    if came:
        check_not_cancelled(hearing)
    if came and not hearing.lets_people_in:
        raise ValidationError(_("People are let in on the day of the hearing."), code="too_early")
    if (registration.came_at is not None) != came:
        registration.came_at, registration.came_by = (timezone.now(), by) if came else (None, None)
        registration.save(update_fields=["came_at", "came_by"])
    return registration


def tidied(told: Told, *, has_account: bool) -> Told:
    """As it is kept. Raises ValidationError: way_not_offered, words_too_long, address_wrong."""
    name, body, needs = (" ".join(without_invisible(words).split()) for words in (told.name, told.body, told.needs))
    email = "" if has_account else told.email.strip().lower()
    if told.way not in Way.values:
        raise ValidationError(_("Choose one of the ways that this hearing offers."), code="way_not_offered")
    if max(len(name), len(body)) > NAME_MAX_LETTERS or len(needs) > NEEDS_MAX_LETTERS or len(email) > 254:
        raise ValidationError(_("This is too long."), code="words_too_long")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise ValidationError(_("This is no e-mail address."), code="address_wrong") from None
    wants = (told.needs_sign_language, told.needs_wheelchair, told.needs_interpreter)
    return Told(told.way, name, body, email, *wants, needs=needs)


def place_in_line(registration: Registration) -> int:
    """Of who waits: 1 is the next."""
    sooner = Q(registered_at__lt=registration.registered_at)
    sooner |= Q(registered_at=registration.registered_at, pk__lt=registration.pk)
    return Registration.objects.filter(sooner, hearing=registration.hearing_id).waiting().count() + 1


def _locked(registration: Registration) -> Registration:
    own = Registration.objects.select_for_update(of=("self",)).select_related("hearing__consultation__agency", "user")
    return own.get(pk=registration.pk)


def _next_seat(hearing: Hearing) -> int | None:
    """None while others wait: a seat that is just free is theirs."""
    if Registration.objects.filter(hearing=hearing).waiting().exists():
        return None
    return _free_seat(hearing)


def _free_seat(hearing: Hearing) -> int | None:
    taken = set(Registration.objects.filter(hearing=hearing, seat__isnull=False).values_list("seat", flat=True))
    return next((seat for seat in range(1, hearing.seats + 1) if seat not in taken), None)
