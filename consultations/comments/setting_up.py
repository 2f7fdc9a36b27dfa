"""Whether a consultation takes comments on its texts of law, and from whom: decided before it is announced."""

from __future__ import annotations

from django.db import transaction

from consultations.comments.models import Commenting
from consultations.history import record
from consultations.holding import check_not_announced, lock_own
from consultations.models import Consultation, ConsultationEvent
from consultations.participation.models import Identity
from directory.models import User

_CHANGED = ConsultationEvent.Kind.CHANGED


@transaction.atomic
def set_up_commenting(consultation: Consultation, *, lowest_identity: Identity, by: User) -> Commenting:
    """Take comments, and say from whom; the same once more changes nothing.

    Raises ValidationError: not_your_agency; announced_already, since whoever prepares for it has read it.
    """
    consultation = lock_own(consultation, by)
    found = Commenting.objects.filter(pk=consultation.pk).first()
    if found and found.lowest_identity == lowest_identity:
        return found
    check_not_announced(consultation)
    wanted = {"lowest_identity": Identity(lowest_identity)}
    commenting, _is_new = Commenting.objects.update_or_create(consultation=consultation, defaults=wanted)
    record(consultation, _CHANGED, by=by, facts={"commenting": True})
    return commenting


@transaction.atomic
def drop_commenting(consultation: Consultation, *, by: User) -> None:
    """Take no comments after all. Raises as `set_up_commenting`."""
    consultation = lock_own(consultation, by)
    check_not_announced(consultation)
    if Commenting.objects.filter(pk=consultation.pk).delete()[0]:
        record(consultation, _CHANGED, by=by, facts={"commenting": False})
