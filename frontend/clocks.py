"""How much time an agency has left for its part of a case, as its clock shows it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.next_steps import days_left
from complaints.workflow import CLOSED_BY_ITS_ANSWER
from directory.calendar import BANGKOK, next_working_moment, working_days_between
from frontend.thai_dates import LONG, show_hours
from records.caching import kept_by_key

PAUSED = frozenset({"waiting"})
DONE = frozenset({"answered", "approved"})
NEAR = 1 / 4
"""Below a quarter of the time given, the clock becomes an hourglass."""
LONGEST_BREAK = timedelta(days=14)
"""No office is closed as long."""


@dataclass(frozen=True)
class Clock:
    """look: the modifier of `.clock` (in time has none); due_at: the end it counts towards."""

    icon: str
    look: str
    words: str
    due_at: datetime | None


def clock_of(assignment: Any, now: datetime | None = None) -> Clock | None:
    """The clock of a complaints.Assignment; None where nothing is due: declined, handed on, no date yet, the case over."""
    now = now or timezone.now()
    if not getattr(assignment, "case_is_open", True) and assignment.state not in DONE:
        return None
    if assignment.state in PAUSED:
        return Clock("player-pause", "pause", _("Paused"), None)
    start = _start_of(assignment)
    due_at = assignment.accept_by if assignment.state == "proposed" else assignment.due_at
    if due_at is None or assignment.state in {"declined", "transferred"}:
        return None
    if kind_of(assignment) in CLOSED_BY_ITS_ANSWER:
        return None if assignment.state in DONE else _closing_clock(due_at, now)
    if assignment.state in DONE:
        in_time = assignment.answered_at is None or assignment.answered_at <= due_at
        return Clock("clock-check", "", _("In time") if in_time else _("Answered late"), due_at)
    return running_clock(start, due_at, now)


def in_working_days(clock: Clock | None, assignment: Any) -> Clock | None:
    """The same clock with the words of complaints.next_steps, where it still runs."""
    if clock is None or clock.due_at is None or assignment.state in DONE:
        return clock
    closes_then = kind_of(assignment) in CLOSED_BY_ITS_ANSWER
    left = days_left(clock.due_at, since=_start_of(assignment), closes_then=closes_then)
    return replace(clock, words=left)


def _start_of(assignment: Any) -> datetime | None:
    """When the time that its clock shows was given."""
    start: datetime | None = assignment.proposed_at if assignment.state == "proposed" else assignment.accepted_at
    return start


def kind_of(assignment: Any) -> str:
    """Of the case that it is a part of; a row of a list knows it itself."""
    return getattr(assignment, "kind", "") or getattr(getattr(assignment, "case", None), "kind", "")


def _closing_clock(due_at: datetime, now: datetime) -> Clock:
    """Of what ends by itself then: nobody is near or late."""
    left = _("Closes in %(length)s") % {"length": _length(now, due_at)} if due_at > now else _("Closes now")
    return Clock("clock", "", left, due_at)


def running_clock(start: datetime | None, due_at: datetime, now: datetime) -> Clock:
    """In time, near or late. Without a start nothing is ever near."""
    if due_at < now:
        return Clock("filled/alert-triangle", "late", _("%(length)s late") % {"length": _length(due_at, now)}, due_at)
    left = _("%(length)s left") % {"length": _length(now, due_at, counted_from=_counted_from(start, now))}
    if start is not None and due_at - now < (due_at - start) * NEAR:
        return Clock("hourglass-low", "near", left, due_at)
    return Clock("clock", "", left, due_at)


def _counted_from(start: datetime | None, now: datetime) -> datetime:
    """Now, or the next working moment where none has passed since the time was given: as who complained reads it."""
    if start is None or now - start > LONGEST_BREAK:
        return now
    return max(now, next_working_moment(start))


def _length(begin: datetime, end: datetime, *, counted_from: datetime | None = None) -> str:
    """From two days on in the working days in which all is promised; shorter, or over days off alone, in hours.

    counted_from: from when on the working days count, if that is not the begin.
    """
    first = counted_from or begin
    if end - begin >= LONG and (
        days := _working_days((first.astimezone(BANGKOK).date(), end.astimezone(BANGKOK).date()))
    ):
        return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
    return show_hours(end - begin)


@kept_by_key(seconds=5)
def _working_days(days: tuple[date, date]) -> int:
    """Kept, because the rows of a list end on few different days."""
    return working_days_between(*days)
