"""What holds once a row of a register is gone, for whoever is asked whether to remove it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from complaints.models import ServiceLevel
from complaints.service_levels import FALLBACK_DAYS
from directory.models import OfficeHours


def what_holds_then(row: models.Model) -> str:
    """A sentence; the row is one that nothing points at."""
    if isinstance(row, OfficeHours):
        others = OfficeHours.objects.exclude(pk=row.pk)
        if not others.exists():
            return _("Without any office hours the standard of the system holds: Monday to Friday, 8.30 to 16.30.")
        if not others.filter(weekday=row.weekday).exists():
            return _("Offices are closed on a weekday that has no hours any more.")
    if isinstance(row, ServiceLevel):
        return _(
            "Then the next wider rule of this step holds, or the standard of the system: %(days)s working days."
        ) % {"days": FALLBACK_DAYS[ServiceLevel.Step(row.step)]}
    return _("Nothing else uses it, and nothing takes its place")
