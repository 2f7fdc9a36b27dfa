"""Who of an office gets the morning's mail, and when they last had it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class MorningMail(models.Model):
    """One row an officer: whether they want the daily mail, and the last day on which it was written or not needed."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="morning_mail")
    is_wanted = models.BooleanField(default=True)
    last_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("morning mail")
        verbose_name_plural = _("morning mails")
        indexes = [
            models.Index(
                F("last_on").asc(nulls_first=True),
                name="morning_mail_to_write",
                condition=models.Q(is_wanted=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.last_on}"
