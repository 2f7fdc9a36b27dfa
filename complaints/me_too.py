""" "Me too": somebody whom a public case troubles as well says so, once, and may take it back.

It is no line of the timeline: a thousand of them would bury what the agency does. It is a number on the case.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from complaints.models import Case
from complaints.public_tables import MeToo
from complaints.timeline import lock
from directory.models import User
from notifications.live import announce


def names_of(reference: str, *, user: User | None, device: str) -> list[str]:
    """Under which names somebody may have said it of a case: as an account, and as this device. The first is for a new row."""
    people = [f"person:{user.pk}"] if user else []
    devices = [f"device:{device}"] if device else []
    return [
        salted_hmac("complaints.me_too", f"{reference}\0{name}", algorithm="sha256").hexdigest()
        for name in people + devices
    ]


def has_said_me_too(reference: str, names: Sequence[str]) -> bool:
    """Of the case with this number, whether or not it is still shown, or there is one at all."""
    return bool(names) and MeToo.objects.filter(case__reference=reference, who__in=names).exists()


@transaction.atomic
def say_me_too(case: Case, *, names: Sequence[str]) -> Case:
    """Count somebody in. Raises ValidationError: me_too_closed, me_too_said_already."""
    case = lock(case)
    if case.released_at is None or case.is_ended:
        raise ValidationError(_("This case is not open any more. You can file your own."), code="me_too_closed")
    if has_said_me_too(case.reference, names):
        raise ValidationError(_("You are counted already."), code="me_too_said_already")
    MeToo.objects.create(case=case, who=names[0])
    return _count(case, 1)


@transaction.atomic
def take_back_me_too(case: Case, *, names: Sequence[str]) -> Case:
    """Count somebody out. Raises ValidationError (code me_too_not_said)."""
    case = lock(case)
    gone, _rows = MeToo.objects.filter(case=case, who__in=names).delete()
    if not gone:
        raise ValidationError(_("You were not counted."), code="me_too_not_said")
    return _count(case, -gone)


def _count(case: Case, more: int) -> Case:
    case.me_too_count += more
    case.save(update_fields=["me_too_count"])
    # An inbox is ordered by how many it troubles: it asks again, but not at each press of a whole village.
    if offices := sorted(set(case.assignments.live().values_list("agency_id", flat=True))):
        announce(*(f"calm:office:{agency_id}" for agency_id in offices))
    return case
