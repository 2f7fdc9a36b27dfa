"""Mails about answers that wait for a second person. No word of what an answer says: mail is read over shoulders."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import override

from complaints.approvers import approvers_of
from complaints.models import Approval, Case
from complaints.notice_events import SENT_BACK, TO_APPROVE
from complaints.notices_to_others import mail_to_office
from complaints.office_letters import key_of, office_news, reads_mail, send_worded
from directory.models import User


def tell_approvers(approval: Approval, case: Case) -> None:
    """Queue a mail to each who can approve it now. Call it after `record`, in its transaction."""
    for user in approvers_of(approval).people:
        if reads_mail(user):
            with override(user.language):
                _send(user, approval, case, office_news(TO_APPROVE, case.reference, approval.written_by.full_name))


def tell_writer(approval: Approval, case: Case) -> None:
    """Queue a mail to who wrote it that it came back. Call it after `record`, in its transaction."""
    user = approval.written_by
    if reads_mail(user):
        with override(user.language):
            news = office_news(SENT_BACK, case.reference)
            page = reverse("office_case", args=[case.reference])
            told = mail_to_office(SENT_BACK, case.reference, news, page, to=user.get_short_name())
            send_worded(user, key_of(case), told, approval.assignment.agency_id)


def _send(user: User, approval: Approval, case: Case, news: str) -> None:
    page = reverse("office_approval", args=[approval.public_id])
    told = mail_to_office(TO_APPROVE, case.reference, news, page, to=user.get_short_name())
    send_worded(user, f"{key_of(case)}:{user.pk}", told, approval.assignment.agency_id)
