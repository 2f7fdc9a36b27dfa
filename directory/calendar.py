"""Arithmetic with office hours and days off, split shifts and half days. Offices answer through lunch unless a row says no."""

import threading
import time as clock
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from directory.models import Holiday, OfficeHours

BANGKOK = ZoneInfo("Asia/Bangkok")
KEPT_FOR_S = 60
# More days off in a row than any calendar has: past it, the office hours in the table must be wrong.
LONGEST_CLOSURE_DAYS = 366


Shift = tuple[time, time]
"""From the first minute up to, not including, the last, of one day."""


@dataclass(frozen=True)
class OfficeCalendar:
    """When offices work: shifts by weekday (0 = Monday), the days they are closed, and days with hours of their own."""

    hours: Mapping[int, tuple[Shift, ...]]
    """In the order of the day, none overlapping."""
    days_off: frozenset[date]
    other_hours: Mapping[date, tuple[Shift, ...]] = field(default_factory=dict)
    """Of half days and the like, instead of the weekday's; each day at least one shift."""

    def shifts(self, day: date) -> tuple[Shift, ...]:
        """When offices work on this day; nothing on a day off."""
        if day in self.days_off:
            return ()
        return self.other_hours.get(day) or self.hours.get(day.weekday(), ())

    def is_working_day(self, day: date) -> bool:
        return bool(self.shifts(day))

    def is_working_moment(self, at: datetime) -> bool:
        """Open from the first minute up to, not including, the last."""
        local = at.astimezone(BANGKOK)
        return any(opens <= local.time() < closes for opens, closes in self.shifts(local.date()))

    def next_working_day(self, day: date) -> date:
        """The first working day after this one. Raises ValueError when there is none within a year."""
        for _ in range(LONGEST_CLOSURE_DAYS):
            day += timedelta(days=1)
            if self.is_working_day(day):
                return day
        raise ValueError("no working day within a year: look at the office hours and days off in /admin/")

    def last_day_before(self, day: date, days: int) -> date:
        """The last day after which, up to and including this one, there are that many working days.

        Whatever was due on it or earlier is late by so many working days, or more. Raises ValueError as above.
        """
        for _ in range(LONGEST_CLOSURE_DAYS + 7 * days):
            days -= self.is_working_day(day)
            day -= timedelta(days=1)
            if days <= 0:
                return day
        raise ValueError("no working day within a year: look at the office hours and days off in /admin/")

    def last_working_day(self, day: date) -> date:
        """The last working day before this one. Raises ValueError as above."""
        return self.last_day_before(day - timedelta(days=1), 1) + timedelta(days=1)

    def next_working_moment(self, at: datetime) -> datetime:
        local = at.astimezone(BANGKOK)
        day = local.date()
        for opens, closes in self.shifts(day):
            if local.time() < closes:
                return max(local, _at(day, opens))
        day = self.next_working_day(day)
        return _at(day, self.shifts(day)[0][0])

    def add_working_days(self, start: datetime, days: int) -> datetime:
        begin = self.next_working_moment(start)
        day = begin.date()
        for _ in range(days):
            day = self.next_working_day(day)
        shifts = self.shifts(day)
        # A half-day ends before this clock time: the day's last working minute.
        last_minute = _at(day, shifts[-1][1]) - timedelta(minutes=1)
        wanted = min(_at(day, begin.time()), last_minute)
        return next(max(wanted, _at(day, opens)) for opens, closes in shifts if wanted < _at(day, closes))

    def working_days_between(self, a: date, b: date) -> int:
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working_day(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))

    def working_time_between(self, a: datetime, b: datetime) -> timedelta:
        if b < a:
            return -self.working_time_between(b, a)
        a, b = a.astimezone(BANGKOK), b.astimezone(BANGKOK)
        worked, day = timedelta(), a.date()
        while day <= b.date():
            for opens, closes in self.shifts(day):
                worked += max(timedelta(), min(b, _at(day, closes)) - max(a, _at(day, opens)))
            day += timedelta(days=1)
        return worked

    def add_working_time(self, start: datetime, length: timedelta) -> datetime:
        if length <= timedelta():
            return start
        day, begin = start.astimezone(BANGKOK).date(), start.astimezone(BANGKOK)
        while True:
            for opens, closes in self.shifts(day):
                begin = max(begin, _at(day, opens))
                left = _at(day, closes) - begin
                if left >= length:
                    return begin + length
                length -= max(left, timedelta())
            day = self.next_working_day(day)


def next_working_moment(at: datetime, *, province_code: int | None = None) -> datetime:
    """`at` itself inside office hours, otherwise when offices next open; from here the clock of a complaint counts.

    at: timezone-aware. The answer is in Asia/Bangkok. province_code: also counts days off of that province alone.
    Source: the E-Government Procedures Act B.E. 2565 is said to count a filing outside office hours as received on
    the next working day (not yet confirmed at its source).
    """
    return office_calendar(province_code).next_working_moment(at)


