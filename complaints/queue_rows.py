"""A row of an inbox: what is read of it, and what a list shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from complaints.assignment_tables import owes_news
from complaints.listing import Told, name_of, told_in
from complaints.workflow import CLOSED_BY_ITS_ANSWER, AssignmentState, CaseKind, CaseState, Visibility
from directory import known


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
    approve_by: datetime | None = None
    """Until when a colleague looks at the answer that waits, where one does."""
    case_is_open: bool = True
    language: str = ""
    """Of the text (complaints.text_languages)."""

    @property
    def owes_news(self) -> bool:
        return self.case_is_open and owes_news(self.state, self.update_by)

    @property
    def many(self) -> int:
        """How many others it troubles as well, where they are so many that every view marks it; else 0."""
        return self.troubled if self.troubled >= settings.MANY_PEOPLE else 0


_SAID_AS = {"proposed": "routed", "waiting": "awaiting_complainant", "answered": "resolution_proposed"}


def said_as(state: str, reopened_count: int, kind: str, is_appealed: bool = False, ended: str = "") -> str:
    """The state of the case that names the state of this part better than its own word does, or "".

    ended: how the case ended, where it has.
    """
    if ended and state != AssignmentState.APPROVED:
        return ended
    if is_appealed and state != AssignmentState.WAITING:
        return CaseState.APPEALED
    if state == AssignmentState.APPROVED and kind in CLOSED_BY_ITS_ANSWER:
        return CaseState.CLOSED
    comes_back = reopened_count and kind not in CLOSED_BY_ITS_ANSWER
    return "reopened" if state == AssignmentState.WORKING and comes_back else _SAID_AS.get(state, "")


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
    approve_by: datetime | None
    case_is_open: bool
    case_state: str
    rank: int = 0
    """The place of what the page is sorted by (complaints.queue_sorting), where it is."""


LINE = """a.id, a.agency_id, a.next_duty_at, a.state, a.proposed_at, a.accept_by, a.accepted_at, a.due_at,
        a.answered_at, a.officer_id, a.case_id, c.reference, c.visibility, c.is_urgent, c.reopened_count, c.topic_id,
        c.area_id, c.place_text, a.has_news, c.me_too_count, c.kind, c.co_signer_count,
        c.joined_people, a.case_people, a.update_by, a.escalation_level, c.appealed_at, a.approve_by,
        a.case_is_open, c.state"""
"""The columns of a `Line`."""


def rows_of(found: Sequence[Line]) -> list[Row]:
    """One short query a table: planning one statement of nine joins costs PostgreSQL more than running these."""
    officers = known.people(line.officer_id for line in found)
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
            said_as=said_as(
                line.state,
                line.reopened_count,
                line.kind,
                line.appealed_at is not None,
                "" if line.case_is_open else line.case_state,
            ),
            case_is_open=line.case_is_open,
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
            approve_by=line.approve_by,
        )
        for line in found
    ]
