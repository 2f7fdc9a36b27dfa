"""`manage.py coverage`: for how much of the country the rules name one responsible office, and why not for the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from directory.models import Area
from routing.coverage import Cells, Reach, counts_of, coverage, grouped, shares

WORST = 15


class Command(BaseCommand):
    help = "Prints, over all topics and sub-districts, the share that has one responsible office and the reasons of the rest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON: the shares, by topic and by province")
        parser.add_argument("--all", action="store_true", help=f"every topic and province, not only the {WORST} worst")

    def handle(self, *args: Any, **options: Any) -> None:
        cells = coverage(on=timezone.localdate())
        provinces = {area.pk: area.name_th for area in Area.objects.provinces()}
        by_topic = _shares_by(cells, lambda cell: cell.topic.code)
        by_province = _shares_by(cells, lambda cell: provinces[cell.province])
        if options["json"]:
            every = {"shares": shares(cells), "topics": by_topic, "provinces": by_province}
            self.stdout.write(json.dumps({"cells": counts_of(cells).total(), **every}, ensure_ascii=False))
            return
        self.stdout.write(f"{counts_of(cells).total():,} cells (topic × sub-district)")
        for reach, part in shares(cells).items():
            self.stdout.write(f"  {part:8.2%}  {Reach(reach).label}")
        most = None if options["all"] else WORST
        for name, rows in (("topic", by_topic), ("province", by_province)):
            self.stdout.write(f"\nLeast covered, by {name}: one office, then the reasons of the rest")
            for key, share in sorted(rows.items(), key=lambda row: (row[1][Reach.OFFICE], row[0]))[:most]:
                rest = ", ".join(
                    f"{value:.0%} {reach}" for reach, value in share.items() if value and reach != Reach.OFFICE
                )
                self.stdout.write(f"  {share[Reach.OFFICE]:8.2%}  {key}  ({rest})")


def _shares_by(cells: Iterable[Cells], key: Callable[[Cells], str]) -> dict[str, dict[str, float]]:
    return {name: shares(of_it) for name, of_it in grouped(cells, key).items()}
