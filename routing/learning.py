"""Acts about which topic model decides: each one row with author, date and reason, heard by the workers in seconds."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from directory.models import User
from records.locks import wait_to_be_alone
from routing.alarms import Kind, end_alarm
from routing.comparing import compare
from routing.models import ModelChange, ModelVersion, RoutingDecision
from routing.registry import What, deciding_version, shadow_change, version_before


def may_change_models(user: User) -> bool:
    return user.is_staff and user.has_perm("routing.add_modelchange")


@transaction.atomic
def start_shadow(version: ModelVersion, *, by: User | None, reason: str = "") -> ModelChange:
    """Ask this model beside the one that decides, about every case from now on; one that was asked before is no longer.

    by: None from the command line. Raises PermissionDenied, and ValidationError with code decides_already.
    """
    _enter(by)
    if version == deciding_version():
        raise ValidationError(_("This model decides already. Nothing was changed"), code="decides_already")
    newest = RoutingDecision.objects.aggregate(newest=Max("id"))["newest"] or 0
    return _changed(What.SHADOW, version, by, reason, after_decision=newest)


@transaction.atomic
def end_shadow(*, by: User | None, reason: str = "") -> ModelChange:
    """No longer ask the model beside. Raises PermissionDenied, and ValidationError with code not_in_shadow."""
    _enter(by)
    change = shadow_change()
    if change is None:
        raise ValidationError(_("No model is asked beside any more. Nothing was changed"), code="not_in_shadow")
    return _changed(What.SHADOW_ENDED, change.version, by, reason)


@transaction.atomic
def promote(version: ModelVersion, *, by: User, reason: str = "") -> ModelChange:
    """Let the model that is asked beside decide from now on, where the same later cases bear out that it is better.

    Raises PermissionDenied, and ValidationError: not_in_shadow, not_borne_out.
    """
    _enter(by)
    change = shadow_change()
    if change is None or change.version != version:
        raise ValidationError(_("This model is not asked beside any more. Nothing was changed"), code="not_in_shadow")
    compared = compare(change)
    if not compared.is_better:
        raise ValidationError(
            _("The cases since do not bear out that this model is better. Nothing was changed"), code="not_borne_out"
        )
    grounds = _("Right in %(new)s of %(of)s cases, the one before in %(old)s") % {
        "new": compared.agency.new_right,
        "old": compared.agency.old_right,
        "of": compared.agency.of,
    }
    return _changed(What.PROMOTED, version, by, f"{grounds}. {reason}".strip(". "))


@transaction.atomic
def roll_back(*, by: User, reason: str) -> ModelChange:
    """Let the model before this one decide again. Raises PermissionDenied, ValidationError: reason_missing, nothing_before."""
    _enter(by)
    if not reason.strip():
        raise ValidationError(_("Say why, so that the next one knows"), code="reason_missing")
    if deciding_version() is None:
        raise ValidationError(_("The model that ships decides; there is none before it"), code="nothing_before")
    return _changed(What.ROLLED_BACK, version_before(), by, reason)


def _enter(by: User | None) -> None:
    """One act at a time: what it found out must still be so when it is written."""
    if by is not None and not may_change_models(by):
        raise PermissionDenied
    wait_to_be_alone("which topic model decides")


def _changed(
    what: What, version: ModelVersion | None, by: User | None, reason: str, *, after_decision: int = 0
) -> ModelChange:
    end_alarm(Kind.CHALLENGER_REFUSED)
    return ModelChange.objects.create(
        what=what, version=version, by=by, reason=reason.strip()[:300], after_decision=after_decision
    )
