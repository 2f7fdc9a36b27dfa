"""What everybody finds: consultations that are open, announced or over, of a place, a kind, an agency and a topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from consultations.models import Consultation, ConsultationQuerySet
from consultations.workflow import ConsultationState
from directory.models import Agency, Area, Topic

SHOWN_AT_A_PLACE = 6
PAGE = 20
KEPT_IN_CALENDARS = timedelta(days=92)
MOST_IN_CALENDAR = 500
CLOSING_SOON = timedelta(days=7)
SHOWN_CLOSING_SOON = 4


@dataclass(frozen=True)
class Wanted:
    """The filters of the list; what is empty filters nothing."""

    area: Area | None = None
    kind: str = ""
    agency: Agency | None = None
    topic: Topic | None = None

    def __bool__(self) -> bool:
        return bool(self.area or self.kind or self.agency or self.topic)

    def of(self, found: ConsultationQuerySet) -> ConsultationQuerySet:
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.agency:
            found = found.filter(agency=self.agency)
        if self.topic:
            found = found.filter(Q(topic=self.topic) | Q(topic__parent=self.topic))
        return found.about(self.area) if self.area else found

    def subjects(self) -> list[str]:
        """What somebody follows to be told of what this finds."""
        chosen = (
            (self.agency, "agency:{0.code}"),
            (self.topic, "topic:{0.code}"),
            (self.area, "area:{0.code}"),
            (self.kind, "consultations:{0}"),
        )
        return [subject.format(value) for value, subject in chosen if value]


@dataclass(frozen=True)
class Found:
    """The public list. closing_soon: of the open ones those that close within a week; open: the others.

    closed: a page of them, the newest first; next_before: where the next page begins, or "".
    """

    closing_soon: Sequence[Consultation]
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


def closing_soon() -> list[Consultation]:
    """What closes within a week, the soonest first, for the home page."""
    now = timezone.now()
    found = _drawn(Consultation.objects.in_state(ConsultationState.OPEN, now)).filter(closes_at__lte=now + CLOSING_SOON)
    return list(found.order_by("closes_at", "id")[:SHOWN_CLOSING_SOON])


def in_calendar(filters: Wanted) -> list[Consultation]:
    """What a calendar that somebody subscribes to holds: announced, and closed within the last quarter or still to close.

    Withdrawn ones stay in it, to be taken out of calendars that hold them already.
    """
    wanted = Consultation.objects.announced().filter(closes_at__gt=timezone.now() - KEPT_IN_CALENDARS)
    found = filters.of(wanted).prefetch_related("hearings").order_by("closes_at", "id")
    return list(found[:MOST_IN_CALENDAR])


def find(filters: Wanted, *, before: datetime | None = None) -> Found:
    """before: only those that closed before this moment, for the pages after the first, which then have no others."""
    now = timezone.now()

    def in_state(state: ConsultationState) -> ConsultationQuerySet:
        return filters.of(_drawn(Consultation.objects.in_state(state, now)))

    closed = filters.of(_drawn(Consultation.objects.closed(now))).order_by("-closes_at", "-id")
    if before is not None:
        closed = closed.filter(closes_at__lt=before)
    page = list(closed[: PAGE + 1])
    more = page[PAGE - 1].closes_at if len(page) > PAGE else None
    first = before is None
    running = list(in_state(ConsultationState.OPEN).order_by("closes_at", "id")) if first else []
    soon = [each for each in running if each.closes_at and each.closes_at <= now + CLOSING_SOON]
    return Found(
        closing_soon=soon,
        open=running[len(soon) :],
        scheduled=list(in_state(ConsultationState.SCHEDULED).order_by("opens_at", "id")) if first else [],
        closed=page[:PAGE],
        next_before=more.isoformat() if more else "",
    )


def _drawn(found: ConsultationQuerySet) -> ConsultationQuerySet:
    """With what a row of a list shows of them: two statements, whatever their number."""
    return found.select_related("agency").prefetch_related("areas__parent__parent")
