"""Who administers the installation, and that somebody always does.

Whatever ends somebody's administration asks `refuse_ending` first: a page of /admin/, a role that ends, an agency that
closes.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from directory.models import Agency, Membership, Role, User

_LOCK = "directory.administrators"
NO_MORE = _("You are no longer an administrator. Nothing was changed.")


def administer_today() -> QuerySet[User]:
    """As the door of /admin/ has it (directory.admin_site)."""
    return _who_administer(Membership.objects.current().filter(role=Role.ADMINISTRATOR))


def refuse_ending(of: User | Membership | Agency, *, by: User) -> None:
    """Refuse what would end one's own administration, or leave nobody to administer. Inside a transaction: until it ends,
    nobody else's administration ends, so that two who end each other at once are not both out.

    of: the person who is shut out, the role that ends, or the agency that closes. Whose role has a last day, or whose
    agency has, does not count as somebody who is left.

    Raises ValidationError: administers_no_more, own_administration, last_administrator.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
    if not administer_today().filter(pk=by.pk).exists():
        raise ValidationError(NO_MORE, code="administers_no_more")
    left = _left_without(of)
    if _is_own(of, by) and not left.filter(pk=by.pk).exists():
        raise ValidationError(
            _("You cannot end your own administration. Another administrator does that."), code="own_administration"
        )
    if not left.exists():
        raise ValidationError(
            _("Nobody would be left to administer. Make somebody else an administrator first, without a last day."),
            code="last_administrator",
        )


def _left_without(of: User | Membership | Agency) -> QuerySet[User]:
    lasting = Membership.objects.current().filter(
        role=Role.ADMINISTRATOR, ends_on__isnull=True, agency__closes_on__isnull=True
    )
    if isinstance(of, Membership):
        return _who_administer(lasting.exclude(pk=of.pk))
    if isinstance(of, Agency):
        return _who_administer(lasting.exclude(agency=of))
    return _who_administer(lasting).exclude(pk=of.pk)


def _is_own(of: User | Membership | Agency, by: User) -> bool:
    if isinstance(of, User):
        return of == by
    if isinstance(of, Membership):
        return of.user_id == by.pk
    return Membership.objects.current().filter(user=by, agency=of, role=Role.ADMINISTRATOR).exists()


def _who_administer(roles: QuerySet[Membership]) -> QuerySet[User]:
    return User.objects.filter(Q(is_superuser=True) | Q(pk__in=roles.values("user")), is_active=True, is_staff=True)
