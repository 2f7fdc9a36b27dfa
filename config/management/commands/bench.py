"""Measures the house: `bench [NAME …] --json` prints `{name: {figure: value}}`. Figures, never a verdict."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

Figures = dict[str, Any]


def _requests(options: dict[str, Any]) -> Figures:
    from config.bench.page_costs import measure

    return measure(cases=options["cases"], rounds=options["rounds"], visitors=options["visitors"])


def _routing(options: dict[str, Any]) -> Figures:
    from config.bench.routing_delay import measure

    return measure(seconds=options["seconds"], rate=options["rate"])


def _web_process(options: dict[str, Any]) -> Figures:
    from config.bench.web_process import measure

    return measure(rounds=options["rounds"])


def _classify(options: dict[str, Any]) -> Figures:
    from config.bench.models import classify

    return classify()


def _menu6(options: dict[str, Any]) -> Figures:
    from config.bench.models import menu6

    return menu6()


def _search(_options: dict[str, Any]) -> Figures:
    from config.bench.thai_search import measure

    return measure()


def _public(options: dict[str, Any]) -> Figures:
    from config.bench.public_pages import measure

    return measure(cases=options["public_cases"])


def _same_problem(options: dict[str, Any]) -> Figures:
    from config.bench.same_problem import measure

    return measure(cases=options["public_cases"])


def _statements(options: dict[str, Any]) -> Figures:
    from config.bench.statements import measure

    return measure(people=options["people"])


def _questionnaires(options: dict[str, Any]) -> Figures:
    from config.bench.questionnaires import measure

    return measure(people=options["people"])


def _desk(options: dict[str, Any]) -> Figures:
    from config.bench.desk import measure

    return measure(cases=options["public_cases"], seconds=options["seconds"])


def _phone(options: dict[str, Any]) -> Figures:
    from config.bench.browser_pages import phone

    return phone(rounds=options["rounds"])


def _lighthouse(_options: dict[str, Any]) -> Figures:
    from config.bench.browser_pages import lighthouse

    return lighthouse()


BENCHES: dict[str, Callable[[dict[str, Any]], Figures]] = {
    "requests": _requests,
    "routing": _routing,
    "classify": _classify,
    "web_process": _web_process,
    "menu6": _menu6,
    "search": _search,
    "public": _public,
    "same_problem": _same_problem,
    "statements": _statements,
    "questionnaires": _questionnaires,
    "desk": _desk,
    "phone": _phone,
    "lighthouse": _lighthouse,
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(BENCHES)}; all without one")
        parser.add_argument("--json", action="store_true", help="print JSON (otherwise a table)")
        parser.add_argument("--seconds", type=int, default=60, help="routing, desk: how long people file (at most 300)")
        parser.add_argument("--rate", type=float, default=10.0, help="routing: filings a second (at most 50)")
        parser.add_argument("--cases", type=int, default=100_000, help="requests: cases in the tables")
        parser.add_argument(
            "--public-cases", type=int, default=1_000_000, help="public, same_problem, desk: cases in the tables"
        )
        parser.add_argument(
            "--people", type=int, default=700_000, help="statements, questionnaires: people who have answered"
        )
        parser.add_argument("--rounds", type=int, default=5, help="how often to measure; the median is told")
        parser.add_argument("--visitors", type=int, default=4, help="requests: how many ask at the same time")

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = set(options["names"]) - set(BENCHES)
        if unknown:
            raise CommandError(f"No bench is called {', '.join(sorted(unknown))}. There are: {', '.join(BENCHES)}.")
        if not (1 <= options["seconds"] <= 300 and 0 < options["rate"] <= 50 and 1 <= options["rounds"] <= 20):
            raise CommandError("Out of bounds: 1 to 300 seconds, up to 50 filings a second, 1 to 20 rounds.")
        if not (1_000 <= options["public_cases"] <= 5_000_000):
            raise CommandError("Out of bounds: 1,000 to 5,000,000 public cases.")
        if not (1 <= options["cases"] <= 1_000_000 and 1 <= options["visitors"] <= 64):
            raise CommandError("Out of bounds: up to 1,000,000 cases, 1 to 64 visitors.")
        told = {name: BENCHES[name](options) for name in options["names"] or BENCHES}
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) if options["json"] else _as_table(told))


def _as_table(told: dict[str, Figures]) -> str:
    lines = []
    for name, figures in told.items():
        lines += [name, *(f"  {figure:34} {value}" for figure, value in figures.items())]
    return "\n".join(lines)
