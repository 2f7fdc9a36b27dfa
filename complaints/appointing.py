"""Making somebody an administrator: a colleague whom the installation knows already, never whoever reads a mailbox."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.administrator_letters import tell_of_new_administrator
from directory.administrators import NO_MORE, administer_today
from directory.models import Agency, Membership, Role, Unit, User
from notifications.live import announce


@transaction.atomic
def appoint_administrator(email: str, agency: Agency, *, unit: Unit | None = None, by: User) -> Membership:
    """Let a colleague administer from today on; all administrators are told by mail.

    Raises ValidationError: administers_no_more, no_such_colleague, agency_is_closed, not_its_unit, administers_already.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if not administer_today().filter(pk=by.pk).exists():
        raise ValidationError(NO_MORE, code="administers_no_more")
    user = User.objects.filter(email=email.lower(), is_active=True, email_confirmed_at__isnull=False).first()
    if user is None or not Membership.objects.current().filter(user=user).exists():
        raise ValidationError({"user": ValidationError(NOT_INVITED, code="no_such_colleague")})
    if not agency.is_active_on(timezone.localdate()):
        told = _("This agency is closed. Choose another one.")
        raise ValidationError({"agency": ValidationError(told, code="agency_is_closed")})
    if unit and unit.agency_id != agency.pk:
        raise ValidationError(
            {"unit": ValidationError(_("This unit does not belong to that agency."), code="not_its_unit")}
        )
    if administer_today().filter(pk=user.pk).exists():
        raise ValidationError(
            {"user": ValidationError(_("They are an administrator already."), code="administers_already")}
        )
    membership, _is_new = Membership.objects.update_or_create(
        user=user,
        agency=agency,
        unit=unit,
        role=Role.ADMINISTRATOR,
        starts_on=timezone.localdate(),
        defaults={"ends_on": None},
    )
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    user.forget_roles()
    announce(f"close:person:{user.pk}")
    tell_of_new_administrator(membership, by=by)
    return membership


NOT_INVITED = _(
    "Only who works at an agency already becomes an administrator. Invite them in another role first; once they have"
    " come, give them this one."
)
