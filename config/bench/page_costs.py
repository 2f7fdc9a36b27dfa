"""`bench requests`: CPU of web and database for one request, with 100,000 cases in the tables."""

from __future__ import annotations

import random
import re
import statistics
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count

from config.bench.filling import BUSY_AGENCY
from config.bench.house import House
from config.bench.machine import cpu_seconds, watched
from config.bench.prepared import CASES, bench_server, house_with
from config.bench.visitors import Visitor, check, filing_form

ROUNDS = 5
REQUESTS_A_ROUND = 240
WARM_UP = 60
VISITORS = 4
ROWS_OF_A_LIST = 50
BARS_MS = {"file_form": 12, "file_api": 8, "view_case": 8, "list_50": 10}
REFERENCE = r"\b\d\d-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z*~$=]\b"


@dataclass
class Case:
    """One measured request: how a visitor of a given number sends it and looks at the answer."""

    name: str
    visit: Callable[[Visitor, int], None]
    cookies: dict[str, str]


def measure(
    *, cases: int = CASES, rounds: int = ROUNDS, visitors: int = VISITORS, only: Iterable[str] = ()
) -> dict[str, float]:
    with bench_server() as server, house_with(server, cases) as house:
        house.open_web()  # no worker: its work is not the request's
        measured = [case for case in _cases(house) if not set(only) or case.name in only]
        filed_before = house.ask("SELECT count(*) FROM complaints_complaint")[0][0]
        sent = 0
        with watched(house.web.pid, server.pid) as busy:
            for case in measured:
                _send_many(house, case, WARM_UP, visitors)
            shares: dict[str, list[tuple[float, float]]] = {case.name: [] for case in measured}
            for _round in range(rounds):
                for case in measured:
                    shares[case.name].append(_cost_ms(house, case, visitors))
            sent = (rounds * REQUESTS_A_ROUND + WARM_UP) * sum(case.name.startswith("file") for case in measured)
        filed = house.ask("SELECT count(*) FROM complaints_complaint")[0][0] - filed_before
        figures: dict[str, float] = {"cases": filed_before, "filings_sent": sent, "filings_stored": filed}
        for name, costs in shares.items():
            web, database = (statistics.median(part) for part in zip(*costs, strict=True))
            figures[f"{name}_cpu_ms"] = round(statistics.median(sum(cost) for cost in costs), 2)
            figures[f"{name}_web_ms"], figures[f"{name}_database_ms"] = round(web, 2), round(database, 2)
            if name in BARS_MS:
                figures[f"{name}_at_most_ms"] = BARS_MS[name]
        return {**figures, **busy.figures()}


def _cost_ms(house: House, case: Case, visitors: int) -> tuple[float, float]:
    before = cpu_seconds(house.web.pid), cpu_seconds(house.server.pid)
    _send_many(house, case, REQUESTS_A_ROUND, visitors)
    after = cpu_seconds(house.web.pid), cpu_seconds(house.server.pid)
    web, database = ((end - start) * 1000 / REQUESTS_A_ROUND for start, end in zip(before, after, strict=True))
    return web, database


def _send_many(house: House, case: Case, requests: int, visitors: int) -> None:
    """A closed loop: each visitor sends the next request when the last one was answered. Raises what a visit raised."""
    numbers = count()
    problems: list[Exception] = []

    def go() -> None:
        visitor = Visitor(house.port, dict(case.cookies))
        try:
            while not problems and (number := next(numbers)) < requests:
                case.visit(visitor, number)
        except Exception as problem:
            problems.append(problem)
        finally:
            visitor.leave()

    threads = [threading.Thread(target=go) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]


def _cases(house: House) -> list[Case]:
    dice = random.Random(7)
    texts = [row[0] for row in house.ask("SELECT text FROM complaints_complaint ORDER BY id LIMIT 2000")]
    open_to_all = "SELECT reference FROM complaints_case WHERE visibility = 'public' ORDER BY md5(reference) LIMIT 2000"
    references = [row[0] for row in house.ask(open_to_all)]
    areas = [row[0] for row in house.ask("SELECT code FROM directory_area WHERE level = 'subdistrict'")]

    def floor(visitor: Visitor, number: int) -> None:
        check(visitor.get("/bench/floor/"), 200, "^\n1$")

    def file_form(visitor: Visitor, number: int) -> None:
        # Somebody else's browser each time: it knows the token of its page and has filed nothing before.
        visitor.cookies = {name: value for name, value in visitor.cookies.items() if name == "csrftoken"}
        area = dice.choice(areas)
        fields = filing_form(dice.choice(texts), area, f"malee{number}@example.invalid") | {"phone": "081-234-5678"}
        check(visitor.post_form("/complaints/new/", fields), 302, "^/complaints/receipt/")

    def file_api(visitor: Visitor, number: int) -> None:
        told = {
            "text": dice.choice(texts),
            "area": dice.choice(areas),
            "visibility": "agency",
            "contact": {"name": "มาลี ใจดี", "email": f"malee{number}@example.invalid"},
        }
        key = {"Idempotency-Key": str(uuid.uuid4())}
        check(visitor.post_json("/api/v1/complaints/", told, key), 201, '"reference":"' + REFERENCE)

    def view_case(visitor: Visitor, number: int) -> None:
        reference = dice.choice(references)
        check(visitor.get(f"/track/{reference}/"), 200, re.escape(reference))

    def list_50(visitor: Visitor, number: int) -> None:
        answer = visitor.get("/office/")
        check(answer, 200)
        shown = len(set(re.findall(REFERENCE, answer.text)))
        if shown != ROWS_OF_A_LIST:
            check(answer, 200, f"{ROWS_OF_A_LIST} different references, not {shown}")

    token = Visitor(house.port)
    token.get("/complaints/new/")
    browser = {"csrftoken": token.cookies["csrftoken"]}
    return [
        Case("floor", floor, {}),
        Case("file_form", file_form, browser),
        Case("file_api", file_api, {}),
        Case("view_case", view_case, {}),
        Case("list_50", list_50, enter_as_officer(house)),
    ]


def enter_as_officer(house: House) -> dict[str, str]:
    """The cookies of a signed-in officer of the busiest agency, entered through the demo's page of roles."""
    email = house.ask(
        "SELECT u.email FROM directory_membership m JOIN directory_user u ON u.id = m.user_id"
        " JOIN directory_agency a ON a.id = m.agency_id WHERE a.code = %s AND m.role = 'officer' ORDER BY u.id LIMIT 1",
        BUSY_AGENCY,
    )[0][0]
    visitor = Visitor(house.port)
    check(visitor.post_form("/demo/enter/", {"email": email, "next": "/office/"}), 302, "^/office/")
    visitor.leave()
    return visitor.cookies
