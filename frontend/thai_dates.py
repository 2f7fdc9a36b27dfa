"""How long something takes and when it is due, in words; dates themselves: directory/thai_dates.py."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.thai_dates import show_date, show_time

LONG = timedelta(days=2)
"""From here on a length is said in days."""


def show_length(length: timedelta) -> str:
    """A stretch of time in its largest sensible unit: 3 วัน, 5 ชม., 12 นาที."""
    if length < LONG:
        return show_hours(length)
    days = length // timedelta(days=1)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def show_hours(length: timedelta) -> str:
    """The same, however long it is, in hours: 60 ชม."""
    minutes = max(int(length.total_seconds() // 60), 0)
    if minutes >= 60:
        hours = minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def show_due(due_at: datetime) -> str:
    """When something is due, in words: "ครบกำหนด 24 พ.ย. 2569 16.30 น."."""
    return _("Due %(date)s %(time)s") % {"date": show_date(due_at), "time": show_time(due_at)}
