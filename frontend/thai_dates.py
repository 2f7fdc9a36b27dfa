"""How long something takes and when it is due, in words; dates themselves: directory/thai_dates.py."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.thai_dates import show_date, show_time


def show_length(length: timedelta) -> str:
    """A stretch of time in its largest sensible unit: 3 วัน, 5 ชม., 12 นาที; from two days on in days."""
    minutes = max(int(length.total_seconds() // 60), 0)
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if minutes >= 60:
        hours = minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def show_due(due_at: datetime) -> str:
    """When something is due, in words: "ครบกำหนด 24 พ.ย. 2569 16.30 น."."""
    return _("Due %(date)s %(time)s") % {"date": show_date(due_at), "time": show_time(due_at)}
