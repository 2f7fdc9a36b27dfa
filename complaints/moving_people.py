"""What administrators change of anybody's role: its agency, its unit, its last day. Those who lead an agency: complaints.staffing.

No case goes along. What somebody still has in their name at an agency where they work on no case any more becomes
nobody's there (complaints.chores.free_of_leavers), so that every open case is with somebody who may work on it.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.approval_staff import refuse_idle_approver
from complaints.handing_over import DONE
from complaints.models import Assignment
from complaints.shutting_out import end_now, tell_of_roles
from complaints.staffing import refuse_impossible_last_day
from directory.administrators import refuse_ending
from directory.models import Agency, Membership, Role, Unit, User
from records.chores import wake


@transaction.atomic
def move_to_agency(membership: Membership, agency: Agency, *, unit: Unit | None = None, by: User) -> Membership:
    """From today on they hold the same role at another agency, and at this one no more; returns the new row.

    Raises ValidationError: own_role, agency_is_closed, not_its_unit, role_is_over, works_there_already,
    approver_without_casework (at the other agency); of an
    administrator, where the agency has a last day, also those of `refuse_ending`.
    """
    membership = _locked(membership, by)
    today = timezone.localdate()
    if not agency.is_active_on(today):
        raise ValidationError(
            {"agency": ValidationError(_("This agency is closed. Choose another one."), code="agency_is_closed")}
        )
    _check_unit(unit, agency)
    held = Membership.objects.current().filter(user=membership.user, agency=agency, role=membership.role)
    if held.exists():
        raise ValidationError(
            {"agency": ValidationError(_("They hold this role there already."), code="works_there_already")}
        )
    if membership.role == Role.APPROVER:
        try:
            refuse_idle_approver(membership.user.email or "", agency)
        except ValidationError as error:
            raise ValidationError({"agency": error}) from error
    if agency.closes_on:
        _refuse_ending(membership, by)
    end_now(membership)
    moved, _is_new = Membership.objects.update_or_create(
        user=membership.user,
        agency=agency,
        unit=unit,
        role=membership.role,
        starts_on=today,
        defaults={"ends_on": None},
    )
    _tell(membership.user)
    return moved


@transaction.atomic
def change_unit(membership: Membership, unit: Unit | None, *, by: User) -> Membership:
    """Let them work in another unit of the agency, or in none. Raises ValidationError: own_role, not_its_unit, role_is_over."""
    membership = _locked(membership, by)
    _check_unit(unit, membership.agency)
    membership.unit = unit
    membership.save(update_fields=["unit"])
    _tell(membership.user)
    return membership


@transaction.atomic
def change_last_day(membership: Membership, last_day: date | None, *, by: User) -> Membership:
    """Say which day is their last, or that none is.

    Raises ValidationError: own_role, role_is_over, last_day_is_past, last_day_before_the_first; of an administrator also
    those of `refuse_ending`.
    """
    membership = _locked(membership, by)
    if last_day:
        try:
            refuse_impossible_last_day(membership, last_day)
        except ValidationError as error:
            raise ValidationError({"ends_on": error}) from error
        _refuse_ending(membership, by)
    membership.ends_on = last_day
    membership.save(update_fields=["ends_on"])
    _tell(membership.user)
    return membership


@transaction.atomic
def shut_out(membership: Membership, *, by: User) -> None:
    """They hold it no more from now on, also where today is their first day.

    Raises ValidationError: own_role, role_is_over; of an administrator also those of `refuse_ending`.
    """
    membership = _locked(membership, by)
    _refuse_ending(membership, by)
    end_now(membership)


def open_cases_at(user: User, agency: Agency) -> int:
    """How many open cases are in this person's name there."""
    named = Assignment.objects.filter(agency=agency, officer=user, case_is_open=True)
    return named.exclude(state__in=DONE).count()


def _locked(membership: Membership, by: User) -> Membership:
    # The agency first, as complaints.staffing does: one change of its people after the other.
    agency = Agency.objects.select_for_update(no_key=True).get(pk=membership.agency_id)
    found = Membership.objects.select_related("user", "unit").get(pk=membership.pk)
    found.agency = agency
    if found.user == by:
        raise ValidationError(_("Your own role is changed by another administrator."), code="own_role")
    if found.ends_on and found.ends_on < timezone.localdate():
        raise ValidationError(_("This role has ended already."), code="role_is_over")
    return found


def _refuse_ending(membership: Membership, by: User) -> None:
    if membership.role == Role.ADMINISTRATOR:
        refuse_ending(membership, by=by)


def _check_unit(unit: Unit | None, agency: Agency) -> None:
    if unit and unit.agency_id != agency.pk:
        told = _("This unit does not belong to that agency.")
        raise ValidationError({"unit": ValidationError(told, code="not_its_unit")})


def _tell(user: User) -> None:
    """Their open pages ask once more who they are, and what they leave behind is seen to at once."""
    tell_of_roles(user)
    wake("free_of_leavers")
