"""What the policy team's acts on the ways to take part have in common: whose consultation it is, and whether it still can change."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.history import lock
from consultations.models import Consultation, agencies_of
from consultations.workflow import OVER
from directory.models import User


def check_holds(consultation: Consultation, by: User) -> None:
    """For what the agency alone decides: signing, announcing, who else may read or edit. Raises ValidationError (not_your_agency)."""
    if consultation.agency_id not in agencies_of(by):
        raise _not_yours()


def may_edit(consultation: Consultation, user: User) -> bool:
    """Whether they may change what it says and asks now: `ConsultationQuerySet.edited_by` of one."""
    return Consultation.objects.edited_by(user).filter(pk=consultation.pk).exists()


def check_own(consultation: Consultation, by: User) -> None:
    """Raises ValidationError (not_your_agency) of somebody who may not edit it."""
    if not may_edit(consultation, by):
        raise _not_yours()


def _not_yours() -> ValidationError:
    return ValidationError(_("You do not hold consultations for this agency."), code="not_your_agency")


def lock_own(consultation: Consultation, by: User) -> Consultation:
    """The consultation as it is now, locked until the act ends. Raises ValidationError (not_your_agency)."""
    check_own(consultation, by)
    return lock(consultation)


def check_not_over(consultation: Consultation) -> None:
    """Raises ValidationError (consultation_is_over) of one that has closed or is withdrawn."""
    if consultation.state in OVER:
        raise ValidationError(
            _("This consultation is over: nothing of it can be changed."), code="consultation_is_over"
        )


def check_no_pilot(consultation: Consultation) -> None:
    """Raises ValidationError (is_a_pilot): what is tried is the draft as it stood, and nothing of the register hangs on it."""
    if consultation.is_pilot:
        raise ValidationError(
            _("This is a trial: its words stay. Change the draft and begin another one."), code="is_a_pilot"
        )


def check_not_announced(consultation: Consultation) -> None:
    """Raises ValidationError (announced_already, is_a_pilot): whoever prepares for it has read who may answer, and how."""
    check_no_pilot(consultation)
    if consultation.announced_at is not None:
        raise ValidationError(
            _("This consultation is announced: who may answer, and how, stays as everybody has read it."),
            code="announced_already",
        )
