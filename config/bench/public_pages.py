"""`bench public`: how long the public list, its search, map, feed and area pages take with 1,000,000 public cases."""

from __future__ import annotations

import random
import re
import statistics
import time
from collections.abc import Callable
from urllib.parse import quote

from config.bench.house import House
from config.bench.machine import cpu_seconds, watched
from config.bench.prepared import bench_server, house_with
from config.bench.public_filling import BYGONE, IN_NO_CASE, ONE_IN, OTHER_KINDS
from config.bench.visitors import Visitor, check

BEFORE = 2_000
"""Ordinary cases, whose texts the public ones repeat."""
ASKED = 120
WARM_UP = 20
BARS_MS = {"list": 150, "feed": 300, "map": 300, "area": 300}
SEARCH_BAR_MS = 150
SLIPS = ("ไฟดัป", "ถนนเป็นหลุ่ม", "ฝาทอ", "น้ำท่วง")
BEGUN = ("น้ำท่ว", "ฝาท่", "เสาไฟฟ", "ขยะ ถน", "หลุม สถา", "กลิ่นเหม")
"""Words that are not typed to their end; the fourth begins the commonest of all."""
COMMON = ["ไฟทาง", "ถนน", "น้ำท่วม", "ขยะ", "ท่อ", "เสาไฟฟ้า", "หลุม ถนน", "ฟุตบาท", "สายไฟ ห้อย", "กลิ่นเหม็น"]


def measure(*, cases: int) -> dict[str, float]:
    with bench_server() as server, house_with(server, BEFORE, public=cases) as house:
        house.open_web()
        dice = random.Random(7)
        asked = {
            "list": _lists(house, dice),
            **{f"search_{name}": addresses for name, addresses in _searches(house, dice).items()},
            "feed": [address.replace("/cases/", "/cases/feed/") for address in _mixed(dice)],
            "map": _maps(dice),
            "area": _areas(house, dice),
        }
        spent: dict[str, float] = {}
        with watched(house.web.pid, server.pid) as busy:
            waits = {}
            for name, addresses in asked.items():
                before = cpu_seconds(house.web.pid, server.pid)
                waits[name] = _waits_ms(house, addresses)
                spent[name] = (cpu_seconds(house.web.pid, server.pid) - before) / len(addresses)
    figures: dict[str, float] = {"public_cases": cases}
    for name, taken in waits.items():
        figures[f"{name}_cpu_ms"] = round(spent[name] * 1e3, 1)
        figures[f"{name}_median_ms"] = round(statistics.median(taken), 1)
        figures[f"{name}_p95_ms"] = round(statistics.quantiles(taken, n=20)[-1], 1)
        figures[f"{name}_p95_at_most_ms"] = BARS_MS.get(name, SEARCH_BAR_MS)
    return {**figures, **busy.figures()}


def _waits_ms(house: House, addresses: list[str]) -> list[float]:
    visitor, waits = Visitor(house.port), []
    for number, address in enumerate(addresses):
        began = time.perf_counter()
        check(visitor.get(address), 200)
        if number >= WARM_UP:
            waits.append((time.perf_counter() - began) * 1e3)
    visitor.leave()
    return waits


def _lists(house: House, dice: random.Random) -> list[str]:
    """The newest, older pages, topics, areas of each level, states, times and orders, in turn."""
    topics = [row[0] for row in house.ask("SELECT code FROM directory_topic WHERE visibility_floor = 'public'")]
    areas = [row[0] for row in house.ask("SELECT code FROM directory_area WHERE level = 'subdistrict'")]
    visitor = Visitor(house.port)
    first = visitor.get("/cases/")
    check(first, 200, "after=")
    visitor.leave()
    found = re.search(r"after=([\w-]+)", first.text)
    older = found.group(1) if found else ""

    def one(number: int) -> str:
        area, topic = str(dice.choice(areas)), quote(dice.choice(topics))
        return [
            "/cases/",
            f"/cases/?after={older}",
            f"/cases/?topic={topic}",
            f"/cases/?province={area[:2]}",
            f"/cases/?province={area[:2]}&district={area[:4]}",
            f"/cases/?province={area[:2]}&district={area[:4]}&subdistrict={area}",
            f"/cases/?topic={topic}&province={area[:2]}",
            "/cases/?state=closed&period=30",
            "/cases/?order=people",
        ][number % 9]

    return [one(number) for number in range(ASKED + WARM_UP)]


