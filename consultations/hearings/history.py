"""What the acts on a hearing have in common: the lock before the look, and one line of its history each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.hearings.models import Hearing, HearingEvent, Phase
from consultations.holding import check_holds
from directory.models import User


def lock(hearing: Hearing) -> Hearing:
    """The hearing as it is now, locked until the act ends: seats are given one after the other."""
    own = Hearing.objects.select_for_update(of=("self",)).select_related("consultation__agency")
    return own.get(pk=hearing.pk)


def lock_own(hearing: Hearing, by: User) -> Hearing:
    """The same for the policy team. Raises ValidationError (not_your_agency)."""
    check_holds(hearing.consultation, by)
    return lock(hearing)


def check_not_cancelled(hearing: Hearing) -> None:
    """Raises ValidationError (hearing_is_cancelled)."""
    if hearing.phase == Phase.CANCELLED:
        raise ValidationError(_("This hearing is cancelled."), code="hearing_is_cancelled")


def record(
    hearing: Hearing,
    kind: HearingEvent.Kind,
    *,
    by: User | None,
    note: str = "",
    facts: dict[str, Any] | None = None,
    changed: Iterable[str] = (),
) -> None:
    """Write the next line of a locked hearing's history. changed: the columns to store with it."""
    hearing.event_count += 1
    hearing.save(update_fields=["event_count", *changed])
    HearingEvent.objects.create(hearing=hearing, n=hearing.event_count, kind=kind, by=by, note=note, facts=facts or {})
