"""Table of splitting: which case is a part of what one person told in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from complaints.case_tables import Case


class Split(models.Model):
    """Some sentences and pictures of one complaint that go on as a case of its own. complaints.splitting writes it."""

    whole = models.ForeignKey("complaints.Case", models.PROTECT, related_name="splits")
    part = models.OneToOneField("complaints.Case", models.PROTECT, related_name="split_off")
    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="splits")
    """Whose words they are; the part has a complaint of its own with them (Complaint.part_of)."""
    ranges: Any = models.JSONField(default=list)
    """Which words: each [start, end), in letters of the text."""
    file_ids: Any = models.JSONField(default=list)
    """Which files of the complaint went along, to come back with them."""
    split_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("part of a case")
        verbose_name_plural = _("parts of cases")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="a_case_is_no_part_of_itself", condition=~Q(whole=F("part"))),
        ]

    def __str__(self) -> str:
        return f"{self.whole_id}: {self.part_id}"


def is_put_back(case: Case) -> bool:
    """Whether this case was a part of another for a while, and is in it again."""
    return case.joined_into_id is not None and Split.objects.filter(part=case, undone_at__isnull=False).exists()
