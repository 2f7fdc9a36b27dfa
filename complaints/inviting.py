"""Inviting people by mail to work at an agency. The link is signed, good for some days, and works once.

Whoever invites learns nothing of the address: the mail and the answer are the same with an account and without.
"""

from __future__ import annotations

import uuid

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from complaints.appointing import NOT_INVITED
from complaints.approval_staff import refuse_idle_approver
from complaints.staffing import INVITED_AS, RANK, rank_at
from directory.installation import site_url
from directory.models import Agency, Membership, Role, StaffInvitation, Unit, User
from directory.models.invitations import GOOD_FOR
from notifications.letters import letter
from notifications.live import announce
from notifications.models import Channel
from notifications.outbox import enqueue

SALT = "complaints.inviting"
MOST_OPEN = 100


def roles_to_give(by: User, agency: Agency) -> list[Role]:
    """As what this person may invite somebody: up to what they hold themselves; none for who does not lead there.

    Administrators invite to every agency, as anything but administrators.
    """
    if by.is_staff and (by.is_superuser or by.has_role(Role.ADMINISTRATOR)):
        return [role for role in Role if role != Role.ADMINISTRATOR]
    rank = rank_at(by, agency)
    return [role for role in INVITED_AS if RANK[role] <= rank] if rank >= RANK[Role.SUPERVISOR] else []


