"""Making a case one of another kind: with its number, timeline, complainants and followers as they are."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note, lock_open, refuse_unless_at_lead, refuse_unless_lead
from complaints.handling import close_to_floor
from complaints.joining import let_joined_go
from complaints.kind_tables import ServiceLevel
from complaints.letters_under_way import before_the_wait, move_own_date, own_date, refuse_while_referred
from complaints.models import Assignment, Case, CaseEvent
from complaints.notices import notify_complainants
from complaints.service_levels import calendar_of, days_of, due
from complaints.timeline import record, settle
from complaints.updates import promise_news
from complaints.workflow import CLOSED_BY_ITS_ANSWER, IN_HAND, AssignmentState, CaseKind, TransitionNotAllowed
from directory.known import topics
from directory.models import User

Step = ServiceLevel.Step


@transaction.atomic
def convert_case(
    case: Case, kind: CaseKind, *, by: User, assignment: Assignment | None = None, reason: str = ""
) -> Case:
    """Make the case one of this kind. The complainant reads which kind it was, which it is, and why if that is said.

    assignment: the part of the agency whose officer does it; None at the triage desk. The new kind's clock counts from
    where the old one began: to convert a case gives nobody more time than the kind has, and makes no part late before
    the next working day is over. A case never becomes more open by its kind.
    Raises ValidationError: another_agency_leads, kind_is_the_same, closing_is_proposed, case_has_ended, note_too_long,
    referral_under_way (praise alone).
    """
    refuse_unless_lead(assignment)
    case = lock_open(case)
    refuse_unless_at_lead(case, by, assignment)
    before = CaseKind(case.kind)
    if kind == before:
        raise ValidationError(_("The case is of this kind already. Choose another one."), code="kind_is_the_same")
    if case.resolution_proposed_at is not None:
        raise TransitionNotAllowed(_("The complainant is being asked to confirm already."), code="closing_is_proposed")
    if kind in CLOSED_BY_ITS_ANSWER:
        refuse_while_referred(case)
    case.topic = topics.get(case.topic_id)
    let_joined_go(case)  # theirs is of the old kind
    was_promised = {part.pk: _promised(case, part) for part in _running(case)}
    case.kind = kind
    changed = close_to_floor(case)
    for part in _running(case):
        _count_anew(case, part, was_promised[part.pk])
        if part.accepted_at is not None:  # this act tells the complainant something, too
            promise_news(part, case, at=timezone.now())
            part.save(update_fields=["update_by", "escalation_level"])
    facts = {"from": str(before), "to": str(kind)}
    note = check_note(reason, needed=False)
    record(case, CaseEvent.Kind.CONVERTED, by=by, assignment=assignment, note=note, facts=facts)
    notify_complainants(case, CaseEvent.Kind.CONVERTED, agency=assignment.agency if assignment else None, facts=facts)
    return settle(case, "kind", *changed)


def _running(case: Case) -> list[Assignment]:
    """The parts whose clock runs or stands still for a while."""
    return list(case.assignments.filter(state__in=IN_HAND | {AssignmentState.PROPOSED}))


def _promised(case: Case, part: Assignment) -> int:
    """How many working days the part has for its next step as the case is now."""
    return days_of(_step(part), case, part.agency_id)


def _step(part: Assignment) -> ServiceLevel.Step:
    return Step.ACCEPT if part.state == AssignmentState.PROPOSED else Step.RESOLVE


def _count_anew(case: Case, part: Assignment, days_before: int) -> None:
    """Move the date of a part whose step now takes longer or shorter; what was added to it meanwhile stays added."""
    began = part.accepted_at or part.proposed_at
    name = "accept_by" if _step(part) == Step.ACCEPT else "due_at"
    date = own_date(part, name)
    if date is None or _promised(case, part) == days_before:
        return
    calendar = calendar_of(part.agency_id)
    promised = calendar.add_working_days(began, days_before)
    added = calendar.working_days_between(timezone.localdate(promised), timezone.localdate(date))
    moved = due(_step(part), case, start=began, agency_id=part.agency_id)
    moved = calendar.add_working_days(moved, added) if added >= 1 else moved
    soonest = before_the_wait(part, calendar.add_working_days(timezone.now(), 1))
    move_own_date(part, name, max(moved, soonest))
