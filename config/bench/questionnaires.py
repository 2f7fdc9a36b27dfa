"""`bench questionnaires`: one questionnaire that 700,000 people have sent, while 50 fill it in at the same time."""

from __future__ import annotations

import time

from config.bench.machine import cpu_seconds, watched
from config.bench.prepared import bench_server, house_with
from config.bench.visitors import Visitor, all_at_once, check, told

BEFORE = 200
"""Ordinary cases beside it."""
AT_ONCE, PAUSE_S = 50, 1.0
"""The pause is before each step: a page is read before it is answered."""
ROUNDS = 8
"""How often each of them changes the answers and sends them again."""
ASKED = 60
STEP_P95_AT_MOST_MS, RESULTS_P95_AT_MOST_MS = 150, 300


def measure(*, people: int) -> dict[str, float]:
    with bench_server() as server, house_with(server, BEFORE) as house:
        began = time.perf_counter()
        slug = house.manage(str(people), module="config.bench.questionnaires_filling").strip()
        filled = time.perf_counter() - began
        address = f"/consultations/{slug}/questionnaire/"
        house.open()
        other, other_port = house.open_another_web()
        ports, pids = (house.port, other_port), (house.web.pid, other.pid, server.pid)
        with watched(*pids) as busy:
            results = _results_ms(house.port, address, people)
            before = cpu_seconds(*pids)
            saved, sent = _filling_ms(ports, address)
            spent = cpu_seconds(*pids) - before
    return {
        "people": people,
        "filled_in_s": round(filled, 1),
        "at_once": AT_ONCE,
        **told("save", saved, STEP_P95_AT_MOST_MS),
        **told("send", sent, STEP_P95_AT_MOST_MS),
        "save_send_and_pages_cpu_ms": round(spent * 1e3 / len(sent), 1),
        **told("results", results, RESULTS_P95_AT_MOST_MS),
        **busy.figures(),
    }


def _results_ms(port: int, address: str, people: int) -> list[float]:
    """Of somebody who has sent a sheet, since others do not see them yet: a group or all, a province, a district and a week in turn."""
    visitor, taken = Visitor(port), []
    check(visitor.get(f"{address}1/"), 200, "q6")
    _save(visitor, address, 0)
    check(visitor.post_form(f"{address}check/", {}), 302, address)
    for number in range(ASKED):
        part = (f"group={number // 4 % 5}", f"area={40 + number % 10}", f"area={4001 + number % 20}", "period=1")[
            number % 4
        ]
        began = time.perf_counter()
        check(visitor.get(f"{address}results/?{part}"), 200, f"{people:,}"[:4])
        taken.append((time.perf_counter() - began) * 1e3)
    visitor.leave()
    return taken


def _filling_ms(ports: tuple[int, ...], address: str) -> tuple[list[float], list[float]]:
    """How long keeping a part took, and sending the whole; the pages in between are asked for and not told."""
    saved: list[float] = []
    sent: list[float] = []

    def take_part(visitor: Visitor) -> None:
        for number in range(ROUNDS):
            check(visitor.get(f"{address}1/"), 200, "q6")
            time.sleep(PAUSE_S)
            began = time.perf_counter()
            _save(visitor, address, number)
            saved.append((time.perf_counter() - began) * 1e3)
            check(visitor.get(f"{address}check/"), 200, "<form")
            time.sleep(PAUSE_S)
            began = time.perf_counter()
            check(visitor.post_form(f"{address}check/", {}), 302, address)
            sent.append((time.perf_counter() - began) * 1e3)
            time.sleep(PAUSE_S)

    all_at_once(take_part, people=AT_ONCE, ports=ports, within_s=PAUSE_S)
    return saved, sent


def _save(visitor: Visitor, address: str, number: int) -> None:
    fields = {"q1": 1 + number % 4, "q2": 1 + number % 3, "q3": 1 + number % 5, "q4": 1 + number % 5}
    fields |= {"q5-1": 1 + number % 5, "q5-2": 3}
    words = {"q6": f"ไฟทางหน้าบ้านดับมาแล้ว {number} คืน ช่างมาดูแล้วยังไม่ติด"}
    told = {name: str(value) for name, value in fields.items()} | words
    check(visitor.post_form(f"{address}1/", told), 302, address)
