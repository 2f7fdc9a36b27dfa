"""Files of rows for a register, between the look at what they would change and the press that writes it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.people import User


class RegisterFile(models.Model):
    """A file that an administrator chose for a register. Once its rows are written, or after a day, only the numbers stay.

    preview: what was found, as frontend.administration.importing made it; plan_digest: of what would be written.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    register = models.SlugField(_("register"), max_length=40)
    name = models.CharField(_("name of the file"), max_length=200)
    content: Any = models.BinaryField(_("content"), null=True)
    preview: Any = models.JSONField(default=dict)
    plan_digest = models.CharField(max_length=32, blank=True)
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("chosen by"))
    chosen_at = models.DateTimeField(_("chosen"), default=timezone.now)
    applied_at = models.DateTimeField(_("written"), null=True, blank=True)

    class Meta:
        verbose_name = _("file for a register")
        verbose_name_plural = _("files for registers")
        constraints = [
            models.CheckConstraint(
                name="a_written_file_keeps_no_content", condition=Q(applied_at__isnull=True) | Q(content__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.register}: {self.name}"
