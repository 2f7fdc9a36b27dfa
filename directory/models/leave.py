"""Leave: from when to when somebody of an agency is away, and who stands in for them."""

from __future__ import annotations

from datetime import date

import pghistory
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.agencies import Agency
from directory.models.people import User
from directory.statements import Lookup


class LeaveQuerySet(models.QuerySet["Leave"]):
    def on(self, day: date) -> LeaveQuerySet:
        return self.overlapping(day, day)

    def overlapping(self, first: date, last: date) -> LeaveQuerySet:
        """Away on at least one of these days, first and last included."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def not_over(self) -> LeaveQuerySet:
        return self.filter(ends_on__gte=timezone.localdate())


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class Leave(models.Model):
    """Somebody is away from their work at one agency, first and last day included. It ends by itself.

    That two of one person do not overlap, and that the deputy is there meanwhile, is kept by complaints.absence.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="leaves")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="leaves")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    deputy = models.ForeignKey(
        User, verbose_name=_("deputy"), on_delete=models.SET_NULL, null=True, blank=True, related_name="deputised"
    )

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        ordering = ["starts_on", "id"]
        indexes = [models.Index(name="leave_of_an_agency", fields=["agency", "ends_on"])]
        constraints = [
            models.CheckConstraint(
                name="a_leave_does_not_end_before_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="nobody_stands_in_for_themselves", condition=Q(deputy__isnull=True) | ~Q(deputy=F("user"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_on} – {self.ends_on}"

    @property
    def is_now(self) -> bool:
        return self.starts_on <= timezone.localdate() <= self.ends_on


leaves_at = Lookup(Leave, "agency_id = ANY(%s) AND starts_on <= %s AND ends_on >= %s ORDER BY ends_on, id")
