"""`bench routing`: from the 201 to the push that the case was routed or is at the triage desk, seen by an open page.

An open loop: filings are due at fixed moments, whether or not the earlier ones were answered. One web process, one
worker. The page is a socket to /ws/cases/<reference>/ opened right after the 201, as the tracking page opens it.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from config.bench.house import House
from config.bench.machine import watched
from config.bench.prepared import bench_server, house_with
from config.bench.visitors import Visitor, check
from notifications.hub import ASK_AGAIN

CASES = 2_000
PATIENCE_S = 20.0
WARM_UP = 10
BAR_P95_S = 1.0
NOT_FOUND = 404
GONE_ON = {"routed", "triage"}


@dataclass
class Watching:
    delays_s: list[float] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)


def measure(*, seconds: int = 60, rate: float = 10.0) -> dict[str, Any]:
    with bench_server() as server, house_with(server, CASES) as house:
        house.open()
        texts = [row[0] for row in house.ask("SELECT text FROM complaints_complaint ORDER BY id LIMIT 1000")]
        areas = [row[0] for row in house.ask("SELECT code FROM directory_area WHERE level = 'subdistrict'")]
        asyncio.run(_file_steadily(house, texts, areas, WARM_UP, rate, Watching()))
        waiting_before = _waiting(house)
        seen = Watching()
        filings = int(seconds * rate)
        with watched(house.web.pid, house.worker.pid, server.pid) as busy:
            asyncio.run(_file_steadily(house, texts, areas, filings, rate, seen))
        delays = sorted(seen.delays_s)
        return {
            "filings": filings,
            "rate_per_s": rate,
            "p50_s": _percentile(delays, 50),
            "p95_s": _percentile(delays, 95),
            "p99_s": _percentile(delays, 99),
            "p95_at_most_s": BAR_P95_S,
            "lost": filings - len(delays),
            "problems": dict(seen.problems),
            "still_waiting": _waiting(house) - waiting_before,
            **{f"became_{state}": count for state, count in sorted(seen.states.items())},
            **busy.figures(),
        }


def _waiting(house: House) -> int:
    return int(house.ask("SELECT count(*) FROM complaints_case WHERE state = 'received'")[0][0])


async def _file_steadily(
    house: House, texts: list[str], areas: list[int], filings: int, rate: float, seen: Watching
) -> None:
    loop = asyncio.get_running_loop()
    dice = random.Random(11)
    begun = loop.time()
    filed = []
    for number in range(filings):
        await asyncio.sleep(max(0.0, begun + number / rate - loop.time()))
        filed.append(asyncio.create_task(_file_and_watch(house, dice.choice(texts), dice.choice(areas), seen)))
    for problem in await asyncio.gather(*filed, return_exceptions=True):
        if problem is not None:
            seen.problems[f"{type(problem).__name__}: {problem}"[:160]] += 1


async def _file_and_watch(house: House, text: str, area: int, seen: Watching) -> None:
    loop = asyncio.get_running_loop()
    told, answered_at = await asyncio.to_thread(_file, house, text, area)
    reference = told["reference"]
    address = f"ws://127.0.0.1:{house.port}/ws/cases/{reference}/"
    async with asyncio.timeout(PATIENCE_S), connect(address, origin=house.url("")) as socket:  # type: ignore[arg-type]
        await socket.send(json.dumps({"seen": 1}))
        while True:
            try:
                await socket.recv()
            except ConnectionClosedError as closed:
                # Its topic made the case confidential; the page asks again, and is let in or not found.
                if closed.rcvd is None or closed.rcvd.code != ASK_AGAIN:
                    raise
            pushed_at = loop.time()
            # A push only says that something changed; what it is, the page asks, and so do we.
            state = await asyncio.to_thread(_state, house, reference)
            if state in GONE_ON:
                seen.states[state] += 1
                seen.delays_s.append(pushed_at - answered_at)
                return


def _file(house: House, text: str, area: int) -> tuple[dict[str, Any], float]:
    visitor = Visitor(house.port)
    answer = visitor.post_json(
        "/api/v1/complaints/",
        {"text": text, "area": area, "contact": {"email": "malee@example.invalid"}},
        {"Idempotency-Key": str(uuid.uuid4())},
    )
    at = time.monotonic()  # the clock of the event loop
    visitor.leave()
    check(answer, 201)
    return answer.json(), at


def _state(house: House, reference: str) -> str:
    visitor = Visitor(house.port)
    answer = visitor.get(f"/api/v1/cases/{reference}/")
    visitor.leave()
    if answer.status == NOT_FOUND:
        # Its topic made the case confidential: the number alone no longer opens it, which is right.
        return str(house.ask("SELECT state FROM complaints_case WHERE reference = %s", reference)[0][0])
    check(answer, 200)
    return str(answer.json()["state"])


def _percentile(ordered: list[float], percent: int) -> float | None:
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 3) if ordered else None
