"""What everybody finds: consultations that are open, announced or over, of a place and a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from consultations.models import Consultation, ConsultationQuerySet
from consultations.workflow import ConsultationState
from directory.models import Area

SHOWN_AT_A_PLACE = 6
PAGE = 20
KEPT_IN_CALENDARS = timedelta(days=92)
MOST_IN_CALENDAR = 500


@dataclass(frozen=True)
class Found:
    """The public list. closed: a page of them, the newest first; next_before: where the next page begins, or ""."""

    open: Sequence[Consultation]
    scheduled: Sequence[Consultation]
    closed: Sequence[Consultation]
    next_before: str


def open_at_place(area: Area | None) -> list[Consultation]:
    """What is open about a place now: its own first, then by closing; of the whole country everything that is open."""
    wanted = _drawn(Consultation.objects.in_state(ConsultationState.OPEN, timezone.now()))
    if area is not None:
        wanted = wanted.about(area)
    return list(wanted.order_by("is_nationwide", "closes_at", "id")[:SHOWN_AT_A_PLACE])


def in_calendar(*, area: Area | None, kind: str) -> list[Consultation]:
    """What a calendar that somebody subscribes to holds: announced, and closed within the last quarter or still to close.

    Withdrawn ones stay in it, to be taken out of calendars that hold them already.
    """
    wanted = (
        Consultation.objects.announced()
        .filter(closes_at__gt=timezone.now() - KEPT_IN_CALENDARS)
        .prefetch_related("hearings")
    )
    wanted = wanted.filter(kind=kind) if kind else wanted
    return list((wanted.about(area) if area else wanted).order_by("closes_at", "id")[:MOST_IN_CALENDAR])


def find(*, area: Area | None, kind: str, before: datetime | None = None) -> Found:
    """before: only those that closed before this moment, for the pages after the first, which then have no others."""
    now = timezone.now()

    def wanted(found: ConsultationQuerySet) -> ConsultationQuerySet:
        found = _drawn(found)
        if kind:
            found = found.filter(kind=kind)
        return found.about(area) if area else found

    def in_state(state: ConsultationState) -> ConsultationQuerySet:
        return wanted(Consultation.objects.in_state(state, now))

    closed = wanted(Consultation.objects.closed(now)).order_by("-closes_at", "-id")
    if before is not None:
        closed = closed.filter(closes_at__lt=before)
    page = list(closed[: PAGE + 1])
    more = page[PAGE - 1].closes_at if len(page) > PAGE else None
    first = before is None
    return Found(
        open=list(in_state(ConsultationState.OPEN).order_by("closes_at", "id")) if first else [],
        scheduled=list(in_state(ConsultationState.SCHEDULED).order_by("opens_at", "id")) if first else [],
        closed=page[:PAGE],
        next_before=more.isoformat() if more else "",
    )


def _drawn(found: ConsultationQuerySet) -> ConsultationQuerySet:
    """With what a row of a list shows of them: two statements, whatever their number."""
    return found.select_related("agency").prefetch_related("areas__parent__parent")
