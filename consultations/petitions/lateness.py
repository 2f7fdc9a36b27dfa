"""What an agency does not do in time goes up: to its heads, then one agency up at a time, by mail.

The same for all it owes: publishing or refusing, deciding an appeal, answering. At the top it comes again every so often.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from consultations.petitions.history import lock, record
from consultations.petitions.letters import tell_of_lateness
from consultations.petitions.models import Petition, PetitionEvent
from consultations.petitions.rules import rule_for
from consultations.results.duty_letters import go_up
from directory.calendar import working_days_between

BATCH = 50


def escalate_late_petitions() -> int:
    """Take the next step with each that waits for it. Returns how many were taken."""
    waiting = Petition.objects.filter(next_step_at__lte=timezone.now()).order_by("next_step_at", "id")
    return sum(_escalate(pk) for pk in waiting.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _escalate(pk: int) -> bool:
    """False where its time has not come any more. A step is one line of the history; a reminder at the top is none."""
    petition = lock(Petition(pk=pk))
    now = timezone.now()
    if (
        petition.next_step_at is None
        or petition.due_at is None
        or petition.agency is None
        or petition.next_step_at > now
    ):
        return False
    went_up, agency, heads = go_up(petition, petition.agency, now, step_days=rule_for(petition.area).step_days)
    if went_up:
        told = {"told": agency.code} if agency else {}
        facts = {"level": petition.level, **told}
        record(petition, PetitionEvent.Kind.LATE, by=None, facts=facts, changed=("level", "next_step_at"))
    else:
        petition.save(update_fields=["next_step_at"])
    days = max(working_days_between(petition.due_at, now), 1)
    tell_of_lateness(petition, heads, days=days, on=timezone.localdate(now))
    return True
