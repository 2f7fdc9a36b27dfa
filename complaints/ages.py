"""How long a part of a case has been with its agency, in bands of working days: what its promises are made in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.calendar import BANGKOK, LONGEST_CLOSURE_DAYS, OfficeCalendar, office_calendar

ENDS_OF_BANDS = (3, 7, 15, 30)
"""Working days; 3 are usual for accepting, 15 for the answer. What is older is in a fifth band."""
BANDS = {
    "age_0": _("0 to 3 working days"),
    "age_4": _("4 to 7 working days"),
    "age_8": _("8 to 15 working days"),
    "age_16": _("16 to 30 working days"),
    "age_31": _("more than 30 working days"),
}
AGE_CONDITIONS = {
    "age_0": "a.proposed_at >= %(day_3)s",
    "age_4": "a.proposed_at >= %(day_7)s AND a.proposed_at < %(day_3)s",
    "age_8": "a.proposed_at >= %(day_15)s AND a.proposed_at < %(day_7)s",
    "age_16": "a.proposed_at >= %(day_30)s AND a.proposed_at < %(day_15)s",
    "age_31": "a.proposed_at < %(day_30)s",
}
OLD = "a.proposed_at < %(day_15)s"


def first_days_of_bands(now: datetime) -> dict[int, datetime]:
    """For each end of a band, the first moment since which at most so many working days have passed.

    As `directory.calendar.working_days_between` counts: without the first day, with today.
    """
    calendar, day, passed = office_calendar(), timezone.localdate(now), 0
    firsts: dict[int, datetime] = {}
    for most in ENDS_OF_BANDS:
        day, passed = _back_to(day, passed, most, calendar)
        firsts[most] = datetime.combine(day, time(), tzinfo=BANGKOK)
    return firsts


def _back_to(day: date, passed: int, most: int, calendar: OfficeCalendar) -> tuple[date, int]:
    for _day in range(LONGEST_CLOSURE_DAYS):
        if passed + calendar.is_working_day(day) > most:
            break
        passed += calendar.is_working_day(day)
        day -= timedelta(days=1)
    return day, passed
