"""Raising and ending alarms: twice raised is one alarm, and one that is over ends by itself."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from notifications.live import announce
from routing.models import RoutingAlarm

log = logging.getLogger(__name__)
Kind = RoutingAlarm.Kind


@transaction.atomic
def raise_alarm(kind: RoutingAlarm.Kind, subject: str = "", **facts: Any) -> None:
    """Let the triage desk know, and the log once. facts: codes and numbers that the page words."""
    alarm, is_new = RoutingAlarm.objects.get_or_create(
        kind=kind, subject=subject[:150], ended_at=None, defaults={"facts": facts}
    )
    if is_new:
        log.error("Alarm of the routing: %s %s %s", kind, subject, facts)
        announce("desk")
    elif alarm.facts != facts:
        alarm.facts = facts
        alarm.save(update_fields=["facts"])


@transaction.atomic
def end_alarm(kind: RoutingAlarm.Kind, *, apart_from: Collection[str] = ()) -> None:
    """Those of this kind are over; apart_from: what they are about that is not."""
    over = open_alarms().filter(kind=kind).exclude(subject__in=apart_from)
    if over.update(ended_at=timezone.now()):
        announce("desk")


def open_alarms() -> QuerySet[RoutingAlarm]:
    """The newest first."""
    return RoutingAlarm.objects.filter(ended_at__isnull=True)
