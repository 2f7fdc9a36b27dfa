"""Who speaks for all that signed: asking for another speaker, taking over, and leaving.

The speaker learns no names, so nobody is named: the offer goes to all who signed, and the first who accepts speaks. They get
a complaint of their own in the same case, with the words they signed and a number of their own, so nothing private of
the one before comes to them. While nobody has taken over the case goes its way: its dates end every wait.
"""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import lock_open
from complaints.case_files import take_files_back
from complaints.co_sign_tables import CoSigning, Invitation
from complaints.co_signing import may_be_shared
from complaints.complaint_tables import NOBODY
from complaints.following import co_sign_subject, tell_co_signers
from complaints.letters import forget_letters
from complaints.models import Case, CaseEvent, Complainant, Complaint
from complaints.personal_data import mask
from complaints.reaching import check_channel, take_channel
from complaints.references import new_reference
from complaints.timeline import lock, record, settle
from complaints.workflow import ENDS
from directory.calendar import next_working_moment
from directory.models import User
from notifications.models import Subscription

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen


@transaction.atomic
def seek_speaker(complaint: Complaint, *, by: User | None) -> Case:
    """Ask those who signed whether one of them goes on speaking. Until one does, nothing changes.

    Raises ValidationError: nobody_signed, speaker_sought_already, parts_are_open, case_has_ended.
    """
    case = lock_open(Case(pk=complaint.case_id))
    invitation = Invitation.objects.filter(case=case).first()
    if invitation is None or not case.co_signer_count:
        raise ValidationError(_("Nobody has signed yet who could speak for you."), code="nobody_signed")
    if invitation.leaving_id:
        raise ValidationError(_("Those who signed are being asked already."), code="speaker_sought_already")
    _refuse_to_lose_parts(complaint)
    _offer(invitation, complaint)
    record(case, Kind.SPEAKER_SOUGHT, by=by, seen_by=Seen.COMPLAINANT)
    tell_co_signers(case, Kind.SPEAKER_SOUGHT)
    return settle(case)


@transaction.atomic
def keep_speaking(complaint: Complaint, *, by: User | None) -> Case:
    """Go on oneself after all. Raises ValidationError (code speaker_not_sought)."""
    case = lock(Case(pk=complaint.case_id))
    if not Invitation.objects.filter(case=case, leaving=complaint).update(leaving=None):
        raise ValidationError(_("Nobody is being asked to speak for you."), code="speaker_not_sought")
    record(case, Kind.SPEAKER_STAYS, by=by, seen_by=Seen.COMPLAINANT)
    return settle(case)


@transaction.atomic
def take_over_speaking(case: Case, *, by: User) -> Complaint:
    """Speak for all from now on. Returns the new speaker's own complaint.

    Who spoke before signs like everybody else, where they have an account; their receipt code opens nothing any more.
    Raises ValidationError: not_co_signed, speaker_not_sought, co_signing_closed, parts_are_open, case_has_ended.
    """
    case = lock_open(case)
    signing = CoSigning.objects.filter(case=case, user=by).first()
    if signing is None:
        raise ValidationError(_("You have not signed this case."), code="not_co_signed")
    invitation = Invitation.objects.filter(case=case).select_related("leaving").first()
    if invitation is None or invitation.leaving is None:
        raise ValidationError(
            _("Somebody speaks for all already. You follow the case as before."), code="speaker_not_sought"
        )
    if not may_be_shared(case):
        raise ValidationError(_("This case takes no more signatures."), code="co_signing_closed")
    before = invitation.leaving
    _refuse_to_lose_parts(before)
    complaint = _own_complaint(case, before, by)
    _end_signature(case, signing)
    _step_back(case, before)
    invitation.leaving = None
    invitation.save(update_fields=["leaving"])
    record(case, Kind.SPEAKER_CHANGED, by=by, seen_by=Seen.COMPLAINANT)
    case.assignments.live().update(has_news=True)
    settle(case, "co_signer_count")
    return complaint


