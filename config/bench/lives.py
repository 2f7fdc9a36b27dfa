"""Whole lives of cases: filed, routed, taken, answered, confirmed. What each step costs, and how many live in a second."""

from __future__ import annotations

import os
import random
import re
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from config.bench.desk_house import Desk, Waits, closing, together
from config.bench.machine import cpu_seconds
from config.bench.page_costs import REFERENCE
from config.bench.visitors import Visitor, check, filing_form
from config.postgres_process import connect

LIVES = 200
"""Whose CPU is measured, step by step."""
AT_ONCE = 12
"""Lives on their way at the same time."""
PATIENCE_S = 20.0
LOOKS_EVERY_S = 0.05
QUIET_S, QUIET_SHARE = 0.6, 0.05
LIVES_A_SECOND_BAR = 20


@dataclass
class Life:
    """One case on its way: whose browser, its number, and the agency that has it."""

    person: Visitor
    reference: str = ""
    agency: str = ""


Told = tuple[str, int]
"""A text and the sub-district of its place."""


def file(desk: Desk, told: Told) -> Life:
    """Somebody else's browser each time. Raises UnexpectedAnswer."""
    text, area = told
    person = desk.visitor()
    fields = filing_form(text, area, f"malee-{uuid.uuid4().hex[:12]}@example.invalid")
    check(person.post_form("/complaints/new/", fields), 302, "^/complaints/receipt/")
    receipt = person.get("/complaints/receipt/")
    check(receipt, 200, REFERENCE)
    person.leave()  # the line; its cookies stay
    found = re.search(REFERENCE, receipt.text)
    return Life(person, found.group(0) if found else "")


def accept(desk: Desk, life: Life) -> None:
    officer = desk.visitor(desk.officer_of(life.agency))
    check(officer.post_form(f"/office/{life.reference}/accept/", {}), 302, life.reference)
    officer.leave()


def answer(desk: Desk, life: Life) -> None:
    officer = desk.visitor(desk.officer_of(life.agency))
    check(officer.post_form(f"/office/{life.reference}/close/", closing()), 302, "sent=close")
    officer.leave()


def confirm(desk: Desk, life: Life) -> None:
    check(life.person.post_form(f"/track/{life.reference}/confirm/", {}), 302, life.reference)
    life.person.leave()


def routable(desk: Desk) -> list[Told]:
    """Texts and places that the worker sends to an agency by itself, for every officer of it to take.

    The others go to people, or to few who are named, whose time is no figure; and what is no complaint has another life.
    """
    texts = [row[0] for row in desk.house.ask("SELECT text FROM complaints_complaint ORDER BY id LIMIT 600")]
    areas = [
        row[0]
        for row in desk.house.ask(
            "SELECT code FROM directory_area WHERE level = 'subdistrict' ORDER BY md5(code::text) LIMIT 300"
        )
    ]
    dice = random.Random(5)
    asked = [(dice.choice(texts), dice.choice(areas)) for _ in range(300)]
    lives = [file(desk, told) for told in asked]
    with watching(desk) as watcher:
        watcher.wait_for(lives)
    return [told for told, life in zip(asked, lives, strict=True) if watcher.agency_of.get(life.reference)]


class Watcher:
    """Who has which case, as the tables say."""

    ASKED = (
        "SELECT c.reference, c.state, CASE WHEN c.visibility <> 'confidential' AND c.kind = 'complaint' THEN a.code END FROM complaints_case c"
        " LEFT JOIN complaints_assignment p ON p.case_id = c.id AND p.part = 'lead' AND p.state = 'proposed'"
        " LEFT JOIN directory_agency a ON a.id = p.agency_id WHERE c.reference = ANY(%s)"
    )

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.agency_of: dict[str, str] = {}
        self.gone_on: set[str] = set()

    def look(self, references: list[str]) -> None:
        self.cursor.execute(self.ASKED, [references])
        for reference, state, agency in self.cursor.fetchall():
            if state != "received":
                self.gone_on.add(reference)
                if agency:
                    self.agency_of[reference] = agency

    def wait_for(self, lives: list[Life]) -> None:
        """Until the worker has routed them all, or patience ends."""
        deadline, references = time.monotonic() + 3 * PATIENCE_S, [life.reference for life in lives]
        while not self.gone_on.issuperset(references) and time.monotonic() < deadline:
            time.sleep(LOOKS_EVERY_S)
            self.look([each for each in references if each not in self.gone_on])


@contextmanager
def watching(desk: Desk) -> Iterator[Watcher]:
    with connect(desk.house.database_url) as cursor:
        yield Watcher(cursor)


