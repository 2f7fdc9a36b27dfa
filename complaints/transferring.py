"""Passing a case on: the responsible agency sends it straight to the one whose duty it is, and nobody waits for a desk.

What would go round in circles does not: after two agencies gave it away the triage desk decides, and back to one of
them it goes only with something new to tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import CONFIDENTIAL_ROLES, Viewer
from complaints.acting import check_note, lock_part_of_lead, propose_part, refuse_while_awaiting, step
from complaints.awaiting_approval import refuse_while_unapproved
from complaints.models import Assignment, Case, CaseEvent
from complaints.notices import notify_complainants
from complaints.timeline import record, settle
from complaints.workflow import (
    DECLINES_BEFORE_CENTRAL_DESK,
    GIVEN_AWAY,
    AssignmentState,
    TransitionNotAllowed,
    Visibility,
)
from directory.models import Agency, User

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen


class Objects(Enum):
    """Who of an agency may send a case back to the triage desk."""

    FREELY = "freely"
    ONCE = "once"
    BY_ITS_LEADERS = "by_its_leaders"
    NO_MORE = "no_more"


@transaction.atomic
def transfer_assignment(
    assignment: Assignment, *, agency: Agency | None, reason: str, what_is_new: str = "", by: User
) -> Assignment:
    """Make another agency responsible instead; returns its part, for it to accept.

    reason, what_is_new: for the agencies to read. The latter is asked for where that agency gave the case away before.
    Raises ValidationError: another_agency_missing, agency_proposed_is_this_one, agency_has_it_already,
    agency_takes_no_complaints, agency_gave_it_away, note_missing; TransitionNotAllowed: another_agency_leads,
    question_is_open, closing_is_proposed, approval_is_open, passed_on_too_often, confidential_goes_by_the_desk, transition_not_allowed.
    """
    case, assignment = lock_part_of_lead(assignment)
    refuse_while_awaiting(case)
    refuse_while_unapproved(assignment)
    if agency is None:
        raise ValidationError(_("Say which agency should have it instead."), code="another_agency_missing")
    if agency.pk == assignment.agency_id:
        raise ValidationError(_("Choose another agency than your own."), code="agency_proposed_is_this_one")
    if case.visibility == Visibility.CONFIDENTIAL:
        raise TransitionNotAllowed(
            _("This case is confidential. Only the triage desk gives it to another agency."),
            code="confidential_goes_by_the_desk",
        )
    earlier = [part for part in case.assignments.select_related("agency") if is_given_away(part)]
    if goes_round(earlier):
        raise TransitionNotAllowed(
            _("Two agencies have passed this case on already. The triage desk settles whose duty it is."),
            code="passed_on_too_often",
        )
    news = check_note(what_is_new, needed=False)
    if not news and (gave_away := next((part for part in earlier if part.agency_id == agency.pk), None)):
        raise ValidationError(
            _("They gave this case away before: “%(reason)s” Say what is new since, or choose another agency."),
            code="agency_gave_it_away",
            params={"reason": gave_away.reason},
        )
    step(assignment, AssignmentState.TRANSFERRED)
    assignment.reason = check_note(reason)
    assignment.proposed_agency = agency
    assignment.save()
    now = timezone.now()
    part = propose_part(case, agency, Assignment.Part.LEAD, at=now)
    told = {"to_th": agency.name_th, "to_en": agency.name_en or agency.name_th}
    words = "\n\n".join(filter(None, (assignment.reason, news)))
    record(
        case,
        Kind.TRANSFERRED,
        by=by,
        assignment=assignment,
        note=words,
        note_seen_by=Seen.AGENCY,
        facts=told,
        at=now,
    )
    notify_complainants(case, Kind.TRANSFERRED, agency=assignment.agency, facts=told)
    settle(case)
    return part


def may_transfer(case: Case, parts: Iterable[Assignment]) -> bool:
    """Whether the responsible agency may pass it on by itself. parts: all of the case."""
    return case.visibility != Visibility.CONFIDENTIAL and not goes_round(filter(is_given_away, parts))


def goes_round(given_away: Iterable[Assignment]) -> bool:
    """Whether once more would be once too often: then people decide who have no stake in it."""
    return len(list(given_away)) + 1 >= DECLINES_BEFORE_CENTRAL_DESK


def objection_of(agency_id: int, parts: Iterable[Assignment], by: User) -> Objects:
    """What may be said at an agency that has a case against having it. parts: all of the case, in their order.

    Once as many agencies as `DECLINES_BEFORE_CENTRAL_DESK` have given it away, the triage desk settles whose duty it is;
    who leads that agency may object once.
    """
    given_away = list(filter(is_given_away, parts))
    if len(given_away) < DECLINES_BEFORE_CENTRAL_DESK:
        return Objects.FREELY
    if any(part.agency_id == agency_id for part in given_away[DECLINES_BEFORE_CENTRAL_DESK:]):
        return Objects.NO_MORE
    return Objects.ONCE if agency_id in Viewer(by).agencies(CONFIDENTIAL_ROLES) else Objects.BY_ITS_LEADERS


def refuse_what_is_settled(agency_id: int, parts: Iterable[Assignment], by: User) -> None:
    """Raises TransitionNotAllowed: settled_by_the_desk for who does not lead the agency, objected_already."""
    objects = objection_of(agency_id, parts, by)
    if objects == Objects.BY_ITS_LEADERS:
        raise TransitionNotAllowed(
            _(
                "The triage desk has settled that this is your agency's duty. Only who leads the agency may object, once."
            ),
            code="settled_by_the_desk",
        )
    if objects == Objects.NO_MORE:
        raise TransitionNotAllowed(
            _("Your agency has objected once, and the triage desk has settled it again. The case stays with you."),
            code="objected_already",
        )


def is_given_away(part: Assignment) -> bool:
    """Whether an agency that was responsible is so no more, by its own word."""
    return part.part == Assignment.Part.LEAD and part.state in GIVEN_AWAY
