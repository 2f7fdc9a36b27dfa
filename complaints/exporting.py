"""The cases behind a number of the overview, for a spreadsheet. Nothing about who complained, and none of their words.

Confidential cases are left out: a file leaves the house, and each look at one of them needs a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from complaints.cases_behind import Group, Number, most_counted, place_of, statement_of
from complaints.kinds import outcome_words
from complaints.listing import name_of
from complaints.overview import Scope
from complaints.queue_order import After
from complaints.workflow import AssignmentState, CaseKind
from directory import known
from directory.models import Unit, User
from records.spreadsheets import Cell

MOST_ROWS = 10_000
AT_ONCE = 1_000
"""Rows a statement: what the process holds of a file at any moment."""
COLUMNS = {
    "reference": (gettext_lazy("Case number"), 18),
    "kind": (gettext_lazy("Kind of case"), 20),
    "topic": (gettext_lazy("Topic"), 26),
    "area": (gettext_lazy("Area"), 40),
    "state": (gettext_lazy("State"), 24),
    "urgent": (gettext_lazy("Urgent"), 10),
    "people": (gettext_lazy("Others it troubles"), 12),
    "filed_at": (gettext_lazy("Filed"), 17),
    "proposed_at": (gettext_lazy("Sent to the agency"), 17),
    "accept_by": (gettext_lazy("To be accepted by"), 17),
    "accepted_at": (gettext_lazy("Accepted"), 17),
    "due_at": (gettext_lazy("To be answered by"), 17),
    "answered_at": (gettext_lazy("Last answered"), 17),
    "closed_at": (gettext_lazy("Closed"), 17),
    "outcome": (gettext_lazy("Outcome"), 26),
    "objections": (gettext_lazy("Times the complainant objected"), 12),
    "unit": (gettext_lazy("Unit"), 24),
    "officer": (gettext_lazy("Responsible officer"), 24),
}
"""What heads each column, and its width in letters."""


class _Line(NamedTuple):
    id: int
    next_duty_at: datetime
    case_people: int
    reference: str
    kind: str
    topic_id: int | None
    area_id: int | None
    state: str
    is_urgent: bool
    created_at: datetime
    proposed_at: datetime
    accept_by: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    outcome: str
    reopened_count: int
    unit_id: int | None
    officer_id: int | None


_COLUMNS = """a.id, a.next_duty_at, a.case_people, c.reference, c.kind, c.topic_id, c.area_id, a.state, c.is_urgent,
    c.created_at, a.proposed_at, a.accept_by, a.accepted_at, a.due_at, a.answered_at, c.closed_at, c.outcome,
    c.reopened_count, a.unit_id, a.officer_id"""
_OPEN_TO_ALL = "NOT a.case_is_confidential"


def rows_to_export(scope: Scope, number: Number, group: Group, *, language: str) -> Iterator[list[Cell]]:
    """The head of the table and a row a case, some at a time; where there may be more than that, a last row says so.

    language: of the words; the reader's own may be forgotten while the file is on its way.
    """
    with override(language):
        yield [str(head) for head, _width in COLUMNS.values()]
    after: After | None = None
    told = 0
    while told < MOST_ROWS:
        lines = _lines(scope, number, group, after=after, most=min(AT_ONCE, MOST_ROWS - told))
        with override(language):
            rows = _rows(lines)
        yield from rows
        told += len(lines)
        if len(lines) < AT_ONCE:
            break
        after = place_of(number, lines[-1])
    if told >= MOST_ROWS or most_counted(scope, number):
        with override(language):
            yield [_("There may be more cases than these %(n)s") % {"n": f"{told:,}"}]


def _lines(scope: Scope, number: Number, group: Group, *, after: After | None, most: int) -> list[_Line]:
    statement, parameters = statement_of(
        scope, number, group, after=after, most=most, columns=_COLUMNS, besides=[_OPEN_TO_ALL]
    )
    with connection.cursor() as asked:
        asked.execute(statement, parameters)
        return [_Line(*line) for line in asked.fetchall()]


def _rows(lines: list[_Line]) -> list[list[Cell]]:
    topics, areas = (
        known.topics.by_id(line.topic_id for line in lines),
        known.areas.by_id(line.area_id for line in lines),
    )
    units = Unit.objects.in_bulk([line.unit_id for line in lines if line.unit_id])
    officers = User.objects.in_bulk([line.officer_id for line in lines if line.officer_id])
    return [
        [
            line.reference,
            str(CaseKind(line.kind).label),
            topics[line.topic_id].name if line.topic_id else "",
            name_of(areas[line.area_id]) if line.area_id else "",
            str(AssignmentState(line.state).label),
            _("Urgent") if line.is_urgent else "",
            line.case_people,
            line.created_at,
            line.proposed_at,
            line.accept_by,
            line.accepted_at,
            line.due_at,
            line.answered_at,
            line.closed_at,
            outcome_words(line.outcome, line.kind) if line.outcome else "",
            line.reopened_count,
            units[line.unit_id].name if line.unit_id else "",
            officers[line.officer_id].full_name if line.officer_id else "",
        ]
        for line in lines
    ]