def cost_of_a_life(desk: Desk, known: list[Told]) -> dict[str, Any]:
    """The CPU of each step in ms, the worker's share included: all cases take one step, then all take the next."""
    dice, house = random.Random(3), desk.house
    filed: list[Life] = []
    costs: dict[str, float] = {}

    def step(name: str, do: Callable[[], object]) -> None:
        _until_quiet(desk)
        before = cpu_seconds(*desk.pids)
        do()
        _until_quiet(desk)
        costs[name] = (cpu_seconds(*desk.pids) - before) * 1e3 / LIVES

    def everybody(do: Callable[[Desk, Life], None]) -> None:
        for life in filed:
            do(desk, life)

    def route() -> None:
        os.kill(house.worker.pid, signal.SIGCONT)
        watcher.wait_for(filed)

    with watching(desk) as watcher:
        _until_quiet(desk)
        try:
            os.kill(house.worker.pid, signal.SIGSTOP)  # what it does with what is filed is the next step
            step("file", lambda: filed.extend(file(desk, dice.choice(known)) for _ in range(LIVES)))
            step("route", route)
        finally:
            os.kill(house.worker.pid, signal.SIGCONT)
        filed = [life for life in filed if life.reference in watcher.agency_of]
    for life in filed:
        life.agency = watcher.agency_of[life.reference]
        desk.officer_of(life.agency)
    for name, do in (("accept", accept), ("answer", answer), ("confirm", confirm)):
        step(name, partial(everybody, do))
    told: dict[str, Any] = {f"cpu_of_{name}_ms": round(cost, 1) for name, cost in costs.items()}
    return {**told, "cpu_of_a_life_ms": round(sum(costs.values()), 1), "lives_whose_cpu": len(filed)}


def lives(desk: Desk, known: list[Told], *, seconds: int) -> dict[str, Any]:
    """As many whole lives as the machine gives in so many seconds, AT_ONCE on their way at a time."""
    waits, waiting = Waits(), set[str]()
    problems: list[Exception] = []
    ended, to_people = [0], [0]
    counting, over = threading.Lock(), threading.Event()
    began = time.monotonic()
    ends_at = began + seconds

    def watch() -> None:
        try:
            while not over.is_set():
                with counting:
                    asked = list(waiting)
                watcher.look(asked)
                time.sleep(LOOKS_EVERY_S)
        except Exception as problem:
            problems.append(problem)

    def live(number: int) -> None:
        dice = random.Random(number)
        try:
            while time.monotonic() < ends_at and not problems:
                with waits.of("life"):
                    one(dice)
        except Exception as problem:
            problems.append(problem)

    def one(dice: random.Random) -> None:
        with waits.of("file"):
            life = file(desk, dice.choice(known))
        with counting:
            waiting.add(life.reference)
        deadline = time.monotonic() + PATIENCE_S
        with waits.of("route"):
            while life.reference not in watcher.gone_on and time.monotonic() < deadline and not problems:
                time.sleep(LOOKS_EVERY_S / 2)
        with counting:
            waiting.discard(life.reference)
        life.agency = watcher.agency_of.get(life.reference, "")
        if not life.agency:
            to_people[0] += 1
            return
        for name, do in (("accept", accept), ("answer", answer), ("confirm", confirm)):
            with waits.of(name):
                do(desk, life)
        if time.monotonic() < ends_at:
            with counting:
                ended[0] += 1

    with watching(desk) as watcher:
        look_out = threading.Thread(target=watch)
        look_out.start()
        before, own = cpu_seconds(*desk.pids), time.process_time()
        try:
            together([partial(live, number) for number in range(AT_ONCE)], problems)
        finally:
            over.set()
            look_out.join()
    spent, own = cpu_seconds(*desk.pids) - before, time.process_time() - own
    return {
        "lives_a_second": round(ended[0] / seconds, 1),
        "lives_a_second_at_least": LIVES_A_SECOND_BAR,
        "lives_ended": ended[0],
        "lives_that_went_to_people": to_people[0],
        "cpu_of_a_life_among_others_ms": round(spent * 1e3 / max(1, ended[0]), 1),
        "cpu_of_its_visitors_ms": round(own * 1e3 / max(1, ended[0]), 1),
        **waits.figures("among_lives"),
    }


def _until_quiet(desk: Desk) -> None:
    """Wait until web, worker and database have done next to nothing for a while."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        before = cpu_seconds(*desk.pids)
        time.sleep(QUIET_S)
        if cpu_seconds(*desk.pids) - before < QUIET_SHARE * QUIET_S:
            return
