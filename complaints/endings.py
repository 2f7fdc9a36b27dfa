"""The end of a case as one of its complainants is asked about it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from complaints.models import Case, CaseEvent, Complaint
from complaints.split_tables import is_put_back
from complaints.workflow import CaseKind, CaseState

ASKED_FOR = timedelta(days=60)
ENDED = frozenset({CaseEvent.Kind.CONFIRMED, CaseEvent.Kind.CLOSED_BY_SILENCE, CaseEvent.Kind.APPEAL_UPHELD})
"""After these a complainant is asked how it went."""


@dataclass(frozen=True)
class Ending:
    """The end of a case of which one complaint is asked. case: where it was worked on. until: answers may change."""

    complaint: Complaint
    case: Case
    event: CaseEvent
    until: datetime


def ending_of_complaint(complaint: Complaint) -> Ending | None:
    """None before its case was closed, of praise, and once the time to answer is over. complaint: with its case."""
    case = complaint.case
    if case.joined_into_id is not None:
        if is_put_back(case):
            return None  # of what it is a part of again they are asked once
        case = Case.objects.get(pk=case.joined_into_id)
    if case.state != CaseState.CLOSED or case.closed_at is None or case.kind == CaseKind.PRAISE:
        return None
    until = case.closed_at + ASKED_FOR
    event = case.events.filter(kind__in=ENDED).last() if until > timezone.now() else None
    return Ending(complaint, case, event, until) if event else None
