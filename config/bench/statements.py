"""`bench statements`: one conversation of 700,000 people with 5 million answers, while 50 people answer at the same time."""

from __future__ import annotations

import json
import re
import statistics
import threading
import time

from config.bench.house import House
from config.bench.machine import cpu_seconds, watched
from config.bench.prepared import bench_server, house_with
from config.bench.visitors import Visitor, check

BEFORE = 200
"""Ordinary cases beside it."""
EACH = 7
AT_ONCE = 50
ROUNDS = 25
PAUSE_S = 1.0
"""Between two answers of one person, who has to read the statement."""
ASKED = 60
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
    return {
        "people": people,
        "votes": people * EACH,
        **groups,
        "groups_at_most_s": GROUPS_AT_MOST_S,
        "at_once": AT_ONCE,
        **_told("answer", answers, ANSWER_P95_AT_MOST_MS),
        **_told("page", pages, ANSWER_P95_AT_MOST_MS),
        "answer_and_page_cpu_ms": round(spent * 1e3 / len(answers), 1),
        **_told("results", results, RESULTS_P95_AT_MOST_MS),
        **busy.figures(),
    }


def _told(name: str, taken: list[float], at_most: float) -> dict[str, float]:
    return {
        f"{name}_median_ms": round(statistics.median(taken), 1),
        f"{name}_p95_ms": round(statistics.quantiles(taken, n=20)[-1], 1),
        f"{name}_p95_at_most_ms": at_most,
    }


def _results_ms(house: House, address: str) -> list[float]:
    """Of somebody who has answered, since others do not see them yet."""
    visitor, taken = Visitor(house.port), []
    _answer(visitor, address, _drawn(visitor, address))
    for _time in range(ASKED):
        began = time.perf_counter()
        check(visitor.get(f"{address}results/"), 200, "draw")
        taken.append((time.perf_counter() - began) * 1e3)
    visitor.leave()
    return taken


def _answering_ms(ports: tuple[int, ...], address: str) -> tuple[list[float], list[float]]:
    """How long each answer took, and each page with the next statement; people spread over the web processes."""
    answers: list[float] = []
    pages: list[float] = []
    failed: list[BaseException] = []

    def take_part(number: int) -> None:
        visitor = Visitor(ports[number % len(ports)])
        try:
            time.sleep(PAUSE_S * number / AT_ONCE)
            n = _drawn(visitor, address)
            for _round in range(ROUNDS):
                began = time.perf_counter()
                _answer(visitor, address, n)
                answered = time.perf_counter()
                n = _drawn(visitor, address)
                pages.append((time.perf_counter() - answered) * 1e3)
                answers.append((answered - began) * 1e3)
                time.sleep(max(0.0, PAUSE_S - (time.perf_counter() - began)))
        except BaseException as error:
            failed.append(error)
        finally:
            visitor.leave()

    threads = [threading.Thread(target=take_part, args=[number]) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return answers, pages


def _drawn(visitor: Visitor, address: str) -> str:
    page = visitor.get(address)
    check(page, 200, "/answer/")
    found = re.search(r"/statements/(\d+)/answer/", page.text)
    return found[1] if found else ""


def _answer(visitor: Visitor, address: str, n: str) -> None:
    check(visitor.post_form(f"{address}{n}/answer/", {"answer": "agree"}), 302, address)
