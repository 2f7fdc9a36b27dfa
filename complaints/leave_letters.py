"""Mails to who stands in for somebody away: from when to when, and that it is over. Names and dates only."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.office_letters import reads_mail, send
from directory.installation import site_url
from directory.models import Leave, User
from directory.thai_dates import show_date
from notifications.letters import letter
from notifications.models import Message

TOLD_WITHIN = timedelta(days=7)
"""Of a leave that ended while the worker stood still; later nobody wonders any more."""


def tell_deputy(leave: Leave) -> None:
    """Queue a mail to who stands in from now on, in the transaction of the act; to nobody where nobody does."""
    deputy = leave.deputy
    if deputy is None or not reads_mail(deputy):
        return
    with override(deputy.language):
        told = {
            "name": leave.user.full_name,
            "first": show_date(leave.starts_on),
            "last": show_date(leave.ends_on),
            "agency": leave.agency.name_in_sentence,
        }
        subject = _("You stand in for %(name)s from %(first)s to %(last)s") % told
        lines = [
            subject + ".",
            _("Their open cases at %(agency)s are then in your list, and in your morning's mail.") % told,
            _("Standing in opens no confidential case: those go to who leads the agency."),
        ]
        _send(leave, deputy, subject, lines, f"begins:{leave.starts_on}:{leave.ends_on}")


def tell_deputy_of_the_end(leave: Leave, deputy: User | None) -> None:
    """Queue a mail to who stood in that they do no longer; the same end is told once."""
    if deputy is None or not reads_mail(deputy):
        return
    with override(deputy.language):
        told = {"name": leave.user.full_name, "agency": leave.agency.name_in_sentence}
        subject = _("You no longer stand in for %(name)s") % told
        lines = [subject + ".", _("Their cases at %(agency)s are not in your list any more.") % told]
        _send(leave, deputy, subject, lines, "over")


def tell_of_ended_leaves() -> int:
    """Tell the deputies of leaves that ended by themselves; returns how many. Safe to run twice and to kill."""
    today = timezone.localdate()
    ended = Leave.objects.filter(deputy__isnull=False, ends_on__lt=today, ends_on__gte=today - TOLD_WITHIN)
    keys = {_key(leave, leave.deputy_id, "over"): leave for leave in ended.select_related("user", "deputy", "agency")}
    told = set(Message.objects.filter(event_key__in=keys).values_list("event_key", flat=True))
    waiting = [leave for key, leave in keys.items() if key not in told and leave.deputy and reads_mail(leave.deputy)]
    for leave in waiting:
        tell_deputy_of_the_end(leave, leave.deputy)
    return len(waiting)


def _send(leave: Leave, deputy: User, subject: str, lines: list[str], what: str) -> None:
    page = _("The list: %(url)s") % {"url": f"{site_url()}{reverse('office')}?view=absent"}
    send(deputy, _key(leave, deputy.pk, what), subject, letter(lines, [page], to=deputy.get_short_name()))


def _key(leave: Leave, deputy_id: int | None, what: str) -> str:
    return f"leave:{leave.public_id}:{deputy_id}:{what}"
