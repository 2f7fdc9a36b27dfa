"""The work queue of an office: one page at a time, by keyset along an index, without a full count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.absence import Cover, cover_of, covered
from complaints.access import APPROVING_ROLES, CASEWORK_ROLES, CONFIDENTIAL_ROLES, AssignmentQuerySet, Viewer
from complaints.approvers import agencies_of, at_own_agency
from complaints.models import Assignment
from complaints.queue_conditions import VIEW_CONDITIONS, VISIBLE
from complaints.queue_filters import CONDITIONS, OF_THE_DATE, OF_THE_PART, Filters
from complaints.queue_order import After, order_of, read, write
from complaints.queue_rows import LINE, Line, Row, rows_of
from complaints.queue_sorting import LOOKED_AT_FIRST, keys_of, sorted_page_of, walk_of
from directory.models import User
from directory.statements import Prepared

PAGE = 50
COUNT_CAP = 100
VIEW_NAMES = {
    "all": _("To do"),
    "new": _("New"),
    "mine": _("Mine"),
    "unit": _("My unit"),
    "absent": _("Of those away"),
    "overdue": _("Overdue"),
    "silent": _("News overdue"),
    "people": _("Most people affected"),
    "appeals": _("Appeals to decide"),
    "to_approve": _("To approve"),
    "waiting": _("Waiting for an answer"),
    "to_confirm": _("To be confirmed"),
    "done": _("Done"),
}
VIEWS = tuple(VIEW_NAMES)
_WALKS = {"done": ("done", "ended")}
"""Views of which no one index holds all the rows: each of these does by itself, and in the order of the view."""
ALL = Filters()
_NARROWING = OF_THE_PART | OF_THE_DATE | CONDITIONS


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
    if view == "absent":
        return base.owed().filter(covered(cover_of(user)))
    if view == "overdue":
        return base.owed().overdue()
    if view == "silent":
        return base.owed().silent()
    if view == "people":
        return base.owed().filter(case_people__gt=0)
    if view == "appeals":
        return base.owed().filter(part=Assignment.Part.REVIEW)
    if view == "to_approve":
        return base.filter(pk__in=at_own_agency(user).values("assignment"))
    if view == "waiting":
        return base.owed().filter(state="waiting")
    if view == "to_confirm":
        return base.filter(state="answered", case_is_open=True)
    if view == "done":
        return base.filter(Q(state="approved") | Q(case_is_open=False))
    return base.owed()


def units_of(user: User) -> list[int]:
    return [m.unit_id for m in user.active_roles if m.unit_id and m.role in CASEWORK_ROLES]


def views_of(user: User, cover: Cover | None = None) -> list[str]:
    """The views this person's inbox has: who belongs to no unit has none of "my unit", nor who covers nobody of those, nor
    who approves no answers of theirs.

    cover: of this person (complaints.absence.cover_of), where it is known already.
    """
    cover = cover_of(user) if cover is None else cover
    left_out = {"unit"} if not units_of(user) else set()
    left_out |= {"absent"} if not cover else set()
    left_out |= {"to_approve"} if not Viewer(user).agencies(APPROVING_ROLES) else set()
    return [view for view in VIEWS if view not in left_out]


def page(user: User, view: str, filters: Filters = ALL, *, cursor: str = "", cover: Cover | None = None) -> Page:
    """PAGE assignments, as queue_order has them: mostly the most pressing first. cover: as views_of has it.

    Each agency of the person is asked by itself: only within one agency does the index hold the order.
    """
    view = view if view in VIEWS else "all"
    order = order_of(view, filters.sort)
    viewer, after = Viewer(user), read(cursor)
    agencies = viewer.agencies(CASEWORK_ROLES)
    asked_for = filters.parameters()
    if asked_for is None:
        return Page([], "")
    parameters = parameters_of(viewer) | asked_for
    if after is not None:
        parameters |= after._asdict()
    if order.ranked:
        parameters["keys"] = keys_of(order.ranked, view, filters)
    known_parameters = frozenset(parameters)
    statements = [_statements_of(walk, filters.sort, known_parameters, PAGE + 1) for walk in walks_of(view)]
    if view == "absent" and cover is None:
        cover = cover_of(user)
    found: list[Line] = []
    with connection.cursor() as asked:
        for agency, (first_look, statement) in product(agencies, statements):
            there = parameters | at(agency, cover)
            lines: list[tuple[Any, ...]] = []
            if first_look is not None:
                first_look.run(asked, there)
                lines = asked.fetchall()
            if statement is not None and len(lines) <= PAGE:  # the walk ended before the page was full
                statement.run(asked, there)
                lines = asked.fetchall()
            found += [Line(*line) for line in lines]
    found.sort(key=order.key, reverse=order.is_reversed)
    last = found[PAGE - 1] if len(found) > PAGE else None
    end = After(order.at(last), last.id, last.case_people, last.rank) if last else None
    return Page(rows_of(found[:PAGE]), write(end) if end else "")


def walks_of(view: str) -> tuple[str, ...]:
    """The names in VIEW_CONDITIONS of what a view consists of: each row is in one of them."""
    return _WALKS.get(view, (view,))


def _statements_of(view: str, sort: str, known: frozenset[str], rows: int) -> tuple[Prepared | None, Prepared | None]:
    """The walk that mostly fills a page, and what finds the page else; one of them may not be needed."""
    if order_of(view, sort).ranked:
        return walk_of(view, sort, known, rows), sorted_page_of(view, sort, known, rows)
    return _first_look_of(view, sort, known), _page_of(view, sort, known)


@cache
def _page_of(view: str, sort: str, known: frozenset[str]) -> Prepared:
    """The statement of a page, by the parameters there are."""
    order = order_of(view, sort)
    conditions = [VISIBLE, VIEW_CONDITIONS[view]]
    conditions += [condition for name, condition in _NARROWING.items() if name in known]
    conditions += [order.beyond] if "after_at" in known else []
    statement = _PAGE.format(conditions=" AND ".join(conditions), rows=PAGE + 1, order=order.sql)
    is_narrowed = known & ((OF_THE_PART | CONDITIONS).keys() - {"reference"})
    # Only the whole of an agency lies in each order along an index; of one officer or unit it is few, and sorted.
    walks = not is_narrowed and (order is order_of(view) or (view == "all" and "due_before" not in known))
    # One topic or province of an agency is a page or a hundred thousand cases: an index finds the one, a walk the other.
    return Prepared(statement, walks=walks, planned_anew=bool(known & {"words", *OF_THE_PART}))


@cache
def _first_look_of(view: str, sort: str, known: frozenset[str]) -> Prepared | None:
    """The statement of a narrowed page that walks the first cases of the view and stops at a full page.

    What is narrowed by is mostly so common that the page is full after some hundred; PostgreSQL, which does not know,
    would gather and sort them all. None where nothing is narrowed, or by what an index finds.
    """
    narrowing = known & CONDITIONS.keys()
    if not narrowing or narrowing & {"reference", "words"} or known & OF_THE_PART.keys():
        return None
    order = order_of(view, sort)
    of_the_date = [condition for name, condition in OF_THE_DATE.items() if name in known]
    walked = " AND ".join(
        [VISIBLE, VIEW_CONDITIONS[view], *of_the_date, *([order.beyond] if "after_at" in known else [])]
    )
    fitting = " AND ".join(CONDITIONS[name] for name in CONDITIONS if name in narrowing)
    return Prepared(_FIRST_LOOK.format(walked=walked, fitting=fitting, order=order.sql, rows=PAGE + 1), walks=True)


# Written by hand, as the counts below: building and compiling the querysets took Django longer than all the rest of
# the page. A test holds both to what `queue` answers.
_PAGE = f"""SELECT {LINE}
    FROM complaints_assignment a JOIN complaints_case c ON c.id = a.case_id
    WHERE a.agency_id = %(agency)s AND {{conditions}}
    ORDER BY {{order}} LIMIT {{rows}}"""  # noqa: S608
_FIRST_LOOK = f"""SELECT {LINE} FROM (
        SELECT * FROM complaints_assignment a WHERE a.agency_id = %(agency)s AND {{walked}}
        ORDER BY {{order}} LIMIT {LOOKED_AT_FIRST}) AS a
    JOIN LATERAL (SELECT * FROM complaints_case WHERE id = a.case_id LIMIT 1) AS c ON true
    WHERE {{fitting}} ORDER BY {{order}} LIMIT {{rows}}"""  # noqa: S608


def parameters_of(viewer: Viewer) -> dict[str, Any]:
    assert isinstance(viewer.user, User)  # noqa: S101 - an office has officers
    return {
        "leading": viewer.agencies(CONFIDENTIAL_ROLES),
        "approving": viewer.agencies(APPROVING_ROLES),
        "at": agencies_of(viewer.user),
        "user": viewer.user.pk,
        "units": units_of(viewer.user),
        "now": timezone.now(),
    }


def at(agency: int, cover: Cover | None) -> dict[str, Any]:
    """What differs from agency to agency of one person, for VIEW_CONDITIONS."""
    cover = cover or Cover()
    return {
        "agency": agency,
        "covered": cover.whole.get(agency, []),
        "covered_in_confidence": cover.in_confidence.get(agency, []),
    }
