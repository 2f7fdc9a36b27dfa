"""People, and the roles they hold in agencies."""

from typing import Any

import pghistory
import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from directory.languages import LONGEST_CODE, PAGE_LANGUAGES
from directory.models.agencies import Agency, Unit
from directory.statements import Lookup


class Role(models.TextChoices):
    OFFICER = "officer", _("Officer")
    TRIAGE_OFFICER = "triage_officer", _("Triage officer")
    APPROVER = "approver", _("Approver of answers")
    SUPERVISOR = "supervisor", _("Supervisor")
    AGENCY_HEAD = "agency_head", _("Head of agency")
    POLICY_TEAM = "policy_team", _("Policy team")
    MODERATOR = "moderator", _("Moderator")
    HELPER = "helper", _("Helper who files for others")
    NETWORK_MEMBER = "network_member", _("Member of a citizens' network")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class UserQuerySet(models.QuerySet["User"]):
    def unconfirmed(self) -> "UserQuerySet":
        """Sign-ups that confirmed neither e-mail nor phone: they never entered, and may be somebody else's address."""
        return self.filter(
            email_confirmed_at__isnull=True,
            phone_confirmed_at__isnull=True,
            last_login__isnull=True,
            memberships__isnull=True,
            is_staff=False,
            is_superuser=False,
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(
        self,
        email: str | None = None,
        password: str | None = None,
        *,
        phone: str | None = None,
        full_name: str = "",
        **fields: Any,
    ) -> "User":
        """Store a new person. Without a password the account can only be entered by code or by the demo.

        phone: E.164, as `directory.phones.normalise_phone` gives it. Raises ValueError with neither e-mail nor phone.
        """
        if not email and not phone:
            raise ValueError("an account needs an e-mail address or a phone number")
        user = self.model(email=email.lower() if email else None, phone=phone or None, full_name=full_name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator of an installation, made by `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def discard_unconfirmed(
        self, *, email: str | None = None, phone: str | None = None, but: "User | None" = None
    ) -> None:
        """Remove sign-ups that claimed this e-mail or phone without ever confirming it, so that its owner can."""
        claims = Q(pk__in=[])
        if email:
            claims |= Q(email=email.lower())
        if phone:
            claims |= Q(phone=phone)
        self.unconfirmed().filter(claims).exclude(pk=but.pk if but else None).delete()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


@pghistory.track(
    pghistory.InsertEvent(condition=pgtrigger.Q(new__is_staff=True) | pgtrigger.Q(new__is_superuser=True)),
    pghistory.UpdateEvent(),
    fields=["is_staff", "is_superuser", "is_active"],
    model_name="UserEvent",
    obj_field=pghistory.ObjForeignKey(related_name="events"),
    append_only=True,
)
class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What they may do follows from their memberships, not from this row.

    Its history holds who may enter and administer, and nothing else of anybody.
    """

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("mobile phone"), max_length=16, unique=True, null=True, blank=True)
    full_name = models.CharField(_("first and last name"), max_length=150)
    email_confirmed_at = models.DateTimeField(_("e-mail confirmed"), null=True, blank=True)
    phone_confirmed_at = models.DateTimeField(_("phone confirmed"), null=True, blank=True)
    identity_verified_at = models.DateTimeField(_("identity verified"), null=True, blank=True, editable=False)
    """While an `IdentityCheck` counts."""
    language = models.CharField(
        _("language"), max_length=LONGEST_CODE, choices=[(one.code, one.name) for one in PAGE_LANGUAGES], default="th"
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may open the administration pages"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(name="an_email_is_kept_in_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="an_email_that_is_none_is_null", condition=~Q(email="")),
            models.CheckConstraint(
                name="a_phone_is_kept_as_e164",
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[1-9][0-9]{5,14}$"),
            ),
            models.CheckConstraint(
                name="an_account_has_an_email_or_a_phone", condition=Q(email__isnull=False) | Q(phone__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or self.phone or ""

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0]

    def clean(self) -> None:
        super().clean()
        # An empty form field is "none", never "": two people without a phone must not collide.
        self.email = self.email.lower() if self.email else None
        self.phone = self.phone or None

    def memberships_now(self) -> "MembershipQuerySet":
        """The roles held today, in agencies that exist today."""
        return Membership.objects.filter(user=self).current()

    @cached_property
    def active_roles(self) -> list["Membership"]:
        """`memberships_now` with their agencies: one statement, kept on this instance. None for someone shut out.

        Every page of an officer asks for it, so it is not left to the queryset; a test holds it to that.
        """
        from directory.known import agencies

        today = timezone.localdate()
        held = _held(self.pk, today, today) if self.is_active else []
        named = agencies.by_id(membership.agency_id for membership in held)
        for membership in held:
            membership.user, membership.agency = self, named[membership.agency_id]
        return [membership for membership in held if membership.agency.is_active_on(today)]

    @property
    def home_province(self) -> int | None:
        """Code of the province in which this person works today; None for citizens and for agencies of the whole country."""
        served = [held.agency.area_id for held in self.active_roles if held.agency.area_id]
        return int(str(served[0])[:2]) if served else None

    def has_role(self, role: str, agency: Agency | None = None) -> bool:
        """Whether the role is held today, in that very agency when one is named."""
        return any(held.role == role and (agency is None or held.agency_id == agency.pk) for held in self.active_roles)

    def agencies_with_role(self, *roles: str) -> set[int]:
        """Ids of the agencies in which one of these roles is held today."""
        return {held.agency_id for held in self.active_roles if held.role in roles}

    def forget_roles(self) -> None:
        """Drop what `active_roles` keeps, after a role of this person was changed in the same request."""
        self.__dict__.pop("active_roles", None)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return super().has_perm(perm, obj) or self.has_role(Role.ADMINISTRATOR)

    def has_module_perms(self, app_label: str) -> bool:
        return super().has_module_perms(app_label) or self.has_role(Role.ADMINISTRATOR)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        """Held today in Bangkok, first and last day included, in an agency that exists today."""
        today = timezone.localdate()
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            starts_on__lte=today,
            agency__in=Agency.objects.active(today),
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class Membership(models.Model):
    """A role that a person holds in an agency, from one day to another."""

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    starts_on = models.DateField(_("first day"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "unit", "role", "starts_on"],
                nulls_distinct=False,
                name="a_role_is_given_once_on_a_day",
            ),
            models.CheckConstraint(
                name="a_role_does_not_end_before_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.agency}"


_held = Lookup(Membership, "user_id = %s AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s) ORDER BY id")