def _areas(house: House, dice: random.Random) -> list[str]:
    """One of ten asks for the whole country, the others for a province, a district or a sub-district."""
    codes = {length: [] for length in (2, 4, 6)}  # type: dict[int, list[int]]
    for (code,) in house.ask("SELECT code FROM directory_area"):
        codes[len(str(code))].append(code)
    lengths = [2, 4, 6] * 3

    def one(number: int) -> str:
        return "/areas/" if number % 10 == 0 else f"/areas/{dice.choice(codes[lengths[number % 9]])}/"

    return [one(number) for number in range(ASKED + WARM_UP)]


def _searches(house: House, dice: random.Random) -> dict[str, list[str]]:
    """Words by how many cases hold them, several of them, with other filters, in the other order, and later pages."""
    (rare, *middle), topics = ONE_IN, [row[0] for row in house.ask("SELECT code FROM directory_topic")]
    areas = [str(row[0]) for row in house.ask("SELECT code FROM directory_area WHERE level = 'province'")]
    names = [row[0] for row in house.ask("SELECT name_th FROM directory_area")]
    every = [rare, *middle, IN_NO_CASE, *COMMON, f"{COMMON[1]} {middle[0]}"]

    def narrowed() -> str:
        filters = [
            f"topic={quote(dice.choice(topics))}",
            f"province={dice.choice(areas)}",
            f"kind={dice.choice([*OTHER_KINDS, 'complaint'])}",
            f"state={dice.choice(['open', 'reported', 'closed'])}",
            f"period={dice.choice(['7', '30', '365'])}",
            "order=people",
        ]
        return "&".join([_search(dice.choice(every)), *dice.sample(filters, dice.choice([1, 1, 2, 3]))])

    later = [_next_page(house, _search(word) + order) for word in [*middle, *COMMON] for order in ("", "&order=people")]
    asked: dict[str, Callable[[], str]] = {
        "common": lambda: _search(dice.choice(COMMON)),
        "rare": lambda: _search(rare),
        "none": lambda: _search(IN_NO_CASE),
        "middle": lambda: _search(dice.choice(middle)),
        "bygone": lambda: _search(BYGONE),
        "several": lambda: _search(f"{dice.choice(COMMON)} {dice.choice([rare, *middle, IN_NO_CASE])}"),
        "people": lambda: _search(dice.choice(every)) + "&order=people",
        "narrowed": narrowed,
        "places": lambda: _search(dice.choice([dice.choice(names), f"{dice.choice(names)} {dice.choice(every)}"])),
        "numbers": lambda: _search(f"69-{dice.randrange(16):04X}-{dice.randrange(4096):03X}"),
        "second_groups": lambda: _search(f"{dice.randrange(65536):04X}"),
        "begun": lambda: _search(dice.choice(BEGUN)),
        "slips": lambda: _search(dice.choice(SLIPS)),
        "later": lambda: dice.choice(later),
    }
    return {name: [one() for _ in range(ASKED + WARM_UP)] for name, one in asked.items()}


def _mixed(dice: random.Random) -> list[str]:
    """One of three words is rare, one of the middle, one common."""
    rare, *middle = ONE_IN
    return [_search(dice.choice([rare, dice.choice(middle), dice.choice(COMMON)])) for _ in range(ASKED + WARM_UP)]


def _search(words: str) -> str:
    return f"/cases/?q={quote(words)}"


def _next_page(house: House, address: str) -> str:
    visitor = Visitor(house.port)
    first = visitor.get(address)
    check(first, 200)
    visitor.leave()
    found = re.search(r"after=([\w-]+)", first.text)
    return f"{address}&after={found.group(1)}" if found else address


def _maps(dice: random.Random) -> list[str]:
    """Windows of 1200 by 600 px at every zoom, somewhere in the country."""

    def one() -> str:
        zoom, north, east = dice.uniform(5, 15), dice.uniform(7, 19), dice.uniform(98, 104)
        width, height = (pixels * 360 / 512 / 2**zoom for pixels in (1200, 600))
        box = (east - width / 2, north - height / 2, east + width / 2, north + height / 2)
        kind = dice.choice(["", "", "&kind=complaint", "&kind=praise"])
        return f"/cases/clusters.json?bbox={','.join(f'{edge:.3f}' for edge in box)}&zoom={zoom:.1f}{kind}"

    return [one() for _ in range(ASKED + WARM_UP)]
