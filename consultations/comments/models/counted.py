"""How many comments there are, without counting them: triggers write each step down, a chore adds the steps up."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.comments.models.commenting import Commenting
from consultations.laws.models import Version


class Change(models.Model):
    """One step of a count. Of a consultation: one comment or reply more or less that everybody reads. Of a version: one place."""

    commenting = models.ForeignKey(
        Commenting, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    version = models.ForeignKey(
        Version, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    unit = models.TextField(blank=True)
    is_gone = models.BooleanField(default=False)
    """Whether the words it is on were taken out of this version."""
    step = models.SmallIntegerField()

    class Meta:
        verbose_name = _("step of a count of comments")
        verbose_name_plural = _("steps of counts of comments")

    def __str__(self) -> str:
        return f"{self.pk}"


class Tally(models.Model):
    """How many comments stand beside one section of a version; of all that have lost their words one row, without a section."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="+", db_index=False)
    unit = models.TextField(blank=True)
    is_gone = models.BooleanField(default=False)
    comments = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("count of comments")
        verbose_name_plural = _("counts of comments")
        constraints = [models.UniqueConstraint(name="a_section_has_one_count", fields=["version", "unit", "is_gone"])]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.unit} {self.comments}"
