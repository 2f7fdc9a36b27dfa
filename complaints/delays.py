"""A late case asks its officer why: one reason for each date that passed, counted, and told where the officer allows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note, has_just_said, lock_part
from complaints.models import Assignment, CaseEvent, Delay, DelayReason, LateClock
from complaints.notices import notify_complainants, words_for_joined
from complaints.timeline import record, settle
from complaints.workflow import CLOSED_BY_ITS_ANSWER, TransitionNotAllowed
from directory.models import User
from directory.reference_files import read_csv
from directory.reference_tables import add_missing

OTHER = "other"
"""The reason that says nothing by itself."""
COUNTED_FOR = timedelta(days=90)
_TABLE = Path(__file__).parent / "reference" / "delay_reasons.csv"


class Lateness(NamedTuple):
    """The most pressing promise that a part has not kept."""

    clock: LateClock
    was_due: datetime


def lateness_of(assignment: Assignment, at: datetime | None = None) -> Lateness | None:
    """What of a part is late now: the work before the news about it. Nobody is late with praise."""
    now = at or timezone.now()
    if assignment.case.is_ended or assignment.case.kind in CLOSED_BY_ITS_ANSWER:
        return None
    if assignment.is_overdue(now):
        if assignment.due_at is None and assignment.accept_by is not None:
            return Lateness(LateClock.ACCEPT, assignment.accept_by)
        return Lateness(LateClock.RESOLVE, assignment.due_at) if assignment.due_at else None
    if assignment.owes_news(now) and assignment.update_by:
        return Lateness(LateClock.UPDATE, assignment.update_by)
    return None


def unexplained(assignment: Assignment) -> Lateness | None:
    """What of a part is late and of which nobody has said why."""
    late = lateness_of(assignment)
    if late is None or assignment.delays.filter(clock=late.clock, was_due=late.was_due).exists():
        return None
    return late


@transaction.atomic
def explain_delay(assignment: Assignment, reason: DelayReason, *, text: str, is_told: bool, by: User) -> Assignment:
    """Say why a part is late. The same at once is said once; another reason for the same date is refused.

    text: the officer's own words, needed where the reason says nothing by itself. is_told: whether the complainant reads
    reason and words; else this agency alone does.
    Raises TransitionNotAllowed: nothing_is_late, delay_explained, case_has_ended; ValidationError: note_missing.
    """
    case, assignment = lock_part(assignment, reads_news=False)
    note = check_note(text, needed=reason.code == OTHER)
    if has_just_said(case, CaseEvent.Kind.DELAY, note, by=by, assignment=assignment, reason=reason.code):
        return assignment
    late = lateness_of(assignment)
    if late is None:
        raise TransitionNotAllowed(_("Nothing of this case is late now."), code="nothing_is_late")
    _delay, is_new = Delay.objects.get_or_create(
        assignment=assignment,
        clock=late.clock,
        was_due=late.was_due,
        defaults={"agency_id": assignment.agency_id, "reason": reason, "is_told": is_told, "by": by},
    )
    if not is_new:
        raise TransitionNotAllowed(_("Somebody has given the reason already."), code="delay_explained")
    seen = CaseEvent.Seen.COMPLAINANT if is_told else CaseEvent.Seen.INTERNAL
    why = {"th": reason.told_th, "en": reason.told_en} if is_told else {"th": reason.name_th, "en": reason.name_en}
    for_joined = words_for_joined(case, assignment) if is_told else {}
    facts = {"reason": reason.code, "clock": late.clock.value, **why, **for_joined}
    record(
        case,
        CaseEvent.Kind.DELAY,
        by=by,
        assignment=assignment,
        note=note,
        seen_by=seen,
        note_seen_by=seen,
        facts=facts,
    )
    if is_told:
        notify_complainants(case, CaseEvent.Kind.DELAY, agency=assignment.agency, facts=facts)
    settle(case)
    return assignment


def reasons_counted(agency_ids: list[int]) -> list[tuple[str, int]]:
    """Why cases of these agencies were late in the last 90 days: reasons with how often each was given, most first."""
    since = timezone.now() - COUNTED_FOR
    counted = Delay.objects.filter(agency__in=agency_ids, at__gte=since).values("reason").annotate(n=Count("pk"))
    numbers = {row["reason"]: row["n"] for row in counted}
    named = DelayReason.objects.in_bulk(list(numbers))
    return sorted(((named[pk].name, n) for pk, n in numbers.items()), key=lambda each: (-each[1], each[0]))


def reason_with(code: str) -> DelayReason:
    """The reason in use with this code. Raises ValidationError (reason_unknown)."""
    found = DelayReason.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise ValidationError(_("Choose a reason from the list."), code="reason_unknown")
    return found


def load_delay_reasons() -> int:
    """Add the missing reasons of reference/delay_reasons.csv; staff's own changes stay. Returns how many are new."""
    return add_missing([DelayReason(**row, position=10 * place) for place, row in enumerate(read_csv(_TABLE), start=1)])
