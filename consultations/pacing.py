"""How often a new number goes to all who look at a consultation."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

LOOK_S = 0.25
"""How often the worker looks for something to add up."""


@dataclass
class Paced:
    """A chore that adds up: the first after a silence at once, and then every 0.7 s, however fast people answer.

    Each new number goes to every open page, and ten thousand sockets want their share of both cores each time.

    add_up: adds up one batch and tells open pages; returns how many steps there were.
    batch: the most steps it takes; while a batch is full it does not keep up, and is asked again at once.
    """

    add_up: Callable[[], int]
    batch: int
    rest_s: float = 0.7
    _added_up_at: float = float("-inf")

    def __call__(self) -> int:
        if time.monotonic() - self._added_up_at < self.rest_s:
            return 0
        steps = self.add_up()
        if steps >= self.batch:
            return steps
        if steps:
            self._added_up_at = time.monotonic()
        return 0
