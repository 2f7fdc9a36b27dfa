"""What the acts on a promise have in common: the lock before the look, and one line of its history each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import agencies_of
from consultations.promises.models import Promise, PromiseNews, PromiseStep
from consultations.promises.workflow import NEXT, PromiseState, StepKind
from directory.models import User
from records.chores import wake

TELL = "tell_of_promises"
"""The chore's name."""


def lock_own(promise: Promise, by: User) -> Promise:
    """The promise as it is now, locked until the act ends. Raises ValidationError (not_your_agency)."""
    promise = lock(promise)
    if promise.agency_id not in agencies_of(by):
        raise ValidationError(_("This promise is of another agency."), code="not_your_agency")
    return promise


def lock(promise: Promise) -> Promise:
    rows = Promise.objects.select_for_update(of=("self",)).select_related("agency", "consultation", "duty")
    return rows.get(pk=promise.pk)


def check_open(promise: Promise) -> None:
    """Raises ValidationError (promise_is_over)."""
    if not promise.is_open:
        raise ValidationError(
            _("This promise is over (“%(state)s”), and that stays."),
            code="promise_is_over",
            params={"state": promise.get_state_display()},
        )


def check_next(promise: Promise, to: PromiseState) -> None:
    """Raises ValidationError: promise_is_over, begun_already."""
    if to not in NEXT[promise.state]:
        if to == PromiseState.IN_PROGRESS and promise.is_open:
            raise ValidationError(_("Work on it has begun already."), code="begun_already")
        check_open(promise)
        raise AssertionError(f"an open promise cannot become {to}")


def record(promise: Promise, kind: StepKind, *, is_news: bool = True, **told: Any) -> PromiseStep:
    """Write the next line of a locked promise's history. is_news: whoever is with it is told, once a day at most."""
    promise.step_count += 1
    promise.save(update_fields=["step_count"])
    step = PromiseStep.objects.create(promise=promise, n=promise.step_count, kind=kind, at=timezone.now(), **told)
    if is_news:
        _ask_to_tell(promise)
    return step


def is_last(promise: Promise, kind: StepKind, **told: Any) -> bool:
    """Whether this very step was taken last: the same once more is done already."""
    return promise.steps.filter(n=promise.step_count, kind=kind, **told).exists()


def _ask_to_tell(promise: Promise) -> None:
    """The worker tells it, once the act is kept: today, or tomorrow where people have heard of it today already."""
    if promise.news.filter(told_at=None).exists():
        wake(TELL)
        return
    day, last = timezone.localdate(), promise.news.order_by("-on").first()
    if last is not None and last.on >= day:
        day = last.on + timedelta(days=1)
    PromiseNews.objects.create(promise=promise, on=day, asked_at=timezone.now())
    wake(TELL)
