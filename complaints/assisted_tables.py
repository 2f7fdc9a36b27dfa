"""Filing on behalf of somebody: for which agency the helper did it, and who told it (requirement N28)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.complaint_tables import Complaint
from directory.models import Agency


class AssistedFiling(models.Model):
    """That a helper filed this complaint. Who it was stands with the complaint; of an anonymous one nothing is kept."""

    class ToldBy(models.TextChoices):
        """Who told it, as the person whose complaint it is would say."""

        SELF = "self", _("The person themselves")
        FAMILY = "family", _("A relative")
        NEIGHBOUR = "neighbour", _("A neighbour or friend")
        CARER = "carer", _("Who looks after the person")
        LEADER = "leader", _("Village head or community leader")
        OTHER = "other", _("Somebody else")

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="assisted")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    told_by = models.CharField(max_length=12, choices=ToldBy.choices, blank=True)
    told_by_name = models.CharField(max_length=150, blank=True)
    is_handed_over = models.BooleanField(default=False)
    """Whether the helper gave the receipt to the person: its code is never shown again."""

    agreed_as = ""
    """How the person agreed to it, in words; read with the case by complaints.case_reading."""

    class Meta:
        verbose_name = _("filing on behalf of somebody")
        verbose_name_plural = _("filings on behalf of somebody")

    def __str__(self) -> str:
        return str(self.complaint_id)
