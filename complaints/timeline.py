"""Writing a case's timeline, and the state that follows from it. Every act of intake and handling ends here."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from complaints.approval_tries import end_overtaken
from complaints.letters_under_way import end_overtaken_letters
from complaints.models import Assignment, Case, CaseEvent
from complaints.workflow import CaseState, Visibility, public_state
from directory import known
from directory.models import Agency, User
from directory.models.areas import codes_around
from directory.statements import Change, Insertion, Lookup, Prepared
from notifications.live import announce

WHOLE_COUNTRY = 0
"""Stands for every area, where a page or a live topic is about an area's code."""

_wholes = Prepared(
    "SELECT coalesce(w.reference, p.reference) FROM complaints_complaint p"
    " LEFT JOIN complaints_complaint w ON w.id = p.part_of_id"
    " WHERE p.case_id = %s AND (p.part_of_id IS NOT NULL OR p.parted <> '[]')"
)
_store = Insertion(CaseEvent)
_change = Change(Case)
_locked = Lookup(Case, "id = %s FOR UPDATE")
assignments_of = Lookup(Assignment, "case_id = %s ORDER BY id")
"""All parts of a case by its id, in their order, as they are in the tables now."""


def lock(case: Case) -> Case:
    """The case's row, locked until the transaction ends: two people may press a button at the same moment.

    Raises Case.DoesNotExist.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("A lock that ends with its statement locks nothing.")
    rows = _locked(case.pk)
    if not rows:
        raise Case.DoesNotExist
    rows[0].topic = known.topics.get(rows[0].topic_id)
    return rows[0]


def record(
    case: Case,
    kind: CaseEvent.Kind,
    *,
    by: User | None,
    agency: Agency | None = None,
    assignment: Assignment | None = None,
    note: str = "",
    seen_by: CaseEvent.Seen = CaseEvent.Seen.PUBLIC,
    note_seen_by: CaseEvent.Seen = CaseEvent.Seen.COMPLAINANT,
    facts: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> CaseEvent:
    """Add a line to the timeline of a locked case. The caller ends with `settle`, which stores the new count."""
    case.event_count += 1
    event = CaseEvent(
        case=case,
        n=case.event_count,
        kind=kind,
        by=by,
        agency=agency or (assignment.agency if assignment else None),
        assignment=assignment,
        note=note,
        seen_by=seen_by,
        note_seen_by=note_seen_by,
        facts=facts or {},
        at=at or timezone.now(),
    )
    _store(event)
    return event


def settle(case: Case, *changed: str) -> Case:
    """Store what an act changed on a locked case, derive its state anew, and tell open pages.

    The only writer of Case.state and Case.event_count. Pages hear of it when the transaction commits.
    """
    assignments = assignments_of(case.pk)
    before = case.state
    case.state = public_state(case, assignments, in_triage=case.triaged_at is not None)
    end_overtaken(case, assignments)
    end_overtaken_letters(case, assignments)
    _change(case, "state", "event_count", *changed)
    tell_open_pages(case, {a.agency_id for a in assignments}, at_the_desk=CaseState.TRIAGE in {before, case.state})
    if case.joined_people:  # whose pages count the steps of both
        joined = case.joined_cases.values_list("reference", "event_count")
        announce(*(f"case:{reference}:{count + case.event_count}" for reference, count in joined))
    tell_pages_of_its_parts(case)
    return case


def tell_pages_of_its_parts(case: Case) -> None:
    """Say to the pages of the other cases of one telling that this one changed (complaints.splitting). It has no number:
    each counts its own. Of one in confidence only its author's pages hear."""
    wholes = [reference for (reference,) in _wholes.rows([case.pk])]
    kind = "parts_in_confidence" if case.visibility == Visibility.CONFIDENTIAL else "parts"
    if wholes:
        announce(*(f"{kind}:{whole}" for whole in wholes))


def tell_open_pages(case: Case, agency_ids: set[int], *, at_the_desk: bool = False, wake: str = "") -> None:
    """Say that the case changed to its own page, to the inboxes of its agencies and, where it concerns it, to the desk.

    The desk's topic has no number: its cases change in no order of theirs. wake: a chore that has work now.
    """
    announce(
        f"case:{case.reference}:{case.event_count}",
        *(["desk"] if at_the_desk else []),
        *(f"office:{agency_id}" for agency_id in sorted(agency_ids)),
        *(areas_to_tell(case.area_id) if case.released_at else []),
        wake=wake,
    )


def areas_to_tell(code: int | None) -> list[str]:
    """The live topics of the pages about where a case lies; for public cases only, others must not be felt.

    Their number is the time in milliseconds, which is also the number of a page: when it counted.
    """
    now = int(time.time() * 1000)
    return [f"area:{area}:{now}" for area in (*(codes_around(code) if code else ()), WHOLE_COUNTRY)]
