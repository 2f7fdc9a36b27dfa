"""The work queue of an office: one page of 25 at a time, by keyset along an index, without a full count."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES, AssignmentQuerySet, Viewer
from complaints.models import Assignment, Case, Complaint
from complaints.references import InvalidReference, normalise
from complaints.workflow import ENDS, IN_HAND, AssignmentState, Visibility
from directory.models import Area, Topic, User
from records.caching import kept_for
from records.search import search_query

PAGE = 25
COUNT_CAP = 100
BEGINNING_LETTERS = 90
VIEW_NAMES = {
    "all": _("To do"),
    "new": _("New"),
    "mine": _("Mine"),
    "unit": _("My unit"),
    "overdue": _("Overdue"),
    "waiting": _("Waiting for an answer"),
    "to_confirm": _("To be confirmed"),
    "done": _("Done"),
}
VIEWS = tuple(VIEW_NAMES)


@dataclass(frozen=True)
class Told:
    """What a list shows of a case's first complaint."""

    channel: str = ""
    beginning: str = ""


@dataclass(frozen=True)
class Row:
    """One assignment as a list shows it: plain values, so that a drawn row can be kept as long as they stay the same.

    state and the dates are the assignment's, for its clock; said_as is a case's state that names it better, or "".
    """

    assignment_id: int
    agency_id: int
    next_duty_at: datetime
    state: str
    proposed_at: datetime
    accept_by: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    answered_at: datetime | None
    said_as: str
    reference: str
    beginning: str
    is_confidential: bool
    is_urgent: bool
    topic: str
    place: str
    officer: str


_SAID_AS = {"proposed": "routed", "waiting": "awaiting_complainant", "answered": "resolution_proposed"}


def said_as(state: str, reopened_count: int) -> str:
    """The state of the case that names the state of this part better than its own word does, or ""."""
    return "reopened" if state == AssignmentState.WORKING and reopened_count else _SAID_AS.get(state, "")


@dataclass(frozen=True)
class Page:
    """One page of rows, and the cursor at which the next one begins ("" at the end)."""

    rows: Sequence[Row]
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
    ordered = (
        _beyond(assignments, _read(cursor), newest_first)
        .order_by(*(("-next_duty_at", "-id") if newest_first else ("next_duty_at", "id")))
        .values_list(*_COLUMNS, named=True)
    )
    agencies = Viewer(user).agencies(CASEWORK_ROLES)
    found: list[Any] = []
    for agency_id in agencies:
        found += (ordered.filter(agency=agency_id) if len(agencies) > 1 else ordered)[: PAGE + 1]
    found.sort(key=lambda line: (line.next_duty_at, line.pk), reverse=newest_first)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(_rows(found[:PAGE]), _write(last.next_duty_at, last.pk) if last else "")


_COLUMNS = (
    "pk",
    "agency_id",
    "next_duty_at",
    "state",
    "proposed_at",
    "accept_by",
    "accepted_at",
    "due_at",
    "answered_at",
    "officer_id",
    "case_id",
    "case__reference",
    "case__visibility",
    "case__is_urgent",
    "case__reopened_count",
    "case__topic_id",
    "case__area_id",
    "case__place_text",
)


def _rows(found: Sequence[Any]) -> list[Row]:
    """One short query a table: planning one statement of nine joins costs PostgreSQL more than running these."""
    officers = User.objects.in_bulk({line.officer_id for line in found if line.officer_id})
    areas = _areas_up_to_the_province({line.case__area_id for line in found if line.case__area_id})
    topics, told = _topics(), _told([line.case_id for line in found])
    return [
        Row(
            assignment_id=line.pk,
            agency_id=line.agency_id,
            next_duty_at=line.next_duty_at,
            state=line.state,
            proposed_at=line.proposed_at,
            accept_by=line.accept_by,
            accepted_at=line.accepted_at,
            due_at=line.due_at,
            answered_at=line.answered_at,
            said_as=said_as(line.state, line.case__reopened_count),
            reference=line.case__reference,
            beginning=told.get(line.case_id, Told()).beginning,
            is_confidential=line.case__visibility == Visibility.CONFIDENTIAL,
            is_urgent=line.case__is_urgent,
            topic=topics[line.case__topic_id].name if line.case__topic_id in topics else "",
            place=_name_of(areas[line.case__area_id]) if line.case__area_id else line.case__place_text,
            officer=officers[line.officer_id].get_short_name() if line.officer_id else "",
        )
        for line in found
    ]


def complete_cases(cases: Sequence[Case]) -> dict[int, Told]:
    """Give each case its topic and its area up to the province; returns what its first complaint says, by case id."""
    topics, areas = _topics(), _areas_up_to_the_province({case.area_id for case in cases if case.area_id})
    for case in cases:
        case.topic = topics.get(case.topic_id) if case.topic_id else None
        case.area = areas.get(case.area_id) if case.area_id else None
    return _told([case.pk for case in cases])


