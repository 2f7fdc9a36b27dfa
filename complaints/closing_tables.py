"""The evidence with which agencies report their work as done, and of which topics a picture belongs to it."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.access import CONFIDENTIAL_ROLES, REVIEWING_ROLES, Viewer
from complaints.timeline_tables import CaseEvent
from complaints.workflow import Visibility
from directory.models import Agency, Topic, User


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class AfterPhoto(models.Model):
    """Whether "solved" of this topic needs a picture of the finished work; a part without a row does as its topic."""

    topic = models.OneToOneField(Topic, models.CASCADE, related_name="+", verbose_name=_("topic"))
    needs_photo = models.BooleanField(
        _("needs a picture of the finished work"),
        default=True,
        help_text=_("Of a whole topic it holds for all its parts; a part with a row of its own goes by that."),
    )

    class Meta:
        verbose_name = _("picture after the work")
        verbose_name_plural = _("pictures after the work")
        ordering = ["topic__position", "topic__code"]

    def __str__(self) -> str:
        return self.topic.full_name


class ClosingQuerySet(models.QuerySet["Closing"]):
    def reviewed_by(self, user: User) -> ClosingQuerySet:
        """Those of the agencies that this person supervises, heads or audits; confidential ones not for auditors."""
        viewer = Viewer(user)
        ours = self.filter(agency__in=viewer.agencies(REVIEWING_ROLES))
        leading = Q(agency__in=viewer.agencies(CONFIDENTIAL_ROLES))
        return ours.filter(leading | ~Q(event__case__visibility=Visibility.CONFIDENTIAL))

    def to_look_at(self) -> ClosingQuerySet:
        """Without the picture that is due, with one that was used before, or with one that tells of another time or place."""
        return self.filter(TO_LOOK_AT)


TO_LOOK_AT = Q(photo="none") | Q(has_repeat=True) | Q(is_doubted=True)


class Closing(models.Model):
    """One report that a case is done, as supervisors count it. Its words stand on the timeline, under the same event."""

    class Photo(models.TextChoices):
        NOT_NEEDED = "not_needed", _("Not needed")
        SENT = "sent", _("Sent")
        NONE = "none", _("None, with a reason")

    event = models.OneToOneField(CaseEvent, models.PROTECT, related_name="closing")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    at = models.DateTimeField(_("at"))
    photo = models.CharField(_("picture of the finished work"), max_length=12, choices=Photo.choices)
    has_repeat = models.BooleanField(_("a picture was used before"), default=False, db_default=False)
    is_doubted = models.BooleanField(_("a picture says it is older or from elsewhere"), default=False, db_default=False)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of work as done")
        verbose_name_plural = _("reports of work as done")
        indexes = [
            models.Index(name="closings_of_an_agency", fields=["agency", "-at"]),
            models.Index(name="closings_to_look_at", fields=["agency", "-id"], condition=TO_LOOK_AT),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.photo}"
