"""Chores that misbehave, for the tests of the worker."""

import os
import time

from notifications.models import Subscription
from records.chores import Chore


def fail() -> int:
    raise RuntimeError("this chore always fails")


def work_slowly() -> int:
    """Answers each person's `slow` by a `done`, half a second later."""
    waiting = Subscription.objects.filter(subject="slow").first()
    if waiting is None:
        return 0
    print("started", os.getpid(), flush=True)
    time.sleep(0.5)
    Subscription.objects.filter(pk=waiting.pk).update(subject="done")
    return 1


always_fails = Chore("always_fails", fail, every_s=0.2)
slow_batch = Chore("slow_batch", work_slowly, every_s=30)
