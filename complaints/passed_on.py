"""What an agency has given away: that it did, when, by whom and to whom. Of the case itself it may see nothing any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from complaints.access import CASEWORK_ROLES, Viewer
from complaints.listing import told_in
from complaints.models import Assignment, CaseEvent
from complaints.queue import parameters_of
from complaints.queue_conditions import VISIBLE
from complaints.workflow import GIVEN_AWAY
from directory import known
from directory.models import Agency, User
from directory.statements import Prepared, listed

SHOWN_FOR = timedelta(days=90)
MOST = 100
_PARTED = frozenset({CaseEvent.Kind.DECLINED, CaseEvent.Kind.TRANSFERRED, CaseEvent.Kind.HELP_REFUSED})
_WAS_OURS = f"a.agency_id = %(agency)s AND a.part <> 'review' AND {VISIBLE}"
_COLUMNS = "a.id, a.case_id, c.reference, a.agency_id, a.proposed_agency_id, a.reason"
# The index holds the dates they had, not when they were given away: the newest of those are the newest of these, nearly.
_of_a_state = {
    str(state): Prepared(
        f"""SELECT {_COLUMNS} FROM (SELECT * FROM complaints_assignment a WHERE {_WAS_OURS} AND a.state = '{state}'
            ORDER BY a.next_duty_at DESC, a.id DESC LIMIT {MOST}) AS a
        JOIN LATERAL (SELECT reference FROM complaints_case WHERE id = a.case_id LIMIT 1) AS c ON true""",  # noqa: S608
        walks=True,
    )
    for state in sorted(GIVEN_AWAY)
}
_of_a_case = Prepared(
    f"""SELECT {_COLUMNS} FROM complaints_case c JOIN complaints_assignment a ON a.case_id = c.id
        WHERE c.reference = %(reference)s AND a.state IN ({listed(GIVEN_AWAY)}) AND {_WAS_OURS}
        ORDER BY a.id DESC LIMIT 1"""  # noqa: S608
)


@dataclass(frozen=True)
class PassedOn:
    """reason: in the words of the own agency. to: who should have it instead, where somebody said so. was_help: it was asked
    to help with the case, and did not."""

    reference: str
    agency: Agency
    at: datetime
    officer: str
    reason: str
    to: Agency | None
    was_help: bool = False


@dataclass(frozen=True)
class CameBack:
    """A case that this officer's agency gave away and was given again: it is not accepted yet."""

    reference: str
    at: datetime
    beginning: str
    is_confidential: bool


def passed_on(officer: User) -> list[PassedOn]:
    """What this officer's agencies gave away in the last days, the newest first: at most MOST. Confidential cases only
    where they might see them then."""
    return _since(_given_away(officer), timezone.now() - SHOWN_FOR)


def passed_on_and_back(officer: User, since: datetime) -> tuple[list[PassedOn], list[CameBack]]:
    """What went away since then and is away, and what was given away at any time and is here again, as new."""
    rows = _given_away(officer)
    if not rows:
        return [], []
    back = Assignment.objects.handled_by(officer).owed().new().filter(case__in={row[1] for row in rows})
    found = {part.case.reference: part for part in back.select_related("case").order_by("proposed_at")}
    told = told_in([part.case_id for part in found.values()])
    returned = [
        CameBack(
            reference=reference,
            at=part.proposed_at,
            beginning=told[part.case_id].beginning if part.case_id in told else "",
            is_confidential=part.case_is_confidential,
        )
        for reference, part in reversed(found.items())
    ]
    return [each for each in _since(rows, since) if each.reference not in found], returned


def _given_away(officer: User) -> list[Any]:
    viewer = Viewer(officer)
    asked = parameters_of(viewer)
    return [
        row
        for agency in viewer.agencies(CASEWORK_ROLES)
        for statement in _of_a_state.values()
        for row in statement.rows(asked | {"agency": agency})
    ]


def _since(rows: Iterable[Any], since: datetime) -> list[PassedOn]:
    return [each for each in _told(rows) if each.at >= since][:MOST]


def passed_on_case(officer: User, reference: str) -> PassedOn | None:
    """The same of the case with this number; None where they never had it, or could not see it."""
    viewer = Viewer(officer)
    asked = parameters_of(viewer) | {"reference": reference}
    agencies = viewer.agencies(CASEWORK_ROLES)
    rows = [row for agency in agencies for row in _of_a_case.rows(asked | {"agency": agency})]
    return next(iter(_told(rows)), None)


def _told(rows: Iterable[tuple[int, int, str, int, int | None, str]]) -> list[PassedOn]:
    parts = {row[0]: row for row in rows}
    # By their cases an index finds the lines; by their parts alone none does.
    events = CaseEvent.objects.filter(case__in={row[1] for row in parts.values()}, kind__in=_PARTED)
    lines = [line for line in events.select_related("by") if line.assignment_id in parts]
    agencies = known.agencies.by_id(pk for row in parts.values() for pk in row[3:5])
    found = []
    for line in lines:
        _pk, _case, reference, agency, proposed, reason = parts[line.assignment_id]  # type: ignore[index]
        officer = line.by.full_name if line.by else ""
        was_help = line.kind == CaseEvent.Kind.HELP_REFUSED
        found.append(
            PassedOn(reference, agencies[agency], line.at, officer, reason, agencies.get(proposed or 0), was_help)
        )
    return sorted(found, key=lambda each: each.at, reverse=True)
