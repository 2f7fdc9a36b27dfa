"""Arithmetic with office hours and days off. Lunch is not modelled: offices answer through it."""

import threading
import time as clock
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from directory.models import Holiday, OfficeHours

BANGKOK = ZoneInfo("Asia/Bangkok")
KEPT_FOR_S = 60
# More days off in a row than any calendar has: past it, the office hours in the table must be wrong.
LONGEST_CLOSURE_DAYS = 366


@dataclass(frozen=True)
class OfficeCalendar:
    """When offices work: hours by weekday (0 = Monday), and the days they are closed."""

    hours: dict[int, tuple[time, time]]
    days_off: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.hours and day not in self.days_off

    def is_working_moment(self, at: datetime) -> bool:
        """Open from the first minute up to, not including, the last."""
        local = at.astimezone(BANGKOK)
        if not self.is_working_day(local.date()):
            return False
        opens, closes = self.hours[local.weekday()]
        return opens <= local.time() < closes

    def next_working_day(self, day: date) -> date:
        """The first working day after this one. Raises ValueError when there is none within a year."""
        for _ in range(LONGEST_CLOSURE_DAYS):
            day += timedelta(days=1)
            if self.is_working_day(day):
                return day
        raise ValueError("no working day within a year: look at the office hours and days off in /admin/")

    def next_working_moment(self, at: datetime) -> datetime:
        local = at.astimezone(BANGKOK)
        day = local.date()
        if self.is_working_day(day):
            opens, closes = self.hours[day.weekday()]
            if local.time() < opens:
                return _at(day, opens)
            if local.time() < closes:
                return local
        day = self.next_working_day(day)
        return _at(day, self.hours[day.weekday()][0])

    def add_working_days(self, start: datetime, days: int) -> datetime:
        begin = self.next_working_moment(start)
        day = begin.date()
        for _ in range(days):
            day = self.next_working_day(day)
        opens, closes = self.hours[day.weekday()]
        if begin.time() < opens:
            return _at(day, opens)
        if begin.time() >= closes:
            # A half-day ends before this clock time: the day's last working minute.
            return _at(day, closes) - timedelta(minutes=1)
        return _at(day, begin.time())

    def working_days_between(self, a: date, b: date) -> int:
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working_day(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))


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
    days_off = set(Holiday.objects.filter(area__isnull=True).values_list("date", flat=True))
    if province_code is not None:
        days_off.update(Holiday.objects.filter(area=province_code).values_list("date", flat=True))
    hours = {row.weekday: (row.opens, row.closes) for row in OfficeHours.objects.all()}
    return OfficeCalendar(hours or _USUAL_HOURS, frozenset(days_off))


# Until reference data is loaded, so that nothing stops for want of a row.
_USUAL_HOURS = {weekday: (time(8, 30), time(16, 30)) for weekday in range(5)}


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, tzinfo=BANGKOK)


def _day(moment: datetime | date) -> date:
    return moment.astimezone(BANGKOK).date() if isinstance(moment, datetime) else moment
