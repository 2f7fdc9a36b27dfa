"""What happens to a theme that has to be answered: another agency is named, it gets more time once, it is answered."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.history import record
from consultations.holding import check_own
from consultations.models import ConsultationEvent, agencies_of
from consultations.results.duty_letters import tell_of_duty
from consultations.results.making import check_answers
from consultations.results.models import Duty, DutyOutcome, Telling
from consultations.results.rules import rule_of
from consultations.results.settling import ask_to_tell, lock_duty, lock_open, settle
from directory.calendar import add_working_days
from directory.models import Agency, User

Kind = ConsultationEvent.Kind
REASON_MAX_LETTERS = 1000
ANSWER_MAX_LETTERS = 4000


@transaction.atomic
def hand_duty(duty: Duty, *, agency: Agency, reason: str, by: User) -> Duty:
    """Name another agency, which has the full time from now on; the one that has it already changes nothing.

    Raises ValidationError: not_your_agency, answered_already, nobody_answers_there, note_missing, note_too_long.
    """
    check_own(duty.consultation, by)
    note = check_note(reason, most=REASON_MAX_LETTERS)
    consultation, duty = lock_open(duty)
    if duty.agency_id == agency.pk:
        return duty
    check_answers(agency)
    before = duty.agency
    duty.agency, duty.level = agency, 0
    duty.due_at = duty.next_step_at = add_working_days(timezone.now(), rule_of(consultation.kind).answer_days)
    duty.save(update_fields=["agency", "level", "due_at", "next_step_at"])
    facts = {"duty": duty.n, "from": before.code, "agency": agency.code}
    record(consultation, Kind.DUTY_HANDED, by=by, note=note, facts=facts)
    tell_of_duty(duty)
    return duty


@transaction.atomic
def extend_duty(duty: Duty, *, reason: str, by: User) -> Duty:
    """Take more time, once and before it is late, saying why; the same once more is done already.

    Raises ValidationError: not_your_agency, answered_already, extended_already, late_already, note_missing, note_too_long.
    """
    note = check_note(reason, most=REASON_MAX_LETTERS)
    consultation, duty = lock_open(duty)
    _check_answers_for(duty, by)
    if duty.extended_at and duty.why_extended == note:
        return duty
    if duty.extended_at:
        raise ValidationError(_("More time was taken once already. It is given once only."), code="extended_already")
    if duty.is_late:
        raise ValidationError(_("It is late already. Answer it: more time is taken before."), code="late_already")
    before = duty.due_at
    duty.extended_at, duty.why_extended = timezone.now(), note
    duty.due_at = duty.next_step_at = add_working_days(before, rule_of(consultation.kind).extension_days)
    duty.save(update_fields=["extended_at", "why_extended", "due_at", "next_step_at"])
    facts = {"duty": duty.n, "from": before.isoformat(), "until": duty.due_at.isoformat()}
    record(consultation, Kind.DUTY_EXTENDED, by=by, note=note, facts=facts)
    return duty


@transaction.atomic
def answer_duty(duty: Duty, *, outcome: str, reason_th: str, reason_en: str = "", by: User) -> Duty:
    """Say for good what changes because of a theme, and why; everybody in it is told. The same once more is done already.

    Raises ValidationError: not_your_agency, answered_already, outcome_missing, note_missing, note_too_long.
    """
    reason_th = check_note(reason_th, most=ANSWER_MAX_LETTERS)
    reason_en = check_note(reason_en, needed=False, most=ANSWER_MAX_LETTERS)
    if outcome not in DutyOutcome.values:
        raise ValidationError(_("Choose what changes."), code="outcome_missing")
    consultation, duty = lock_duty(duty)
    _check_answers_for(duty, by)
    if duty.is_answered:
        if (duty.outcome, duty.reason_th, duty.reason_en) == (outcome, reason_th, reason_en):
            return duty
        raise ValidationError(_("This theme is answered already, and the answer stays."), code="answered_already")
    duty.outcome, duty.reason_th, duty.reason_en = outcome, reason_th, reason_en
    duty.answered_at, duty.answered_by, duty.next_step_at = timezone.now(), by, None
    duty.save(update_fields=["outcome", "reason_th", "reason_en", "answered_at", "answered_by", "next_step_at"])
    record(consultation, Kind.DUTY_ANSWERED, by=by, facts={"duty": duty.n, "outcome": outcome})
    ask_to_tell(consultation, Telling.Kind.ANSWERED, f"duty:{consultation.slug}:{duty.n}", duty=duty)
    settle(consultation)
    return duty


def _check_answers_for(duty: Duty, by: User) -> None:
    if duty.agency_id not in agencies_of(by):
        raise ValidationError(_("Another agency has to answer this theme now."), code="not_your_agency")
