"""A value kept for some seconds in one process: for public reference tables that every request reads."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

Value = TypeVar("Value")


def kept_for(*, seconds: float) -> Callable[[Callable[[], Value]], Kept[Value]]:
    """Decorate a function without arguments so that its answer is kept; `.forget()` drops it (tests, own writes)."""
    return lambda make: Kept(make, seconds)


class Kept(Generic[Value]):
    every: ClassVar[list[Kept[Any]]] = []
    """All there are in this process, for tests: each begins with nothing kept."""

    def __init__(self, make: Callable[[], Value], seconds: float):
        self._make, self._seconds = make, seconds
        self._kept: tuple[float, Value] | None = None
        self.every.append(self)

    def __call__(self) -> Value:
        now = time.monotonic()
        if self._kept is None or now - self._kept[0] > self._seconds:
            self._kept = (now, self._make())
        return self._kept[1]

    def forget(self) -> None:
        self._kept = None
