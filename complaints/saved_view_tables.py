"""SavedView: an inbox narrowed down, kept under a name."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES, Viewer
from directory.models import Agency, User

NAME_MAX_LETTERS = 60


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def offered_to(self, user: User) -> SavedViewQuerySet:
        """A person's own, and those of the agencies in which they work on cases."""
        return self.filter(Q(user=user) | Q(agency__in=Viewer(user).agencies(CASEWORK_ROLES)))

    def kept_by(self, user: User) -> SavedViewQuerySet:
        """Those that a person may rename and remove: their own, and those of the agencies they supervise or head."""
        return self.filter(Q(user=user) | Q(agency__in=Viewer(user).agencies(CONFIDENTIAL_ROLES)))


class SavedView(models.Model):
    """One view of the inbox with its filters: of one person, or of everybody who works on cases of an agency.

    complaints.saved_views is its only writer. It holds what was asked for, never what was found.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="saved_views"
    )
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, blank=True, related_name="saved_views")
    name = models.CharField(_("name"), max_length=NAME_MAX_LETTERS)
    view = models.CharField(max_length=16)
    filters = models.JSONField(default=dict)
    """What `queue_filters.Filters.kept` gives."""
    saved_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_saved_view_is_a_persons_or_an_agencys",
                condition=Q(user__isnull=True, agency__isnull=False) | Q(user__isnull=False, agency__isnull=True),
            ),
            models.CheckConstraint(name="a_saved_view_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                name="a_person_saves_one_view_of_a_name", fields=["user", "name"], condition=Q(user__isnull=False)
            ),
            models.UniqueConstraint(
                name="an_agency_has_one_view_of_a_name", fields=["agency", "name"], condition=Q(agency__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name
