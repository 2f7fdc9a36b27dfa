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
    waits_for: what the worker does with it next (frontend.administration.files_at_work). told: why the last of it came
    to nothing. language: of who waits. takes_back: not a file but the taking back of one that was written
    (frontend.administration.taking_back): looked at and pressed as files are.
    """

    class Step(models.TextChoices):
        LOOK = "look", _("to be looked at")
        WRITE = "write", _("to be written")

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    register = models.SlugField(_("register"), max_length=40)
    name = models.CharField(_("name of the file"), max_length=200)
    content: Any = models.BinaryField(_("content"), null=True)
    preview: Any = models.JSONField(default=dict)
    plan_digest = models.CharField(max_length=32, blank=True)
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("chosen by"))
    chosen_at = models.DateTimeField(_("chosen"), default=timezone.now)
    applied_at = models.DateTimeField(_("written"), null=True, blank=True)
    waits_for = models.CharField(_("waits"), max_length=8, choices=Step.choices, blank=True, default="", db_default="")
    pressed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pressed by")
    )
    language = models.CharField(_("language"), max_length=8, default="th", db_default="th")
    told = models.TextField(_("what was said"), blank=True, default="", db_default="")
    takes_back = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="takings_back", verbose_name=_("takes back")
    )

    class Meta:
        verbose_name = _("file for a register")
        verbose_name_plural = _("files for registers")
        constraints = [
            models.CheckConstraint(
                name="a_written_file_keeps_no_content", condition=Q(applied_at__isnull=True) | Q(content__isnull=True)
            ),
            models.CheckConstraint(
                name="a_file_is_written_by_who_pressed",
                condition=~Q(waits_for="write") | Q(pressed_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_file_is_taken_back_once", fields=["takes_back"], condition=Q(applied_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="files_of_registers_that_wait", condition=~Q(waits_for="")),
        ]

    def __str__(self) -> str:
        return f"{self.register}: {self.name}"
