"""Incident: unusually many cases of one topic in one district, which are most likely one event."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.access import CaseQuerySet
from complaints.case_tables import Case
from complaints.workflow import CaseKind, CaseState, Visibility
from directory.models import Area, Topic

TAKEN_BACK = [CaseState.REJECTED, CaseState.WITHDRAWN]


class IncidentQuerySet(models.QuerySet["Incident"]):
    def open(self) -> IncidentQuerySet:
        return self.filter(ended_at__isnull=True)


class Incident(models.Model):
    """Raised and ended by complaints.surges, its only writer."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("topic"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("district"))
    began_at = models.DateTimeField(_("began"))
    """When the first of its cases was filed."""
    found_at = models.DateTimeField(_("found"))
    usual_a_day = models.FloatField(_("usual a day"))
    """Cases of this topic in this district on a day of the four weeks before."""
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    """Who said that it is none; None where it ended by itself."""

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="a_topic_has_one_open_incident_in_a_district",
                fields=["topic", "area"],
                condition=Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.area_id}"

    def cases(self) -> CaseQuerySet:
        """All of them, the newest first; never what was told in confidence."""
        district = self.area_id
        cases = Case.objects.filter(topic=self.topic_id, created_at__gte=self.began_at, kind=CaseKind.COMPLAINT)
        cases = cases.filter(Q(area=district) | Q(area__in=range(district * 100, district * 100 + 100)))
        if self.ended_at:
            cases = cases.filter(created_at__lte=self.ended_at)
        return (
            cases.exclude(visibility=Visibility.CONFIDENTIAL)
            .exclude(state__in=TAKEN_BACK)
            .order_by("-created_at", "-pk")
        )
