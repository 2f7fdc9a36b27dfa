"""The work queue of an office: one page of 25 at a time, by keyset along an index, without a full count."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Left

from complaints.access import CASEWORK_ROLES, AssignmentQuerySet, Viewer
from complaints.models import Assignment, Complaint
from complaints.references import InvalidReference, normalise
from directory.models import User
from records.search import search_query

PAGE = 25
COUNT_CAP = 100
BEGINNING_LETTERS = 110
VIEWS = ("all", "new", "mine", "unit", "overdue", "waiting", "to_confirm", "done")
COUNTED = ("all", "new", "mine", "unit", "overdue", "waiting", "to_confirm")


@dataclass(frozen=True)
class Page:
    """Assignments with `beginning`, the first words of the case, and where the next page begins ("" at the end)."""

    assignments: Sequence[Assignment]
    next_cursor: str


def queue(user: User, view: str) -> AssignmentQuerySet:
    """The assignments of one view of this person's inbox."""
    base = Assignment.objects.handled_by(user)
    if view == "new":
        return base.owed().new()
    if view == "mine":
        return base.owed().mine(user)
    if view == "unit":
        return base.owed().filter(unit__in=units_of(user))
    if view == "overdue":
        return base.owed().overdue()
    if view == "waiting":
        return base.owed().filter(state="waiting")
    if view == "to_confirm":
        return base.filter(state="answered")
    if view == "done":
        return base.filter(state="approved")
    return base.owed()


def units_of(user: User) -> list[int]:
    return [m.unit_id for m in user.active_roles if m.unit_id and m.role in CASEWORK_ROLES]


def views_of(user: User) -> list[str]:
    """The views this person's inbox has: who belongs to no unit has none of "my unit"."""
    return [view for view in VIEWS if view != "unit" or units_of(user)]


def search(assignments: AssignmentQuerySet, typed: str) -> AssignmentQuerySet:
    """Those whose reference is what was typed, or whose text has all its words."""
    try:
        return assignments.filter(case__complaints__reference=normalise(typed))
    except InvalidReference:
        query = search_query(typed)
        return assignments.filter(case__words=query) if query else assignments.none()


def page(user: User, view: str, *, typed: str = "", cursor: str = "") -> Page:
    """25 assignments, the most pressing first; of what is done, the newest first.

    Each agency of the person is asked by itself: only within one agency does the index hold the order.
    """
    newest_first = view == "done"
    assignments = queue(user, view)
    if typed:
        assignments = search(assignments, typed)
    ordered = _beyond(assignments, _read(cursor), newest_first).order_by(
        *(("-next_duty_at", "-id") if newest_first else ("next_duty_at", "id"))
    )
    found: list[Assignment] = []
    for agency_id in Viewer(user).agencies(CASEWORK_ROLES):
        found += _with_what_a_row_shows(ordered.filter(agency=agency_id))[: PAGE + 1]
    found.sort(key=lambda row: (row.next_duty_at, row.pk), reverse=newest_first)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], _write(last.next_duty_at, last.pk) if last else "")


def _beyond(assignments: AssignmentQuerySet, after: tuple[datetime, int] | None, backwards: bool) -> AssignmentQuerySet:
    if after is None:
        return assignments
    at, pk = after
    # The first condition alone lets the index start at the right place; the second cuts off the rows of that moment.
    if backwards:
        return assignments.filter(Q(next_duty_at__lte=at), Q(next_duty_at__lt=at) | Q(id__lt=pk))
    return assignments.filter(Q(next_duty_at__gte=at), Q(next_duty_at__gt=at) | Q(id__gt=pk))


def _with_what_a_row_shows(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    first = Complaint.objects.filter(case=OuterRef("case")).order_by("id")
    return assignments.select_related("case__topic", "case__area__parent__parent", "agency", "officer").annotate(
        beginning=Subquery(first.values(start=Left("text", BEGINNING_LETTERS))[:1]),
        channel=Subquery(first.values("channel")[:1]),
    )


def counts(user: User, views: Iterable[str] = COUNTED) -> dict[str, int]:
    """How many wait in each view, in one statement, counted up to 100: `100` is shown as more than 99."""
    asked: dict[str, str] = {}
    parameters: list[object] = []
    for view in views:
        try:
            sql, values = queue(user, view).order_by().values("pk")[:COUNT_CAP].query.sql_with_params()
        except EmptyResultSet:
            continue
        asked[view] = f"(SELECT count(*) FROM ({sql}) AS waiting)"  # noqa: S608 - Django's own SQL, values apart
        parameters += values
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(asked.values()), parameters)
        return dict(zip(asked, cursor.fetchone(), strict=True))


def _write(at: datetime, pk: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.timestamp(), pk]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int] | None:
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return datetime.fromtimestamp(float(at), UTC), int(pk)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
