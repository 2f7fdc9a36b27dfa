"""The house as agencies use it: two web processes, one worker, officers who may enter, and how long they wait."""

from __future__ import annotations

import statistics
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

from config.bench.house import House
from config.bench.visitors import Visitor, check

BARS_MS = {"queue": 150, "case": 120, "accept": 100, "answer": 100}
ANSWER = "ช่างเปลี่ยนหลอดไฟและสายไฟแล้วเมื่อเช้านี้ ถ้าดับอีก โทรแจ้งได้ตลอดเวลา"
NO_PHOTO = "ช่างทำงานเสร็จตอนกลางคืน ถ่ายภาพแล้วมองไม่เห็น"


class Desk:
    """The house with its two web processes, and the officers who may enter it."""

    def __init__(self, house: House) -> None:
        house.open()
        other, port = house.open_another_web()
        self.house = house
        self.webs = [house.web.pid, other.pid]
        self.pids = [*self.webs, house.worker.pid, house.server.pid]
        self._ports, self._port_lock = cycle([house.port, port]), threading.Lock()
        self._officers: dict[str, dict[str, str]] = {}
        self._entering = threading.Lock()

    def visitor(self, cookies: dict[str, str] | None = None) -> Visitor:
        """A new browser at one of the web processes, in turn."""
        with self._port_lock:
            return Visitor(next(self._ports), dict(cookies or {}))

    def officers(self, code: str) -> list[int]:
        asked = (
            "SELECT m.user_id FROM directory_membership m JOIN directory_agency a ON a.id = m.agency_id"
            " JOIN directory_user u ON u.id = m.user_id WHERE a.code = %s AND m.role = 'officer'"
            " AND u.email LIKE 'officer-%%@bench.invalid' ORDER BY m.id"
        )
        return [row[0] for row in self.house.ask(asked, code)]

    def enter(self, user: int) -> Visitor:
        visitor = self.visitor()
        visitor.get("/complaints/new/")  # gives the token for forms
        check(visitor.get(f"/bench/enter/{user}/"), 200, "entered")
        return visitor

    def officer_of(self, code: str) -> dict[str, str]:
        """The cookies of an officer of that agency, entered once."""
        with self._entering:
            if code not in self._officers:
                visitor = self.enter(self.officers(code)[0])
                visitor.leave()
                self._officers[code] = visitor.cookies
            return self._officers[code]


@dataclass
class Waits:
    """How long each kind of request took, in ms, from any number of threads.

    counts_from: what began before (by the clock of time.perf_counter) is told in no figure.
    """

    counts_from: float = 0.0
    opening: list[float] = field(default_factory=list)
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        kept = self.taken[name] if began >= self.counts_from else self.opening
        kept.append((time.perf_counter() - began) * 1e3)

    def figures(self, named: str) -> dict[str, float]:
        told: dict[str, float] = {}
        for name, waits in self.taken.items():
            told[f"{name}_{named}_median_ms"] = round(statistics.median(waits), 1)
            told[f"{name}_{named}_p95_ms"] = round(statistics.quantiles(waits, n=20)[-1], 1)
            if name in BARS_MS:
                told[f"{name}_{named}_p95_at_most_ms"] = BARS_MS[name]
        return told


def closing() -> dict[str, str]:
    """The fields with which an officer reports a case as done."""
    return {
        "close-text": ANSWER,
        "close-outcome": "solved",
        "close-no_photo": NO_PHOTO,
        "close-form_token": str(uuid.uuid4()),
    }


def together(tasks: list[Callable[[], None]], problems: list[Exception]) -> None:
    """Do all of these at the same time. Raises the first of the problems that they noted."""
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
