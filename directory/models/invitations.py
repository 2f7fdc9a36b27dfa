"""Invitations to work at an agency: sent by mail, good for some days, and once."""

from __future__ import annotations

from datetime import timedelta

import pghistory
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.agencies import Agency, Unit
from directory.models.people import Role, User

GOOD_FOR = timedelta(days=7)


class StaffInvitationQuerySet(models.QuerySet["StaffInvitation"]):
    def open(self) -> StaffInvitationQuerySet:
        """Neither accepted nor withdrawn nor too old."""
        return self.filter(
            accepted_at__isnull=True, withdrawn_at__isnull=True, invited_at__gt=timezone.now() - GOOD_FOR
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class StaffInvitation(models.Model):
    """Somebody who leads an agency asks whoever reads this mailbox to work there. The link itself is stored nowhere."""

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="invitations", verbose_name=_("agency"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = StaffInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to work at an agency")
        verbose_name_plural = _("invitations to work at an agency")
        ordering = ["-invited_at", "-id"]
        indexes = [models.Index(name="staff_invitation_of_agency", fields=["agency", "-invited_at"])]
        constraints = [
            models.CheckConstraint(
                name="an_accepted_staff_invitation_says_by_whom",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_staff_invitation_is_not_accepted_before_it_is_sent",
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("invited_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()} · {self.agency}"
