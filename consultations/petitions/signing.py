"""Signing a petition, and taking a signature back. Whether it came in time is decided inside the statement that keeps it,
by the database's clock."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from consultations.participation.taking_part import has_confirmed_contact
from consultations.petitions.models import Petition, Signature
from consultations.petitions.writing import not_confirmed
from directory.models import User
from directory.statements import Prepared
from directory.thai_dates import show_date, show_time

# clock_timestamp, not now(): an act that began before the closing and comes to this line after it is too late.
_OPEN_NOW = """petition.id = %(petition)s AND petition.published_at IS NOT NULL AND petition.refused_at IS NULL
    AND petition.answered_at IS NULL AND petition.closed_at IS NULL AND clock_timestamp() < petition.closes_at
    FOR KEY SHARE OF petition"""
"""Its key is locked: whoever closes it waits for those who sign now, and they look again at what was closed meanwhile."""

_SIGN = Prepared(f"""
    INSERT INTO petitions_signature (petition_id, user_id, shows_name, signed_at)
    SELECT petition.id, %(user)s::bigint, %(shows_name)s::boolean, clock_timestamp()
    FROM petitions_petition petition WHERE {_OPEN_NOW}
    ON CONFLICT (petition_id, user_id) DO UPDATE SET shows_name = excluded.shows_name
    RETURNING 1
""")  # noqa: S608 - of our own words

_WITHDRAW = Prepared(f"""
    WITH open_one AS (SELECT petition.id FROM petitions_petition petition WHERE {_OPEN_NOW})
    DELETE FROM petitions_signature signature USING open_one
    WHERE signature.petition_id = open_one.id AND signature.user_id = %(user)s
    RETURNING 1
""")  # noqa: S608 - of our own words


@transaction.atomic
def sign_petition(petition: Petition, *, shows_name: bool = False, by: User) -> None:
    """One person, one signature; again only changes whether the name is shown.

    Raises ValidationError: contact_not_confirmed, signing_closed, not_open_for_signatures.
    """
    if not has_confirmed_contact(by):
        raise not_confirmed()
    values = {"petition": petition.pk, "user": by.pk, "shows_name": shows_name}
    with connection.cursor() as cursor:
        _SIGN.run(cursor, values)
        if cursor.fetchone():
            return
    raise _why_not(petition)


@transaction.atomic
def withdraw_signature(petition: Petition, *, by: User) -> None:
    """Raises ValidationError: not_signed, signing_closed, not_open_for_signatures."""
    if take_back_if_open(petition.pk, by):
        return
    if not Signature.objects.filter(petition=petition, user=by).exists():
        raise ValidationError(_("You have not signed this petition."), code="not_signed")
    raise _why_not(petition)


def take_back_if_open(petition_id: int, by: User) -> bool:
    """Whether there was a signature to take back, and it still could be."""
    with connection.cursor() as cursor:
        _WITHDRAW.run(cursor, {"petition": petition_id, "user": by.pk})
        return cursor.fetchone() is not None


def signature_of(petition: Petition, user: object) -> Signature | None:
    return Signature.objects.filter(petition=petition, user=user).first() if isinstance(user, User) else None


def names_shown(petition: Petition, most: int) -> list[str]:
    """Of those who chose to show it, the newest first."""
    shown = Signature.objects.filter(petition=petition, shows_name=True, user__is_active=True)
    return [name for name in shown.order_by("-id").values_list("user__full_name", flat=True)[:most] if name]


def _why_not(petition: Petition) -> ValidationError:
    now = Petition.objects.get(pk=petition.pk)
    if (
        now.published_at is None
        or now.refused_at is not None
        or now.closes_at is None
        or now.answered_at is not None
        or now.joined_at
    ):
        return ValidationError(_("This petition takes no signatures now."), code="not_open_for_signatures")
    when = {"day": show_date(now.closes_at), "time": show_time(now.closes_at)}
    return ValidationError(
        _("Signatures were taken until %(time)s on %(day)s. Nothing was changed."), code="signing_closed", params=when
    )
