"""What a file did to the rows of a register, read from the history that the database keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from directory.models import RegisterFile
from frontend.administration.columns import ReferenceColumn
from frontend.administration.planning import CHANGED, NEW, Planned
from frontend.administration.registers import Register
from frontend.administration.trails import events_of_file, trails


@dataclass(frozen=True)
class _Trace:
    """Numbers of events of one row: the file's own, the one before it (None: the file made the row), and the newest of all."""

    pk: Any
    written: int
    before: int | None
    newest: int
    is_new: bool


def wrote(file: RegisterFile) -> int:
    """How many rows a file made or changed."""
    counts = file.preview.get("counts", {})
    return int(counts.get(NEW, 0)) + int(counts.get(CHANGED, 0))


def plan_back(file: RegisterFile, register: Register) -> list[Planned]:
    """What taking a written file back would do to each of its rows, the last that it wrote first.

    NEW: one that it made. CHANGED: one that it changed, whose cells and values are those from before. Refused: one that was
    changed since, or of which the history does not say enough. Its rows are locked until the transaction ends.
    Statements: a handful, however many rows. Raises ValidationError (history_is_short).
    """
    events = trails()[register.slug].events
    own = events_of_file(trails()[register.slug], file)
    _lock(register, own)
    traces = _traces(events, own)
    if len(traces) < wrote(file):
        told = _(
            "The history does not know all rows that this file wrote, so it cannot be taken back. Change them one by one."
        )
        raise ValidationError(told, code="history_is_short")
    seen = {trace.written for trace in traces} | {trace.before for trace in traces if trace.before}
    cells = {kept.pk: kept.cells for kept in register.kept(events.filter(pk__in=seen))}
    kept = events.in_bulk([trace.before for trace in traces if trace.before])
    return [_planned(n, trace, register, cells, kept) for n, trace in enumerate(reversed(traces), start=1)]


def _lock(register: Register, own: QuerySet[Any]) -> None:
    rows = register.model._default_manager.select_for_update(of=("self",))
    list(rows.filter(pk__in=own.values("pgh_obj_id")).order_by("pk").values_list("pk"))


def _traces(events: QuerySet[Any], own: QuerySet[Any]) -> list[_Trace]:
    of_row = events.filter(pgh_obj=OuterRef("pgh_obj")).order_by("-pgh_id").values("pgh_id")
    before = of_row.filter(pgh_id__lt=OuterRef("pgh_id"))[:1]
    rows = own.order_by("pgh_id").annotate(before=Subquery(before), newest=Subquery(of_row[:1]))
    return [
        _Trace(pk, written, before, newest, label == "insert")
        for pk, written, before, newest, label in rows.values_list("pgh_obj", "pgh_id", "before", "newest", "pgh_label")
    ]


def _planned(
    n: int, trace: _Trace, register: Register, cells: Mapping[int, Mapping[str, str]], events: Mapping[int, Any]
) -> Planned:
    now = cells.get(trace.written, {})
    line = Planned(n, NEW if trace.is_new else CHANGED, trace.pk, old=now, cells=now if trace.is_new else {})
    if trace.newest != trace.written:
        line.refuse([_("Somebody has changed or removed it since.")])
    elif not trace.is_new:
        _to_what_was(line, trace, register, cells, events)
    return line


def _to_what_was(
    line: Planned,
    trace: _Trace,
    register: Register,
    cells: Mapping[int, Mapping[str, str]],
    events: Mapping[int, Any],
) -> None:
    before = cells.get(trace.before or 0)
    if trace.before is None:
        line.refuse([_("The history does not say what stood there before.")])
        return
    line.values = {each.name: getattr(events[trace.before], each.field.attname) for each in register.columns}
    gone = _gone(line.values, before, register)
    if gone or before is None:
        line.refuse([_("What stood there before is no longer there: %(columns)s.") % {"columns": ", ".join(gone)}])
        return
    line.cells = before
    if not line.changes:
        line.refuse([_("The history does not say what stood there before.")])


def _gone(values: Mapping[str, Any], cells: Mapping[str, str] | None, register: Register) -> list[str]:
    """The columns that named a row of another register which has been removed since."""
    references: Iterable[Any] = (each for each in register.columns if isinstance(each, ReferenceColumn))
    return [each.label for each in references if values[each.name] is not None and not (cells and cells.get(each.name))]
