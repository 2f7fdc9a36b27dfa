"""Mails of an appeal to the offices it concerns: who decides it, and whose answer it is about. Numbers and dates only."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from complaints.absence import works_at
from complaints.escalating import leaders_of
from complaints.models import Assignment, Case, CaseEvent
from complaints.office_letters import key_of, reads_mail, send
from directory.models import User
from directory.thai_dates import write_day
from notifications.letters import letter, read_it

Kind = CaseEvent.Kind
_TO_WHO_DECIDES = {
    Kind.APPEALED: gettext_lazy("Case %(reference)s: an appeal for you to decide by %(date)s"),
    Kind.APPEAL_TAKEN_BACK: gettext_lazy("Case %(reference)s: the appeal was taken back"),
}
_TO_WHO_ANSWERED = {
    Kind.APPEALED: gettext_lazy("Case %(reference)s: the complainant appeals against your answer"),
    Kind.APPEAL_TAKEN_BACK: gettext_lazy("Case %(reference)s: the appeal against your answer was taken back"),
    Kind.APPEAL_UPHELD: gettext_lazy("Case %(reference)s: your answer stands"),
    Kind.APPEAL_GRANTED: gettext_lazy("Case %(reference)s: your answer does not stand, work goes on"),
}


def tell_offices(case: Case, kind: CaseEvent.Kind, parts: Iterable[Assignment | None], *, review: Assignment) -> None:
    """Queue a mail to the officer of each part, or to those who lead where nobody has it. Call it after `record`, in
    its transaction. review: the part that decides."""
    told: set[int] = set()
    for part in parts:
        if part is None:
            continue
        words = _TO_WHO_DECIDES if part.pk == review.pk else _TO_WHO_ANSWERED
        for user in people_of(part):
            if user.pk not in told:
                told.add(user.pk)
                _tell(user, case, words[kind], part, review)


def people_of(part: Assignment) -> list[User]:
    """The officer of a part, or those who lead its agency where nobody has it."""
    officer = part.officer
    if officer is not None and works_at(officer, part.agency_id):
        return [officer]
    return list({held.user_id: held.user for held in leaders_of([part.agency])}.values())


def _tell(user: User, case: Case, words: Promise, part: Assignment, review: Assignment) -> None:
    if not reads_mail(user):
        return
    with override(user.language):
        date = write_day(timezone.localdate(review.due_at)) if review.due_at else ""
        subject = str(words) % {"reference": case.reference, "date": date}
        lines = [subject]
        if part.pk != review.pk:
            lines.append(_("%(agency)s decides it.") % {"agency": review.agency.name})
        # Who decides no longer may not open it any more.
        page = reverse("office_case", args=[case.reference]) if part.is_live else reverse("office")
        body = letter(lines, [read_it(page)], to=user.get_short_name())
        send(user, key_of(case), subject, body)
