"""Referring a case by letter to an agency that does not work here. One function an act, one line on the timeline.

The agency that writes keeps the case: until the letter is sent its own clock runs, then that of the answer, with a
reminder, and whatever comes or does not come, the case is in its hands again. What the other agency answered becomes a
proposal of closing like any other (complaints.handling.propose_closing).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import (
    attach,
    check_note,
    lock_part,
    lock_part_of_lead,
    refuse_before_accepting,
    refuse_while_awaiting,
    step,
)
from complaints.awaiting_approval import refuse_while_unapproved
from complaints.kind_tables import ServiceLevel
from complaints.letters import owe_referral_letter
from complaints.letters_under_way import await_answer, take_back
from complaints.models import Assignment, Case, CaseEvent, Referral
from complaints.notices import notify_complainants
from complaints.referral_letters import mail_to_agency, tell_those_who_watch
from complaints.referral_rules import (
    check_agency,
    check_identity,
    check_loop,
    check_number,
    refuse_praise,
    refuse_to_write,
)
from complaints.referral_words import tells_in_confidence
from complaints.referrals import may_have_letter
from complaints.service_levels import calendar_of, days_of, due
from complaints.timeline import record, settle
from complaints.updates import promise_news
from complaints.workflow import IN_HAND, AssignmentState, TransitionNotAllowed, check_transition
from directory.models import Agency, User
from records.models import Upload

Kind, Seen, State, Identity, How = CaseEvent.Kind, CaseEvent.Seen, Referral.State, Referral.Identity, Referral.How
Step = ServiceLevel.Step
MOST_REMINDERS = 2


# -- before it goes out -------------------------------------------------------------------------------------------


@transaction.atomic
def refer_by_letter(
    part: Assignment,
    agency: Agency | None,
    *,
    asks: str,
    by: User,
    identity: Referral.Identity = Identity.NONE,
    identity_why: str = "",
    what_is_new: str = "",
) -> Referral:
    """Write a letter that asks an agency elsewhere to deal with the case; it is sent by `send_referral`.

    asks: what is asked of it. identity_why: how who filed agreed, or which law demands it. what_is_new: asked for where that
    agency was written to before in this case. Raises ValidationError: another_agency_missing, agency_works_here,
    no_address_for_letters, note_missing, identity_needs_a_reason, identity_in_confidence,
    identity_unknown, agency_was_asked_before;
    TransitionNotAllowed: another_agency_leads, not_accepted_yet, question_is_open, closing_is_proposed, is_praise,
    approval_is_open, referral_under_way, referred_too_often, no_letterhead, transition_not_allowed.
    """
    case, part = lock_part_of_lead(part)
    refuse_before_accepting(part)
    refuse_while_awaiting(case)
    refuse_while_unapproved(part)
    refuse_to_write(case, part)
    check_transition(part.state, AssignmentState.EXTERNAL)
    agency = check_agency(agency)
    note = check_note(asks)
    why = check_identity(case, identity, identity_why)
    if news := check_loop(case, agency, what_is_new):
        note = f"{note}\n\n{news}"
    now = timezone.now()
    referral = Referral.objects.create(
        case=case,
        part=part,
        agency=agency,
        asks=note,
        identity=identity,
        identity_why=why,
        answer_days=days_of(Step.REFERRAL, case, part.agency_id),
        written_at=now,
    )
    # Nothing has left the house yet: who filed hears of it when it does.
    event = record(
        case, Kind.REFERRED, by=by, assignment=part, note=note, seen_by=Seen.AGENCY, note_seen_by=Seen.AGENCY,
        facts=_to(referral), at=now,
    )  # fmt: skip
    owe_referral_letter(event, referral)
    settle(case)
    return referral


@transaction.atomic
def drop_referral(referral: Referral, *, by: User) -> Referral:
    """Take a letter back that was not sent. Its number stays given. Raises TransitionNotAllowed (referral_was_sent)."""
    case, part, referral = _lock(referral)
    if referral.state != State.WRITTEN:
        raise TransitionNotAllowed(_("This letter was sent or taken back already."), code="referral_was_sent")
    take_back(referral)
    record(case, Kind.REFERRAL_DROPPED, by=by, assignment=part, seen_by=Seen.AGENCY, facts=_to(referral))
    settle(case)
    return referral


@transaction.atomic
def send_referral(referral: Referral, *, how: Referral.How, register_number: str = "", by: User) -> Referral:
    """It goes out: from now on the clock of the answer runs, and who filed reads where their case is.

    register_number: in e-Saraban or of the parcel, where there is one already. By e-mail it is sent from here.
    Raises TransitionNotAllowed: referral_was_sent, letter_not_made_yet, letter_tells_in_confidence, question_is_open,
    closing_is_proposed, approval_is_open, is_praise, transition_not_allowed; ValidationError: agency_has_no_email,
    number_too_long.
    """
    case, part, referral = _lock(referral)
    refuse_while_awaiting(case)
    refuse_while_unapproved(part)
    refuse_praise(case)
    if referral.state != State.WRITTEN:
        raise TransitionNotAllowed(_("This letter was sent or taken back already."), code="referral_was_sent")
    letter = referral.letters.issued().filter(is_gone=False).first()
    if letter is None:
        raise TransitionNotAllowed(
            _("The letter is not made and signed yet. Try again soon."), code="letter_not_made_yet"
        )
    if tells_in_confidence(letter):
        raise TransitionNotAllowed(
            _("The case is in confidence now, and the letter tells who filed or what. Take it back, write it anew."),
            code="letter_tells_in_confidence",
        )
    address = check_agency(referral.agency).letter_address
    if how == How.EMAIL and not address.email:
        raise ValidationError(_("No e-mail of this agency is known. Send it another way."), code="agency_has_no_email")
    now = timezone.now()
    step(part, AssignmentState.EXTERNAL)
    referral.state, referral.how, referral.sent_at = State.SENT, how, now
    referral.register_number = check_number(register_number)
    referral.part_due_at = part.due_at
    _wait_until(referral, part, due(Step.REFERRAL, case, start=now, agency_id=part.agency_id))
    facts = _to(referral) | {"number": letter.number, "identity": str(referral.identity)} | _by(referral)
    record(case, Kind.REFERRAL_SENT, by=by, assignment=part, note=_who_goes_along(referral), facts=facts, at=now)
    notify_complainants(case, Kind.REFERRAL_SENT, agency=part.agency, facts=facts)
    if how == How.EMAIL:
        mail_to_agency(letter)
    settle(case)
    return referral


# -- while it is out ----------------------------------------------------------------------------------------------


@transaction.atomic
def receive_referral(referral: Referral, *, register_number: str = "", by: User | None) -> Referral:
    """The other agency has it. by: None where it said so itself, on the page of the letter. Twice is once.

    Raises TransitionNotAllowed (referral_is_not_out); ValidationError (number_too_long).
    """
    case, part, referral = _lock_out(referral)
    number = check_number(register_number)
    if referral.state == State.RECEIVED and number in {"", referral.register_number}:
        return referral
    referral.state, referral.register_number = State.RECEIVED, number or referral.register_number
    referral.save()
    facts = _to(referral) | ({"number": number} if number else {})
    record(case, Kind.REFERRAL_RECEIVED, by=by, assignment=part, facts=facts)
    settle(case)
    return referral


@transaction.atomic
def answer_referral(
    referral: Referral,
    *,
    answer: str,
    by: User | None,
    uploads: Iterable[Upload] = (),
    files_are_told: bool = False,
) -> Referral:
    """The other agency has answered; the case is in the hands of the one that wrote, to report it done or go on.

    answer: who filed reads it. files_are_told: whether they may open the files as well. by: None as for `receive_referral`.
    Raises TransitionNotAllowed (referral_is_not_out); ValidationError: note_missing, note_too_long.
    """
    case, part, referral = _lock_out(referral)
    note, now = check_note(answer), timezone.now()
    _end(referral, State.ANSWERED, at=now)
    _take_up_again(referral, part, case, at=now)
    facts = _to(referral) | ({} if files_are_told else {"files": str(Seen.AGENCY)})
    event = record(case, Kind.REFERRAL_ANSWERED, by=by, assignment=part, note=note, facts=facts, at=now)
    attach(event, uploads, at=now)
    notify_complainants(case, Kind.REFERRAL_ANSWERED, agency=part.agency, facts=facts)
    if by is None:
        tell_those_who_watch(part, Kind.REFERRAL_ANSWERED)
    settle(case)
    return referral


@transaction.atomic
def end_referral(referral: Referral, *, reason: str, by: User) -> Referral:
    """Go on without that answer: it came another way, or it leads nowhere. Who filed reads why.

    Raises TransitionNotAllowed (referral_is_not_out); ValidationError: note_missing, note_too_long.
    """
    case, part, referral = _lock_out(referral)
    return _go_on_without(referral, part, case, note=check_note(reason), by=by)


@transaction.atomic
def follow_up(referral: Referral) -> bool:
    """What the clock does when no answer came: a reminder, and after the last one the case comes back. False: nothing to do."""
    case, part, referral = _lock_out(referral)
    now = timezone.now()
    if referral.answer_by is None or referral.answer_by > now:
        return False
    if referral.reminders >= MOST_REMINDERS or not may_have_letter(referral.agency):
        _go_on_without(referral, part, case, note="", by=None)
        tell_those_who_watch(part, Kind.REFERRAL_ENDED)
        return True
    referral.reminders += 1
    _wait_until(referral, part, due(Step.REMINDED, case, start=now, agency_id=part.agency_id))
    facts = _to(referral) | _by(referral)
    event = record(case, Kind.REFERRAL_REMINDED, by=None, assignment=part, facts=facts, at=now)
    owe_referral_letter(event, referral)  # by e-mail it goes out as soon as it is signed
    if referral.how != How.EMAIL:
        tell_those_who_watch(part, Kind.REFERRAL_REMINDED)
    settle(case)
    return True


# -- shared by the acts -------------------------------------------------------------------------------------------


def _lock(referral: Referral) -> tuple[Case, Assignment, Referral]:
    case, part = lock_part(Assignment(pk=referral.part_id, case_id=referral.case_id))
    referral = Referral.objects.select_related("agency").get(pk=referral.pk)
    referral.case, referral.part = case, part
    return case, part, referral


def _lock_out(referral: Referral) -> tuple[Case, Assignment, Referral]:
    case, part, referral = _lock(referral)
    if not referral.is_out or part.state not in IN_HAND:
        raise TransitionNotAllowed(_("No answer to this letter is awaited now."), code="referral_is_not_out")
    await_answer(part, referral)
    return case, part, referral


def _who_goes_along(referral: Referral) -> str:
    """For who filed: why their name went along; "" where it did not."""
    return "" if referral.identity == Identity.NONE else referral.identity_why


def _to(referral: Referral) -> dict[str, str]:
    agency = referral.agency
    return {"to_th": agency.name_th, "to_en": agency.name_en or agency.name_th}


def _by(referral: Referral) -> dict[str, str]:
    assert referral.answer_by  # noqa: S101 - it is out
    return {"answer_by": timezone.localdate(referral.answer_by).isoformat()}


def _wait_until(referral: Referral, part: Assignment, until: datetime) -> None:
    """The date of the answer is that of the part, so that lists and pages show what it waits for."""
    referral.answer_by = part.due_at = until
    referral.save()
    part.save()


def _take_up_again(referral: Referral, part: Assignment, case: Case, *, at: datetime) -> None:
    """The own clock goes on, later by the working time that it stood still."""
    step(part, AssignmentState.WORKING)
    if referral.part_due_at and referral.sent_at:
        calendar = calendar_of(part.agency_id)
        waited = calendar.working_time_between(referral.sent_at, at)
        part.due_at = calendar.add_working_time(referral.part_due_at, waited)
    promise_news(part, case, at=at)
    part.save()


def _go_on_without(referral: Referral, part: Assignment, case: Case, *, note: str, by: User | None) -> Referral:
    now = timezone.now()
    _end(referral, State.ENDED, at=now)
    _take_up_again(referral, part, case, at=now)
    facts = _to(referral)
    record(case, Kind.REFERRAL_ENDED, by=by, assignment=part, note=note, facts=facts, at=now)
    notify_complainants(case, Kind.REFERRAL_ENDED, agency=part.agency, facts=facts)
    settle(case)
    return referral


def _end(referral: Referral, state: Referral.State, *, at: datetime | None = None) -> None:
    referral.state, referral.ended_at = state, at or timezone.now()
    referral.save()
