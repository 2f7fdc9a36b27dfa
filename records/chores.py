"""Work done after the answer has gone out, by `manage.py work`: a chore is a query and a function."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from records import idempotency, kept_forms, throttling, uploads

WORK_CHANNEL = "work"


@dataclass(frozen=True)
class Chore:
    """One kind of work, safe to run twice and safe to kill.

    function: does one batch and returns how many things it did; asked again while it returns more than 0.
    every_s: how often to look when nobody has called `wake`.
    can_wait: of a long queue; after each batch it rests for as long as that took, so that at most half of a core goes to it.
    takes_long: one batch can take minutes, in which this process does nothing else; `work --quick` leaves it to others.
    """

    name: str
    function: Callable[[], int]
    every_s: float = 2.0
    can_wait: bool = False
    takes_long: bool = False


def wake(name: str) -> None:
    """Call the workers to a chore as soon as the caller's transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [WORK_CHANNEL, name])


def forget_keys_and_buckets() -> int:
    return idempotency.forget_old_keys() + throttling.forget_empty_buckets() + kept_forms.forget_old_forms()


def discard_uploads() -> int:
    return uploads.discard_waiting_uploads() + uploads.forget_removed_bytes()


discard_waiting_uploads = Chore("discard_waiting_uploads", discard_uploads, every_s=600)
forget_old_keys = Chore("forget_old_keys", forget_keys_and_buckets, every_s=600)
