"""Does what waits: routing, messages, clean-up. Any number of these may run beside one another."""

import json
import logging
import os
import select
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils.module_loading import import_string

from notifications.listening import listen
from records.chores import WORK_CHANNEL, Chore

logger = logging.getLogger("work")

LONGEST_SLEEP_S = 2.0  # the net below NOTIFY
LONGEST_PAUSE_S = 60.0  # of a chore that keeps failing


@dataclass
class Shift:
    """One chore's turn in this process: when it comes next, and how often it has failed in a row."""

    chore: Chore
    due_at: float = 0.0
    failures: int = 0
    hurries: bool = False
    """Nobody is waited for: a chore that can wait does not."""

    def work(self) -> None:
        started = time.monotonic()
        close_old_connections()
        try:
            done = self.chore.function()
        except Exception:
            self.failures += 1
            pause_s = min(2.0 ** (self.failures - 1), LONGEST_PAUSE_S)
            self.due_at = time.monotonic() + pause_s
            logger.exception("chore %s failed, next try in %.0f s", self.chore.name, pause_s)
        else:
            self.failures = 0
            took_s = time.monotonic() - started
            rest_s = took_s if self.chore.can_wait and not self.hurries else 0.0
            self.due_at = time.monotonic() + (rest_s if done else self.chore.every_s)
            if done:
                seconds = round(took_s, 3)
                print(json.dumps({"chore": self.chore.name, "done": done, "seconds": seconds}), flush=True)
        close_old_connections()

    def wake(self) -> None:
        if not self.failures:  # a chore that fails keeps its pause, however often it is called
            self.due_at = 0.0


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now, then stop")
        parser.add_argument("--quick", action="store_true", help="leave what can take minutes to other workers")
        parser.add_argument("--chores", default="", metavar="A,B", help="only these; all of settings.CHORES otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        self.shifts = [Shift(chore) for chore in chosen_chores(options["chores"], quick=options["quick"])]
        self.stopping = False
        self.ear: Any = None
        self.ear_due_at = 0.0
        if options["once"]:
            for shift in self.shifts:
                shift.hurries = True
            self.work_until_nothing_waits()
            return
        with self.stopped_by_signals() as wakeup_fd:
            while not self.stopping:
                self.work_what_is_due()
                self.sleep(wakeup_fd)

    def work_what_is_due(self) -> int:
        """One batch of each chore that is due, so that a long queue of one never keeps the others waiting."""
        due = [shift for shift in self.shifts if shift.due_at <= time.monotonic()]
        for shift in due:
            if self.stopping:
                break
            shift.work()
            self.work_what_cannot_wait(after=shift)
        return len(due)

    def work_what_cannot_wait(self, *, after: Shift) -> None:
        """The first chore of the list is the one people sit and wait for: what called it meanwhile goes before the rest."""
        first = self.shifts[0]
        if self.ear is not None and select.select([self.ear], [], [], 0)[0]:
            self.hear()
        if first is not after and not self.stopping and first.due_at <= time.monotonic():
            first.work()

    def work_until_nothing_waits(self) -> None:
        while self.work_what_is_due():
            pass

    def sleep(self, wakeup_fd: int) -> None:
        """Until something is announced, a chore is due, or a signal comes."""
        self.keep_an_ear_open()
        next_due_s = min((shift.due_at for shift in self.shifts), default=0.0) - time.monotonic()
        sleep_s = max(0.0, min(next_due_s, LONGEST_SLEEP_S))
        fds = [wakeup_fd] if self.ear is None else [wakeup_fd, self.ear]
        readable, _, _ = select.select(fds, [], [], sleep_s)
        if wakeup_fd in readable:
            os.read(
                wakeup_fd, 1024
            )  # every signal writes here, the alarm of a slow model too: unread it ends each sleep
        if self.ear in readable:
            self.hear()

    def keep_an_ear_open(self) -> None:
        if self.ear is not None or time.monotonic() < self.ear_due_at:
            return
        try:
            self.ear = listen(WORK_CHANNEL)
        except psycopg2.Error as error:
            self.ear_due_at = time.monotonic() + LONGEST_SLEEP_S
            logger.warning("cannot listen for work, looking every %.0f s: %s", LONGEST_SLEEP_S, type(error).__name__)
            return
        # What was announced before this connection stood was not heard; and what failed meanwhile failed for the lack
        # of a database, so it need not sit out its pause.
        for shift in self.shifts:
            shift.failures = 0
            shift.wake()

    def hear(self) -> None:
        try:
            self.ear.poll()
        except psycopg2.Error:
            self.ear.close()
            self.ear = None
            return
        called = {notice.payload for notice in self.ear.notifies}
        self.ear.notifies.clear()
        for shift in self.shifts:
            if shift.chore.name in called:
                shift.wake()

    @contextmanager
    def stopped_by_signals(self) -> Iterator[int]:
        """SIGTERM and SIGINT end the sleep at once; a batch that is running is finished first."""
        wakeup_fd, write_fd = os.pipe()
        os.set_blocking(write_fd, False)
        signal.set_wakeup_fd(write_fd)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        try:
            yield wakeup_fd
        finally:
            signal.set_wakeup_fd(-1)
            os.close(wakeup_fd)
            os.close(write_fd)

    def stop(self, *_signal: Any) -> None:
        self.stopping = True


def chosen_chores(names: str, *, quick: bool = False) -> list[Chore]:
    """The chores of settings.CHORES, or those of them named in a comma-separated list. quick: none that can take minutes.

    Raises CommandError for a name that is none of them.
    """
    chores: list[Chore] = [import_string(path) for path in settings.CHORES]
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    if unknown := wanted - {chore.name for chore in chores}:
        known = ", ".join(chore.name for chore in chores)
        raise CommandError(f"No chore is called {', '.join(sorted(unknown))}. There are: {known}.")
    return [chore for chore in chores if (not wanted or chore.name in wanted) and not (quick and chore.takes_long)]
