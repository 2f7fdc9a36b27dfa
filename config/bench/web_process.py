"""`bench web_process`: what the web process costs before anybody came, and after the first search."""

from __future__ import annotations

import statistics
from typing import Any

from config.bench.house import House
from config.bench.machine import cpu_seconds, resident_mb, watched
from config.bench.page_costs import enter_as_officer
from config.bench.prepared import bench_server, house_with
from config.bench.visitors import Visitor, check

CASES = 2_000
NEVER_LOADED = (
    "sklearn", "numpy", "scipy", "shapely", "openpyxl", "fpdf", "uharfbuzz", "fontTools", "pyhanko", "skops", "joblib",
    "matplotlib",
)  # fmt: skip
BARS = {"start_up_cpu_s": 3.5, "resident_mb": 140, "resident_after_search_mb": 220}


def measure(*, rounds: int = 3) -> dict[str, Any]:
    found: list[dict[str, float]] = []
    loaded: set[str] = set()
    with bench_server() as server, house_with(server, CASES) as house, watched(server.pid) as busy:
        for _round in range(min(rounds, 5)):
            house.open_web()
            found.append(_one(house, loaded))
            house.web.stop()
    figures: dict[str, Any] = {name: round(statistics.median(one[name] for one in found), 2) for name in found[0]}
    figures |= {f"{name}_at_most": bar for name, bar in BARS.items()}
    figures["loaded_but_must_not"] = sorted(loaded & set(NEVER_LOADED))
    return {**figures, **busy.figures()}


def _one(house: House, loaded: set[str]) -> dict[str, float]:
    visitor = Visitor(house.port)
    started = cpu_seconds(house.web.pid)
    check(visitor.get("/"), 200)
    visitor.leave()
    before = resident_mb(house.web.pid)
    officer = Visitor(house.port, enter_as_officer(house))
    at = cpu_seconds(house.web.pid)
    check(officer.get("/office/?q=%E0%B9%84%E0%B8%9F%E0%B8%9F%E0%B9%89%E0%B8%B2%E0%B8%94%E0%B8%B1%E0%B8%9A"), 200)
    searched = cpu_seconds(house.web.pid) - at
    after = resident_mb(house.web.pid)
    loaded |= {str(name) for name in officer.get("/bench/loaded/").json()}
    officer.leave()
    return {
        "start_up_cpu_s": started,
        "resident_mb": before,
        "first_search_cpu_s": searched,
        "resident_after_search_mb": after,
    }
