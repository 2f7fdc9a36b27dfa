"""`bench statements`: one conversation of 700,000 people with 5 million answers, while 50 people answer at the same time."""

from __future__ import annotations

import asyncio
import json
import random
import re
import statistics
import time

from config.bench.house import House
from config.bench.machine import cpu_seconds, watched
from config.bench.prepared import bench_server, house_with
from config.bench.sockets import Crowd
from config.bench.visitors import Visitor, all_at_once, check, told

BEFORE = 200
"""Ordinary cases beside it."""
EACH = 7
AT_ONCE = 50
ROUNDS = 25
PAUSE_S = 1.0
"""Between two answers of one person, who has to read the statement."""
ASKED = 60
SOCKETS, NUMBERS = 10_000, 20
"""Open pages, and how often each is told a new number."""
TOLD_AT_MOST_S = 1.0
ANSWER_P95_AT_MOST_MS, RESULTS_P95_AT_MOST_MS, GROUPS_AT_MOST_S = 150, 300, 60


def measure(*, people: int) -> dict[str, float]:
    with bench_server() as server, house_with(server, BEFORE) as house:
        address = (
            f"/consultations/{house.manage(str(people), str(EACH), module='config.bench.statements_filling').strip()}"
        )
        address += "/statements/"
        groups = json.loads(house.manage("groups", module="config.bench.statements_filling"))
        house.open()
        other, other_port = house.open_another_web()
        ports, pids = (house.port, other_port), (house.web.pid, other.pid, server.pid)
        with watched(*pids) as busy:
            results = _results_ms(house, address)
            before = cpu_seconds(*pids)
            answers, pages = _answering_ms(ports, address)
            spent = cpu_seconds(*pids) - before
            numbers = asyncio.run(_telling_s(house, ports, pids, address))
    return {
        "people": people,
        "votes": people * EACH,
        **groups,
        "groups_at_most_s": GROUPS_AT_MOST_S,
        "at_once": AT_ONCE,
        **told("answer", answers, ANSWER_P95_AT_MOST_MS),
        **told("page", pages, ANSWER_P95_AT_MOST_MS),
        "answer_and_page_cpu_ms": round(spent * 1e3 / len(answers), 1),
        **told("results", results, RESULTS_P95_AT_MOST_MS),
        **numbers,
        **busy.figures(),
    }


def _results_ms(house: House, address: str) -> list[float]:
    """Of somebody who has answered, since others do not see them yet: of all, of a province, a district and a week in turn."""
    visitor, taken = Visitor(house.port), []
    _answer(visitor, address, _drawn(visitor, address))
    for number in range(ASKED):
        part = ("", f"?area={40 + number % 10}", f"?area={4001 + number % 20}", "?period=1")[number % 4]
        began = time.perf_counter()
        check(visitor.get(f"{address}results/{part}"), 200, "draw")
        taken.append((time.perf_counter() - began) * 1e3)
    visitor.leave()
    return taken


def _answering_ms(ports: tuple[int, ...], address: str) -> tuple[list[float], list[float]]:
    """How long each answer took, and each page with the next statement; people spread over the web processes."""
    answers: list[float] = []
    pages: list[float] = []

    def take_part(visitor: Visitor) -> None:
        n = _drawn(visitor, address)
        for _round in range(ROUNDS):
            began = time.perf_counter()
            _answer(visitor, address, n)
            answered = time.perf_counter()
            n = _drawn(visitor, address)
            pages.append((time.perf_counter() - answered) * 1e3)
            answers.append((answered - began) * 1e3)
            time.sleep(max(0.0, PAUSE_S - (time.perf_counter() - began)))

    all_at_once(take_part, people=AT_ONCE, ports=ports, within_s=PAUSE_S)
    return answers, pages


async def _telling_s(house: House, ports: tuple[int, ...], pids: tuple[int, ...], address: str) -> dict[str, float]:
    """From the press of one person until the last of all open pages shows the new number.

    The worker looks four times a second, so a part of it is waiting for its turn: from the first page that hears to the last one is
    what so many sockets cost.
    """
    slug = address.removeprefix("/consultations/").partition("/")[0]
    crowd = Crowd(ports, f"/ws/consultations/{slug}/", SOCKETS)
    visitor = Visitor(house.port)
    votes = int(house.ask("SELECT votes FROM participation_conversation")[0][0])

    def press() -> int:
        nonlocal votes
        _answer(visitor, address, _drawn(visitor, address))
        votes += 1
        return votes

    try:
        opening = await crowd.come()
        for _number in range(2):  # whoever opens a page is told the next number, and the process warms up
            await crowd.hear(press)
        before, taken = cpu_seconds(*pids), []
        for _number in range(NUMBERS):
            await asyncio.sleep(PAUSE_S * random.random())
            taken.append(await crowd.hear(press))
        spent = cpu_seconds(*pids) - before
    finally:
        crowd.leave()
        visitor.leave()
    lasts, spreads = [last for _first, last in taken], [last - first for first, last in taken]
    return {
        "sockets": SOCKETS,
        "sockets_opened_s": round(opening, 1),
        "pressed_to_last_socket_median_s": round(statistics.median(lasts), 2),
        "pressed_to_last_socket_p95_s": round(statistics.quantiles(lasts, n=20)[-1], 2),
        "first_to_last_socket_median_s": round(statistics.median(spreads), 2),
        "first_to_last_socket_most_s": round(max(spreads), 2),
        "last_socket_at_most_s": TOLD_AT_MOST_S,
        "cpu_s_a_number": round(spent / NUMBERS, 2),
    }


def _drawn(visitor: Visitor, address: str) -> str:
    page = visitor.get(address)
    check(page, 200, "/answer/")
    found = re.search(r"/statements/(\d+)/answer/", page.text)
    return found[1] if found else ""


def _answer(visitor: Visitor, address: str, n: str) -> None:
    check(visitor.post_form(f"{address}{n}/answer/", {"answer": "agree"}), 302, address)
