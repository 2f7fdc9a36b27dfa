"""Which acts an officer may do on a part of a case now, by the names of their forms: what its page offers."""

from __future__ import annotations

from collections.abc import Iterable

from complaints.delays import unexplained
from complaints.extending import may_extend
from complaints.handing_over import DONE as HANDED_NO_MORE
from complaints.models import Assignment, CaseFile
from complaints.office_forms import FORMS
from complaints.referrals import may_refer
from complaints.releasing import may_be_public
from complaints.removing import is_only_asked
from complaints.splitting import may_be_split
from complaints.transferring import Objects, objection_of
from complaints.workflow import CLOSED_BY_ITS_ANSWER, IN_HAND, STEPS, AssignmentState
from directory.models import User


def open_acts(assignment: Assignment, officer: User, files: Iterable[CaseFile]) -> dict[str, bool]:
    """Which acts are open now; the acts themselves check once more, on the locked case. files: those this officer sees."""
    case, state = assignment.case, AssignmentState(assignment.state)
    if assignment.part == Assignment.Part.REVIEW:
        return _of_a_review(assignment, officer)
    is_free = assignment.approve_by is None  # no answer of its waits for approval
    leads = assignment.part == Assignment.Part.LEAD
    nobody_asked = case.asked_at is None and case.resolution_proposed_at is None
    in_hand = state in IN_HAND and not case.is_ended
    is_praise = case.kind in CLOSED_BY_ITS_ANSWER
    is_new = state == AssignmentState.PROPOSED and not case.is_ended
    objects = objection_of(assignment.agency_id, case.assignments.all(), officer)
    can_decline = AssignmentState.DECLINED in STEPS[state] and not case.is_ended
    may_decline = leads and can_decline and nobody_asked and is_free
    return {
        "accept": is_new and not (leads and is_praise),  # that is acknowledged at once
        "decline": may_decline and objects in {Objects.FREELY, Objects.ONCE},
        "settled": may_decline and objects != Objects.FREELY,
        "refuse": not leads and can_decline and is_free,
        "ask": in_hand and nobody_asked and is_free and state != AssignmentState.EXTERNAL,
        "reply": in_hand,
        "extend": may_extend(assignment, officer),
        "delay": unexplained(assignment) is not None,
        "help": leads and in_hand and case.resolution_proposed_at is None,
        "close": leads
        and (in_hand or (is_new and is_praise))
        and nobody_asked
        and is_free
        and state != AssignmentState.EXTERNAL,
        "refer": may_refer(assignment) and is_free,
        "note": True,
        "hand_over": assignment.state not in HANDED_NO_MORE and not case.is_ended,
        "finish": not leads and in_hand and state != AssignmentState.WAITING and is_free,
        "split": leads and may_be_split(case) and is_free,
        "convert": leads and not case.is_ended and case.resolution_proposed_at is None,
        "release": leads and may_be_public(case),
        "take_back": leads and case.released_at is not None,
        "remove": not is_only_asked(assignment) and any(file.upload.removed_at is None for file in files),
        "appeal": False,
    }


def _of_a_review(assignment: Assignment, officer: User) -> dict[str, bool]:
    """Who decides an appeal reads all, asks the complainant and decides; the work is the other agency's."""
    is_open = assignment.state in IN_HAND and assignment.case.appealed_at is not None
    decides = is_open and assignment.case.asked_at is None and assignment.approve_by is None
    allowed = {"appeal": decides, "ask": decides, "extend": decides and may_extend(assignment, officer)}
    allowed |= {"reply": is_open, "hand_over": is_open, "note": True}
    return dict.fromkeys([*FORMS, "accept", "hand_over", "take_back", "refer", "settled"], False) | allowed
