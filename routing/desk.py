"""The triage desk's acts: confirm what the routing proposed, or choose something else. Both are kept to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.converting import convert_case
from complaints.handling import assign_case, reject_case
from complaints.joining import join_case, which_stays
from complaints.models import Assignment, Case, CaseEvent, Split
from complaints.releasing import release_case, take_back_release
from complaints.removing import remove_document
from complaints.splitting import PartToMake, split_case, undo_split
from complaints.timeline import lock
from complaints.workflow import GIVEN_AWAY, CaseKind, CaseState
from directory.models import Agency, Topic, User
from routing.models import RoutingDecision

UNDONE_WITHIN = timedelta(hours=12)
"""How long the desk can take apart what it joined; afterwards the agency that has the case does, or who filed it."""


@transaction.atomic
def confirm_proposal(case: Case, number: int, *, by: User) -> Assignment:
    """Send the case the way that stands at this place (1 is the first) of the newest decision.

    Raises ValidationError: no_such_proposal, proposal_has_no_agency, case_left_the_desk.
    """
    decision = RoutingDecision.objects.filter(case=case).last()
    proposals = decision.proposals if decision else []
    if not 1 <= number <= len(proposals):
        raise ValidationError(
            _("There is no such proposal any more. Choose the agency yourself."), code="no_such_proposal"
        )
    proposal = proposals[number - 1]
    if not proposal["agency"]:
        raise ValidationError(
            _("The rules name no agency for this proposal. Choose the agency yourself."), code="proposal_has_no_agency"
        )
    return send_from_desk(
        case,
        agency=Agency.objects.get(code=proposal["agency"]),
        topic=Topic.objects.get(code=proposal["topic"]),
        by=by,
    )


@transaction.atomic
def send_from_desk(case: Case, *, agency: Agency, topic: Topic | None, by: User, note: str = "") -> Assignment:
    """Send a case from the triage desk to an agency.

    Raises ValidationError: case_left_the_desk; why_again, for one that has given the case away before, and no note.
    """
    case = _lock_at_the_desk(case)
    gave_away = case.assignments.filter(agency=agency, part=Assignment.Part.LEAD, state__in=GIVEN_AWAY)
    if not note.strip() and gave_away.exclude(reason="").exists():  # a closed agency gave none
        raise ValidationError(
            _("This agency has given the case away already. Write for them why it is theirs after all."),
            code="why_again",
        )
    decision = RoutingDecision.objects.filter(case=case).last()
    topic = topic or case.topic or _topic_proposed_for(agency, decision)
    assignment = assign_case(case, agency, by=by, topic=topic, note=note)
    if decision:
        first = _proposed_first(decision, agency)
        decision.settled_by, decision.settled_at = by, timezone.now()
        decision.settled_agency, decision.settled_topic = agency, topic
        decision.was_corrected = first.get("agency") != agency.code or (
            topic is not None and first.get("topic") != topic.code
        )
        decision.save()
    return assignment


def _proposed_first(decision: RoutingDecision, agency: Agency) -> dict[str, Any]:
    """The first proposal; where offices that share the place stand first together, that of the one it went to."""
    first: dict[str, Any] = decision.proposals[0] if decision.proposals else {}
    if first.get("problem") != RoutingDecision.Why.TIE:
        return first
    beside = [p for p in decision.proposals if (p["problem"], p["topic"]) == (first["problem"], first["topic"])]
    return next((p for p in beside if p["agency"] == agency.code), first)


def _topic_proposed_for(agency: Agency, decision: RoutingDecision | None) -> Topic | None:
    """What the routing took the case for if it is this agency's: better than a case without a topic and its clock."""
    codes = [p["topic"] for p in decision.proposals if p["agency"] == agency.code] if decision else []
    return Topic.objects.filter(code__in=codes[:1]).select_related("parent").first()


@transaction.atomic
def reject_from_desk(case: Case, *, reason: str, by: User) -> Case:
    """Say that the state will not work on a case that waits at the desk. Raises ValidationError: case_left_the_desk."""
    return reject_case(_lock_at_the_desk(case), reason=reason, by=by)


@transaction.atomic
def convert_at_the_desk(case: Case, kind: CaseKind, *, reason: str, by: User) -> Case:
    """Make a case that waits at the desk one of another kind. Raises ValidationError: case_left_the_desk, kind_is_the_same."""
    return convert_case(_lock_at_the_desk(case), kind, by=by, reason=reason)


@transaction.atomic
def remove_at_the_desk(case: Case, public_id: str, *, by: User, text: str = "") -> Case:
    """Remove a personal document from a case that waits at the desk, for good (complaints.removing).

    Raises ValidationError: case_left_the_desk, file_not_of_this_case, note_too_long.
    """
    return remove_document(_lock_at_the_desk(case), public_id, by=by, text=text)


@transaction.atomic
def release_at_the_desk(case: Case, *, reason: str, by: User, **shown: Any) -> Case:
    """Let everybody read a case that waits at the desk, where its author said yes and no agency answers for it yet.

    reason: read by offices. shown: as complaints.releasing.release_case takes it.
    Raises ValidationError: case_left_the_desk, note_missing, and what release_case refuses.
    """
    return release_case(_lock_at_the_desk(case), reason=check_note(reason), by=by, **shown)


@transaction.atomic
def take_back_at_the_desk(case: Case, *, reason: str, by: User) -> Case:
    """Show a case that waits at the desk to strangers no longer, whoever released it.

    Raises ValidationError: case_left_the_desk, not_released.
    """
    return take_back_release(_lock_at_the_desk(case), reason=reason, by=by)


@transaction.atomic
def join_at_the_desk(case: Case, other: Case, *, by: User) -> tuple[Case, Case]:
    """Join a case that waits at the desk with another of the same problem; returns the one that stays and the other.

    Raises ValidationError: case_left_the_desk, and what complaints.joining.join_case refuses.
    """
    stays, goes = which_stays(case, other)
    lock(stays)  # in the order of complaints.joining
    _lock_at_the_desk(case)
    return join_case(goes, stays, by=by), goes


@transaction.atomic
def split_at_the_desk(case: Case, parts: Sequence[PartToMake], *, by: User) -> list[Case]:
    """Make several cases of one that waits at the desk; what stays in it goes on waiting there.

    Raises ValidationError: case_left_the_desk, and what complaints.splitting.split_case refuses.
    """
    return split_case(_lock_at_the_desk(case), parts, by=by)


@transaction.atomic
def undo_split_at_the_desk(case: Case, split: Split, *, by: User) -> Case:
    """Put a part back into a case that waits at the desk. Raises ValidationError: case_left_the_desk, and as undo_split."""
    _lock_at_the_desk(case)
    return undo_split(split, by=by)


def joined_by(officer: User, reference: str) -> Case | None:
    """The case with this number if this officer joined it a while ago: it has left the desk, but may be taken out again."""
    since = timezone.now() - UNDONE_WITHIN
    joined = CaseEvent.objects.filter(kind=CaseEvent.Kind.JOINED, by=officer, at__gte=since)
    return Case.objects.filter(joined_into__isnull=False, pk__in=joined.values("case"), reference=reference).first()


def _lock_at_the_desk(case: Case) -> Case:
    case = lock(case)
    if case.state != CaseState.TRIAGE:
        raise ValidationError(
            _("Somebody else has sent this case on already. Nothing was done twice."), code="case_left_the_desk"
        )
    return case
