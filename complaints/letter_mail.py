"""Telling administrators that letters are held back: only they can mend the key."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.office_letters import reads_mail, send
from directory.models import Membership, Role, User
from notifications.letters import letter
from records.pdf_signing import REASONS


def tell_administrators(code: str) -> None:
    """Queue one mail a day to each administrator. code: one of records.pdf_signing.REASONS."""
    held = Membership.objects.current().filter(role=Role.ADMINISTRATOR).values("user")
    today = timezone.localdate().isoformat()
    for user in User.objects.filter(pk__in=held, is_active=True).order_by("pk"):
        if not reads_mail(user):
            continue
        with override(user.language):
            subject = _("Letters of agencies are held back")
            lines = [
                str(REASONS[code]),
                _(
                    "No letter goes out unsigned. Once this is mended they are made by themselves, under the numbers they have."
                ),
            ]
            send(user, f"letters-held:{today}:{code}", subject, letter(lines, to=user.get_short_name()))
