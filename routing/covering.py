"""`/desk/coverage/`: for how much of the country the rules name one office, and what is missing for the rest."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from directory import known
from directory.models import Agency, Area, Topic
from records.caching import kept_for
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
)
from routing.views import triage_officer_of

KEPT_S = 60.0
SHOWN = 10
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Reason:
    """Why a desk has to find the office. percent: of the cells. desks: which; the triage desk where there is none."""

    label: str
    percent: float
    desks: Sequence[Agency]


@dataclass(frozen=True)
class Row:
    """The cells of one topic or of one province. percent: of them, with one responsible office."""

    name: str
    query: str
    percent: float
    reasons: Sequence[Reason]

    @property
    def shown(self) -> tuple[object, ...]:
        """What the page tells of it, to the tenth of a percent. Desks are left out: each province has its own."""
        return round(self.percent, 1), tuple((reason.label, round(reason.percent, 1)) for reason in self.reasons)


@dataclass(frozen=True)
class Alike:
    """Topics or provinces of which the page would say the same: all in one row, their names folded away."""

    rows: Sequence[Row]

    @property
    def first(self) -> Row:
        return self.rows[0]


@never_cache
@login_required
@require_GET
def covered(request: HttpRequest) -> HttpResponse:
    officer = triage_officer_of(request)
    provinces = {area.pk: area for area in Area.objects.provinces()}
    province = _chosen(provinces.values(), request.GET.get("province", ""), lambda area: str(area.pk))
    topics = list(Topic.objects.active().select_related("parent").order_by("position", "pk"))
    topic = _chosen(topics, request.GET.get("topic", ""), lambda one: one.code)
    cells = [
        cell
        for cell in cells_now()
        if (province is None or cell.province == province.pk)
        and (topic is None or topic.pk in {cell.topic.pk, cell.topic.parent_id})
    ]
    whole = _row("", "", cells)
    counts = counts_of(cells)
    all_conflicts = conflicts(cells)
    shows_all = "all" in request.GET
    by_topic = _rows(cells, lambda cell: cell.topic.code, {one.code: (one.full_name, one.code) for one in topics})
    by_province = _rows(cells, lambda cell: cell.province, {pk: (area.name, str(pk)) for pk, area in provinces.items()})
    context = {
        "province": province,
        "topic": topic,
        "provinces": provinces.values(),
        "topics": [one for one in topics if one.parent_id is None],
        "whole": whole,
        "cells": counts.total(),
        "exceptions": exceptions_in_force(timezone.localdate()),
        "by_topic": by_topic if shows_all else by_topic[:SHOWN],
        "by_province": [] if province else by_province if shows_all else by_province[:SHOWN],
        "shows_all": shows_all,
        "has_more": max(len(by_topic), len(by_province), len(all_conflicts)) > SHOWN,
        "to_desks": percents({"office": counts[Reach.OFFICE], "desk": counts.total() - counts[Reach.OFFICE]}).get(
            "desk", 0
        ),
        "conflicts": [
            (one, known.areas.get(one.area)) for one in (all_conflicts if shows_all else all_conflicts[:SHOWN])
        ],
        "dead": dead_agencies(cells),
        "may_change_rules": officer.is_staff and officer.has_perm("routing.add_routingrule"),
    }
    return render(request, "routing/coverage.html", context)


@kept_for(seconds=KEPT_S)
def cells_now() -> list[Cells]:
    return coverage(on=timezone.localdate())


def _chosen(known: Iterable[Key], asked: str, key: Callable[[Key], str]) -> Key | None:
    return next((one for one in known if key(one) == asked), None)


def _rows(
    cells: Iterable[Cells], key: Callable[[Cells], Hashable], names: dict[Hashable, tuple[str, str]]
) -> list[Alike]:
    """The topics or provinces, the least covered first; those that look the same in one row."""
    rows = (_row(*names[one], of_it) for one, of_it in grouped(cells, key).items())
    alike: dict[Hashable, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row.percent, row.name)):
        alike.setdefault(row.shown, []).append(row)
    return [Alike(of_it) for of_it in alike.values()]


def _row(name: str, query: str, cells: Sequence[Cells]) -> Row:
    counts = counts_of(cells)
    percent = percents(counts)
    reasons = [
        Reason(
            str(Reach(reach).label),
            percent[reach],
            list({cell.desk for cell in cells if cell.reach == reach and cell.desk}),
        )
        for reach, _count in counts.most_common()
        if reach != Reach.OFFICE
    ]
    return Row(name, query, percent.get(Reach.OFFICE, 0), reasons)
