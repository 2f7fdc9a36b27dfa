"""Dates and times as pages show them: Buddhist years in Thai, common-era years in all other languages, always Asia/Bangkok."""

import re
from datetime import date, datetime

from django.utils import timezone

from directory.digits import TO_PLAIN_DIGITS
from directory.languages import thai_or_english

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
_DAY = re.compile(r"(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4})")
_DAY_OF_PROGRAMS = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")


def in_thai() -> bool:
    return thai_or_english() == "th"


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
    """14.32 น. in Thai, 14:32 in English; there the hour has two figures, as browsers write it."""
    local = timezone.localtime(at)
    return f"{local.hour}.{local.minute:02} น." if in_thai() else f"{local.hour:02}:{local.minute:02}"


def write_day(day: date) -> str:
    """A day in figures, as it may be typed: 28/11/2569 in Thai, 28/11/2026 in all other languages."""
    return f"{day.day}/{day.month}/{day.year + (BUDDHIST_ERA if in_thai() else 0)}"


def read_day(typed: str) -> date | None:
    """A day as programs send it (2026-11-23) or as people write it (23/11/2569, ๒๓/๑๑/๒๕๖๙); None for what is none.

    A year above 2400 is of the Buddhist era, in either way of writing.
    """
    plain = typed.translate(TO_PLAIN_DIGITS).strip()
    written = _DAY.fullmatch(plain) or _DAY_OF_PROGRAMS.fullmatch(plain)
    if not written:
        return None
    year = int(written["year"])
    try:
        return date(year - BUDDHIST_ERA if year > 2400 else year, int(written["month"]), int(written["day"]))
    except ValueError:
        return None
