"""Rows on which a chore failed: they rest, each time longer, so that those behind them have their turn (promise R10)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, models

log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=models.Model)
FIRST_REST_S = 30.0
LONGEST_REST_S = 3600.0
MOST_KEPT = 1000


class Resting:
    """The rows that rest in this process. Nothing is stored: another process finds out for itself, as a new one does."""

    def __init__(self) -> None:
        self._rows: dict[int, tuple[int, float]] = {}  # id: failures in a row, and when it is tried again

    def ids(self) -> list[int]:
        """Which rows a queue must leave out just now."""
        now = time.monotonic()
        return [pk for pk, (_failures, until) in self._rows.items() if until > now]

    def send(self, pk: int) -> float:
        """Let a row rest that has failed; returns for how many seconds."""
        failures = self._rows.pop(pk, (0, 0.0))[0] + 1
        rest_s = min(FIRST_REST_S * 2 ** min(failures - 1, 30), LONGEST_REST_S)
        self._rows[pk] = (failures, time.monotonic() + rest_s)
        if len(self._rows) > MOST_KEPT:
            del self._rows[next(iter(self._rows))]  # the one that has not failed for the longest time
        return rest_s

    def wake(self, pk: int) -> None:
        """The row is done with: its failures are forgotten."""
        self._rows.pop(pk, None)


def each_by_itself(rows: Iterable[Row], act: Callable[[Row], object], resting: Resting) -> int:
    """Do this with each row: one that fails rests and stops no other.

    Returns how many were done; an act that answers False found nothing to do.
    """
    done = 0
    for row in rows:
        try:
            is_done = act(row) is not False
        except (OperationalError, InterfaceError):
            raise  # the database is at fault, not the row
        except Exception:
            rest_s = resting.send(row.pk)
            name = getattr(act, "__name__", act)
            log.exception("%s %s: %s failed, next try in %.0f s", row._meta.model_name, _name_of(row), name, rest_s)
        else:
            resting.wake(row.pk)
            done += is_done
    return done


def _name_of(row: models.Model) -> str:
    return getattr(row, "reference", "") or str(row)
