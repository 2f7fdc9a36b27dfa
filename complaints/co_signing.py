"""Collective filing: the person who filed speaks for all who co-sign by their link.

Questions and answers go between agency and speaker. Co-signers follow the case and are told how it ends. Agencies see how
many they are, and their names after a look with a reason; nobody else sees either, but the speaker the number.
A signature is no line of the timeline: a thousand of them would bury what the agency does.
"""

from __future__ import annotations

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.acting import lock_open, moment_to_tell
from complaints.co_sign_tables import CoSigning, Invitation
from complaints.following import co_sign_subject
from complaints.models import Case, CaseEvent, Complaint
from complaints.timeline import lock, record, settle
from complaints.workflow import IN_CONFIDENCE
from directory.installation import site_url
from directory.models import User
from directory.statements import Prepared
from notifications.models import Subscription

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen
_open_round = Prepared("SELECT round FROM complaints_invitation WHERE case_id = %s AND is_open")
_signer = signing.Signer(salt="complaints.co_signing")
"""Without a time: the link looks the same whenever the speaker copies it."""


@transaction.atomic
def invite_co_signers(case: Case, *, by: User | None) -> Case:
    """Open a link by which others read the words (complaints.releasing.proposed_text) and co-sign.

    Raises ValidationError: co_signing_in_confidence, invited_already, case_has_ended.
    """
    case = lock_open(case)
    if not may_be_shared(case):
        raise ValidationError(
            _("A case that is kept in confidence or filed without a name cannot be passed on for others to sign."),
            code="co_signing_in_confidence",
        )
    invitation, is_new = Invitation.objects.get_or_create(case=case)
    if invitation.is_open and not is_new:
        raise ValidationError(_("The link is open already."), code="invited_already")
    invitation.is_open = True
    invitation.save(update_fields=["is_open"])
    record(case, Kind.CO_SIGNING_OPENED, by=by, seen_by=Seen.COMPLAINANT, at=moment_to_tell(case))
    return settle(case)


@transaction.atomic
def stop_inviting(case: Case, *, by: User | None) -> Case:
    """Close the link for good; who has signed stays. Raises ValidationError (code not_invited)."""
    case = lock(case)
    stopped = Invitation.objects.filter(case=case, is_open=True).update(is_open=False, round=F("round") + 1)
    if not stopped:
        raise ValidationError(_("The link is closed already."), code="not_invited")
    record(case, Kind.CO_SIGNING_STOPPED, by=by, seen_by=Seen.COMPLAINANT, at=moment_to_tell(case))
    return settle(case)


@transaction.atomic
def co_sign(case: Case, *, by: User) -> Case:
    """Sign too. From now on this person is told how the case ends.

    Raises ValidationError: co_signing_closed, contact_not_confirmed, case_is_ones_own, co_signed_already.
    """
    case = lock(case)
    if case.is_ended or not may_be_shared(case) or not Invitation.objects.filter(case=case, is_open=True).exists():
        raise ValidationError(_("This case takes no more signatures."), code="co_signing_closed")
    if by.email_confirmed_at is None and by.phone_confirmed_at is None:
        raise ValidationError(
            _("Confirm your e-mail or mobile number first, then sign. So every signature is one person."),
            code="contact_not_confirmed",
        )
    if Complaint.objects.filter(case=case, complainant__user=by).exists():
        raise ValidationError(_("You filed this case yourself: you speak for it."), code="case_is_ones_own")
    _signing, is_new = CoSigning.objects.get_or_create(case=case, user=by)
    if not is_new:
        raise ValidationError(_("You have signed already."), code="co_signed_already")
    Subscription.objects.get_or_create(user=by, subject=co_sign_subject(case))
    return _count(case, 1)


@transaction.atomic
def withdraw_co_signing(case: Case, *, by: User) -> Case:
    """Take one's signature back, at any time. Raises ValidationError (code not_co_signed)."""
    case = lock(case)
    gone, _rows = CoSigning.objects.filter(case=case, user=by).delete()
    if not gone:
        raise ValidationError(_("You have not signed this case."), code="not_co_signed")
    Subscription.objects.filter(user=by, subject=co_sign_subject(case)).delete()
    return _count(case, -1)


def may_be_shared(case: Case) -> bool:
    """Whether its words may go to whoever has a link: never in confidence, never of somebody unnamed."""
    if case.visibility in IN_CONFIDENCE:
        return False
    return all(complaint.visibility not in IN_CONFIDENCE for complaint in case.complaints.all())


def has_co_signed(case: Case, user: object) -> bool:
    return isinstance(user, User) and CoSigning.objects.filter(case=case, user=user).exists()


def co_sign_link(case: Case) -> str:
    """The whole address to pass on; "" while there is none."""
    opened = _open_round.rows([case.pk])
    if not opened:
        return ""
    token = _signer.sign_object([case.reference, opened[0][0]])
    return site_url() + reverse("co_sign", args=[token])


def reference_behind(token: str) -> str | None:
    """The case that this link invites to; None where it is forged, was stopped, or names no case (S2: not told apart)."""
    try:
        reference, number = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    is_current = Invitation.objects.filter(case__reference=reference, round=number, is_open=True).exists()
    return str(reference) if is_current else None


def _count(case: Case, more: int) -> Case:
    case.co_signer_count += more
    case.save(update_fields=["co_signer_count"])
    return case