def add_working_days(start: datetime, days: int, *, province_code: int | None = None) -> datetime:
    """The same clock time, some working days after the next working moment of `start`.

    start: timezone-aware; its day is not counted. days: at least 1. The answer is a working moment in Asia/Bangkok;
    on a half-day that ends earlier, its last minute. Raises ValueError when days is below 1.
    Source: the days off that the Cabinet announces each year, loaded into directory.Holiday.
    """
    if days < 1:
        raise ValueError("days must be at least 1")
    return office_calendar(province_code).add_working_days(start, days)


def working_days_between(a: datetime | date, b: datetime | date, *, province_code: int | None = None) -> int:
    """Working days after the day of `a`, up to and including the day of `b`; negative when `b` is earlier.

    Datetimes are timezone-aware and read as days in Asia/Bangkok.
    """
    return office_calendar(province_code).working_days_between(_day(a), _day(b))


def working_time_between(a: datetime, b: datetime, *, province_code: int | None = None) -> timedelta:
    """How long offices were open between two moments; negative when `b` is earlier. Both timezone-aware."""
    return office_calendar(province_code).working_time_between(a, b)


def add_working_time(start: datetime, length: timedelta, *, province_code: int | None = None) -> datetime:
    """The moment at which offices have been open for `length` since `start`; `start` itself where that is nothing.

    start: timezone-aware. What ends with a shift ends at its closing, not at the next opening.
    """
    return office_calendar(province_code).add_working_time(start, length)


def office_calendar(province_code: int | None = None) -> OfficeCalendar:
    """The office hours and days off as the tables have them, at most a minute old."""
    return _kept.get(province_code)


def forget_calendar() -> None:
    """Read the tables again at the next question; for tests and for whoever just changed a row."""
    _kept.clear()


class _KeptCalendars:
    """One calendar a province, for KEPT_FOR_S seconds, in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calendars: dict[int | None, tuple[float, OfficeCalendar]] = {}

    def get(self, province_code: int | None) -> OfficeCalendar:
        with self._lock:
            kept = self._calendars.get(province_code)
        if kept and clock.monotonic() - kept[0] < KEPT_FOR_S:
            return kept[1]
        fresh = _read(province_code)
        with self._lock:
            self._calendars[province_code] = (clock.monotonic(), fresh)
        return fresh

    def clear(self) -> None:
        with self._lock:
            self._calendars.clear()


_kept = _KeptCalendars()


def _read(province_code: int | None) -> OfficeCalendar:
    where = Q(area__isnull=True) if province_code is None else Q(area__isnull=True) | Q(area=province_code)
    hours: dict[int, tuple[Shift, ...]] = {}
    for row in OfficeHours.objects.order_by("weekday", "opens"):
        hours[row.weekday] = _joined(hours.get(row.weekday, ()), (row.opens, row.closes))
    hours = hours or _USUAL_HOURS
    days_off, other_hours = set(), dict[date, tuple[Shift, ...]]()
    for day in Holiday.objects.filter(where):
        if day.is_whole_day:
            days_off.add(day.date)
            continue
        shifts = other_hours.get(day.date, hours.get(day.date.weekday(), ()))
        other_hours[day.date] = _without(shifts, day.closed_from or time.min, day.closed_until or time.max)
    days_off.update(day for day, shifts in other_hours.items() if not shifts)
    return OfficeCalendar(hours, frozenset(days_off), {day: left for day, left in other_hours.items() if left})


def _joined(shifts: tuple[Shift, ...], later: Shift) -> tuple[Shift, ...]:
    """With one more shift that begins no earlier; where two overlap, whoever wrote them meant one."""
    if shifts and later[0] <= shifts[-1][1]:
        return (*shifts[:-1], (shifts[-1][0], max(shifts[-1][1], later[1])))
    return (*shifts, later)


def _without(shifts: tuple[Shift, ...], closed: time, until: time) -> tuple[Shift, ...]:
    """What is left of the shifts of a day on which offices are closed from one time to another."""
    parts = [part for opens, closes in shifts for part in ((opens, min(closes, closed)), (max(opens, until), closes))]
    return tuple((opens, closes) for opens, closes in parts if opens < closes)


# Until reference data is loaded, so that nothing stops for want of a row.
_USUAL_HOURS: dict[int, tuple[Shift, ...]] = {weekday: ((time(8, 30), time(16, 30)),) for weekday in range(5)}


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, tzinfo=BANGKOK)


def _day(moment: datetime | date) -> date:
    return moment.astimezone(BANGKOK).date() if isinstance(moment, datetime) else moment
