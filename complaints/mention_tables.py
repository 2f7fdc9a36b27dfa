"""Mention: a colleague who is named in a note and has not read it yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.assignment_tables import Assignment
from complaints.timeline_tables import CaseEvent
from directory.models import User


class MentionQuerySet(models.QuerySet["Mention"]):
    def waiting_for(self, user: User) -> MentionQuerySet:
        """Unread by this person, in cases that they may still work on, the newest first."""
        unread = self.filter(user=user, read_at__isnull=True)
        return unread.filter(assignment__in=Assignment.objects.handled_by(user).values("pk")).order_by("-id")


class Mention(models.Model):
    """One person named by @ in one note (complaints.mentions is its only writer)."""

    event = models.ForeignKey(CaseEvent, models.CASCADE, related_name="mentions")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+")
    """The part of the agency in which both work: who moves to another agency of the case does not take the note along."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention in a note")
        verbose_name_plural = _("mentions in notes")
        indexes = [models.Index(name="mention_unread", fields=["user", "-id"], condition=Q(read_at__isnull=True))]
        constraints = [models.UniqueConstraint(name="a_note_names_a_person_once", fields=["event", "user"])]

    def __str__(self) -> str:
        return f"{self.event_id} {self.user_id}"
