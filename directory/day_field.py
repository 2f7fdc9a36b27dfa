"""A day as people of Thailand type it, for forms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.thai_dates import read_day

LAST_YEAR = 2100
"""Of the common era. What is later in a register was a year of the Buddhist era, taken for one of ours."""


class DayField(forms.Field):
    """A day as people type it: 1/12/2569, ๑/๑๒/๒๕๖๙ or 2026-12-01. Gives a date."""

    def to_python(self, value: Any) -> date | None:
        typed = str(value or "").strip()
        day = read_day(typed)
        if typed and day is None:
            raise ValidationError(_("Write the day like this: 1/12/2569."), code="no_such_day")
        return day
