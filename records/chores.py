"""Work done after the answer has gone out, by `manage.py work`: a chore is a query and a function."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

WORK_CHANNEL = "work"


@dataclass(frozen=True)
class Chore:
    """One kind of work, safe to run twice and safe to kill.

    function: does one batch and returns how many things it did; asked again at once while it returns more than 0.
    every_s: how often to look when nobody has called `wake`.
    """

    name: str
    function: Callable[[], int]
    every_s: float = 2.0


def wake(name: str) -> None:
    """Call the workers to a chore as soon as the caller's transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [WORK_CHANNEL, name])
