"""One parent for several processes: starts them in order, brings back the one that died, stops them in reverse order."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

LOOK_S = 0.1
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
"""A child that has lived this long is well again: its next death is its first."""

SETTLED_S = 2.0
"""How long a file must have stayed the same: what is written beside it is written by then."""

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
"""Loaded before any fork: between fork and exec a child may only make plain system calls."""


class Child(Protocol):
    """Something that is started, lives or not, and is stopped; starting and stopping return when it is done."""

    name: str

    def start(self) -> None: ...
    def is_alive(self) -> bool: ...
    def stop(self) -> None: ...


@dataclass
class Program:
    """A child that is a command."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None
    patience_s: float = 10.0
    """How long it may take to stop before it is killed."""
    reads: Path | None = None
    """A file that it reads once, at its start: when that has changed, it is started anew."""
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _read: float | None = field(default=None, init=False)

    def start(self) -> None:
        self._read = self._changed_at()
        # A session of its own, so that Ctrl-C reaches the parent alone, and the parent decides who stops first.
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM, parent),
        )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_outdated(self) -> bool:
        changed_at = self._changed_at()
        return changed_at not in {None, self._read} and time.time() - (changed_at or 0) > SETTLED_S

    def _changed_at(self) -> float | None:
        try:
            return self.reads.stat().st_mtime if self.reads else None
        except OSError:
            return None  # it is just being written

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.patience_s)
        except subprocess.TimeoutExpired:
            _kill_session(self.process.pid)
            self.process.wait()


class Supervisor:
    """Keeps its children alive until it is told to stop, by SIGINT, SIGTERM, SIGHUP or stop().

    Waits longer before each further try with a child that keeps dying: 0.2 s, 0.4 s, … 30 s.
    """

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self.stopping = False
        self._deaths = dict.fromkeys(range(len(children)), 0)
        self._started_at: dict[int, float] = {}
        self._retry_at: dict[int, float] = {}

    def start(self) -> None:
        for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_number, self._on_signal)
        for number, child in enumerate(self.children):
            if self.stopping:
                return
            child.start()
            self._started_at[number] = time.monotonic()

    def watch(self, seconds: float | None = None) -> None:
        """Look after the children until told to stop, or for that many seconds."""
        end = None if seconds is None else time.monotonic() + seconds
        while not self.stopping and (end is None or time.monotonic() < end):
            for number, child in enumerate(self.children):
                if not child.is_alive():
                    self._bring_back(number, child)
                elif isinstance(child, Program) and child.is_outdated():
                    print(f"{child.name} starts anew: {child.reads} has changed.", flush=True)
                    child.stop()
                    child.start()
            time.sleep(LOOK_S)

    def stop(self) -> None:
        self.stopping = True
        for child in reversed(self.children):
            child.stop()

    def _on_signal(self, signal_number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _bring_back(self, number: int, child: Child) -> None:
        now = time.monotonic()
        if number not in self._retry_at:
            lived_s = now - self._started_at.get(number, now)
            deaths = self._deaths[number] = 1 if lived_s > STEADY_S else self._deaths[number] + 1
            pause_s = min(0.1 * 2**deaths, LONGEST_PAUSE_S)
            self._retry_at[number] = now + pause_s
            print(f"{child.name} has died; it is started again in {pause_s:.1f} s.", file=sys.stderr, flush=True)
        if now < self._retry_at[number]:
            return
        del self._retry_at[number]
        self._started_at[number] = now
        try:
            child.start()
        except Exception as problem:  # one child that cannot start must not end the others
            print(f"{child.name} did not start: {problem}", file=sys.stderr, flush=True)


def die_with_parent(how: signal.Signals, parent: int | None = None) -> None:
    """Called between fork and exec: the kernel sends this signal when the parent dies, SIGKILL included."""
    LIBC.prctl(PR_SET_PDEATHSIG, how, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)  # it died before we asked


def _kill_session(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
