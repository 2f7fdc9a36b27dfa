"""Promises as everybody finds them: the late ones first, and how each agency keeps them, in counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from consultations.promises.models import IN_TIME, Promise, PromiseQuerySet
from consultations.promises.workflow import OPEN, PromiseState
from directory.models import Agency

PAGE = 20
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Asked:
    """What one wants to see; "" means all. state: as it is shown, late among them."""

    agency: str = ""
    state: str = ""
    kind: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.agency or self.state or self.kind)


def promises_asked(asked: Asked) -> PromiseQuerySet:
    found = Promise.objects.select_related("agency", "consultation", "duty__theme")
    if asked.agency:
        found = found.filter(agency__code=asked.agency)
    if asked.kind:
        found = found.filter(consultation__kind=asked.kind)
    return found.shown_as(asked.state) if asked.state else found


def page_of(found: PromiseQuerySet, *, after: Promise | None, most: int = PAGE) -> tuple[list[Promise], str]:
    """One page, and the slug after which the next one begins, or "".

    What is due first comes first, so that the late ones stand at the top; then what ended, the newest first.
    """
    rows = list(_open_after(found, after).order_by("now_due_on", "id")[: most + 1])
    if len(rows) <= most:
        rows += _ended_after(found, after).order_by("-ended_on", "-id")[: most + 1 - len(rows)]
    return rows[:most], rows[most - 1].slug if len(rows) > most else ""


def _open_after(found: PromiseQuerySet, after: Promise | None) -> PromiseQuerySet:
    if after is None:
        return found.open()
    if not after.is_open:
        return found.none()
    day, pk = after.now_due_on, after.pk
    return found.open().filter(Q(now_due_on__gt=day) | Q(now_due_on=day, id__gt=pk))


def _ended_after(found: PromiseQuerySet, after: Promise | None) -> PromiseQuerySet:
    if after is None or after.is_open:
        return found.ended()
    day, pk = after.ended_on, after.pk
    return found.ended().filter(Q(ended_on__lt=day) | Q(ended_on=day, id__lt=pk))


def all_of(found: PromiseQuerySet) -> Iterator[Promise]:
    """Every one in the order of the page, never all at once in memory."""
    yield from found.open().order_by("now_due_on", "id").iterator(chunk_size=500)
    yield from found.ended().order_by("-ended_on", "-id").iterator(chunk_size=500)


@dataclass(frozen=True)
class Kept:
    """How an agency keeps what it promised. Each promise stands in one column; in_time: by the day that was promised first."""

    agency: Agency | None
    all: int
    in_time: int
    later: int
    partly: int
    late: int
    waiting: int
    withdrawn: int
    moved: int
    """Of all: how many have another day than the one that was promised first."""


def counts_of(found: PromiseQuerySet) -> tuple[Kept, list[Kept]]:
    """All together, and each agency, the one with most promises first. One question to the database."""
    today = timezone.localdate()
    late = Q(state__in=OPEN, now_due_on__lt=today)
    counted = found.order_by().values("agency").annotate(
        all=Count("pk"),
        in_time=Count("pk", filter=IN_TIME),
        later=Count("pk", filter=Q(state=PromiseState.KEPT) & ~IN_TIME),
        partly=Count("pk", filter=Q(state=PromiseState.PARTLY)),
        late=Count("pk", filter=late),
        waiting=Count("pk", filter=Q(state__in=OPEN) & ~late),
        withdrawn=Count("pk", filter=Q(state=PromiseState.WITHDRAWN)),
        moved=Count("pk", filter=~Q(now_due_on=F("due_on"))),
    )  # fmt: skip
    rows: list[Any] = list(counted)
    agencies = Agency.objects.in_bulk([row["agency"] for row in rows])
    names = ("all", "in_time", "later", "partly", "late", "waiting", "withdrawn", "moved")
    each = [Kept(agencies[row["agency"]], *(row[name] for name in names)) for row in rows]
    total = Kept(None, *(sum(row[name] for row in rows) for name in names))
    return total, sorted(each, key=lambda one: (-one.all, one.agency.sort_key if one.agency else ""))
