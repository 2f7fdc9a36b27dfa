"""Values kept for some seconds in one process: for public reference tables that every request reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import ClassVar, Generic, TypeVar

Value = TypeVar("Value")
Key = TypeVar("Key", bound=Hashable)


def kept_for(*, seconds: float) -> Callable[[Callable[[], Value]], Kept[Value]]:
    """Decorate a function without arguments so that its answer is kept; `.forget()` drops it (tests, own writes)."""
    return lambda make: Kept(make, seconds)


def kept_by_key(*, seconds: float) -> Callable[[Callable[[Key], Value]], KeptByKey[Key, Value]]:
    """The same for a function of one argument, of few different ones: all answers are dropped at once."""
    return lambda make: KeptByKey(make, seconds)


class Forgetful:
    every: ClassVar[list[Forgetful]] = []
    """All there are in this process, for tests: each begins with nothing kept."""

    def __init__(self) -> None:
        self.every.append(self)

    def forget(self) -> None:
        raise NotImplementedError


class Kept(Forgetful, Generic[Value]):
    def __init__(self, make: Callable[[], Value], seconds: float):
        super().__init__()
        self._make, self._seconds = make, seconds
        self._kept: tuple[float, Value] | None = None

    def __call__(self) -> Value:
        now = time.monotonic()
        if self._kept is None or now - self._kept[0] > self._seconds:
            self._kept = (now, self._make())
        return self._kept[1]

    def keep(self, value: Value, *, seconds: float) -> None:
        """Take this for the answer as long."""
        self._kept = (time.monotonic() + seconds - self._seconds, value)

    def forget(self) -> None:
        self._kept = None


class KeptByKey(Forgetful, Generic[Key, Value]):
    def __init__(self, make: Callable[[Key], Value], seconds: float):
        super().__init__()
        self._make, self._seconds = make, seconds
        self._kept: dict[Key, Value] = {}
        self._since = 0.0

    def __call__(self, key: Key) -> Value:
        now = time.monotonic()
        if now - self._since > self._seconds:
            self._kept, self._since = {}, now
        kept = self._kept  # another thread may begin a new one meanwhile
        if key not in kept:
            kept[key] = self._make(key)
        return kept[key]

    def forget(self) -> None:
        self._kept, self._since = {}, 0.0
