"""The evidence with which agencies report their work as done, and of which topics a picture belongs to it."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.timeline_tables import CaseEvent
from directory.models import Agency, Topic


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

    class Meta:
        verbose_name = _("report of work as done")
        verbose_name_plural = _("reports of work as done")
        indexes = [models.Index(name="closings_of_an_agency", fields=["agency", "-at"])]

    def __str__(self) -> str:
        return f"{self.event_id} {self.photo}"
