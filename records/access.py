"""Who of the staff looked at personal data. People may ask who looked at theirs, when and why."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from records.models import AccessLog

if TYPE_CHECKING:
    from directory.models import Agency, User


def log_look(
    user: "User", subject: str, reason: str, *, agency: "Agency | None" = None, fields: Iterable[str] = ()
) -> AccessLog:
    """Write down that somebody looked.

    subject: such as `case:69-7K3M-9QXT-Y`. fields: what was shown, such as `complainant.phone`.
    Raises ValidationError (code `reason_missing`) without a reason.
    """
    reason = reason.strip()[:300]
    if not reason:
        raise ValidationError(_("Say why you need to see this."), code="reason_missing")
    return AccessLog.objects.create(user=user, subject=subject, reason=reason, agency=agency, fields=sorted(fields))


def looks_at(subject: str) -> QuerySet[AccessLog]:
    """Every look at a subject, newest first."""
    return AccessLog.objects.filter(subject=subject).select_related("agency").order_by("-at")
