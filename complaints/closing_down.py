"""What the people of an agency are told once its last day is dated: until when they work on, and what becomes of their cases.

What is told is what complaints.closed_agencies does the day after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from complaints.access import CASEWORK_ROLES
from complaints.approval_staff import leaders_at
from complaints.closed_agencies import GIVEN_BACK
from complaints.models import Assignment
from directory.models import Agency, User

MOST_NAMED = 3


@dataclass(frozen=True)
class ClosingDown:
    """ask: names of others who lead it, the first few; nobody where there are none."""

    agency: Agency
    last_day: date
    is_today: bool
    ask: Sequence[str]


def closing_down(agency: Agency, reader: User) -> ClosingDown | None:
    """None where no last day is known, or it has passed. One statement more where it is."""
    today = timezone.localdate()
    if agency.closes_on is None or agency.closes_on < today:
        return None
    names = [user.full_name for user in leaders_at(agency) if user != reader]
    return ClosingDown(agency, agency.closes_on, agency.closes_on == today, names[:MOST_NAMED])


def closing_down_of(officer: User) -> list[ClosingDown]:
    """Those where this person works on cases, the first to close first."""
    agencies = {m.agency_id: m.agency for m in officer.active_roles if m.role in CASEWORK_ROLES}
    found = [each for agency in agencies.values() if (each := closing_down(agency, officer))]
    return sorted(found, key=lambda each: each.last_day)


def goes_then(assignment: Assignment) -> str:
    """Where this part goes after the last day, in a word for the page: "on" to who decides appeals instead, "refused" for help,
    "later" where the complainant's word is awaited first, "back" to the triage desk; "" where it stays or nothing is owed.
    """
    case = assignment.case
    if case.is_ended or assignment.state not in GIVEN_BACK:
        return ""
    if assignment.part == Assignment.Part.REVIEW:
        return "on"
    if assignment.part == Assignment.Part.SUPPORTING:
        return "refused"
    return "later" if case.asked_at or case.resolution_proposed_at or case.appealed_at else "back"
