"""The work queue of an office: one page of 25 at a time, by keyset along an index, without a full count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.absence import Cover, cover_of, covered
from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES, AssignmentQuerySet, Viewer
from complaints.assignment_tables import owes_news
from complaints.listing import Told, name_of, told_in
from complaints.models import Assignment
from complaints.queue_filters import CONDITIONS, OF_THE_PART, Filters
from complaints.queue_order import After, order_of, read, write
from complaints.workflow import CLOSED_BY_ITS_ANSWER, IN_HAND, RUNNING, AssignmentState, CaseKind, CaseState, Visibility
from directory import known
from directory.models import User
from directory.statements import Lookup, Prepared

PAGE = 25
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
    "waiting": _("Waiting for an answer"),
    "to_confirm": _("To be confirmed"),
    "done": _("Done"),
}
VIEWS = tuple(VIEW_NAMES)
ALL = Filters()


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
    people: int = 0
    """How many others said "me too"."""
    has_news: bool = False
    """The complainant sent something that nobody of the agency has read."""
    kind: str = CaseKind.COMPLAINT
    signers: int = 0
    """How many others co-signed it."""
    joined: int = 0
    """How many told the same in cases that were joined into it."""
    troubled: int = 0
    """All of these together."""
    level: int = 0
    """How far up the ladder it has come."""
    update_by: datetime | None = None
    """Until when the complainant should hear something."""
    language: str = ""
    """Of the text (complaints.text_languages)."""

    @property
    def owes_news(self) -> bool:
        return owes_news(self.state, self.update_by)

    @property
    def many(self) -> int:
        """How many others it troubles as well, where they are so many that every view marks it; else 0."""
        return self.troubled if self.troubled >= settings.MANY_PEOPLE else 0


_SAID_AS = {"proposed": "routed", "waiting": "awaiting_complainant", "answered": "resolution_proposed"}


def said_as(state: str, reopened_count: int, kind: str, is_appealed: bool = False) -> str:
    """The state of the case that names the state of this part better than its own word does, or ""."""
    if is_appealed:
        return CaseState.APPEALED
    if state == AssignmentState.APPROVED and kind in CLOSED_BY_ITS_ANSWER:
        return CaseState.CLOSED
    comes_back = reopened_count and kind not in CLOSED_BY_ITS_ANSWER
    return "reopened" if state == AssignmentState.WORKING and comes_back else _SAID_AS.get(state, "")


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
    if view == "waiting":
        return base.owed().filter(state="waiting")
    if view == "to_confirm":
        return base.filter(state="answered")
    if view == "done":
        return base.filter(state="approved")
    return base.owed()


def units_of(user: User) -> list[int]:
    return [m.unit_id for m in user.active_roles if m.unit_id and m.role in CASEWORK_ROLES]


def views_of(user: User, cover: Cover | None = None) -> list[str]:
    """The views this person's inbox has: who belongs to no unit has none of "my unit", nor who covers nobody of those.

    cover: of this person (complaints.absence.cover_of), where it is known already.
    """
    cover = cover_of(user) if cover is None else cover
    left_out = {"unit"} if not units_of(user) else set()
    left_out |= {"absent"} if not cover else set()
    return [view for view in VIEWS if view not in left_out]


def page(user: User, view: str, filters: Filters = ALL, *, cursor: str = "", cover: Cover | None = None) -> Page:
    """25 assignments, as queue_order has them: mostly the most pressing first. cover: as views_of has it.

    Each agency of the person is asked by itself: only within one agency does the index hold the order.
    """
    view = view if view in VIEWS else "all"
    order = order_of(view)
    viewer, after = Viewer(user), read(cursor)
    agencies = viewer.agencies(CASEWORK_ROLES)
    asked_for = filters.parameters()
    if asked_for is None:
        return Page([], "")
    parameters = parameters_of(viewer) | asked_for
    if after is not None:
        parameters |= after._asdict()
    known_parameters = frozenset(parameters)
    first_look, statement = _first_look_of(view, known_parameters), _page_of(view, known_parameters)
    if view == "absent" and cover is None:
        cover = cover_of(user)
    found: list[Line] = []
    with connection.cursor() as asked:
        for agency in agencies:
            there = parameters | at(agency, cover)
            lines: list[tuple[Any, ...]] = []
            if first_look is not None:
                first_look.run(asked, there)
                lines = asked.fetchall()
            if len(lines) <= PAGE:  # the walk ended before the page was full
                statement.run(asked, there)
                lines = asked.fetchall()
            found += [Line(*line) for line in lines]
    found.sort(key=order.key, reverse=order.is_reversed)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(rows_of(found[:PAGE]), write(After(order.at(last), last.id, last.case_people)) if last else "")


@cache
def _page_of(view: str, known: frozenset[str]) -> Prepared:
    """The statement of a page, by the parameters there are."""
    order = order_of(view)
    conditions = [VISIBLE, VIEW_CONDITIONS[view]]
    conditions += [condition for name, condition in (OF_THE_PART | CONDITIONS).items() if name in known]
    conditions += [order.beyond] if "after_at" in known else []
    statement = _PAGE.format(conditions=" AND ".join(conditions), rows=PAGE + 1, order=order.sql)
    is_narrowed = known & ((OF_THE_PART | CONDITIONS).keys() - {"reference"})
    # One topic or province of an agency is a page or a hundred thousand cases: an index finds the one, a walk the other.
    return Prepared(statement, walks=not is_narrowed, planned_anew=bool(known & {"words", *OF_THE_PART}))


@cache
def _first_look_of(view: str, known: frozenset[str]) -> Prepared | None:
    """The statement of a narrowed page that walks the first cases of the view and stops at a full page.

    What is narrowed by is mostly so common that the page is full after some hundred; PostgreSQL, which does not know,
    would gather and sort them all. None where nothing is narrowed, or by what an index finds.
    """
    narrowing = known & CONDITIONS.keys()
    if not narrowing or narrowing & {"reference", "words"} or known & OF_THE_PART.keys():
        return None
    order = order_of(view)
    walked = " AND ".join([VISIBLE, VIEW_CONDITIONS[view], *([order.beyond] if "after_at" in known else [])])
    fitting = " AND ".join(CONDITIONS[name] for name in CONDITIONS if name in narrowing)
    return Prepared(_FIRST_LOOK.format(walked=walked, fitting=fitting, order=order.sql, rows=PAGE + 1), walks=True)


class Line(NamedTuple):
    """One line of a page as the database gives it."""

    id: int
    agency_id: int
    next_duty_at: datetime
    state: str
    proposed_at: datetime
    accept_by: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    answered_at: datetime | None
    officer_id: int | None
    case_id: int
    reference: str
    visibility: str
    is_urgent: bool
    reopened_count: int
    topic_id: int | None
    area_id: int | None
    place_text: str
    has_news: bool
    me_too_count: int
    kind: str
    co_signer_count: int
    joined_people: int
    case_people: int
    update_by: datetime | None
    escalation_level: int
    appealed_at: datetime | None


# Written by hand, as the counts below: building and compiling the querysets took Django longer than all the rest of
# the page. A test holds both to what `queue` answers.
LINE = """a.id, a.agency_id, a.next_duty_at, a.state, a.proposed_at, a.accept_by, a.accepted_at, a.due_at,
        a.answered_at, a.officer_id, a.case_id, c.reference, c.visibility, c.is_urgent, c.reopened_count, c.topic_id,
        c.area_id, c.place_text, a.has_news, c.me_too_count, c.kind, c.co_signer_count,
        c.joined_people, a.case_people, a.update_by, a.escalation_level, c.appealed_at"""
"""The columns of a `Line`."""
_PAGE = f"""SELECT {LINE}
    FROM complaints_assignment a JOIN complaints_case c ON c.id = a.case_id
    WHERE a.agency_id = %(agency)s AND {{conditions}}
    ORDER BY {{order}} LIMIT {{rows}}"""  # noqa: S608
LOOKED_AT_FIRST = 3_000
"""Cases of each agency: some ten milliseconds, where none of them fits."""
_FIRST_LOOK = f"""SELECT {LINE} FROM (
        SELECT * FROM complaints_assignment a WHERE a.agency_id = %(agency)s AND {{walked}}
        ORDER BY {{order}} LIMIT {LOOKED_AT_FIRST}) AS a
    JOIN LATERAL (SELECT * FROM complaints_case WHERE id = a.case_id LIMIT 1) AS c ON true
    WHERE {{fitting}} ORDER BY {{order}} LIMIT {{rows}}"""  # noqa: S608
VISIBLE = "(NOT a.case_is_confidential OR a.officer_id = %(user)s OR a.agency_id = ANY(%(leading)s))"
_IN_HAND = ", ".join(f"'{state}'" for state in sorted({*IN_HAND, AssignmentState.PROPOSED}))
OWED = f"a.case_is_open AND a.state IN ({_IN_HAND})"
_RUNNING = f"a.state IN ({', '.join(repr(str(state)) for state in sorted(RUNNING))})"
OVERDUE = f"""a.next_duty_at < %(now)s AND (a.state = 'proposed' AND a.accept_by < %(now)s
        OR {_RUNNING} AND a.due_at < %(now)s)"""
VIEW_CONDITIONS = {
    "all": OWED,
    "new": "a.case_is_open AND a.state = 'proposed'",
    "mine": f"{OWED} AND a.officer_id = %(user)s",
    "unit": f"{OWED} AND a.unit_id = ANY(%(units)s)",
    "absent": f"""{OWED} AND (a.officer_id = ANY(%(covered)s)
        OR a.case_is_confidential AND a.officer_id = ANY(%(covered_in_confidence)s))""",
    "overdue": f"{OWED} AND {OVERDUE}",
    "silent": f"a.case_is_open AND {_RUNNING} AND a.update_by < %(now)s",
    "people": f"{OWED} AND a.case_people > 0",
    "appeals": f"{OWED} AND a.part = 'review'",
    "waiting": "a.case_is_open AND a.state = 'waiting'",
    "to_confirm": "a.state = 'answered'",
    "done": "a.state = 'approved'",
}


def parameters_of(viewer: Viewer) -> dict[str, Any]:
    assert isinstance(viewer.user, User)  # noqa: S101 - an office has officers
    return {
        "leading": viewer.agencies(CONFIDENTIAL_ROLES),
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


_officers = Lookup(User, "id = ANY(%s)")


def rows_of(found: Sequence[Line]) -> list[Row]:
    """One short query a table: planning one statement of nine joins costs PostgreSQL more than running these."""
    officers = {user.pk: user for user in _officers(list({line.officer_id for line in found if line.officer_id}))}
    areas = known.areas.by_id(line.area_id for line in found)
    places = {code: name_of(area) for code, area in areas.items()}
    topics = {pk: topic.name for pk, topic in known.topics.by_id(line.topic_id for line in found).items()}
    told = told_in([line.case_id for line in found])
    return [
        Row(
            assignment_id=line.id,
            agency_id=line.agency_id,
            next_duty_at=line.next_duty_at,
            state=line.state,
            proposed_at=line.proposed_at,
            accept_by=line.accept_by,
            accepted_at=line.accepted_at,
            due_at=line.due_at,
            answered_at=line.answered_at,
            said_as=said_as(line.state, line.reopened_count, line.kind, line.appealed_at is not None),
            reference=line.reference,
            beginning=told.get(line.case_id, Told()).beginning,
            language=told.get(line.case_id, Told()).language,
            is_confidential=line.visibility == Visibility.CONFIDENTIAL,
            is_urgent=line.is_urgent,
            topic=topics[line.topic_id] if line.topic_id else "",
            place=places[line.area_id] if line.area_id else line.place_text,
            officer=officers[line.officer_id].get_short_name() if line.officer_id else "",
            has_news=line.has_news,
            people=line.me_too_count,
            kind=line.kind,
            signers=line.co_signer_count,
            joined=line.joined_people,
            troubled=line.case_people,
            update_by=line.update_by,
            level=line.escalation_level,
        )
        for line in found
    ]
