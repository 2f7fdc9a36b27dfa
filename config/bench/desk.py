"""`bench desk`: an agency's desk with 1,000,000 cases in the tables: its pages, its acts with 16 officers, whole lives of cases.

Two web processes and one worker, as on a machine of two cores. A life is: somebody files by the form and sees the receipt,
the worker routes, an officer of that agency takes the case and reports it as done, the complainant confirms.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from complaints.queue_order import SORTS
from config.bench.desk_house import Desk, Waits, closing, together
from config.bench.filling import BUSY_AGENCY
from config.bench.lives import cost_of_a_life, lives, routable
from config.bench.machine import cpu_seconds, watched
from config.bench.prepared import bench_server, filling_seconds, house_with
from config.bench.visitors import check

BEFORE = 20_000
"""Cases that are made one by one, each copied many times."""
ASKED, WARM_UP = 100, 20
OFFICERS = 16
OPENS_S = 10
"""Before it counts: the pages' templates are read by the web process that nobody has asked yet, and caches fill."""
THINKS_S = 1.0
"""What an officer does between two pages, more or less; real ones take longer."""
WORDS = ["ไฟทาง", "ถนน", "น้ำท่วม", "ขยะ", "ท่อ", "เสาไฟฟ้า", "หลุม ถนน", "ฟุตบาท"]


def measure(*, cases: int, seconds: int) -> dict[str, Any]:
    with bench_server() as server, house_with(server, BEFORE, desk_cases=cases - BEFORE) as house:
        desk = Desk(house)
        figures: dict[str, Any] = {
            "cases": house.ask("SELECT count(*) FROM complaints_case")[0][0],
            "timeline_rows": house.ask("SELECT count(*) FROM complaints_caseevent")[0][0],
            "filled_in_s": filling_seconds(server, f"filled_{BEFORE}_")
            + filling_seconds(server, f"desk_{cases - BEFORE}_"),
        }
        with watched(*desk.pids) as busy:
            figures |= pages(desk)
            figures |= acts(desk, seconds=seconds, thinks_s=THINKS_S, named="at_16")
            figures |= acts(desk, seconds=seconds // 2, thinks_s=0.0, named="at_16_without_a_pause")
            known = routable(desk)
            figures |= cost_of_a_life(desk, known)
            figures |= lives(desk, known, seconds=seconds)
    return {**figures, **busy.figures()}


def pages(desk: Desk) -> dict[str, float]:
    """One officer of the busiest agency, one page after the other: the inbox in all its views, narrowed, searched, and cases."""
    dice, waits = random.Random(7), Waits()
    house, officer = desk.house, desk.enter(desk.officers(BUSY_AGENCY)[0])
    topics = [row[0] for row in house.ask("SELECT code FROM directory_topic WHERE parent_id IS NOT NULL")]
    provinces = [row[0] for row in house.ask("SELECT code FROM directory_area WHERE level = 'province'")]
    views = ["all", "new", "mine", "overdue", "silent", "people", "waiting", "to_confirm", "done"]
    sorts = [sort for sort in SORTS if sort]
    references = [row[0] for row in house.ask(_CASES_OF, BUSY_AGENCY, "working", 400)]
    found = re.search(r"after=([^\"&]+)", officer.get("/office/").text)
    later = found.group(1) if found else ""
    asked: dict[str, Callable[[int], str]] = {
        "queue": lambda number: f"/office/?view={views[number % len(views)]}",
        "queue_later": lambda _number: f"/office/?after={later}",
        "queue_topic": lambda number: f"/office/?view={views[number % len(views)]}&topic={quote(dice.choice(topics))}",
        "queue_area": lambda number: f"/office/?view={views[number % len(views)]}&area={dice.choice(provinces)}",
        "queue_urgent": lambda number: f"/office/?view={views[number % len(views)]}&urgent=yes",
        "queue_sorted": lambda number: f"/office/?sort={sorts[number % len(sorts)]}",
        "queue_sorted_urgent": lambda number: (
            f"/office/?view={views[number % 7]}&urgent=yes&sort={sorts[number % len(sorts)]}"
        ),
        "queue_words": lambda number: f"/office/?view={views[number % len(views)]}&q={quote(dice.choice(WORDS))}",
        "case": lambda _number: f"/office/{dice.choice(references)}/",
    }
    figures: dict[str, float] = {}
    for name, address in asked.items():
        before = 0.0
        for number in range(WARM_UP + ASKED):
            if number == WARM_UP:
                before = cpu_seconds(*desk.webs, house.server.pid)
            path = address(number)
            with waits.of(name):
                check(officer.get(path), 200)
        waits.taken[name] = waits.taken[name][WARM_UP:]
        figures[f"{name}_cpu_ms"] = round((cpu_seconds(*desk.webs, house.server.pid) - before) * 1e3 / ASKED, 1)
    officer.leave()
    return {**figures, **waits.figures("alone")}


_CASES_OF = (
    "SELECT c.reference FROM complaints_assignment p JOIN complaints_case c ON c.id = p.case_id"
    " JOIN directory_agency a ON a.id = p.agency_id WHERE a.code = %s AND p.state = %s AND NOT p.case_is_confidential ORDER BY md5(c.reference) LIMIT %s"
)


def acts(desk: Desk, *, seconds: int, thinks_s: float, named: str) -> dict[str, float]:
    """Officers of the busiest agency, each with the inbox, a case, taking it, the case, its answer, and again.

    thinks_s: how long each waits before the next page, on average; 0 is a queue of requests, not people.
    """
    users = desk.officers(BUSY_AGENCY)[:OFFICERS]
    waiting = [row[0] for row in desk.house.ask(_CASES_OF, BUSY_AGENCY, "proposed", OFFICERS * 500)]
    waits, ends_at = Waits(counts_from=time.perf_counter() + OPENS_S), time.monotonic() + OPENS_S + seconds
    problems: list[Exception] = []

    def work(number: int, user: int) -> None:
        dice, officer = random.Random(number), desk.enter(user)
        mine = iter(waiting[number::OFFICERS])

        def think() -> None:
            time.sleep(dice.uniform(0.5, 1.5) * thinks_s)

        try:
            think()
            while time.monotonic() < ends_at and not problems:
                reference = next(mine)
                with waits.of("queue"):
                    check(officer.get("/office/"), 200)
                think()
                with waits.of("case"):
                    check(officer.get(f"/office/{reference}/"), 200, re.escape(reference))
                think()
                with waits.of("accept"):
                    check(officer.post_form(f"/office/{reference}/accept/", {}), 302, f"/office/{reference}/")
                think()
                with waits.of("case"):
                    check(officer.get(f"/office/{reference}/"), 200, re.escape(reference))
                think()
                with waits.of("answer"):
                    check(officer.post_form(f"/office/{reference}/close/", closing()), 302, "sent=close")
                think()
        except Exception as problem:
            problems.append(problem)
        finally:
            officer.leave()

    before = cpu_seconds(*desk.pids)
    together([partial(work, number, user) for number, user in enumerate(users)], problems)
    requests = sum(len(each) for each in waits.taken.values())
    return {
        **waits.figures(named),
        f"requests_a_second_{named}": round(requests / seconds, 1),
        f"cpu_of_a_request_{named}_ms": round(
            (cpu_seconds(*desk.pids) - before) * 1e3 / (requests + len(waits.opening)), 1
        ),
    }
