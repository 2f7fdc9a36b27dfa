"""Handing an agency's part of a case to one of its people or units. It stays with the agency; nobody outside is told."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.absence import refuse_absent, works_at
from complaints.access import CONFIDENTIAL_ROLES, Viewer
from complaints.acting import check_note, lock_part
from complaints.colleagues import unit_of
from complaints.models import Assignment, CaseEvent
from complaints.office_letters import tell_colleague
from complaints.timeline import record, settle
from complaints.workflow import GIVEN_AWAY, AssignmentState, TransitionNotAllowed, Visibility
from directory.models import Unit, User

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen
DONE = GIVEN_AWAY | {AssignmentState.APPROVED}


@transaction.atomic
def hand_over(
    assignment: Assignment,
    *,
    officer: User | None,
    unit: Unit | None = None,
    note: str = "",
    by: User,
    seen: int | None = None,
    gives_back: bool = False,
    tells: bool = True,
) -> Assignment:
    """Let one person, or else one unit, have it; with neither, everybody at the agency may take it.

    note: for the people of this agency alone. seen: refuse where something happened after this line of the timeline.
    gives_back: a slip is undone, so that even somebody who is away has it again. tells: the one who gets it gets a mail.
    Raises ValidationError: not_a_colleague, officer_is_away, not_its_unit, has_it_already, note_too_long,
    only_leaders_name_officers, case_moved_on; TransitionNotAllowed: case_has_ended, part_is_done.
    """
    case, assignment = lock_part(assignment, reads_news=False)
    if seen is not None and case.event_count != seen:
        raise ValidationError(_("This case has changed meanwhile. Nothing was done."), code="case_moved_on")
    if assignment.state in DONE:
        raise TransitionNotAllowed(_("This part of the case is done."), code="part_is_done")
    _check_who(assignment, officer, unit, by)
    if officer and not gives_back:
        refuse_absent(officer, assignment.agency_id)
    if officer:
        unit = unit_of(officer, assignment.agency_id)
    if (assignment.officer, assignment.unit) == (officer, unit):
        raise ValidationError(_("They have this case already."), code="has_it_already")
    words = check_note(note, needed=False)
    assignment.officer, assignment.unit = officer, unit
    assignment.save(update_fields=["officer", "unit"])
    name = officer.full_name if officer else unit.name_th if unit else ""
    record(
        case,
        Kind.HANDED_OVER,
        by=by,
        assignment=assignment,
        note=words,
        seen_by=Seen.INTERNAL,
        note_seen_by=Seen.INTERNAL,
        facts={"to": name},
    )
    if officer and tells:
        tell_colleague(officer, assignment, case, Kind.HANDED_OVER, by=by)
    settle(case)
    return assignment


@transaction.atomic
def leave_to_everybody(assignment: Assignment) -> Assignment:
    """Take the name of somebody who works there no longer off a case: it stays with the agency, for everybody to take.

    Done by the system. Nothing happens where it changed hands meanwhile. Raises TransitionNotAllowed: case_has_ended.
    """
    left = assignment.officer_id
    case, assignment = lock_part(assignment, reads_news=False)
    officer = assignment.officer
    if officer is None or officer.pk != left or works_at(officer, assignment.agency_id) or assignment.state in DONE:
        return assignment
    assignment.officer = None
    assignment.save(update_fields=["officer"])
    record(
        case,
        Kind.HANDED_OVER,
        by=None,
        assignment=assignment,
        seen_by=Seen.INTERNAL,
        note_seen_by=Seen.INTERNAL,
        facts={"to": ""},
    )
    settle(case)
    return assignment


def _check_who(assignment: Assignment, officer: User | None, unit: Unit | None, by: User) -> None:
    if officer and not works_at(officer, assignment.agency_id):
        raise ValidationError(_("This person does not work on cases of your agency."), code="not_a_colleague")
    if unit and unit.agency_id != assignment.agency_id:
        raise ValidationError(_("This unit does not belong to your agency."), code="not_its_unit")
    # Whoever has a confidential case may open it: that is for those who answer for the agency to decide.
    leads = assignment.agency_id in Viewer(by).agencies(CONFIDENTIAL_ROLES)
    if assignment.case.visibility == Visibility.CONFIDENTIAL and not leads:
        raise ValidationError(
            _("This case is confidential. Only a supervisor or the head of the agency says who works on it."),
            code="only_leaders_name_officers",
        )
