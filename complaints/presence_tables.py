"""Who has the page of a case open at an office."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.case_tables import Case
from directory.models import Agency


class Presence(models.Model):
    """One person's open page of a case, in as many windows as they like (complaints/presence.py is its only writer).

    Unlogged: empty after a crash, and that is fine. Its keys are not checked: that would wait for a case under its lock.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    first_at = models.DateTimeField(_("opened at"))
    seen_at = models.DateTimeField(_("last seen at"))
    """Without an index, so that a page which is still open rewrites its row in place."""

    class Meta:
        verbose_name = _("open page of a case")
        verbose_name_plural = _("open pages of cases")
        constraints = [
            models.UniqueConstraint(name="a_person_has_a_case_open_once_an_agency", fields=["case", "agency", "user"])
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"
