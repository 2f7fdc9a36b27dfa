"""Whose turn it is among consultations whose texts a worker goes through again and again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

PAUSE = timedelta(seconds=60)
_PAUSE_TIMES = 10
"""A consultation rests ten times as long as going through it took."""


class Looked(Protocol):
    """When a consultation was gone through last, and how long that took."""

    @property
    def found_at(self) -> datetime | None: ...

    @property
    def took_s(self) -> float: ...


def longest_waiting(pks: Iterable[int], known: Mapping[int, Looked]) -> list[int]:
    """Those that nobody has gone through yet first, then the ones looked at longest ago."""

    def age(pk: int) -> tuple[float, int]:
        found_at = known[pk].found_at if pk in known else None
        return (found_at.timestamp() if found_at else 0.0, pk)

    return sorted(pks, key=age)


def rests(looked: Looked, now: datetime) -> bool:
    """Whether it was gone through so lately that others come first."""
    if looked.found_at is None:
        return False
    return (now - looked.found_at).total_seconds() < max(PAUSE.total_seconds(), looked.took_s * _PAUSE_TIMES)
