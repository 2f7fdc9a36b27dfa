"""What becomes of the open cases of an agency that has closed: they go back to the triage desk, case by case.

Its people are shut out the day after its last one, so nobody of it could pass anything on. What waits for the complainant
waits on: once they have answered, or their time is over, it goes back as well. An appeal goes to who decides it now; where nobody can,
administrators are told.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import lock_part, step
from complaints.administrator_letters import tell_of_undecidable_appeal
from complaints.appeal_letters import tell_offices
from complaints.appealing import part_to_decide
from complaints.appeals import decides
from complaints.models import Assignment, CaseEvent
from complaints.notices import notify_complainants
from complaints.timeline import record, settle
from complaints.workflow import IN_HAND, AssignmentState, TransitionNotAllowed
from directory.models import Agency
from records.chores import Chore
from records.resting import Resting, each_by_itself

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen
BATCH = 50
GIVEN_BACK = sorted((IN_HAND | {AssignmentState.PROPOSED}) - {AssignmentState.EXTERNAL})
_not_giving_back, _nobody_decides = Resting(), Resting()


def parts_of_closed_agencies() -> QuerySet[Assignment]:
    """Open parts that an agency owes which exists no more, without those of appeals."""
    parts = _open_at_closed_agencies().exclude(part=Assignment.Part.REVIEW)
    return parts.filter(
        case__asked_at__isnull=True, case__resolution_proposed_at__isnull=True, case__appealed_at__isnull=True
    )


@transaction.atomic
def give_back(assignment: Assignment) -> bool:
    """Take a part from its closed agency; without one that is responsible the case is at the triage desk. False where
    that is not so any more. Raises TransitionNotAllowed (case_has_ended)."""
    case, assignment = lock_part(assignment, reads_news=False)
    if not parts_of_closed_agencies().filter(pk=assignment.pk).exists():
        return False
    step(assignment, AssignmentState.TRANSFERRED)
    assignment.save(update_fields=["state"])
    if assignment.part == Assignment.Part.LEAD:
        record(case, Kind.TRANSFERRED, by=None, assignment=assignment, facts={"closed": True})
        case.triaged_at = case.triaged_at or timezone.now()
    else:
        record(case, Kind.HELP_REFUSED, by=None, assignment=assignment)
    settle(case, "triaged_at")
    return True


def appeals_at_closed_agencies() -> QuerySet[Assignment]:
    """Parts that decide an open appeal, of agencies that exist no more."""
    parts = _open_at_closed_agencies().filter(part=Assignment.Part.REVIEW, appeal__became="")
    return parts.filter(case__asked_at__isnull=True).select_related("case", "agency")


def _open_at_closed_agencies() -> QuerySet[Assignment]:
    """Those that are due first. Of which agencies is asked before, so that only theirs are walked (`assignment_in_hand`)."""
    closed = list(Agency.objects.filter(closes_on__lt=timezone.localdate()).values_list("pk", flat=True))
    parts = Assignment.objects.filter(agency__in=closed, case_is_open=True, state__in=GIVEN_BACK)
    return parts.order_by("next_duty_at", "id")


@transaction.atomic
def give_appeal_on(assignment: Assignment) -> bool:
    """Let who is above now decide the appeal instead, by a new date. False where its agency is there, or it has ended.

    A decision that waited for approval goes out no more. Raises TransitionNotAllowed: case_has_ended, nobody_above.
    """
    case, assignment = lock_part(assignment, reads_news=False)
    if not appeals_at_closed_agencies().filter(pk=assignment.pk).exists():
        return False
    agency, now = decides(case), timezone.now()
    if agency is None:
        raise TransitionNotAllowed(
            _("There is no agency above that could decide. See the other ways on this page."), code="nobody_above"
        )
    step(assignment, AssignmentState.TRANSFERRED)
    assignment.save(update_fields=["state"])
    part = part_to_decide(case, agency, at=now)
    case.appeals.filter(part=assignment).update(part=part)
    told = {"to_th": agency.name_th, "to_en": agency.name_en or agency.name_th}
    record(case, Kind.TRANSFERRED, by=None, assignment=assignment, facts=told, at=now)
    notify_complainants(case, Kind.TRANSFERRED, agency=assignment.agency, facts=told)
    tell_offices(case, Kind.APPEALED, [part], review=part)
    settle(case)
    return True


def _give_back_some() -> int:
    resting = _not_giving_back.ids()
    resting_appeals = [*resting, *_nobody_decides.ids()]
    parts = parts_of_closed_agencies().exclude(pk__in=resting)
    appeals = appeals_at_closed_agencies().exclude(pk__in=resting_appeals)
    done = each_by_itself(parts[:BATCH], give_back, _not_giving_back)
    return done + each_by_itself(appeals[:BATCH], _give_on_or_tell, _not_giving_back)


def _give_on_or_tell(part: Assignment) -> bool:
    """Where nobody can decide no trying again helps: it rests, and administrators hear of it while that lasts."""
    try:
        is_done = give_appeal_on(part)
    except TransitionNotAllowed as refused:
        if refused.code != "nobody_above":
            raise
        tell_of_undecidable_appeal(part)
        _nobody_decides.send(part.pk)
        return False
    _nobody_decides.wake(part.pk)
    return is_done


give_back_cases = Chore("give_back_cases_of_closed_agencies", _give_back_some, every_s=60)
