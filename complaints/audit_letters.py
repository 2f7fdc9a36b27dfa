"""The mail that tells those who lead an agency of a closing that an auditor found false."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.escalating import leaders_of
from complaints.models import Assignment, Case
from complaints.office_letters import reads_mail, send
from notifications.letters import letter, read_it


def tell_of_false_closing(case: Case, part: Assignment) -> None:
    """Queue a mail to each who leads the agency. Call it after `record`, in its transaction."""
    for user in {held.user_id: held.user for held in leaders_of([part.agency])}.values():
        if not reads_mail(user):
            continue
        with override(user.language):
            subject = _("Case %(reference)s: an auditor found the closing false") % {"reference": case.reference}
            told = [subject, _("The case is open again. The reason stands in its timeline.")]
            page = read_it(reverse("office_case", args=[case.reference]))
            body = letter(told, [page], to=user.get_short_name())
            send(user, f"case:{case.reference}:{case.event_count}:audit:office", subject, body)
