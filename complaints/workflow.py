"""The states of a case and of its assignments, and the steps between them: data and pure functions, no I/O.

Source of the state machine: the design of the house, section 2. A case has no state of its own making: what the public
sees is derived from facts about the case and from its assignments by `public_state`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    RECEIVED = "received", _("Received")
    TRIAGE = "triage", _("Finding the responsible agency")
    ROUTED = "routed", _("Sent to the agency")
    IN_PROGRESS = "in_progress", _("The agency is working on it")
    AWAITING_COMPLAINANT = "awaiting_complainant", _("Waiting for information from you")
    RESOLUTION_PROPOSED = "resolution_proposed", _("Reported as done, waiting for you to confirm")
    CLOSED = "closed", _("Closed")
    APPEALED = "appealed", _("Under review by the superior agency")
    WITHDRAWN = "withdrawn", _("Withdrawn by the complainant")
    REJECTED = "rejected", _("Not accepted (see the reason)")
    JOINED = "joined", _("Joined with the same matter")


ENDS = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.REJECTED, CaseState.JOINED})


class AssignmentState(TextChoices):
    PROPOSED = "proposed", _("Proposed to the agency")
    ACCEPTED = "accepted", _("Accepted")
    WORKING = "working", _("Being worked on")
    WAITING = "waiting", _("Waiting")
    SCHEDULED = "scheduled", _("Work is scheduled")
    ANSWERED = "answered", _("Answered, to be confirmed")
    APPROVED = "approved", _("Answered and confirmed")
    DECLINED = "declined", _("Declined, another agency proposed")
    TRANSFERRED = "transferred", _("Handed on")
    EXTERNAL = "external", _("In the agency's own system")


_A = AssignmentState
STEPS: dict[AssignmentState, frozenset[AssignmentState]] = {
    _A.PROPOSED: frozenset({_A.ACCEPTED, _A.WORKING, _A.DECLINED, _A.TRANSFERRED, _A.EXTERNAL}),
    _A.ACCEPTED: frozenset(
        {_A.WORKING, _A.WAITING, _A.SCHEDULED, _A.ANSWERED, _A.DECLINED, _A.TRANSFERRED, _A.EXTERNAL}
    ),
    _A.WORKING: frozenset({_A.WAITING, _A.SCHEDULED, _A.ANSWERED, _A.DECLINED, _A.TRANSFERRED, _A.EXTERNAL}),
    _A.WAITING: frozenset({_A.WORKING, _A.SCHEDULED, _A.ANSWERED, _A.TRANSFERRED}),
    _A.SCHEDULED: frozenset({_A.WORKING, _A.WAITING, _A.ANSWERED, _A.TRANSFERRED}),
    # A dispute sends an answer back to work; even an approved one, because the complainant has the last word. Who has
    # helped once may be asked once more, and then says anew whether it can.
    _A.ANSWERED: frozenset({_A.APPROVED, _A.WORKING, _A.PROPOSED}),
    _A.APPROVED: frozenset({_A.WORKING, _A.PROPOSED}),
    _A.DECLINED: frozenset(),
    _A.TRANSFERRED: frozenset(),
    _A.EXTERNAL: frozenset({_A.WORKING, _A.ANSWERED}),
}
NOT_YET_ACCEPTED = frozenset({_A.PROPOSED, _A.DECLINED, _A.TRANSFERRED})
GIVEN_AWAY = frozenset({_A.DECLINED, _A.TRANSFERRED})
IN_HAND = frozenset({_A.ACCEPTED, _A.WORKING, _A.WAITING, _A.SCHEDULED, _A.EXTERNAL})
"""States in which an agency still owes work."""
RUNNING = frozenset({_A.ACCEPTED, _A.WORKING, _A.SCHEDULED})
"""Of these the states in which its clock runs: it neither waits for the complainant nor stands in another system."""
DECLINES_BEFORE_CENTRAL_DESK = 3


class CaseKind(TextChoices):
    """What somebody wants of the state by telling it; how fast, with what outcome and who may see follow from it."""

    COMPLAINT = "complaint", _("Complaint or problem")
    SUGGESTION = "suggestion", _("Suggestion")
    INFORMATION = "information_request", _("Information request")
    PRAISE = "praise", _("Praise")
    TIP_OFF = "tip_off", _("Tip-off")


CLOSED_BY_ITS_ANSWER = frozenset({CaseKind.PRAISE})
"""Kinds that end with the agency's answer: nothing is left to confirm, to dispute or to open again, and no agency is
late with them. Where none answers in time, time itself ends them."""


class Outcome(TextChoices):
    """How a case can end, as it is counted; what it is called for a kind of case stands in rows (complaints.kinds)."""

    SOLVED = "solved", _("Solved")
    EXPLAINED = "explained", _("Explained, nothing to repair")
    REFUSED = "refused", _("The request cannot be met")
    NOTHING_FOUND = "nothing_found", _("Checked, no problem found")
    NOTED = "noted", _("Noted")


USUAL_OUTCOMES = (Outcome.SOLVED, Outcome.EXPLAINED, Outcome.REFUSED, Outcome.NOTHING_FOUND)
"""Of a kind for which no row names any."""


class ExtensionReason(TextChoices):
    """Why an agency needs more time, as everybody may read it; what is personal goes into its words."""

    SURVEY = "survey", _("it must look at the place first")
    MATERIAL = "material", _("it waits for material or spare parts")
    BUDGET = "budget", _("it waits for a budget")
    OTHERS = "others", _("it waits for another agency")
    WEATHER = "weather", _("the weather or a disaster does not allow the work")
    COMPLEX = "complex", _("it has more to examine than expected")


class Visibility(TextChoices):
    """Who may see a complaint, from the most to the least open."""

    PUBLIC = "public", _("Everybody may follow")
    AGENCY = "agency", _("Only the agency that receives it")
    CONFIDENTIAL = "confidential", _("Confidential: named officers only")
    ANONYMOUS = "anonymous", _("Do not say who I am")


IN_CONFIDENCE = frozenset({Visibility.CONFIDENTIAL, Visibility.ANONYMOUS})
"""Ways to file in which being known may harm the person who does."""
OPENNESS = {Visibility.PUBLIC: 0, Visibility.AGENCY: 1, Visibility.CONFIDENTIAL: 2, Visibility.ANONYMOUS: 3}


FLOOR_OF_KIND = {CaseKind.TIP_OFF: Visibility.CONFIDENTIAL}
"""The most open way in which a case of this kind may be seen; of the other kinds the topic alone decides."""


class TransitionNotAllowed(ValidationError):
    """A step that the table of states does not have."""


class CaseFacts(Protocol):
    """What `public_state` reads of a case: times at which something happened, or None."""

    joined_into_id: int | None
    withdrawn_at: datetime | None
    rejected_at: datetime | None
    appealed_at: datetime | None
    closed_at: datetime | None
    resolution_proposed_at: datetime | None
    asked_at: datetime | None


class AssignmentFacts(Protocol):
    state: str
    part: str


def public_state(case: CaseFacts, assignments: Iterable[AssignmentFacts], *, in_triage: bool = False) -> CaseState:
    """What everybody is told. A fact about the case wins over its assignments, in the order of the design.

    in_triage: people are looking for the agency although nothing was declined yet.
    """
    if case.joined_into_id:
        return CaseState.JOINED
    for fact, state in (
        (case.withdrawn_at, CaseState.WITHDRAWN),
        (case.rejected_at, CaseState.REJECTED),
        # Who decides an appeal may ask too, and then it is the complainant's turn.
        (case.appealed_at and case.asked_at, CaseState.AWAITING_COMPLAINANT),
        (case.appealed_at, CaseState.APPEALED),
        (case.closed_at, CaseState.CLOSED),
        (case.resolution_proposed_at, CaseState.RESOLUTION_PROPOSED),
        (case.asked_at, CaseState.AWAITING_COMPLAINANT),
    ):
        if fact is not None:
            return state
    parts = [a for a in assignments if a.part != "review"]  # deciding an appeal is no work on the case
    states = {AssignmentState(a.state) for a in parts}
    leads = {AssignmentState(a.state) for a in parts if a.part == "lead"}
    if leads and leads <= GIVEN_AWAY:
        return CaseState.TRIAGE  # whoever supports goes on, but somebody must answer for the whole
    if states - NOT_YET_ACCEPTED:
        return CaseState.IN_PROGRESS
    if AssignmentState.PROPOSED in states:
        return CaseState.ROUTED
    return CaseState.TRIAGE if states or in_triage else CaseState.RECEIVED


def check_transition(current: str, target: AssignmentState) -> None:
    """Raises TransitionNotAllowed (code transition_not_allowed) when the table has no such step."""
    if target not in STEPS[AssignmentState(current)]:
        raise TransitionNotAllowed(
            _("A part of a case that is “%(current)s” cannot become “%(target)s”."),
            code="transition_not_allowed",
            params={"current": AssignmentState(current).label, "target": target.label},
        )
