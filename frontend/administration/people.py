"""People and their roles as a register: who is new is invited by mail, who moves takes no case along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.appointing import appoint_administrator
from complaints.inviting import invite
from complaints.moving_people import change_last_day, change_unit, move_to_agency
from directory.models import Agency, Membership, Role, StaffInvitation, Unit, User


def current() -> QuerySet[Membership]:
    """The roles that are held today or will be."""
    today = timezone.localdate()
    rows = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), user__is_active=True)
    return rows.annotate(who=Coalesce("user__email", "user__phone"))


def on_their_way() -> Iterator[Mapping[str, str]]:
    """The cells of those who are invited and have not come yet."""
    for email, agency, unit, role in StaffInvitation.objects.open().values_list(
        "email", "agency__code", "unit__name_th", "role"
    ):
        yield {"user": email, "agency": agency, "unit": unit or "", "role": role, "starts_on": "", "ends_on": ""}


def write(row: Membership | None, cells: Mapping[str, str], ids: Mapping[str, Any], changed: set[str], by: User) -> Any:
    """Invite somebody, make a colleague an administrator, or change what they hold. ids: of agency and unit. Raises ValidationError: those of the acts."""
    agency = Agency.objects.get(pk=ids["agency"])
    unit = Unit.objects.get(pk=ids["unit"]) if ids.get("unit") else None
    last_day = date.fromisoformat(cells["ends_on"]) if cells.get("ends_on") else None
    if row is None:
        try:
            validate_email(cells["user"])
        except ValidationError as error:
            raise ValidationError({"user": error}) from error
        if last_day:
            told = _("An invitation has no last day. Give it once they have come.")
            raise ValidationError({"ends_on": ValidationError(told, code="no_last_day_yet")})
        if cells["role"] == Role.ADMINISTRATOR:
            return appoint_administrator(cells["user"], agency, unit=unit, by=by)
        try:
            return invite(cells["user"], agency, role=cells["role"], unit=unit, by=by)
        except ValidationError as error:
            if error.code != "approver_without_casework":
                raise
            raise ValidationError({"role": error}) from error
    if "agency" in changed:
        row = move_to_agency(row, agency, unit=unit, by=by)
    elif "unit" in changed:
        row = change_unit(row, unit, by=by)
    if "ends_on" in changed:
        row = change_last_day(row, last_day, by=by)
    return row
