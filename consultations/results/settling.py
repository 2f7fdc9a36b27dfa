"""What the acts on duties and reports have in common: the lock before the look, and whether everything is answered now."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.history import lock
from consultations.models import Consultation
from consultations.results.models import Duty, ReportVersion, Telling
from records.chores import wake

TELL = "tell_people"
"""The chore's name."""


def lock_open(duty: Duty) -> tuple[Consultation, Duty]:
    """Both as they are now, the consultation locked until the act ends. Raises ValidationError (answered_already)."""
    consultation, duty = lock_duty(duty)
    if duty.is_answered:
        raise ValidationError(_("This theme is answered already, and the answer stays."), code="answered_already")
    return consultation, duty


def lock_duty(duty: Duty) -> tuple[Consultation, Duty]:
    consultation = lock(duty.consultation)
    duty = Duty.objects.select_related("agency", "theme").get(pk=duty.pk)
    duty.consultation = consultation
    return consultation, duty


def settle(consultation: Consultation) -> None:
    """Note since when a reported consultation is answered in full, or that it no longer is. Of a locked one, in the act."""
    duties = Duty.objects.filter(consultation=consultation)
    is_answered = consultation.reported_at is not None and duties.exists() and not duties.open().exists()
    if is_answered == (consultation.responded_at is not None):
        return
    consultation.responded_at = timezone.now() if is_answered else None
    consultation.save(update_fields=["responded_at"])
    if is_answered:
        ask_to_tell(consultation, Telling.Kind.RESPONDED, f"responded:{consultation.slug}:{duties.count()}")


def ask_to_tell(
    consultation: Consultation,
    kind: Telling.Kind,
    key: str,
    *,
    duty: Duty | None = None,
    version: ReportVersion | None = None,
) -> None:
    """The worker tells it to everybody whom it touches, once the act is kept; the same key again is told already."""
    Telling.objects.get_or_create(
        key=key, defaults={"kind": kind, "consultation": consultation, "duty": duty, "version": version}
    )
    wake(TELL)
