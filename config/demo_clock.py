"""The time of the demo's stories: acts happen in the past, in daytime, when the officers' own words say they do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from django.utils import timezone

from directory.thai_dates import THAI_SHORT


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Acts inside the block happen at that moment. For the demo only: nothing else may set the clock."""
    with patch.object(timezone, "now", lambda: moment):
        yield


class OfficeClock:
    """When a story's acts happen: in daytime, after the hour the officer's own words name, one after another."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._last: datetime | None = None

    def at(self, moment: datetime, *, not_before_hour: float = 9.0) -> datetime:
        local = timezone.localtime(moment)
        hour = max(not_before_hour, min(local.hour + local.minute / 60, 16.0))
        wanted = local.replace(hour=0, minute=0, second=0) + timedelta(hours=hour)
        if self._last and wanted <= self._last:
            wanted = self._last + timedelta(minutes=25)
        self._last = min(wanted, self._now - timedelta(minutes=1)) if not self._last else wanted
        return min(self._last, self._now)

    @contextmanager
    def saying(self, text: str, moment: datetime) -> Iterator[str]:
        """The act's moment, and the officer's text with its dates; `17.05 น.` of the same day is over by then."""
        hours = [int(h) + int(m) / 60 for h, m in re.findall(r"\{day\}[^{]{0,20}?(\d{1,2})\.(\d{2}) น", text)]
        hours += [int(h) + int(m) / 60 for h, m in re.findall(r"(\d{1,2})\.(\d{2}) น\.[^{]{0,12}\{day\}", text)]
        at = self.at(moment, not_before_hour=min(max([9.0, *(hour + 0.3 for hour in hours)]), 23.5))
        with clock_at(at):
            yield said(text, at)


def said(text: str, at: datetime) -> str:
    """An officer's text with its dates: `{day+2}` is two days after the act, written as Thais do."""

    def day(match: re.Match[str]) -> str:
        on = timezone.localtime(at) + timedelta(days=int(match.group(1) or 0))
        return f"{on.day} {THAI_SHORT[on.month - 1]}"

    return re.sub(r"\{day([+-]\d+)?\}", day, text)
