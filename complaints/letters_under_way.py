"""What a letter to an agency elsewhere that is under way means for the other acts on its case (complaints.referring).

Not acts themselves: nothing here ends a transaction's work, and only acts call it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Assignment, Case, Referral
from complaints.referral_tables import UNDER_WAY
from complaints.service_levels import calendar_of
from complaints.workflow import ENDS, GIVEN_AWAY, AssignmentState, TransitionNotAllowed, check_transition
from directory.statements import Lookup, Prepared

_under_way = Prepared(
    "SELECT 1 FROM complaints_referral r JOIN complaints_assignment p ON p.id = r.part_id"
    " WHERE r.case_id = %s AND r.state = ANY(%s) AND p.state <> ALL(%s) LIMIT 1"
)
_written = Lookup(Referral, f"part_id = ANY(%s) AND state = '{Referral.State.WRITTEN}'")


def refuse_while_referred(case: Case) -> None:
    """Raises TransitionNotAllowed (referral_under_way) while a letter is written or out: its answer would reach nobody."""
    if _under_way.rows([case.pk, list(UNDER_WAY), sorted(GIVEN_AWAY)]):
        raise TransitionNotAllowed(
            _("A letter to another agency is under way in this case. Take it back, or note its answer, then go on."),
            code="referral_under_way",
        )


def take_back(referral: Referral) -> None:
    """Of a locked case: this letter goes out no more. One that has its number keeps it, no other is made."""
    referral.state, referral.ended_at = Referral.State.TAKEN_BACK, timezone.now()
    referral.save()
    referral.letters.filter(n__isnull=True).delete()


def end_overtaken_letters(case: Case, parts: Iterable[Assignment]) -> None:
    """What is written and not sent, in a case that has ended or at an agency that has it no more, is taken back.

    parts: as in complaints.approval_tries.end_overtaken.
    """
    leads = [part for part in parts if part.part == Assignment.Part.LEAD]
    gone = [part.pk for part in leads if case.state in ENDS or part.state in GIVEN_AWAY]
    for referral in _written(gone) if gone else ():
        take_back(referral)


def await_answer(part: Assignment, letter: Referral | None = None) -> None:
    """Of a locked part that is at work although its letter is out: it waits for the answer again, and its own date stands
    with the letter. So an answer that still comes is noted, and nothing is written beside it.

    letter: that one, where the caller has it at hand. Raises TransitionNotAllowed (transition_not_allowed).
    """
    out = letter or part.referrals.out().first()
    if out is None or part.state == AssignmentState.EXTERNAL:
        return
    check_transition(part.state, AssignmentState.EXTERNAL)
    own, part.state = part.due_at, AssignmentState.EXTERNAL
    part.due_at, out.part_due_at = out.answer_by, own and _before_the_wait(own, out, part)
    out.save(update_fields=["part_due_at"])
    part.save(update_fields=["state", "due_at"])


def own_date(part: Assignment, name: str) -> datetime | None:
    """The date of the part's own step. name: of the field. While a letter is out, that field has the date of its answer:
    the own one stands with the letter, as it was when it was sent, and the wait is added once it is over."""
    out = _letter_out(part)
    date: datetime | None = out.part_due_at if out else getattr(part, name)
    return date


def before_the_wait(part: Assignment, moment: datetime) -> datetime:
    """A moment to come as it stands in the own date: earlier by the working time for which a letter has been out so far."""
    out = _letter_out(part)
    return _before_the_wait(moment, out, part) if out else moment


def move_own_date(part: Assignment, name: str, until: datetime) -> None:
    """Store another date of the own step there. until: as `before_the_wait` has it."""
    if out := _letter_out(part):
        out.part_due_at = until
        out.save(update_fields=["part_due_at"])
    else:
        setattr(part, name, until)
        part.save(update_fields=[name])


def _before_the_wait(moment: datetime, out: Referral, part: Assignment) -> datetime:
    assert out.sent_at  # noqa: S101 - it is out
    now, calendar = timezone.now(), calendar_of(part.agency_id)
    if calendar.working_time_between(out.sent_at, now) <= timedelta():
        return moment
    if moment <= now:  # late it stays
        return out.sent_at - (now - moment)
    return calendar.add_working_time(out.sent_at, calendar.working_time_between(now, moment))


def _letter_out(part: Assignment) -> Referral | None:
    return part.referrals.under_way().first() if part.state == AssignmentState.EXTERNAL else None
