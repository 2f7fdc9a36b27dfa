"""What the kernel says about processes: CPU time, memory, and how busy the machine is besides."""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def cpu_seconds(*roots: int) -> float:
    """User and system time of these processes and all below them, those that have ended and were reaped included."""
    return sum(_times(pid) for pid in family(*roots)) / TICKS_A_SECOND


def resident_mb(pid: int) -> float:
    """Resident memory of one process in MiB, as `ps` shows it (shared pages count)."""
    pages = int((PROC / str(pid) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def memory_mb() -> int:
    """What the machine has, in MiB."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20


def family(*roots: int) -> list[int]:
    """These processes and all their descendants, each once."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = dict.fromkeys(roots)
    waiting = list(found)
    for pid in waiting:
        new = [child for child in children.get(pid, []) if child not in found]  # one root may be below another
        found.update(dict.fromkeys(new))
        waiting += new
    return list(found)


@dataclass
class Busy:
    """How busy the machine was while a block ran. Shares of all its CPUs, 0 to 1, filled when the block ends."""

    load: float = 0.0
    whole: float = 0.0
    others: float = 0.0
    """The share of processes that neither belong to the bench nor are measured by it: above 0.1, distrust latencies."""

    def figures(self) -> dict[str, Any]:
        return {
            "python": platform.python_version(),
            "machine_load": round(self.load, 2),
            "machine_busy": round(self.whole, 2),
            "machine_busy_with_others": round(self.others, 2),
        }


@contextmanager
def watched(*ours: int) -> Iterator[Busy]:
    """Watch the machine while the block runs. ours: roots of the measured processes; this one is added."""
    busy = Busy()
    own = (os.getpid(), *ours)
    begun, busy_before, own_before = time.monotonic(), _busy_seconds(), cpu_seconds(*own)
    yield busy
    capacity = (time.monotonic() - begun) * (os.cpu_count() or 1)
    spent = _busy_seconds() - busy_before
    busy.load = os.getloadavg()[0]
    busy.whole = spent / capacity
    busy.others = max(0.0, (spent - (cpu_seconds(*own) - own_before)) / capacity)


def _busy_seconds() -> float:
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, (PROC / "stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS_A_SECOND


def _times(pid: int) -> int:
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) if fields else 0


def _stat(pid: int) -> list[str] | None:
    """The fields after the name: 0 is the state, 1 the parent, 11 to 14 own and reaped children's user, system time."""
    try:
        return (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