def _told(case_ids: Sequence[int]) -> dict[int, Told]:
    # Latest first, so that the earliest complaint of a case is the one that stays.
    lines = Complaint.objects.filter(case__in=case_ids).order_by("-id")
    return {
        case_id: Told(channel, _shortened(beginning))
        for case_id, channel, beginning in lines.values_list("case_id", "channel", Left("text", BEGINNING_LETTERS + 1))
    }


def _shortened(beginning: str) -> str:
    line = " ".join(beginning.split())
    return line if len(beginning) <= BEGINNING_LETTERS else f"{line[:BEGINNING_LETTERS]}…"


def place_name(case: Case) -> str:
    """Where the case is, in the reader's language; `case.area` has its parents already."""
    return _name_of(case.area) if case.area else case.place_text


def _name_of(area: Area) -> str:
    known, key = _place_names(), (area.pk, get_language() or "")
    if key not in known:
        known[key] = area.full_name()
    return known[key]


@kept_for(seconds=60)
def _place_names() -> dict[tuple[int, str], str]:
    return {}


def _beyond(assignments: AssignmentQuerySet, after: tuple[datetime, int] | None, backwards: bool) -> AssignmentQuerySet:
    if after is None:
        return assignments
    at, pk = after
    # The first condition alone lets the index start at the right place; the second cuts off the rows of that moment.
    if backwards:
        return assignments.filter(Q(next_duty_at__lte=at), Q(next_duty_at__lt=at) | Q(id__lt=pk))
    return assignments.filter(Q(next_duty_at__gte=at), Q(next_duty_at__gt=at) | Q(id__gt=pk))


@kept_for(seconds=5)
def _topics() -> dict[int, Topic]:
    return Topic.objects.in_bulk()


@kept_for(seconds=60)
def _areas() -> dict[int, Area]:
    return {}  # filled with those that were asked for: an inbox shows the same few again and again


def _areas_up_to_the_province(codes: set[int]) -> dict[int, Area]:
    known = _areas()
    if missing := codes - known.keys():
        chains = {up for code in missing for up in (code, code // 100, code // 10000) if up > 9}
        found = Area.objects.in_bulk(chains - known.keys())
        known |= found
        for area in found.values():
            area.parent = known.get(area.parent_id) if area.parent_id else None
    return known


_CONDITIONS = {
    "all": "a.state IN %(in_hand)s",
    "new": "a.state = 'proposed'",
    "mine": "a.state IN %(in_hand)s AND a.officer_id = %(user)s",
    "unit": "a.state IN %(in_hand)s AND a.unit_id = ANY(%(units)s)",
    "overdue": """a.next_duty_at < %(now)s AND (a.state = 'proposed' AND a.accept_by < %(now)s
        OR a.state IN ('accepted', 'working', 'scheduled') AND a.due_at < %(now)s)""",
    "waiting": "a.state = 'waiting'",
}
_COUNT = """(SELECT count(*) FROM (
    SELECT FROM complaints_assignment a JOIN complaints_case c ON c.id = a.case_id
    WHERE a.agency_id IN %(agencies)s AND c.state NOT IN %(ends)s AND {condition}
    AND (c.visibility <> 'confidential' OR a.officer_id = %(user)s OR a.agency_id = ANY(%(leading)s))
    LIMIT %(cap)s) AS waiting)"""
COUNTED = ("new", "mine", "unit", "overdue", "waiting")


def counts(user: User) -> dict[str, int]:
    """How many wait in each view, in one statement, counted up to 100: `100` is shown as more than 99.

    Written by hand: building five querysets took Django longer than all the rest of the page. A test holds it to what
    `queue` answers.
    """
    viewer, units = Viewer(user), units_of(user)
    agencies = viewer.agencies(CASEWORK_ROLES)
    asked = [view for view in COUNTED if view != "unit" or units]
    if not agencies:
        return dict.fromkeys(asked, 0)
    parameters: dict[str, Any] = {
        "agencies": tuple(agencies),
        "leading": viewer.agencies(CONFIDENTIAL_ROLES),
        "user": user.pk,
        "units": units,
        "now": timezone.now(),
        "in_hand": tuple(sorted({*IN_HAND, AssignmentState.PROPOSED})),
        "ends": tuple(sorted(ENDS)),
        "cap": COUNT_CAP,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(_COUNT.format(condition=_CONDITIONS[view]) for view in asked), parameters)
        return dict(zip(asked, cursor.fetchone(), strict=True))


def _write(at: datetime, pk: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.timestamp(), pk]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int] | None:
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return datetime.fromtimestamp(float(at), UTC), int(pk)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
