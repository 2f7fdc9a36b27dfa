"""That a person at a counter saw who holds an account; and the code by which the holder asks for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.agencies import Agency
from directory.models.people import User


class IdentityCode(models.Model):
    """Shown to the holder of an account, told at the counter, and used up there. A new one replaces the one before."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="identity_code")
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("code for a check of identity")
        verbose_name_plural = _("codes for checks of identity")

    def __str__(self) -> str:
        return f"{self.user_id}"


class IdentityCheck(models.Model):
    """An officer saw a document of this kind; never its number, never a picture. It stays when it is undone, with the reason."""

    class Document(models.TextChoices):
        CITIZEN_CARD = "citizen_card", _("Thai citizen card")
        PASSPORT = "passport", _("Passport")
        DRIVING_LICENCE = "driving_licence", _("Driving licence")
        NON_THAI_CARD = "non_thai_card", _("Card of a person without Thai nationality")
        STATE_OFFICIAL_CARD = "state_official_card", _("Card of a state official")

    user = models.ForeignKey(User, models.CASCADE, related_name="identity_checks")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    document = models.CharField(_("document that was seen"), max_length=24, choices=Document.choices)
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    """The holder, or an officer of the same agency."""
    ended_why = models.CharField(_("why it was undone"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("check of identity")
        verbose_name_plural = _("checks of identity")
        indexes = [models.Index(name="identity_checks_of_an_agency", fields=["agency", "-at"])]
        constraints = [
            models.UniqueConstraint(
                name="an_account_is_verified_once", fields=["user"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="an_ended_identity_check_says_by_whom",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(name="nobody_verifies_their_own_account", condition=~Q(user=models.F("by"))),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.agency_id}"