def leave_speaking(complaint: Complaint) -> None:
    """For an erasure, on a locked case in its transaction: those who signed are asked, and the case goes on for them."""
    case = Case.objects.get(pk=complaint.case_id)
    invitation = Invitation.objects.get(case=case)
    _offer(invitation, complaint)
    record(case, Kind.SPEAKER_LEFT, by=None, seen_by=Seen.COMPLAINANT)
    tell_co_signers(case, Kind.SPEAKER_LEFT)
    settle(case)


def is_sought(case: Case) -> bool:
    """Whether any who signed may take over now."""
    return not case.is_ended and Invitation.objects.filter(case=case, leaving__isnull=False).exists()


def others_can_go_on(case: Case) -> bool:
    """Whether the case still has people when the one who filed it goes."""
    return case.co_signer_count > 0 and may_be_shared(case)


def _refuse_to_lose_parts(before: Complaint) -> None:
    """Raises ValidationError (parts_are_open): the code that would end is all that opens what was made of this telling.

    Who has an account goes on with the parts by it. One that another may take over as well, or has, is not lost.
    """
    if Complainant.objects.filter(complaint=before, user__isnull=False).exists():
        return
    parts = before.split_parts.exclude(receipt_hash="").exclude(case__state__in=ENDS)
    if parts.exclude(case__invitation__leaving__isnull=False).exists():
        raise ValidationError(
            _(
                "Parts of what was told go on as cases of their own, and only the receipt code opens them."
                " Another can speak for all once those are closed."
            ),
            code="parts_are_open",
        )


def _offer(invitation: Invitation, complaint: Complaint) -> None:
    invitation.leaving = complaint
    invitation.save(update_fields=["leaving"])


def _own_complaint(case: Case, before: Complaint, person: User) -> Complaint:
    """What the new speaker tells: the words they signed, which are those of the one before without personal data."""
    now = timezone.now()
    complaint = Complaint.objects.create(
        reference=_unused_reference(),
        case=case,
        text=mask(before.words_here),  # what goes on in a case of its own stays with who told it
        language=person.language,
        visibility=before.visibility,
        submitted_at=now,
        counts_from=next_working_moment(now),
        receipt_hash=secrets.token_hex(32),  # of no code: the account opens it
    )
    email = (person.email or "") if person.email_confirmed_at else ""
    phone = (person.phone or "") if person.phone_confirmed_at else ""
    complainant = Complainant(complaint=complaint, user=person, name=person.full_name, phone=phone, email=email)
    channel = check_channel("", email=email, phone=phone)
    take_channel(complainant, complaint.reference, channel, may_send=False, at=now)
    complainant.save()
    return complaint


def _unused_reference() -> str:
    for _attempt in range(5):
        reference = new_reference(timezone.now())
        is_taken = Complaint.objects.filter(reference=reference).exists()
        if not is_taken and not Case.objects.filter(reference=reference).exists():
            return reference
    raise RuntimeError("Five random references in a row were taken: the random source is broken")


def _end_signature(case: Case, signing: CoSigning) -> None:
    """The new speaker is told as who filed, not as one who signed."""
    Subscription.objects.filter(user=signing.user, subject=co_sign_subject(case)).delete()
    signing.delete()
    case.co_signer_count -= 1


def _step_back(case: Case, complaint: Complaint) -> None:
    """Who spoke before becomes one of those who signed; by receipt code alone they can no longer act for all."""
    row = Complainant.objects.filter(complaint=complaint).select_related("user").first()
    Complaint.objects.filter(pk=complaint.pk).update(receipt_hash="")
    if row is None:
        return
    user = row.user
    Complainant.objects.filter(pk=row.pk).update(**NOBODY)
    theirs = Complaint.objects.filter(pk=complaint.pk)
    forget_letters(theirs)  # they bear the name
    take_files_back(theirs)
    if user is not None and user.is_active:
        CoSigning.objects.create(case=case, user=user)
        Subscription.objects.get_or_create(user=user, subject=co_sign_subject(case))
        case.co_signer_count += 1
