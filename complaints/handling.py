"""What the responsible agency and the triage desk do with a case. One function an act, one line on the timeline.

What agencies do that help another one: complaints/supporting.py. What the complainant says to it: complaints/responding.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import (
    attach,
    change_part,
    check_note,
    ending_of,
    has_just_said,
    lock_open,
    lock_part,
    lock_part_of_lead,
    moment_to_tell,
    propose_part,
    refuse_before_accepting,
    refuse_while_awaiting,
    step,
)
from complaints.after_photos import check_after_photo
from complaints.appealing import refuse_to_judge, refuse_to_reject
from complaints.awaiting_approval import goes_out, refuse_while_unapproved
from complaints.following import tell_of_end
from complaints.hiding import hide_from_public
from complaints.intake import least_open
from complaints.joining import let_joined_go
from complaints.joint_work import refuse_while_helped
from complaints.kinds import check_outcome
from complaints.letters import owe_letter
from complaints.letters_under_way import refuse_while_referred
from complaints.models import Approval, Assignment, Case, CaseEvent, Closing, ServiceLevel
from complaints.notices import notify_complainants, words_for_joined
from complaints.pausing import stops_the_clock
from complaints.releasing import show_answer
from complaints.repeated_pictures import check_repeats
from complaints.service_levels import due
from complaints.timeline import assignments_of, record, settle
from complaints.transferring import refuse_what_is_settled
from complaints.updates import PROMISED, promise_news
from complaints.workflow import (
    CLOSED_BY_ITS_ANSWER,
    DECLINES_BEFORE_CENTRAL_DESK,
    GIVEN_AWAY,
    IN_HAND,
    AssignmentState,
    Outcome,
    TransitionNotAllowed,
    Visibility,
    check_transition,
)
from directory.models import Agency, Topic, User
from notifications.live import announce
from records.models import Upload

Kind, Seen, Step = CaseEvent.Kind, CaseEvent.Seen, ServiceLevel.Step


# -- finding the agency ------------------------------------------------------------------------------------------


@transaction.atomic
def send_to_triage(case: Case, *, topic: Topic | None = None, is_urgent: bool = False) -> Case:
    """Hand the case to people: the routing was not sure enough, or could not run at all."""
    case = lock_open(case)
    changed = set_topic(case, topic)
    case.is_urgent = case.is_urgent or is_urgent
    if case.triaged_at is None:
        case.triaged_at = routing_moment(case)
        record(case, Kind.TRIAGE, by=None, at=case.triaged_at)
    return settle(case, "triaged_at", "is_urgent", *changed)


@transaction.atomic
def assign_case(
    case: Case,
    agency: Agency,
    *,
    by: User | None,
    topic: Topic | None = None,
    is_urgent: bool | None = None,
    note: str = "",
) -> Assignment:
    """Make an agency responsible for a case. by=None means the routing did it.

    Raises ValidationError: agency_takes_no_complaints, agency_has_it_already, case_has_a_lead, case_has_ended.
    """
    case = lock_open(case)
    now = routing_moment(case) if by is None else timezone.now()
    changed = set_topic(case, topic)
    if is_urgent is not None:
        case.is_urgent = is_urgent
    assignment = propose_part(case, agency, Assignment.Part.LEAD, at=now)
    case.routed_at = case.routed_at or now
    told = check_note(note, needed=False)
    record(case, Kind.ROUTED, by=by, assignment=assignment, note=told, note_seen_by=Seen.AGENCY, at=now)
    notify_complainants(case, Kind.ROUTED, agency=agency)
    settle(case, "routed_at", "is_urgent", *changed)
    return assignment


def routing_moment(case: Case) -> datetime:
    """Now, for what the house does by itself after a filing. Of an anonymous one only the hour of filing is told (S8),
    and routing follows within a second: so it is told as that hour too, or as the last one when it came late.
    """
    return moment_to_tell(case, after_filing=timedelta(hours=1))


@transaction.atomic
def reject_case(case: Case, *, reason: str, by: User) -> Case:
    """Say that the state will not work on this, and why. The complainant is told the reason, and may appeal once.

    Raises TransitionNotAllowed: case_has_ended, appeal_is_open, accepted_on_appeal; ValidationError: note_missing.
    """
    case = lock_open(case)
    refuse_to_reject(case)
    case.rejected_at = timezone.now()
    let_joined_go(case)  # what is wrong with this one need not be with theirs
    record(case, Kind.REJECTED, by=by, note=check_note(reason))
    notify_complainants(case, Kind.REJECTED)
    tell_of_end(case, Kind.REJECTED)
    return settle(case, "rejected_at")


# -- the agency's work -------------------------------------------------------------------------------------------


@transaction.atomic
def accept_assignment(assignment: Assignment, *, by: User) -> Assignment:
    """Start work on an agency's part of a case. The one who accepts is its officer; the clock of the answer starts.

    Raises TransitionNotAllowed: accepted_by_somebody_else, transition_not_allowed.
    """
    case, assignment = lock_part(assignment)
    if assignment.officer and assignment.officer != by and assignment.state in IN_HAND:
        raise TransitionNotAllowed(
            _("%(name)s has just accepted this case. What you asked for was not done."),
            code="accepted_by_somebody_else",
            params={"name": assignment.officer.get_short_name()},
        )
    if assignment.accepted_at is not None:  # a second time would begin its date anew, past whatever it waits for
        raise TransitionNotAllowed(_("It was accepted already"), code="transition_not_allowed")
    now = timezone.now()
    step(assignment, AssignmentState.WORKING)
    assignment.officer = by
    assignment.accepted_at = now
    assignment.due_at = due(Step.RESOLVE, case, start=now, agency_id=assignment.agency_id)
    promise_news(assignment, case, at=now)
    change_part(assignment, "state", "officer", "accepted_at", "due_at", *PROMISED)
    owe_letter(record(case, Kind.ACCEPTED, by=by, assignment=assignment, facts={"kind": str(case.kind)}))
    notify_complainants(case, Kind.ACCEPTED, agency=assignment.agency, due=assignment.due_at)
    settle(case)
    return assignment


@transaction.atomic
def decline_assignment(assignment: Assignment, *, reason: str, proposed_agency: Agency | None, by: User) -> Assignment:
    """Say that it is another agency's duty, whose, and why. It goes back to the triage desk, never into the void.

    Once the desk has settled it, only who leads the agency may, once (complaints.transferring).
    Raises ValidationError: note_missing, another_agency_missing, agency_proposed_is_this_one, another_agency_leads,
    settled_by_the_desk, objected_already.
    """
    case, assignment = lock_part_of_lead(assignment)
    refuse_while_unapproved(assignment)
    refuse_what_is_settled(assignment.agency_id, assignments_of(case.pk), by)
    if proposed_agency is None:
        raise ValidationError(_("Say which agency should have it instead."), code="another_agency_missing")
    if proposed_agency.pk == assignment.agency_id:
        raise ValidationError(_("Propose another agency than your own."), code="agency_proposed_is_this_one")
    step(assignment, AssignmentState.DECLINED)
    assignment.reason = check_note(reason)
    assignment.proposed_agency = proposed_agency
    assignment.save()
    declines = case.assignments.filter(part=Assignment.Part.LEAD, state__in=GIVEN_AWAY).count()
    record(
        case,
        Kind.DECLINED,
        by=by,
        assignment=assignment,
        note=assignment.reason,
        note_seen_by=Seen.AGENCY,
        facts={"declines": declines, "central_desk": declines >= DECLINES_BEFORE_CENTRAL_DESK},
    )
    case.triaged_at = case.triaged_at or timezone.now()
    settle(case, "triaged_at")
    return assignment


@transaction.atomic
def ask_complainant(assignment: Assignment, *, question: str, by: User, uploads: Iterable[Upload] = ()) -> Assignment:
    """Ask the complainant something. The agency's clock stands still until they answer or their time is over.

    Where its questions have stopped it for as long as they may, it runs on, and both sides read so. The agency that
    decides an appeal asks in the same way.
    Raises TransitionNotAllowed: question_is_open, closing_is_proposed, no_open_appeal, transition_not_allowed;
    ValidationError: decides_own_answer, note_missing, note_too_long.
    """
    case, assignment = lock_part(assignment)
    note = check_note(question)
    if has_just_said(case, Kind.ASKED, note, by=by, assignment=assignment):
        return assignment
    refuse_while_awaiting(case, decides_appeal=assignment.part == Assignment.Part.REVIEW)
    refuse_to_judge(case, assignment, by)
    refuse_while_unapproved(assignment)
    now = timezone.now()
    check_transition(assignment.state, AssignmentState.WAITING)
    runs_on = not stops_the_clock(assignment, at=now)
    if not runs_on:
        step(assignment, AssignmentState.WAITING)
    promise_news(assignment, case, at=now)
    assignment.save()
    case.asked_at = now
    case.answer_by = due(Step.ANSWER, case, start=now, agency_id=assignment.agency_id)
    facts = {"clock": "runs_on"} if runs_on else {}
    event = record(case, Kind.ASKED, by=by, assignment=assignment, note=note, facts=facts)
    attach(event, uploads, at=now)
    notify_complainants(case, Kind.ASKED, agency=assignment.agency, facts=facts)
    settle(case, "asked_at", "answer_by")
    return assignment


@transaction.atomic
def reply_to_complainant(
    assignment: Assignment, *, text: str, by: User, uploads: Iterable[Upload] = (), to_joined: bool = True
) -> Assignment:
    """Tell the complainant something on the way, without asking and without closing. The same at once is told once.

    to_joined: whether who filed a case that was joined into this one reads it too, personal data hidden; never its files.
    """
    case, assignment = lock_part(assignment)
    refuse_before_accepting(assignment)
    note = check_note(text)
    if has_just_said(case, Kind.REPLIED, note, by=by, assignment=assignment):
        return assignment
    now = timezone.now()
    promise_news(assignment, case, at=now)
    change_part(assignment, *PROMISED)
    facts = words_for_joined(case) if to_joined else {}
    event = record(case, Kind.REPLIED, by=by, assignment=assignment, note=note, facts=facts)
    attach(event, uploads, at=now)
    notify_complainants(case, Kind.REPLIED, agency=assignment.agency, facts=facts)
    settle(case)
    return assignment


@transaction.atomic
def propose_closing(
    assignment: Assignment,
    *,
    answer: str,
    outcome: Outcome,
    by: User,
    uploads: Iterable[Upload] = (),
    is_shown: bool = False,
    no_photo: str = "",
    why_again: str = "",
    despite_helpers: bool = False,
    approved: Approval | None = None,
) -> Assignment:
    """Report the work as done, with the answer, the outcome and the evidence. Closing stays the complainant's word.

    Of some topics it waits first for a second person (complaints.awaiting_approval), who alone gives `approved`.
    Only the responsible agency proposes; praise it acknowledges (complaints.praising).
    is_shown: whether everybody may read the answer, where everybody may read the case.
    no_photo: why there is no picture of the finished work, where one is needed (complaints.after_photos).
    why_again: why a picture is right that was used before (complaints.repeated_pictures).
    despite_helpers: whoever reports knows that agencies that help have not finished (complaints.joint_work).
    Raises ValidationError: another_agency_leads, question_is_open, closing_is_proposed, is_praise, not_its_outcome,
    note_missing, after_photo_missing, picture_used_before, letter_is_out, referral_under_way, transition_not_allowed,
    approval_is_open, helpers_still_work.
    """
    case, assignment = lock_part_of_lead(assignment)
    refuse_while_awaiting(case)
    if case.kind in CLOSED_BY_ITS_ANSWER:
        raise TransitionNotAllowed(_("Praise is acknowledged, and nobody is asked to confirm it."), code="is_praise")
    if assignment.state == AssignmentState.EXTERNAL:
        raise TransitionNotAllowed(
            _("A letter is out in this case. Note the answer to it, or go on without it, then report."),
            code="letter_is_out",
        )
    if not despite_helpers and approved is None:  # who wrote what is approved now has said so
        refuse_while_helped(assignments_of(case.pk))
    refuse_while_referred(case)  # one that is written could go out while the answer waits
    check_outcome(outcome, case.kind)
    files = list(uploads)
    photo, why_none = check_after_photo(case, outcome, files, no_photo)
    has_after_work = photo == Closing.Photo.SENT
    repeats, why_again = check_repeats(case, files, why_again, by=by) if has_after_work else ({}, "")
    check_transition(assignment.state, AssignmentState.ANSWERED)
    told = {"no_photo": why_none, "why_again": why_again}
    answer = check_note(answer)
    said: dict[str, Any] = {"text": answer, "outcome": outcome, "uploads": files, "is_shown": is_shown, **told}
    if not goes_out(case, assignment, Approval.Act.CLOSE, by=by, approved=approved, **said):
        return assignment
    now = timezone.now()
    step(assignment, AssignmentState.ANSWERED)
    assignment.answer = answer
    assignment.answered_at = now
    change_part(assignment, "state", "answer", "answered_at")
    case.outcome = outcome
    case.resolution_proposed_at = now
    case.confirm_by = due(Step.CONFIRM, case, start=now, agency_id=assignment.agency_id)
    shown = show_answer(case, assignment.answer) if is_shown else ()
    kind = Kind.RESOLUTION_PROPOSED
    facts = ending_of(case) | {name: words for name, words in told.items() if words}
    event = record(case, kind, by=by, assignment=assignment, note=assignment.answer, facts=facts)
    attach(event, files, at=now, is_after_work=has_after_work, repeats=repeats)
    owe_letter(event)
    Closing.objects.create(
        event=event,
        agency=assignment.agency,
        at=event.at,
        photo=photo,
        has_repeat=bool(repeats),
        is_doubted=has_after_work and any(upload.is_too_early or upload.is_elsewhere for upload in files),
    )
    notify_complainants(case, kind, agency=assignment.agency, due=case.confirm_by)
    settle(case, "outcome", "resolution_proposed_at", "confirm_by", *shown)
    return assignment


# -- shared by the acts ------------------------------------------------------------------------------------------


def set_topic(case: Case, topic: Topic | None) -> tuple[str, ...]:
    """Give a locked case another topic, unsaved; returns the names of the fields that changed."""
    if topic is None or topic.pk == case.topic_id:
        return ()
    case.topic = topic
    return ("topic", *close_to_floor(case))


def close_to_floor(case: Case) -> tuple[str, ...]:
    """Close a locked case as far as its topic and kind ask for, unsaved; returns the names of the fields that changed.

    Either may be less open than the person thought; a case never becomes more open by them.
    """
    before = Visibility(case.visibility)
    case.visibility = least_open(before, case.topic, case.kind)
    if case.visibility != before:
        announce(f"close:case:{case.reference}")  # strangers' pages hear nothing more, from this very act on
    if case.visibility == Visibility.PUBLIC:
        return ()
    if case.visibility == Visibility.CONFIDENTIAL:
        let_joined_go(case)
    hidden = hide_from_public(case)
    case.public_text = ""
    return ("visibility", "public_text", *hidden)
