"""Waiting for what another process does."""

import time
from collections.abc import Callable


def soon(true: Callable[[], bool], seconds: float = 5, *, every_s: float = 0.02) -> bool:
    """Whether it becomes true within that time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(every_s)
    return True
