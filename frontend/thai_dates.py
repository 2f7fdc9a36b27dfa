"""Dates and times as pages show them: Buddhist years in Thai, common-era years in English, always Asia/Bangkok."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

THAI_SHORT = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
THAI_LONG = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
ENGLISH_SHORT = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
ENGLISH_LONG = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
BUDDHIST_ERA = 543


def in_thai() -> bool:
    return (get_language() or "th").startswith("th")


def show_date(at: date | datetime, style: str = "short") -> str:
    """style: short "22 พ.ย. 2569", long "22 พฤศจิกายน 2569", day "22 พ.ย."; in English 22 Nov 2026 and so on."""
    day = timezone.localtime(at).date() if isinstance(at, datetime) else at
    thai = in_thai()
    if style == "long":
        months = THAI_LONG if thai else ENGLISH_LONG
    else:
        months = THAI_SHORT if thai else ENGLISH_SHORT
    shown = f"{day.day} {months[day.month - 1]}"
    return shown if style == "day" else f"{shown} {day.year + (BUDDHIST_ERA if thai else 0)}"


def show_time(at: datetime) -> str:
    """14.32 น. in Thai, 14:32 in English."""
    local = timezone.localtime(at)
    return f"{local.hour}.{local.minute:02} น." if in_thai() else f"{local.hour}:{local.minute:02}"


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