@transaction.atomic
def invite(email: str, agency: Agency, *, role: str, unit: Unit | None = None, by: User) -> StaffInvitation:
    """Invite whoever reads this mailbox.

    Raises ValidationError: administrators_not_invited, role_not_yours_to_give, not_its_unit, works_there_already,
    invited_already, too_many_invitations, approver_without_casework.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    given = roles_to_give(by, agency)
    if role == Role.ADMINISTRATOR and Role.AUDITOR in given:  # an administrator asks
        raise ValidationError(NOT_INVITED, code="administrators_not_invited")
    if role not in given:
        raise ValidationError(
            _("You invite to agencies that you lead, up to your own role."), code="role_not_yours_to_give"
        )
    if unit and unit.agency_id != agency.pk:
        raise ValidationError(_("This unit does not belong to your agency."), code="not_its_unit")
    email = email.lower()
    held = Membership.objects.current().filter(agency=agency, user__email=email, user__is_active=True)
    if held.filter(role__in=RANK if role in RANK else [role]).exists():
        raise ValidationError(_("They work at your agency already."), code="works_there_already")
    if role == Role.APPROVER:
        refuse_idle_approver(email, agency)
    waiting = agency.invitations.open()
    if waiting.filter(email=email).exists():
        raise ValidationError(
            _("They are invited already. Withdraw that invitation first to send another."), code="invited_already"
        )
    if waiting.count() >= MOST_OPEN:
        raise ValidationError(
            _("%(most)s invitations are open. Withdraw some that nobody needs."),
            code="too_many_invitations",
            params={"most": MOST_OPEN},
        )
    invitation = StaffInvitation.objects.create(email=email, agency=agency, role=role, unit=unit, invited_by=by)
    invitation.refresh_from_db(fields=["public_id"])
    _send(invitation)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: StaffInvitation, *, by: User) -> None:
    """Its link opens nothing any more. Raises ValidationError: role_not_yours_to_give, invitation_is_over."""
    if invitation.role not in roles_to_give(by, invitation.agency):
        raise ValidationError(
            _("You invite to agencies that you lead, up to your own role."), code="role_not_yours_to_give"
        )
    found = _locked(invitation)
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])


@transaction.atomic
def accept_invitation(
    invitation: StaffInvitation, *, by: User | None = None, full_name: str = "", password: str = ""
) -> User:
    """Work there from today on. by: the owner of the account with this address; without one, an account is made.

    An address that the account's owner never confirmed is confirmed by the link, which came to it.

    full_name: as `clean_full_name` gives it. Raises ValidationError: invitation_is_over, not_your_invitation,
    sign_in_first, and those of the password.
    """
    invitation = _locked(invitation)
    user = account_of(invitation)
    if user != by:
        if user is None:
            raise ValidationError(_("This invitation was sent to another address."), code="not_your_invitation")
        code = "not_your_invitation" if by else "sign_in_first"
        raise ValidationError(_("Sign in with the e-mail address that was invited."), code=code)
    if user is None:
        user = _new_account(invitation.email, full_name, password)
    elif not user.email_confirmed_at:
        _confirm_by_the_link(user)
    _take_up(user, invitation)
    invitation.accepted_by, invitation.accepted_at = user, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    return user


def account_of(invitation: StaffInvitation) -> User | None:
    """Whose address it is. A sign-up that was never confirmed owns nothing: anybody may type an address."""
    return User.objects.filter(email=invitation.email).exclude(pk__in=User.objects.unconfirmed()).first()


def link_of(invitation: StaffInvitation) -> str:
    token = signing.dumps(str(invitation.public_id), salt=SALT)
    return site_url() + reverse("office_invitation", args=[token])


def invitation_behind(token: str) -> StaffInvitation | None:
    """None where the link is forged, too old, used, withdrawn, or by somebody who may not invite any more (S2)."""
    try:
        public_id = uuid.UUID(signing.loads(token, salt=SALT, max_age=GOOD_FOR))
    except (signing.BadSignature, ValueError):
        return None
    rows = StaffInvitation.objects.open().filter(public_id=public_id).select_related("agency", "unit", "invited_by")
    invitation = rows.first()
    if invitation is None or invitation.role not in roles_to_give(invitation.invited_by, invitation.agency):
        return None
    owner = account_of(invitation)
    return invitation if owner is None or owner.is_active else None


def _locked(invitation: StaffInvitation) -> StaffInvitation:
    # Pressed twice, or in two windows: the second finds it used.
    found = StaffInvitation.objects.open().select_for_update(of=("self",)).filter(pk=invitation.pk)
    row = found.select_related("agency").first()
    if row is None:
        raise ValidationError(_("This invitation is over."), code="invitation_is_over")
    return row


def _new_account(email: str, full_name: str, password: str) -> User:
    validate_password(password, User(email=email, full_name=full_name))
    User.objects.discard_unconfirmed(email=email)
    # Only who reads the mailbox has the link, so the address is confirmed by it.
    user = User.objects.create_user(email, password, full_name=full_name, email_confirmed_at=timezone.now())
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _confirm_by_the_link(user: User) -> None:
    """Only who reads the mailbox has the link, and only the owner has signed in: together they confirm the address, as
    the code of a sign-up does. Else nothing of the office would ever reach them (complaints.office_letters)."""
    user.email_confirmed_at = timezone.now()
    user.save(update_fields=["email_confirmed_at"])
    confirmed = {"verified": True, "primary": True}
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults=confirmed)


def _take_up(user: User, invitation: StaffInvitation) -> None:
    # Somebody whose last day was set on their first is taken back by the same row.
    Membership.objects.update_or_create(
        user=user,
        agency=invitation.agency,
        unit=invitation.unit,
        role=invitation.role,
        starts_on=timezone.localdate(),
        defaults={"ends_on": None},
    )
    user.forget_roles()
    announce(f"close:person:{user.pk}")


def _send(invitation: StaffInvitation) -> None:
    """In Thai: nobody knows yet which language they read."""
    with override("th"):
        told = {"name": invitation.invited_by.full_name, "agency": invitation.agency.name_th}
        news = str(_("%(name)s invites you to work on cases of %(agency)s")) % told
        where = {"days": GOOD_FOR.days, "url": link_of(invitation)}
        how = str(_("Open this within %(days)s days, once: %(url)s")) % where
        not_you = str(_("If you expect no such mail, do nothing: without the link nothing happens."))
        body = letter([news], [how], [not_you])
    enqueue(f"invitation:{invitation.public_id}", Channel.EMAIL, invitation.email, news, body)
