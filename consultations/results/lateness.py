"""A theme that is not answered in time goes up: to the heads of the agency, then one agency up at a time, by mail.

At the top it comes again every so often until it is answered: no theme waits for nobody.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from consultations.history import record
from consultations.models import Consultation, ConsultationEvent
from consultations.results.duty_letters import go_up, tell_of_lateness
from consultations.results.models import Duty
from consultations.results.rules import rule_of
from consultations.results.settling import lock_duty
from directory.calendar import working_days_between

BATCH = 50


def escalate_late_duties() -> int:
    """Take the next step with each that waits for it. Returns how many were taken."""
    waiting = Duty.objects.open().filter(next_step_at__lte=timezone.now()).order_by("next_step_at", "id")
    return sum(escalate_duty(duty) for duty in waiting.select_related("consultation")[:BATCH])


@transaction.atomic
def escalate_duty(duty: Duty) -> bool:
    """False where its time has not come, or somebody is at it. A step is one line of the history; a reminder at the top is none."""
    if not Consultation.objects.select_for_update(skip_locked=True).filter(pk=duty.consultation_id).exists():
        return False
    consultation, duty = lock_duty(duty)
    now = timezone.now()
    if duty.is_answered or duty.next_step_at is None or duty.next_step_at > now:
        return False
    went_up, agency, heads = go_up(duty, duty.agency, now, step_days=rule_of(consultation.kind).step_days)
    duty.save(update_fields=["level", "next_step_at"])
    if went_up:
        told = {"told": agency.code} if agency else {}
        record(
            consultation, ConsultationEvent.Kind.DUTY_LATE, by=None, facts={"duty": duty.n, "level": duty.level, **told}
        )
    tell_of_lateness(duty, heads, days=max(working_days_between(duty.due_at, now), 1), on=timezone.localdate(now))
    return True
