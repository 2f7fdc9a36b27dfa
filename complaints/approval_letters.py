"""Mails about answers that wait for a second person. No word of what an answer says: mail is read over shoulders."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.approvers import approvers_of
from complaints.models import Approval, Case
from complaints.office_letters import key_of, reads_mail, send
from directory.models import User
from notifications.letters import letter, read_it


def tell_approvers(approval: Approval, case: Case) -> None:
    """Queue a mail to each who can approve it now. Call it after `record`, in its transaction."""
    for user in approvers_of(approval).people:
        if reads_mail(user):
            with override(user.language):
                told = {"name": approval.written_by.full_name, "reference": case.reference}
                _send(user, approval, case, _("%(name)s asks you to approve an answer in case %(reference)s") % told)


def tell_writer(approval: Approval, case: Case) -> None:
    """Queue a mail to who wrote it that it came back. Call it after `record`, in its transaction."""
    user = approval.written_by
    if reads_mail(user):
        with override(user.language):
            news = _("Your answer in case %(reference)s was sent back to you") % {"reference": case.reference}
            page = reverse("office_case", args=[case.reference])
            send(user, key_of(case), news, letter([news], [read_it(page)], to=user.get_short_name()))


def _send(user: User, approval: Approval, case: Case, news: str) -> None:
    page = reverse("office_approval", args=[approval.public_id])
    send(user, f"{key_of(case)}:{user.pk}", news, letter([news], [read_it(page)], to=user.get_short_name()))
