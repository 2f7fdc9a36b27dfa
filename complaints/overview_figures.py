"""The overview's own numbers as a table: one line a number, so that any spreadsheet can sort, filter and draw them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from complaints.cases_behind import MEASURES
from records.spreadsheets import Cell

WIDTHS = [18, 34, 44, 12, 14]


def rows_of_figures(page: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """What stands on the page, as `views.office_overview.figures_of` gives it: part, name, what, how many, mean in hours.

    The mean is given where the page gives one: of steps, and of too few cases of none.
    """
    yield _("Part"), _("Name"), _("What"), _("Cases"), _("Mean, in hours")
    agency = page["scope"].agency.name
    yield from _counts(_("Whole agency"), agency, page["work"])
    yield from _counts(_("Whole agency"), agency, page["answered"])
    for bar in page["ages"]:
        yield _("Age"), bar.label, _("Open cases"), bar.cell.n, None
    for bar in page["steps"]:
        _length, mean = bar.told
        yield _("Step"), bar.label, _("Answered cases that went through it"), bar.cell.n, _hours(mean)
    parts = {"people": _("Person"), "units": _("Unit"), "topics": _("Topic"), "channels": _("Channel")}
    for name, part in parts.items():
        for line in page[name]:
            yield from _counts(part, line.name, line.work)
            yield from _counts(part, line.name, line.answered or {})
            for step, mean in line.means:
                yield part, line.name, step, None, _hours(mean)


def _counts(part: str, name: str, cells: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    return ((part, name, str(MEASURES[what].label), cell.n, None) for what, cell in cells.items())


def _hours(mean: timedelta | None) -> int | None:
    return None if mean is None else round(mean.total_seconds() / 3600)
