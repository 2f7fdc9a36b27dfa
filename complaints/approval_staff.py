"""Who of an agency approves answers: those who lead it, and the officers that these named."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES, Viewer
from directory.models import Agency, Membership, Role, User
from notifications.live import announce


def leaders_at(agency: Agency) -> list[User]:
    """Those who lead it today, by name."""
    return _holders(agency, CONFIDENTIAL_ROLES)


def officers_at(agency: Agency) -> list[User]:
    """Its officers today who do not lead it, by name."""
    leading = {user.pk for user in leaders_at(agency)}
    return [user for user in _holders(agency, {Role.OFFICER}) if user.pk not in leading]


def named_at(agency: Agency) -> list[User]:
    """Officers who may approve because somebody named them, by name."""
    return _holders(agency, {Role.APPROVER})


def refuse_idle_approver(email: str, agency: Agency) -> None:
    """Raises ValidationError (approver_without_casework) for who does not work on cases of this agency: no answer could wait
    for them."""
    held = Membership.objects.current().filter(agency=agency, role__in=CASEWORK_ROLES)
    if not held.filter(user__email=email, user__is_active=True).exists():
        raise ValidationError(
            _("Only who works on cases of this agency can approve its answers. Make them an officer there first."),
            code="approver_without_casework",
        )


@transaction.atomic
def name_approvers(agency: Agency, people: Collection[User], *, by: User) -> None:
    """Let exactly these officers of the agency approve answers too, from today on.

    Raises ValidationError: not_yours_to_change, not_a_colleague.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)  # two who name at once come one after the other
    if agency.pk not in Viewer(by).agencies(CONFIDENTIAL_ROLES):
        raise ValidationError(_("Only who leads the agency names those who approve."), code="not_yours_to_change")
    officers = {user.pk for user in officers_at(agency)}
    if any(user.pk not in officers for user in people):
        raise ValidationError(_("This person does not work on cases of your agency."), code="not_a_colleague")
    today, wanted = timezone.localdate(), {user.pk for user in people}
    held = Membership.objects.current().filter(agency=agency, role=Role.APPROVER).select_related("user")
    for membership in held.exclude(user__in=wanted):
        _end(membership)
    there = set(held.values_list("user", flat=True))
    for user in people:
        if user.pk not in there:
            Membership.objects.create(user=user, agency=agency, role=Role.APPROVER, starts_on=today)
            _tell(user)


def _end(membership: Membership) -> None:
    """From now on no longer; what was named today only is taken out."""
    yesterday = timezone.localdate() - timedelta(days=1)
    if membership.starts_on > yesterday:
        membership.delete()
    else:
        membership.ends_on = yesterday
        membership.save(update_fields=["ends_on"])
    _tell(membership.user)


def _tell(user: User) -> None:
    """Their open pages ask once more who they are."""
    user.forget_roles()
    announce(f"close:person:{user.pk}")


def _holders(agency: Agency, roles: Collection[str]) -> list[User]:
    held = Membership.objects.current().filter(agency=agency, role__in=roles, user__is_active=True)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("full_name", "pk"))
