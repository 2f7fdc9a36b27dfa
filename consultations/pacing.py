"""How often a new number goes to all who look at a consultation."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db import models

from directory.statements import Prepared

LOOK_S = 0.25
"""How often the worker looks for something to add up."""


@dataclass
class Paced:
    """A chore that adds up: the first after a silence at once, and then every 0.7 s, however fast people answer.

    Each new number goes to every open page, and ten thousand sockets want their share of both cores each time.

    add_up: adds up one batch and tells open pages; returns how many steps there were.
    batch: the most steps it takes; while a batch is full it does not keep up, and is asked again at once.
    steps: what it adds up. Whether there are any is asked all day and mostly in vain: by one statement, without a transaction.
    """

    add_up: Callable[[], int]
    batch: int
    steps: type[models.Model]
    rest_s: float = 0.7
    _added_up_at: float = float("-inf")

    def __call__(self) -> int:
        if time.monotonic() - self._added_up_at < self.rest_s or not self.is_any():
            return 0
        steps = self.add_up()
        if steps >= self.batch:
            return steps
        if steps:
            self._added_up_at = time.monotonic()
        return 0

    def is_any(self) -> bool:
        return bool(self._asked.rows()[0][0])

    @cached_property
    def _asked(self) -> Prepared:
        return Prepared(f"SELECT EXISTS (SELECT FROM {self.steps._meta.db_table})")  # noqa: S608 - a table of our own
