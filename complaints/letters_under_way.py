"""What a letter to an agency elsewhere that is under way means for the other acts on its case (complaints.referring).

Not acts themselves: nothing here ends a transaction's work, and only acts call it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Assignment, Case, Referral
from complaints.referral_tables import UNDER_WAY
from complaints.workflow import ENDS, GIVEN_AWAY, AssignmentState, TransitionNotAllowed
from directory.statements import Lookup, Prepared

_letters = Prepared(
    "SELECT r.state, p.state FROM complaints_referral r JOIN complaints_assignment p ON p.id = r.part_id"
    " WHERE r.case_id = %s"
)
_written = Lookup(Referral, f"part_id = ANY(%s) AND state = '{Referral.State.WRITTEN}'")


def refuse_while_referred(case: Case) -> None:
    """Raises TransitionNotAllowed (referral_under_way) while a letter is written or out: its answer would reach nobody."""
    if any(
        state == Referral.State.WRITTEN or (state in UNDER_WAY and of_part == AssignmentState.EXTERNAL)
        for state, of_part in _letters.rows([case.pk])
    ):
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


def own_date(part: Assignment, name: str) -> datetime | None:
    """The date of the part's own step. name: of the field. While a letter is out, that field has the date of its answer:
    the own one stands with the letter, as it was when it was sent, and the wait is added once it is over."""
    out = _letter_out(part)
    date: datetime | None = out.part_due_at if out else getattr(part, name)
    return date


def move_own_date(part: Assignment, name: str, until: datetime) -> None:
    """Store another date of the own step there."""
    if out := _letter_out(part):
        out.part_due_at = until
        out.save(update_fields=["part_due_at"])
    else:
        setattr(part, name, until)
        part.save(update_fields=[name])


def _letter_out(part: Assignment) -> Referral | None:
    return part.referrals.under_way().first() if part.state == AssignmentState.EXTERNAL else None
