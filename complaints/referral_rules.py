"""What a letter to an agency elsewhere must be: to whom it goes, why a name goes along, and when none is written at all."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.models import Assignment, Case, Referral
from complaints.referrals import has_letterhead, is_known, is_told_in_confidence, may_have_letter
from complaints.workflow import CLOSED_BY_ITS_ANSWER, AssignmentState, TransitionNotAllowed
from directory.models import Agency

State, Identity = Referral.State, Referral.Identity
MOST_REFERRALS = 3
"""Of one case: then its own agency answers, or the triage desk finds another."""
NUMBER_MAX_LETTERS = 80
WHY_MAX_LETTERS = 300


def refuse_to_write(case: Case, part: Assignment) -> None:
    refuse_praise(case)
    if part.state == AssignmentState.EXTERNAL or part.referrals.under_way().exists():
        raise TransitionNotAllowed(_("A letter is under way in this case already."), code="referral_under_way")
    if case.referrals.exclude(state=State.TAKEN_BACK).count() >= MOST_REFERRALS:
        raise TransitionNotAllowed(
            _("Three letters have gone out in this case. Answer it, or send it back to the triage desk."),
            code="referred_too_often",
        )
    if not has_letterhead(part.agency_id):
        raise TransitionNotAllowed(
            _("Your agency has no letterhead yet. Who leads it fills it in first."), code="no_letterhead"
        )


def refuse_praise(case: Case) -> None:
    if case.kind in CLOSED_BY_ITS_ANSWER:
        raise TransitionNotAllowed(_("Praise is passed on and thanked for, and not referred."), code="is_praise")


def check_agency(agency: Agency | None) -> Agency:
    if agency is None:
        raise ValidationError(_("Say which agency the letter goes to."), code="another_agency_missing")
    if agency.takes_complaints_on(timezone.localdate()):
        raise ValidationError(
            _("This agency works here. Pass the case on to it, without a letter."), code="agency_works_here"
        )
    if not may_have_letter(agency):
        raise ValidationError(_("No address of this agency is known."), code="no_address_for_letters")
    return agency


def check_identity(case: Case, identity: Referral.Identity, why: str) -> str:
    if identity == Identity.NONE:
        return ""
    if is_told_in_confidence(case):
        raise ValidationError(
            _("Who filed stays unnamed, or told it in confidence. Name and contact never go along."),
            code="identity_in_confidence",
        )
    if not is_known(case):
        raise ValidationError(_("Neither name nor contact of who filed is known."), code="identity_unknown")
    why = check_note(why, needed=False, most=WHY_MAX_LETTERS)
    if not why:
        raise ValidationError(
            _("Say how they agreed, or which law demands it. They read it."), code="identity_needs_a_reason"
        )
    return why


def check_loop(case: Case, agency: Agency, what_is_new: str) -> str:
    news = check_note(what_is_new, needed=False)
    before = case.referrals.filter(agency=agency).exclude(state=State.TAKEN_BACK)
    if not news and before.exists():
        raise ValidationError(
            _("This agency was written to before in this case. Say what is new since, or choose another one."),
            code="agency_was_asked_before",
        )
    return news


def check_number(number: str) -> str:
    return " ".join(check_note(number, needed=False, most=NUMBER_MAX_LETTERS).split())
