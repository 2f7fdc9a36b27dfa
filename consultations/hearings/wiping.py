"""What was known of people who registered goes some time after the hearing; how many came stays."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from consultations.hearings.history import lock
from consultations.hearings.models import Hearing, Registration
from consultations.hearings.registering import EMPTY, move_up, take_back
from consultations.hearings.telling import forget_mails
from directory.models import User
from records.chores import Chore


def wipe_some(batch: int = 20) -> int:
    """Empty the registrations of hearings that ended HEARING_REGISTRATIONS_KEPT_DAYS ago. Returns of how many hearings."""
    until = timezone.now() - timedelta(days=settings.HEARING_REGISTRATIONS_KEPT_DAYS)
    old = list(Hearing.objects.filter(wiped_at=None, ends_at__lt=until).order_by("ends_at")[:batch])
    for hearing in old:
        with transaction.atomic():
            lock(hearing)
            forget_mails(hearing.pk)
            Registration.objects.filter(hearing=hearing).update(**EMPTY, registered_at=hearing.begins_at)
            Hearing.objects.filter(pk=hearing.pk).update(wiped_at=timezone.now())
    return len(old)


def part_from_registrations(person: User) -> int:
    """An account is erased: what is to come is withdrawn, of what is over the number stays. Returns how many there were."""
    own = list(Registration.objects.filter(user=person).select_related("hearing__consultation"))
    for registration in own:
        with transaction.atomic():
            hearing = lock(registration.hearing)
            if hearing.takes_registrations:
                take_back(registration)
                move_up(hearing)
            else:
                forget_mails(hearing.pk, registration.pk)
                Registration.objects.filter(pk=registration.pk).update(**EMPTY)
    return len(own)


wipe_registrations = Chore("wipe_hearing_registrations", wipe_some, every_s=3600)
