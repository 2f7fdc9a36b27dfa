"""The clock of promises: their owners are reminded before the day; after it they go up to the heads, one agency at a time.

So does an answer that something changes, after which nothing is promised. At the top it comes again until it is done.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from consultations.promises.letters import tell_it_is_due, tell_it_is_late, tell_promise_is_missing
from consultations.promises.models import Promise, PromiseWait, answers_without_promise
from consultations.promises.stepping import record
from consultations.promises.workflow import StepKind
from consultations.results.duty_letters import go_up, heads_to_tell, line_of, who_answers
from consultations.results.rules import rule_of
from directory.calendar import add_working_days

BATCH = 50
REMINDED_BEFORE = timedelta(days=14)


def watch_promises() -> int:
    """One batch of all that the clock asks for. Returns how much was done."""
    return remind_owners() + escalate_late_promises() + wait_for_promises() + escalate_missing_promises()


@transaction.atomic
def remind_owners() -> int:
    """Remind of what is due within fourteen days and not late yet, once for each day."""
    today = timezone.localdate()
    rows = Promise.objects.due_until(today + REMINDED_BEFORE).filter(now_due_on__gte=today)
    waiting = rows.filter(Q(reminded_of=None) | ~Q(reminded_of=F("now_due_on")))
    found = waiting.select_for_update(of=("self",), skip_locked=True).select_related("agency", "consultation")[:BATCH]
    for promise in found:
        tell_it_is_due(promise)
        promise.reminded_of = promise.now_due_on
        promise.save(update_fields=["reminded_of"])
    return len(found)


def escalate_late_promises() -> int:
    """Take the next step with each that waits for it. Returns how many were taken."""
    waiting = Promise.objects.open().filter(next_step_at__lte=timezone.now()).order_by("next_step_at", "id")
    return sum(_escalate(pk) for pk in waiting.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _escalate(pk: int) -> bool:
    """A step is one line of the history, the first one is news; a reminder at the top is neither."""
    rows = Promise.objects.open().select_for_update(of=("self",), skip_locked=True)
    promise = rows.select_related("agency", "consultation").filter(pk=pk, next_step_at__lte=timezone.now()).first()
    if promise is None:
        return False
    now = timezone.now()
    step_days = rule_of(promise.consultation.kind).step_days
    went_up, agency, heads = go_up(promise, promise.agency, now, step_days=step_days)
    promise.save(update_fields=["level", "next_step_at"])
    if went_up:
        record(promise, StepKind.LATE, is_news=promise.level == 1, told=agency, by=None)
    today = timezone.localdate(now)
    tell_it_is_late(promise, heads, days=max((today - promise.now_due_on).days, 1), on=today)
    return True


@transaction.atomic
def wait_for_promises() -> int:
    """Begin to wait for what has to be promised after an answer."""
    waiting = answers_without_promise().filter(promise_wait=None).select_related("consultation")[:BATCH]
    waits = [
        PromiseWait(duty=duty, next_step_at=add_working_days(timezone.now(), rule_of(duty.consultation.kind).step_days))
        for duty in waiting
    ]
    # Two workers begin the same: the second one changes nothing.
    PromiseWait.objects.bulk_create(waits, ignore_conflicts=True)
    return len(waits)


@transaction.atomic
def escalate_missing_promises() -> int:
    """First those who have to say it are told, then the heads, one agency up at a time."""
    rows = PromiseWait.objects.select_for_update(of=("self",), skip_locked=True).filter(
        next_step_at__lte=timezone.now()
    )
    found = list(rows.select_related("duty__agency", "duty__consultation").order_by("next_step_at")[:BATCH])
    missing = set(answers_without_promise().filter(pk__in=[wait.pk for wait in found]).values_list("pk", flat=True))
    for wait in found:
        if wait.pk not in missing:
            wait.delete()
            continue
        duty, line = wait.duty, line_of(wait.duty.agency)
        people = heads_to_tell(line, start=wait.level - 1)[1] if wait.level else who_answers(duty.agency)
        tell_promise_is_missing(duty, people, on=timezone.localdate())
        wait.level = min(wait.level + 1, len(line))
        wait.next_step_at = add_working_days(timezone.now(), rule_of(duty.consultation.kind).step_days)
        wait.save(update_fields=["level", "next_step_at"])
    return len(found)
