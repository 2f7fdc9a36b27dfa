"""`manage.py coverage`: for how much of the country the rules name one responsible office, and why not for the rest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from directory.models import Area
from routing.coverage import (
    Cells,
    Reach,
    conflicts,
    counts_of,
    coverage,
    dead_agencies,
    exceptions_in_force,
    grouped,
    percents,
    shares,
)

WORST = 15
TRIAGE_DESK = "triage desk"


class Command(BaseCommand):
    help = "Prints, over all topics and sub-districts, the share that has one responsible office and the reasons of the rest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json",
            action="store_true",
            help="print JSON: the shares, by topic and by province, conflicts, dead agencies",
        )
        parser.add_argument("--all", action="store_true", help=f"every topic and province, not only the {WORST} worst")

    def handle(self, *args: Any, **options: Any) -> None:
        cells = coverage(on=timezone.localdate())
        provinces = {area.pk: area.name_th for area in Area.objects.provinces()}
        by_topic = _shares_by(cells, lambda cell: cell.topic.code)
        by_province = _shares_by(cells, lambda cell: provinces[cell.province])
        if options["json"]:
            every = {"shares": shares(cells), "topics": by_topic, "provinces": by_province}
            self.stdout.write(json.dumps(_in_short(cells) | every | _troubles(cells), ensure_ascii=False))
            return
        short = _in_short(cells)
        self.stdout.write(f"{short['cells']:,} cells (topic × sub-district)")
        self.stdout.write(f"  {short['percent']['office']:7.2f}%  one responsible office")
        self.stdout.write(f"  {short['percent']['desk']:7.2f}%  a desk of people, and why:")
        for reach, part in short["reasons"].items():
            self.stdout.write(f"    {part:7.2f}%  {Reach(reach).label}")
        self.stdout.write(f"apart from {short['exceptions']} exceptions, which hold only where a text names the thing")
        for said in _told(_troubles(cells)):
            self.stdout.write(said)
        most = None if options["all"] else WORST
        for name, rows in (("topic", by_topic), ("province", by_province)):
            self.stdout.write(f"\nLeast covered, by {name}: one office, then the reasons of the rest")
            for key, share in sorted(rows.items(), key=lambda row: (row[1][Reach.OFFICE], row[0]))[:most]:
                rest = ", ".join(
                    f"{value:.0%} {reach}" for reach, value in share.items() if value and reach != Reach.OFFICE
                )
                self.stdout.write(f"  {share[Reach.OFFICE]:8.2%}  {key}  ({rest})")


def _in_short(cells: Sequence[Cells]) -> dict[str, Any]:
    """Cells; percent with an office and with a desk, together 100; of the desk by reason and by desk, together its percent."""
    counts = counts_of(cells)
    by_reach = percents(counts, digits=2)
    desks = Counter[str]()
    for cell in cells:
        if cell.reach != Reach.OFFICE:
            desks[cell.desk.code if cell.desk else TRIAGE_DESK] += cell.count
    office = by_reach.get(Reach.OFFICE, 0.0)
    return {
        "cells": counts.total(),
        "exceptions": exceptions_in_force(timezone.localdate()),
        "percent": {"office": office, "desk": round(100 - office, 2) if counts else 0.0},
        "reasons": {str(reach): part for reach, part in by_reach.items() if reach != Reach.OFFICE},
        "cells_of_desks": dict(desks.most_common()),
    }


def _troubles(cells: Sequence[Cells]) -> dict[str, Any]:
    return {
        "conflicts": [
            {
                "rules": [str(rule) for rule in one.rules],
                "offices": [office.code for office in one.offices],
                "area": one.area,
                "cells": one.count,
            }
            for one in conflicts(cells)
        ],
        "dead": [
            {"agency": one.agency.code if one.agency else None, "rule": str(one.rule), "cells": one.count}
            for one in dead_agencies(cells)
        ],
    }


def _told(troubles: dict[str, Any]) -> Iterator[str]:
    for one in troubles["dead"]:
        yield f"  dead agency: {one['agency']} (rule {one['rule']}), {one['cells']:,} cells"
    for one in troubles["conflicts"]:
        names = " | ".join(one["rules"] or one["offices"])
        yield f"  conflict{' in ' + str(one['area']) if one['area'] else ''}: {names}, {one['cells']:,} cells"


def _shares_by(cells: Iterable[Cells], key: Callable[[Cells], str]) -> dict[str, dict[str, float]]:
    return {name: shares(of_it) for name, of_it in grouped(cells, key).items()}
