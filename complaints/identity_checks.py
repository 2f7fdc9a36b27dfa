"""An account whose holder's identity a person has checked, at a counter where helpers work. One function an act.

The holder shows a code of their account; the helper types it, compares name and document, and says of which kind it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from complaints.assisting import helps_for
from complaints.references import ALPHABET, letters_of
from directory.installation import site_url
from directory.models import Agency, IdentityCheck, IdentityCode, User
from directory.thai_dates import show_date, show_time
from notifications.following import tell_people, tell_people_by_text
from records.access import log_look

GOOD_FOR = timedelta(minutes=10)
LISTED = timedelta(days=7)
MOST_LISTED = 50
WHY_MAX_LETTERS = 300


@transaction.atomic
def new_code(user: User, *, now: datetime | None = None) -> tuple[str, datetime]:
    """A code such as `7K3M-9QXT` and until when it is good; the one before is good no longer.

    Raises ValidationError: no_name, verified_already.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.identity_verified_at:
        raise _verified_already()
    if not locked.full_name.strip():
        raise ValidationError(_("Your account has no name yet. Write your first and last name first."), code="no_name")
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(8))
    until = (now or timezone.now()) + GOOD_FOR
    told = {"code_hash": _hash(letters), "expires_at": until}
    IdentityCode.objects.update_or_create(user=locked, defaults=told)
    return f"{letters[:4]}-{letters[4:]}", until


def holder_of(code: str, *, by: User, now: datetime | None = None) -> User:
    """Whose code it is. Raises ValidationError: wrong_code, whatever is wrong with it; own_account."""
    found = IdentityCode.objects.filter(code_hash=_hash(code), expires_at__gt=now or timezone.now())
    held = found.select_related("user").filter(user__is_active=True, user__identity_verified_at=None).first()
    if held is None:
        raise _wrong_code()
    if held.user_id == by.pk:
        raise ValidationError(_("This is your own account. Somebody else has to check it."), code="own_account")
    return held.user


@transaction.atomic
def verify(
    code: str, *, agency: Agency, document: IdentityCheck.Document, by: User, now: datetime | None = None
) -> IdentityCheck:
    """Raises ValidationError as `holder_of` does, and not_your_agency."""
    if agency not in helps_for(by):
        raise ValidationError(_("You do not work for this agency as a helper."), code="not_your_agency")
    holder = User.objects.select_for_update().get(pk=holder_of(code, by=by, now=now).pk)
    # The row of the code last of all: of two who confirm at once, one finds it gone.
    if not IdentityCode.objects.filter(user=holder, code_hash=_hash(code)).delete()[0] or not holder.is_active:
        raise _wrong_code()
    check = IdentityCheck.objects.create(user=holder, agency=agency, by=by, document=document, at=now or timezone.now())
    User.objects.filter(pk=holder.pk).update(identity_verified_at=check.at)
    _log(check, by, "Identity checked at a counter")
    _tell(check, "verified")
    return check


@transaction.atomic
def undo(check: IdentityCheck, *, by: User, why: str = "") -> bool:
    """By the holder, or with a reason by a helper of the same agency. Twice is once: False where it was undone before.

    Raises ValidationError: not_your_agency, reason_missing.
    """
    is_holder = check.user_id == by.pk
    if not is_holder and check.agency not in helps_for(by):
        raise ValidationError(_("Another agency checked this account."), code="not_your_agency")
    why = " ".join(why.split())[:WHY_MAX_LETTERS]
    if not is_holder and not why:
        raise ValidationError(_("Say why. The holder of the account reads it."), code="reason_missing")
    User.objects.select_for_update().get(pk=check.user_id)
    ended = {"ended_at": timezone.now(), "ended_by": by, "ended_why": why}
    if not IdentityCheck.objects.filter(pk=check.pk, ended_at=None).update(**ended):
        return False
    check.refresh_from_db()
    User.objects.filter(pk=check.user_id).update(identity_verified_at=None)
    if not is_holder:
        _log(check, by, "Check of identity undone")
    _tell(check, "undone")
    return True


def check_of(user: User) -> IdentityCheck | None:
    """The one that counts now."""
    return IdentityCheck.objects.filter(user=user, ended_at=None).select_related("agency").first()


def of_late(agencies: Sequence[Agency]) -> QuerySet[IdentityCheck]:
    """Those of some days, undone or not, which their helpers may still undo."""
    return IdentityCheck.objects.filter(agency__in=agencies, at__gt=timezone.now() - LISTED)


def checked_by(agencies: Sequence[Agency]) -> Sequence[IdentityCheck]:
    """The newest of them, to undo a mistake; not longer, for nobody keeps a list of people here."""
    own = of_late(agencies).filter(ended_at=None)
    return list(own.select_related("user", "agency").order_by("-at", "-id")[:MOST_LISTED])


def part_from_checks(person: User) -> None:
    """An account is erased."""
    IdentityCode.objects.filter(user=person).delete()
    IdentityCheck.objects.filter(user=person).delete()
    person.identity_verified_at = None


def _hash(code: str) -> str:
    return salted_hmac("complaints.identity_checks", letters_of(code), algorithm="sha256").hexdigest()


def _wrong_code() -> ValidationError:
    return ValidationError(
        _("This code opens nothing: it may be mistyped, used or older than 10 minutes. Ask the person for a new one."),
        code="wrong_code",
    )


def _verified_already() -> ValidationError:
    return ValidationError(_("Your identity is verified already."), code="verified_already")


def _log(check: IdentityCheck, by: User, what: str) -> None:
    log_look(by, f"person:{check.user_id}", what, agency=check.agency, fields=["full_name"])


def _tell(check: IdentityCheck, what: str) -> None:
    """By mail, or by SMS whom no mail reaches."""
    with override(check.user.language):
        at = check.ended_at or check.at
        said = {"agency": check.agency.name, "when": f"{show_date(at)} {show_time(at)}"}
        if what == "verified":
            title = gettext("Your identity is verified")
            text = (
                gettext("%(agency)s checked your identity on %(when)s. If it was not you, undo it on this page:") % said
            )
        else:
            title = gettext("Your identity is no longer verified")
            text = gettext("The check of your identity by %(agency)s was undone on %(when)s.") % said
            text = f"{text} {check.ended_why}".strip()
    body = f"{text}\n\n{_address()}"
    told = {"language": check.user.language}
    key = f"identity-{what}:{check.pk}"
    tell_people([check.user_id], key, title=title, body=body, **told)
    tell_people_by_text([check.user_id], key, text=f"{title} {_address()}", **told)


def _address() -> str:
    return f"{site_url()}{reverse('my_identity')}"
